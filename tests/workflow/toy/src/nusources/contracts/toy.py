"""Contract of a line."""

from __future__ import annotations

from nusources.contracts.columns import number
from nusources.tables import Contract

LINE = Contract(
    "line",
    "Points of a line",
    (number("x", "", "pos.cartesian.x", "abscissa"), number("y", "", "pos.cartesian.y", "height")),
    ("x",),
)
