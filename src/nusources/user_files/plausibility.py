"""What is odd about a user's sources although each row can be read."""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nusources.errors import InputDataError, InputWarning
from nusources.sky import angular_separation, unit_vectors
from nusources.user_files.designations import KnownPlaces, designated_place, plain_name
from nusources.user_files.positions import MOST_TOLD, SkyColumns
from nusources.user_files.table import UserTable
from nusources.user_files.units import declared_unit, unit_factor

SAME_OBJECT = 1 / 60
"""Two entries closer than this [deg] are likely to be one object: 1 arcmin, well below the angular
errors of events, which cannot tell them apart."""

SAME_POSITION = 1.0
"""Second positions of a source, as of a counterpart, are closer than this [deg]."""

RA_NAME = re.compile(r"_?(r\.?a|alpha)(_?(j?2000|icrs|deg|fk5))?(_?\d)?", re.IGNORECASE)
DEC_NAMES = (("ra", "dec"), ("ra", "de"), ("alpha", "delta"))


def distinct_names(table: UserTable, column: str, what: str) -> list[str]:
    """Names as printed.

    Parameters
    ----------
    table : UserTable
    column : str
        Column of the names.
    what : str
        What bears the names, with its article.

    Raises
    ------
    InputDataError
        If a name is missing or stands there twice, blanks aside.
    """
    names = table.texts(column)
    plain = ["".join(name.split()) for name in names]
    first: dict[str, int] = {}
    wrong = [not name or first.setdefault(name, row) != row for row, name in enumerate(plain)]
    if any(wrong):
        row = wrong.index(True)
        before = f" (row {table.rows[first[plain[row]]]})" if names[row] else ""
        raise InputDataError(
            f"{what} without a name or with a name that was there before{before}",
            path=table.path,
            row=int(table.rows[row]),
            column=column,
            value=names[row],
            expected="a different name for each",
        )
    return names


def tell_close_pairs(
    table: UserTable, names: Sequence[str], ra: NDArray[np.float64], dec: NDArray[np.float64]
) -> None:
    """Tell of entries that are likely to be one object, and what that does.

    Parameters
    ----------
    table : UserTable
    names : sequence of str
    ra, dec : ndarray, shape (n_rows,)
        Positions [deg].

    Warns
    -----
    InputWarning
        If two entries are within `SAME_OBJECT`.
    """
    from scipy.spatial import cKDTree

    chord = 2 * np.sin(np.radians(SAME_OBJECT) / 2)
    pairs = cKDTree(unit_vectors(ra, dec)).query_pairs(chord, output_type="ndarray")
    if not len(pairs):
        return
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    told = []
    for one, other in pairs[:MOST_TOLD]:
        arcsec = 3600 * float(angular_separation(ra[one], dec[one], ra[other], dec[other]))
        told.append(f"{names[one]!r} and {names[other]!r} ({arcsec:.3g} arcsec)")
    problem = (
        f"{len(pairs)} pair(s) of entries are closer than {60 * SAME_OBJECT:g} arcmin and may be "
        f"one object: {', '.join(told)}{', ...' if len(pairs) > MOST_TOLD else ''}; an event near "
        "it counts once, but weights count it twice, and under null: source_ra it adds the "
        "expected events of two sources"
    )
    warnings.warn(InputWarning(problem, table.path), stacklevel=2)


def tell_unknown_names(table: UserTable, names: Sequence[str], known: KnownPlaces) -> None:
    """Note names by which no position can be checked.

    Parameters
    ----------
    table : UserTable
    names : sequence of str
    known : mapping
        Places by `plain_name`.

    Warns
    -----
    InputWarning
        If a name is in no catalogue and holds no coordinates.
    """
    unknown = [
        name for name in names if plain_name(name) not in known and not designated_place(name)
    ]
    if unknown:
        more = ", ..." if len(unknown) > MOST_TOLD else ""
        problem = (
            f"{len(unknown)} of {len(names)} names are in no real catalogue of this run and hold "
            "no coordinates, so their positions were not checked: "
            f"{', '.join(unknown[:MOST_TOLD])}{more}"
        )
        warnings.warn(InputWarning(problem, table.path, "note"), stacklevel=2)


def tell_other_positions(
    table: UserTable, columns: SkyColumns, ra: NDArray[np.float64], dec: NDArray[np.float64]
) -> None:
    """Tell of rows whose second position, in other columns of the file, is elsewhere.

    Parameters
    ----------
    table : UserTable
    columns : SkyColumns
        Those that were taken.
    ra, dec : ndarray, shape (n_rows,)
        Positions [deg].

    Warns
    -----
    InputWarning
        If a pair of other columns that is called like positions has a row that is farther off than
        `SAME_POSITION`; they are in degrees unless the file declares another unit.
    """
    for pair in _other_pairs(table, columns):
        try:
            values = [table.numbers(name) for name in pair]
            units = [declared_unit(table, name, "deg") or "deg" for name in pair]
        except InputDataError:  # sexagesimal, or several columns of one name: not positions here
            continue
        factors = [unit_factor(unit, "deg") or 1.0 for unit in units]
        others = [numbers * factor for numbers, factor in zip(values, factors, strict=True)]
        with np.errstate(invalid="ignore"):
            apart = angular_separation(ra, dec, *others)
        wrong = np.flatnonzero(apart > SAME_POSITION)
        if wrong.size:
            problem = (
                f"columns {pair[0]!r} and {pair[1]!r} contradict {columns.ra!r} and "
                f"{columns.dec!r}: {wrong.size} row(s) are more than {SAME_POSITION:g} deg apart, "
                f"row {table.rows[wrong[0]]} by {apart[wrong[0]]:.3g} deg"
            )
            warnings.warn(InputWarning(problem, table.path), stacklevel=2)


def _other_pairs(table: UserTable, columns: SkyColumns) -> list[tuple[str, str]]:
    """Columns that are called like positions, with their declinations."""
    names = table.names
    found: list[tuple[str, str]] = []
    lower = {name.lower(): name for name in names}
    for name in names:
        if name in (columns.ra, columns.dec) or not RA_NAME.fullmatch(name):
            continue
        others = [name.lower().replace(ra, dec) for ra, dec in DEC_NAMES if ra in name.lower()]
        partner = next((lower[one] for one in others if one in lower), None)
        if partner is not None and partner != columns.dec:
            found.append((name, partner))
    return found
