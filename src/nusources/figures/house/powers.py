"""Labels of logarithmic axes as plain text: matplotlib sets formulas anew in each format."""

from __future__ import annotations

import re

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogFormatterSciNotation

SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
POWER = re.compile(r"\$\\mathdefault\{(-?)(?:(\d+)\\times)?10\^\{(-?\d+)\}\}\$")


class PowerFormatter(LogFormatterSciNotation):
    """Powers of ten with raised digits, such as 10⁻³ or 3×10⁻³."""

    def __call__(self, x: float, pos: int | None = None) -> str:
        """Text at a place of the axis."""
        return plain_power(super().__call__(x, pos))


def plain_power(formula: str) -> str:
    """Give matplotlib's formula of a power of ten as plain text; other texts stay as they are."""
    found = POWER.fullmatch(formula)
    if not found:
        return formula
    sign, factor, exponent = found.groups()
    return f"{sign}{f'{factor}×' if factor else ''}10{exponent.translate(SUPERSCRIPTS)}"


def use_plain_powers(figure: Figure) -> None:
    """Replace matplotlib's formatters of logarithmic axes."""
    for axes in figure.axes:
        for one in (axes, *axes.child_axes):
            _replace(one)


def _replace(axes: Axes) -> None:
    for axis in (axes.xaxis, axes.yaxis):
        if type(axis.get_major_formatter()) is LogFormatterSciNotation:
            axis.set_major_formatter(PowerFormatter())
        if type(axis.get_minor_formatter()) is LogFormatterSciNotation:
            axis.set_minor_formatter(PowerFormatter(labelOnlyBase=False))
