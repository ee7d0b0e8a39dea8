"""Size at which a figure is shown, read from the head of its file."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

from nusources.errors import InputDataError

CSS_PIXELS_PER_INCH = 96
PIXELS_PER_UNIT = {
    "": 1.0,
    "px": 1.0,
    "pt": CSS_PIXELS_PER_INCH / 72,
    "in": CSS_PIXELS_PER_INCH,
    "mm": CSS_PIXELS_PER_INCH / 25.4,
    "cm": CSS_PIXELS_PER_INCH / 2.54,
}

SCREEN_SCALE = 1.6
"""A figure made for an 88 mm column is read on a screen from further away."""

PNG_HEAD = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class Image:
    """A picture of the page.

    Parameters
    ----------
    path : str
        Relative to the page.
    width, height : int
        Size on the page in CSS pixels.
    """

    path: str
    width: int
    height: int


def sized_image(path: str, content: bytes) -> Image:
    """Image with the size at which it is shown.

    Parameters
    ----------
    path : str
        Relative to the page; its ending tells the format (svg or png).
    content : bytes
        The file.

    Raises
    ------
    InputDataError
        If the head of the file does not give a size.
    """
    size = _svg_size(content) if path.endswith(".svg") else _png_size(content)
    if size is None:
        raise InputDataError(
            "no size in the head of the picture",
            path=path,
            value=content[:40],
            expected="PNG or SVG",
        )
    return Image(path, *(round(SCREEN_SCALE * length) for length in size))


def _svg_size(content: bytes) -> tuple[float, float] | None:
    tag = re.search(rb"<svg\b[^>]*>", content)
    lengths = re.findall(rb'\b(?:width|height)="([\d.]+)([a-z]*)"', tag.group()) if tag else []
    if len(lengths) != 2 or any(unit.decode() not in PIXELS_PER_UNIT for _, unit in lengths):
        return None
    width, height = (float(value) * PIXELS_PER_UNIT[unit.decode()] for value, unit in lengths)
    return width, height


def _png_size(content: bytes) -> tuple[float, float] | None:
    """Size in CSS pixels: that of the print if the file tells its resolution."""
    if not content.startswith(PNG_HEAD) or len(content) < 24:
        return None
    width, height = struct.unpack(">II", content[16:24])
    place = content.find(b"pHYs", 0, content.find(b"IDAT"))
    if place < 0:
        return float(width), float(height)
    per_metre = struct.unpack(">I", content[place + 4 : place + 8])[0]
    scale = CSS_PIXELS_PER_INCH / (per_metre * 0.0254)
    return width * scale, height * scale
