"""Every figure of config/products/: texts that can be read, and the same bytes each time."""

from __future__ import annotations

import json
import re
import warnings

import matplotlib.pyplot as plt
import pytest
from all_pages import PAGES
from page_axes import empty_axes, unlabelled_axes, used_shares
from pages import drawn_texts, overlapping_texts, texts_off_the_page

from nusources.figures.house.preparing import write_facts
from nusources.figures.house.saving import save_figure
from nusources.figures.house.style import house_style
from nusources.figures.house.texts import fill_texts
from nusources.origins import ORIGINS

SHARED_PIXELS = 1.2
"""Boxes have room above and below small letters: .3 mm may be shared."""
SLACK_INCHES = 0.02
"""A hair's breadth of a line may stand over the edge: .5 mm."""
USED_SHARE = 0.4
"""Of each quarter of the canvas; an empty panel takes less."""
PRINT_SIZES = {7.0, 8.0}
FIGURES = [(product_id, case) for product_id, cases in PAGES.items() for case in cases]
SVG_BYTES = 250_000
TWICE = ("anchordoqui2014_fig04", "anchordoqui2014_fig05", "anchordoqui2014_sky_flux")
TWICE += ("chang2022_fig12", "chang2022_fig13", "chang2022_catalogue_test")
"""Figures that together use all of figures/house/."""
FIRST = {product_id: next(iter(cases)) for product_id, cases in PAGES.items()}


def test_every_figure_has_a_page(products):
    assert {one["id"] for one in products.values() if one["kind"] == "figure"} == set(PAGES)


@pytest.mark.parametrize(("product_id", "case"), FIGURES)
def test_page_can_be_read(product_id, case, page, tmp_path):
    one = page(product_id, case)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure = one.draw()
        texts = drawn_texts(figure)
    assert len(texts) >= 6
    assert not texts_off_the_page(figure, texts)
    assert not overlapping_texts(texts, SHARED_PIXELS)
    assert not unlabelled_axes(figure)
    assert not empty_axes(figure)
    assert used_shares(figure).min() > USED_SHARE
    assert {text.get_fontsize() for text in texts} <= PRINT_SIZES
    assert not plt.get_fignums(), "no figure of the session"
    _, facts = one.numbers
    words = fill_texts(one.product, facts, facts["simulated"])  # and alt has its length
    for text in words.values():
        assert not {part for part in ("nan", "{", "-0.0 ") if part in text}
    write_facts(tmp_path / "a.json", one.product, facts, words, {kind: [] for kind in ORIGINS})
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["id"] == product_id


@pytest.mark.parametrize("product_id", TWICE)
def test_nothing_is_cropped_and_drawn_twice_is_the_same(product_id, page, tmp_path):
    contents = []
    for name in ("one", "two"):
        figure = page(product_id, FIRST[product_id]).draw()
        path = tmp_path / f"{name}.svg"
        about = {"product_id": product_id, "run": "test", "title": "a", "alt": "b"}
        save_figure(figure, [path], simulated=[], **about)
        contents.append(path.read_bytes())
    assert contents[0] == contents[1]
    assert len(contents[0]) < SVG_BYTES
    drawing = contents[0].decode()
    named = set(re.findall(r' id="([^"]+)"', drawing))
    assert set(re.findall(r'(?:href="|url\()#([^")]+)', drawing)) <= named
    with house_style():
        box, (width, height) = figure.get_tightbbox(), figure.get_size_inches()
    assert min(box.x0, box.y0) > -SLACK_INCHES
    assert box.x1 < width + SLACK_INCHES
    assert box.y1 < height + SLACK_INCHES
