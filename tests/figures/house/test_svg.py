"""SVG said briefly: the same lines at the same places, in fewer bytes."""

from __future__ import annotations

import io
import re
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.patheffects import withStroke
from svg_drawing import absolute_points, pieces

from nusources.figures.house.panels import legend_line
from nusources.figures.house.style import house_style, lay_out, new_figure
from nusources.figures.house.svg import brief_svg
from nusources.figures.house.svg_paths import brief_path

PLACE_PT = 0.01
LETTER_PT = 0.03
"""A step of a letter is a quarter of a hundredth of 8 pt: three roundings of half a step."""


def everything():
    """Lines, dashes, bands, ticks, markers, errors, formulas, halos, rotated texts."""
    figure = new_figure("double", 70)
    left, right = figure.subplots(1, 2)
    x = np.linspace(0.5, 9, 12)
    left.errorbar(x, x**2, yerr=x, marker="o", color="#c91f16", linestyle="--")
    left.fill_between(x, x, x**2, alpha=0.2, linewidth=0)
    left.plot(x, 3 * x, "|", color="black")
    left.set(yscale="log", xlabel="a < b & c", title=r"$\sqrt{x} / \frac{1}{2}$")
    left.set_ylabel(r"$E^2\Phi$ (10$^{-8}$ GeV cm$^{-2}$)")
    right.plot(np.linspace(0, 1, 400), np.random.default_rng(1).normal(size=400).cumsum())
    right.text(0.5, 0, "halo", path_effects=[withStroke(linewidth=2, foreground="white")])
    right.barh([0, 1], [0.3, 0.4], hatch="//", facecolor="0.9", edgecolor="black")
    right.scatter([0.1, 0.9], [5, 5], s=[20, 60], color=["red", "blue"])
    figure.legend(handles=[legend_line("twice twice twice", marker="s")] * 2, ncols=2)
    figure.text(0.5, 0.5, "twice twice twice", rotation=30, color="0.35")
    return figure


@pytest.fixture(scope="module")
def both():
    """The same figure as matplotlib writes it, and said briefly."""
    buffer = io.StringIO()
    with house_style():
        figure = everything()
        lay_out(figure)
        figure.savefig(buffer, format="svg")
    return buffer.getvalue(), brief_svg(buffer.getvalue())


def test_every_line_keeps_its_look_and_its_place(both):
    full, brief = (defaultdict(list) for _ in both)
    for found, text in zip((full, brief), both, strict=True):
        for look, points in pieces(text):
            found[look, len(points)].append(points)
    assert {key: len(ones) for key, ones in full.items()} == {
        key: len(ones) for key, ones in brief.items()
    }
    assert len(full) > 40
    for key, ones in full.items():
        apart = np.abs(np.array(ones)[:, np.newaxis] - np.array(brief[key])).max(axis=2)
        is_letter = key[0].startswith("fill:") or not key[0]
        nearest = apart.min(axis=1).max(), apart.min(axis=0).max()
        assert max(nearest) < (LETTER_PT if is_letter else PLACE_PT), key


def test_texts_and_descriptions_stay(both):
    comments = [re.findall("<!--.*?-->", text) for text in both]
    assert comments[0] == comments[1]
    assert len(comments[0]) > 20
    heads = [text.partition("</metadata>")[0] for text in both]
    assert heads[0] == heads[1]


def test_fewer_bytes(both):
    assert len(both[1]) < 0.4 * len(both[0])


def test_groups_that_others_look_for_stay(both):
    for name in ("figure_1", "axes_1", "axes_2", "legend_1"):
        assert both[1].count(f'<g id="{name}">') == 1
    assert "<g>" not in both[1]


LINES = st.lists(st.tuples(*2 * [st.floats(-999, 999)]), min_size=2, max_size=30)


@given(LINES, st.booleans())
def test_places_of_a_path_are_rounded_and_errors_do_not_add_up(points, is_closed):
    path = "".join(f"{'L' if n else 'M'} {x} {y};" for n, (x, y) in enumerate(points))
    brief = brief_path(path + "z;" * is_closed)
    (found,) = absolute_points(brief)
    closing = points[:1] * is_closed
    assert np.allclose(found, [*points, *closing], rtol=0, atol=0.0051)


@pytest.mark.parametrize(
    ("path", "brief"),
    [
        ("M 1 2;L 1.5 2;L 1.5 1.751;L 0.5 2;", "m1 2h.5v-.25l-1 .25"),
        ("M 0 0;Q 1 1 2 0;C 3 1 4 1 5 0;z;", "m0 0q1 1 2 0c1 1 2 1 3 0z"),
        ("M 0 0;L 1 1;z;M 4 4;L 5 6;", "m0 0l1 1zm4 4l1 2"),
        ("M 1 1;L 1.001 1;", "m1 1v0"),
        ("M 1 1;M 2 3;L 4 4;M 5 5;L 5 6;", "m1 1m1 2l2 1m1 1v1"),
    ],
)
def test_brief_paths(path, brief):
    assert brief_path(path) == brief


def test_paths_in_whole_steps():
    assert brief_path("M 10 20;L 26 20;", factor=1 / 4, unit=1) == "m2 5h4"
