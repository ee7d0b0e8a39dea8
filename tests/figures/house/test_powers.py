"""Labels of logarithmic axes without formulas."""

from __future__ import annotations

import pytest
from matplotlib.text import Text
from matplotlib.ticker import LogFormatterSciNotation

from nusources.figures.house.powers import PowerFormatter, plain_power
from nusources.figures.house.style import lay_out, new_figure


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (r"$\mathdefault{10^{-3}}$", "10⁻³"),
        (r"$\mathdefault{10^{12}}$", "10¹²"),
        (r"$\mathdefault{3\times10^{-8}}$", "3×10⁻⁸"),
        (r"$\mathdefault{-10^{0}}$", "-10⁰"),
        ("", ""),
        (r"$\mathdefault{10^{2.5}}$", r"$\mathdefault{10^{2.5}}$"),
    ],
)
def test_powers_as_plain_text(formula, text):
    assert plain_power(formula) == text


@pytest.mark.parametrize("limits", [(1e-5, 2.0), (0.02, 0.09), (1e3, 4e36)])
def test_the_same_ticks_have_labels_and_none_is_a_formula(limits):
    figure = new_figure("single", 60)
    axes = figure.subplots()
    axes.set(yscale="log", ylim=limits)
    axis = axes.yaxis
    before = _formatters(axis)
    assert {type(one) for one in before} == {LogFormatterSciNotation}
    lay_out(figure)
    assert {type(one) for one in _formatters(axis)} == {PowerFormatter}
    ours = _labels(axis)
    assert any("10" in text for text in ours)
    assert not [one for one in figure.findobj(Text) if "$" in one.get_text()]
    axis.set_major_formatter(before[0])
    axis.set_minor_formatter(before[1])
    assert ours == [plain_power(text) for text in _labels(axis)]


def _formatters(axis):
    return axis.get_major_formatter(), axis.get_minor_formatter()


def _labels(axis) -> list[str]:
    return [
        one.get_text() for which in ("major", "minor") for one in axis.get_ticklabels(which=which)
    ]


def test_formatters_that_were_chosen_stay():
    axes = new_figure("single", 60).subplots()
    axes.set(yscale="log", ylim=(1, 1000))
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
    lay_out(axes.figure)
    assert "100" in [one.get_text() for one in axes.yaxis.get_ticklabels()]
