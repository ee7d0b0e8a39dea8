"""Pictures of pixels, with few colours: a fifth of the bytes."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo

N_COLOURS = 64


def png_with_palette(
    pixels: bytes, size: tuple[int, int], texts: Mapping[str, str], dpi: float
) -> bytes:
    """PNG of a page: white stays white, other colours change little.

    Parameters
    ----------
    pixels : bytes
        Red, green, blue and opacity of each, row by row; all are opaque.
    size : tuple of int
        Width and height in pixels.
    texts : mapping
        Goes into the file.
    dpi : float
        Resolution that the file tells.
    """
    page = Image.frombuffer("RGBA", size, pixels, "raw", "RGBA", 0, 1).convert("RGB")
    slim = page.quantize(N_COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    white = (np.asarray(page) == 255).all(axis=2)
    palette = np.array(slim.getpalette(), dtype=np.uint8).reshape(-1, 3)
    palette[np.unique(np.asarray(slim)[white])] = 255
    slim.putpalette(palette.tobytes())
    about = PngInfo()
    for name, text in texts.items():
        about.add_itxt(name, text)
    return _png(slim, pnginfo=about, dpi=(dpi, dpi))


def raster_with_palette(data: str) -> str:
    """PNG in base 64, as it stands in an SVG file, with few colours; parts may be transparent."""
    picture = Image.open(io.BytesIO(base64.b64decode(data)))
    slim = picture.quantize(N_COLOURS, Image.Quantize.FASTOCTREE)
    return base64.b64encode(_png(slim)).decode()


def _png(picture: Image.Image, **about) -> bytes:
    written = io.BytesIO()
    picture.save(written, "PNG", optimize=True, **about)
    return written.getvalue()
