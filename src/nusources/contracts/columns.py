"""Columns that many contracts share, and short ways to write one."""

from __future__ import annotations

from nusources.tables import Column


def text(name: str, description: str, ucd: str = "meta.id", **rules) -> Column:
    """Column of text."""
    return Column(name, "string", "", ucd, description, **rules)


def number(name: str, unit: str, ucd: str, description: str, **rules) -> Column:
    """Column of floating-point numbers with a unit."""
    return Column(name, "float64", unit, ucd, description, **rules)


def count(name: str, description: str, ucd: str = "meta.number", low: float = 0) -> Column:
    """Column of whole numbers."""
    return Column(name, "int64", "", ucd, description, low=low)


SEASON = text("season", "season of data taking, IC40 ... IC86_VII")
RA = number("ra", "deg", "pos.eq.ra;meta.main", "right ascension, J2000", low=0, high=360)
DEC = number("dec", "deg", "pos.eq.dec;meta.main", "declination, J2000", low=-90, high=90)
GROUP = text("group", "group of sources")
THRESHOLD = number(
    "log10_energy_min",
    "",
    "em.energy;stat.min",
    "threshold of the energy proxy, log10(E/GeV)",
)
P_VALUE = {"low": 0.0, "high": 1.0}
