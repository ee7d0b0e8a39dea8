"""Units as files and names of columns declare them."""

from __future__ import annotations

import re

from nusources.errors import InputDataError
from nusources.user_files.table import UserTable

PLAIN_FACTORS = {
    "deg": {"deg": 1.0, "hourangle": 15.0, "rad": 57.29577951308232}
    | {"arcmin": 1 / 60, "arcsec": 1 / 3600, "mas": 1 / 3.6e6},
    "d": {"d": 1.0},
    "kpc": {"kpc": 1.0, "pc": 1e-3, "Mpc": 1e3},
}
"""Usual units in terms of those that the pipeline takes; others are asked of astropy."""

SPELLINGS = {
    "deg": ("deg", "degs", "degree", "degrees", "decimal degrees", "decimal deg", "°"),
    "rad": ("rad", "rads", "radian", "radians"),
    "arcmin": ("arcmin", "arcmins", "arcminute", "arcminutes", "arc minutes"),
    "arcsec": ("arcsec", "arcsecs", "arcsecond", "arcseconds", "arc seconds"),
    "mas": ("mas",),
    "d": ("d", "day", "days", "mjd"),
    "kpc": ("kpc",),
    "pc": ("pc", "parsec", "parsecs"),
}
HOURS = ("hourangle", "h", "hr", "hrs", "hour", "hours")
"""Hours are an angle where an angle is asked for."""

NOT_DECLARED = ("", "-", "--", "---", "none", "null", "1", "dimensionless")

BRACKETS = re.compile(r"[\[(]([^\[\]()]+)[\])]")
SUFFIX = re.compile(
    r"_(deg|degrees|rad|radians|hourangle|hours|arcmin|arcsec|mas|kpc|pc|mpc|mjd)$", re.IGNORECASE
)


def unit_factor(text: str, target: str) -> float | None:
    """Size of a unit in terms of another.

    Parameters
    ----------
    text : str
        A unit in any spelling.
    target : str
        deg, d or kpc.

    Returns
    -------
    float or None
        None if it is no unit of that kind.

    Examples
    --------
    >>> unit_factor("[DEGREES]", "deg"), unit_factor("hours", "deg"), unit_factor("kg", "deg")
    (1.0, 15.0, None)
    """
    clean = text.strip().strip("[]()'\"").strip().rstrip(".")
    small = clean.lower()
    if target == "deg" and small in HOURS:
        return PLAIN_FACTORS["deg"]["hourangle"]
    for unit, spellings in SPELLINGS.items():
        if small in spellings:
            return PLAIN_FACTORS[target].get(unit)
    if clean in PLAIN_FACTORS[target]:
        return PLAIN_FACTORS[target][clean]
    return _factor_of_astropy(clean, target)


def declared_unit(table: UserTable, name: str, target: str) -> str:
    """Unit that a file declares for a column, or that the column's name tells; empty if neither.

    Parameters
    ----------
    table : UserTable
    name : str
    target : str
        The unit that the pipeline takes: deg, d or kpc.

    Raises
    ------
    InputDataError
        If it is a unit of another kind, or column and name tell different ones.
    """
    column = table.column(name)
    declared = "" if column.unit.strip().lower() in NOT_DECLARED else column.unit.strip()
    if declared and unit_factor(declared, target) is None:
        raise InputDataError(
            "the file declares another unit",
            path=table.path,
            column=name,
            value=declared,
            expected=f"a unit that can be converted to {target}",
        )
    told = _unit_in_name(column.name, target)
    if told is None:
        raise InputDataError(
            "the column's name tells another unit",
            path=table.path,
            column=name,
            value=column.name,
            expected=f"a unit that can be converted to {target}",
        )
    if declared and told and unit_factor(declared, target) != unit_factor(told, target):
        raise InputDataError(
            f"the file declares the unit {declared!r}, the column's name tells {told!r}",
            path=table.path,
            column=name,
            expected="one unit",
        )
    return declared or told


def _unit_in_name(name: str, target: str) -> str | None:
    """Unit in brackets or after an underscore; empty if there is none, None if of another kind."""
    found = [*BRACKETS.findall(name), *SUFFIX.findall(name)]
    of_this_kind = [one for one in found if unit_factor(one, target) is not None]
    if of_this_kind:
        return of_this_kind[0]
    others = [one for one in found for kind in PLAIN_FACTORS if unit_factor(one, kind) is not None]
    return None if others else ""


def _factor_of_astropy(text: str, target: str) -> float | None:
    from astropy import units  # .2 s to import, seldom needed

    for spelling in dict.fromkeys((text, text.lower(), text.lower().removesuffix("s"))):
        try:
            unit = units.Unit(spelling)
            return float(unit.to(target))
        except (ValueError, TypeError):  # unknown, or of another kind
            continue
    return None
