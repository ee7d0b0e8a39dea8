"""Ticks of logarithmic axes of one or two decades, as plain numbers."""

from __future__ import annotations

from matplotlib.axis import Axis
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

STEPS = (1.0, 2.0, 5.0)


def plain_ticks(axis: Axis) -> None:
    """Name 1, 2 and 5 of each decade as plain numbers, and nothing between."""
    axis.set_major_locator(LogLocator(subs=STEPS))
    axis.set_major_formatter(FuncFormatter(lambda at, _: f"{at:g}"))
    axis.set_minor_formatter(NullFormatter())
