"""Pictures of pixels, with few colours: a fifth of the bytes."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.PngImagePlugin import PngInfo

LINE_COLOURS, SHADES, MAP_COLOURS = 64, 96, 48
"""Of pages with lines only; of pages with maps, those of maps and others."""
COVERAGE, CUT = Image.Quantize.MAXCOVERAGE, Image.Quantize.MEDIANCUT
"""Colours apart from each other, so that few pixels are far from theirs; colours as they occur."""
RASTER_COLOURS = 63
OPAQUE_FROM = 128
SAMPLED = 3
"""One pixel of so many in each direction tells which colour is common."""
PNG_LEVEL = 9
"""Of compression: 8 % fewer bytes than 7, for .03 s a figure."""
AREA_SHARE = 5e-3
"""Colours of a larger share of the page stay exactly what they are."""


def png_with_palette(
    pixels: bytes, size: tuple[int, int], texts: Mapping[str, str], dpi: float, has_map: bool
) -> bytes:
    """PNG of a page: areas keep their colours, those between them change little.

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
    has_map : bool
        Whether colours flow into each other somewhere.
    """
    page = Image.frombuffer("RGBA", size, pixels, "raw", "RGBA", 0, 1).convert("RGB")
    slim = _map_quantized(page) if has_map else _quantized(page, LINE_COLOURS, COVERAGE)
    slim = _with_common_colours(page, slim)
    about = PngInfo()
    for name, text in texts.items():
        about.add_itxt(name, text)
    return _png(slim, pnginfo=about, dpi=(dpi, dpi))


def raster_with_palette(data: str) -> str:
    """PNG in base 64, as it stands in an SVG file, with few colours; parts may be transparent."""
    picture = Image.open(io.BytesIO(base64.b64decode(data)))
    slim = _quantized(picture.convert("RGB"), RASTER_COLOURS, CUT)
    palette = (slim.getpalette() or [])[: 3 * RASTER_COLOURS]
    slim.putpalette([*palette, 255, 255, 255])
    clear = len(palette) // 3
    mask = picture.convert("RGBA").getchannel("A").point(lambda one: 255 * (one < OPAQUE_FROM))
    slim.paste(clear, mask=mask)
    return base64.b64encode(_png(slim, transparency=clear)).decode()


def _quantized(page: Image.Image, n_colours: int, method: Image.Quantize) -> Image.Image:
    return page.quantize(n_colours, method, dither=Image.Dither.NONE)


def _map_quantized(page: Image.Image) -> Image.Image:
    """Page with many shades of its maps, and some of all other colours."""
    parts = (_quantized(page, SHADES, CUT), _quantized(page, MAP_COLOURS, COVERAGE))
    shades, others = (one.getpalette() or [] for one in parts)
    palette = Image.new("P", (1, 1))
    palette.putpalette([*shades[: 3 * SHADES], *others[: 3 * MAP_COLOURS]])
    return page.quantize(palette=palette, dither=Image.Dither.NONE)


def _with_common_colours(page: Image.Image, slim: Image.Image) -> Image.Image:
    """Let each entry of the palette be its commonest colour, and areas have an entry each."""
    palette = np.array(slim.getpalette(), dtype=np.uint8).reshape(-1, 3)
    entries, colours = np.array(slim), _codes(np.asarray(page))
    sample = np.s_[::SAMPLED, ::SAMPLED]
    pairs = entries[sample].astype(np.int64) << 24 | colours[sample]
    pairs, counts = np.unique(pairs, return_counts=True)
    order = np.argsort(counts, kind="stable")  # the commonest is written last
    found = pairs[order] & 0xFFFFFF
    palette[pairs[order] >> 24] = np.column_stack([found >> shift & 255 for shift in (16, 8, 0)])
    areas = pairs[counts > AREA_SHARE * counts.sum()] & 0xFFFFFF
    added = np.setdiff1d(areas, _codes(palette))[: 256 - len(palette)]
    for number, colour in enumerate(added):
        entries[colours == colour] = len(palette) + number
    more = np.column_stack([added >> shift & 255 for shift in (16, 8, 0)]).astype(np.uint8)
    picture = Image.fromarray(entries, "P")
    picture.putpalette(np.vstack([palette, more]).tobytes())
    return picture


def _codes(colours: NDArray[np.uint8]) -> NDArray[np.int32]:
    """Red, green and blue as one number."""
    red, green, blue = np.moveaxis(colours.astype(np.int32), -1, 0)
    return red << 16 | green << 8 | blue


def _png(picture: Image.Image, **about) -> bytes:
    written = io.BytesIO()
    picture.save(written, "PNG", compress_level=PNG_LEVEL, **about)
    return written.getvalue()
