"""Where sources are that a run knows by name, or whose names hold their coordinates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.sky import angular_separation
from nusources.user_files.frames import to_j2000
from nusources.user_files.table import UserTable

TOLERANCE = 1.0
"""Largest separation of a source from where its name says it is [deg]: names are cut off, and do
not always say whether they are B1950."""

DESIGNATION = re.compile(
    r"([JB]?) ?(?<![\d.])(\d{4,8})(\.\d+)? ?([+\-−–]) ?(\d{2,8})(\.\d+)?(?![\d-])"
)
"""Coordinates in a name; no dates such as 2017-09-22."""

KNOWN_COLUMNS = ("source_name", "ra", "dec")
KnownPlaces = Mapping[str, tuple[float, float]]
"""Right ascension and declination [deg] by `plain_name`."""


@dataclass(frozen=True)
class Evidence:
    """Places [deg] where sources are by their names; a row may have several, any of which will do.

    Parameters
    ----------
    rows : ndarray of int, shape (n_places,)
        Row that a place is for, from 0.
    ra, dec : ndarray, shape (n_places,)
        J2000 [deg].
    """

    rows: NDArray[np.int64]
    ra: NDArray[np.float64]
    dec: NDArray[np.float64]

    @property
    def known_rows(self) -> NDArray[np.int64]:
        """Rows with a place, ascending."""
        return np.unique(self.rows)

    def agrees(self, ra: NDArray[np.float64], dec: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Tell for each row of `known_rows` whether a position is at one of its places.

        Parameters
        ----------
        ra, dec : ndarray, shape (n_rows,)
            Positions of all rows [deg].
        """
        near = angular_separation(ra[self.rows], dec[self.rows], self.ra, self.dec) <= TOLERANCE
        found = np.zeros(len(ra), dtype=bool)
        np.logical_or.at(found, self.rows, near)
        return found[self.known_rows]


def plain_name(name: str) -> str:
    """Name in small letters without blanks, by which lists that write it differently agree."""
    return re.sub(r"\s+", "", name).lower()


def listed_places(table: UserTable, columns: Sequence[str]) -> pd.DataFrame:
    """Table as `places_by_name` takes it, of columns with names and positions [deg]."""
    name, ra, dec = columns
    values = (table.texts(name), table.numbers(ra), table.numbers(dec))
    return pd.DataFrame(dict(zip(KNOWN_COLUMNS, values, strict=True)))


def places_by_name(tables: Iterable[pd.DataFrame]) -> dict[str, tuple[float, float]]:
    """Known places from tables with source_name, ra, dec [deg]; the first with a name counts."""
    found: dict[str, tuple[float, float]] = {}
    for table in tables:
        rows = zip(table["source_name"].astype(str), table["ra"], table["dec"], strict=True)
        for name, ra, dec in rows:
            found.setdefault(plain_name(name), (float(ra), float(dec)))
    return found


def evidence_of(names: Sequence[str], known: KnownPlaces) -> Evidence:
    """Places of sources by their names: of catalogues, and as names like J0509+0541 say.

    Parameters
    ----------
    names : sequence of str
    known : mapping
        Right ascension and declination [deg] by `plain_name`.

    Returns
    -------
    Evidence
        A name without J may be of either equinox.
    """
    plain = [plain_name(name) for name in names]
    listed = [(row, *known[name]) for row, name in enumerate(plain) if name in known]
    told = [(row, *place) for row, name in enumerate(names) if (place := designated_place(name))]
    modern = [(row, ra, dec) for row, ra, dec, letter in told if letter != "B"]
    old = np.array([(row, ra, dec) for row, ra, dec, letter in told if letter != "J"])
    parts = [np.array(one, dtype=float).reshape(-1, 3) for one in (listed, modern)]
    if len(old):
        moved = to_j2000(old[:, 1], old[:, 2], "fk4 B1950")
        assert moved is not None
        parts.append(np.column_stack([old[:, 0], *moved]))
    places = np.concatenate(parts)
    return Evidence(places[:, 0].astype(np.int64), places[:, 1], places[:, 2])


def designated_place(name: str) -> tuple[float, float, str] | None:
    """Coordinates that a name holds.

    Returns
    -------
    tuple of float, float, str, or None
        Right ascension and declination [deg], and the letter before them (J, B or none), of which
        B1950 is meant by B, J2000 by J.

    Examples
    --------
    >>> designated_place("4FGL J0509.4+0542"), designated_place("NGC 1068")
    ((77.35, 5.7, 'J'), None)
    >>> designated_place("PKS 1502+106")  # the middle of the minute
    (225.625, 10.6, '')
    """
    found = DESIGNATION.search(name)
    if found is None:
        return None
    letter, ra_digits, ra_part, sign, dec_digits, dec_part = found.groups(default="")
    hours = _sexagesimal(ra_digits, ra_part)
    degrees = _sexagesimal(dec_digits, dec_part)
    if hours is None or degrees is None or hours >= 24 or degrees > 90:
        return None
    if len(ra_digits) == 4 and not ra_part:
        hours += 0.5 / 60
    if len(dec_digits) == 2 and not dec_part:
        degrees = min(degrees + 0.5, 90.0)
    declination = degrees if sign == "+" else -degrees
    return round(15 * hours, 6), round(declination, 6), letter


def _sexagesimal(digits: str, part: str) -> float | None:
    """Number of units (two digits), minutes and seconds; an odd last digit is a decimal of it."""
    if len(digits) > 6:
        digits, part = digits[:6], f".{digits[6:]}"
    pairs = [digits[place : place + 2] for place in range(0, len(digits), 2)]
    if len(digits) % 2:
        if part:
            return None
        part = f".{pairs.pop()}"
    values = [float(pair) for pair in pairs]
    values[-1] += float(part or 0)
    if any(value >= 60 for value in values[1:]):
        return None
    return sum(value / 60**power for power, value in enumerate(values))
