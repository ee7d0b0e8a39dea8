"""Pictures with few colours."""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from PIL import Image

from nusources.figures.house.rasters import png_with_palette, raster_with_palette

DISTANCE = np.hypot(*np.mgrid[-1:1:200j, -1:1:300j])
SHADES = np.stack([180 + 50 * DISTANCE, 200 + 30 * DISTANCE, 250 + 0 * DISTANCE], axis=-1)


def pixels(shades, is_opaque) -> np.ndarray:
    opacity = np.where(is_opaque, 255, 0)[..., np.newaxis]
    return np.concatenate([shades, opacity], axis=-1).clip(0, 255).astype(np.uint8)


def png(picture: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize("has_map", [False, True])
def test_page_has_few_colours_close_to_the_full_ones_and_white_stays_white(has_map):
    page = pixels(np.where(DISTANCE[..., np.newaxis] < 0.8, SHADES, 255), DISTANCE < 9)
    slim = png_with_palette(page.tobytes(), (300, 200), {"Title": "a page"}, 200, has_map)
    assert len(slim) < 0.5 * len(png(page))
    image = Image.open(io.BytesIO(slim))
    assert image.mode == "P"
    assert image.text == {"Title": "a page"}
    assert image.info["dpi"] == pytest.approx((200, 200), abs=0.01)
    few = np.asarray(image.convert("RGB")).astype(int)
    assert np.abs(few - page[..., :3]).max() <= 12
    white = (page == 255).all(axis=2)
    assert 0.1 < white.mean() < 0.9
    assert (few[white] == 255).all()


def test_areas_keep_their_colours_among_many_others():
    """Grey must not become pink, as it does where a palette is spread evenly."""
    rng = np.random.default_rng(1)
    page = rng.integers(0, 256, (200, 300, 3)).astype(float)
    areas = ((255, 255, 255), (230, 230, 230), (218, 229, 254), (0, 0, 0))
    for number, colour in enumerate(areas):
        page[: 40 * (number + 1)][40 * number :] = colour
    slim = png_with_palette(pixels(page, DISTANCE < 9).tobytes(), (300, 200), {}, 200, False)
    few = np.asarray(Image.open(io.BytesIO(slim)).convert("RGB"))
    for number, colour in enumerate(areas):
        assert (few[40 * number + 20] == colour).all()


def test_raster_has_few_colours_near_the_full_ones_and_its_transparent_parts():
    full = pixels(SHADES, DISTANCE < 1)
    slim = base64.b64decode(raster_with_palette(base64.b64encode(png(full)).decode()))
    assert len(slim) < 0.5 * len(png(full))
    few = np.asarray(Image.open(io.BytesIO(slim)).convert("RGBA")).astype(int)
    assert (few[..., 3] == full[..., 3]).all()
    assert np.abs(few - full)[full[..., 3] > 0].max() <= 20
