"""Positions out of a user's table: units and frames are declared, decided by names, or refused."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nusources.errors import InputDataError, InputWarning
from nusources.user_files.designations import (
    TOLERANCE,
    Evidence,
    KnownPlaces,
    evidence_of,
)
from nusources.user_files.frames import J2000, frame_in_name, to_j2000
from nusources.user_files.table import UserTable
from nusources.user_files.units import declared_unit, unit_factor

ANGLE_UNITS = {"deg": ("deg", "deg"), "hourangle": ("hourangle", "deg"), "rad": ("rad", "rad")}
"""Units of right ascension and declination by the values of the key angle_unit."""

WORDS = {"deg": "degrees", "hourangle": "hours", "rad": "radians"}
DECIMAL = "a decimal number such as 77.3582; hours, minutes and seconds are not read"
HOURS_PER_DAY = 24.0
MOST_TOLD = 5

Units = tuple[str, str]
"""Of right ascension and declination."""

Angles = tuple[NDArray[np.float64], NDArray[np.float64]]


@dataclass(frozen=True)
class SkyColumns:
    """Columns of positions, and what the configuration says about them.

    Parameters
    ----------
    name, ra, dec : str
        Columns of the file.
    angle_unit : str, optional
        One of `ANGLE_UNITS`, where the file declares none.
    """

    name: str
    ra: str
    dec: str
    angle_unit: str | None = None


@dataclass(frozen=True)
class _Listed:
    """Numbers of two columns before their unit is known."""

    table: UserTable
    columns: SkyColumns
    values: tuple[NDArray[np.float64], NDArray[np.float64]]
    frame: str

    def angles(self, units: Units) -> Angles:
        """Angles [deg] in the file's frame, if the numbers are in some units."""
        ra, dec = (
            numbers * (unit_factor(unit, "deg") or 1.0)
            for numbers, unit in zip(self.values, units, strict=True)
        )
        return ra, dec

    def places(self, units: Units) -> Angles:
        """Positions [deg], J2000, if the numbers are in some units."""
        places = to_j2000(*self.angles(units), self.frame)
        if places is None:
            raise InputDataError(
                "the file declares a frame that cannot be converted",
                path=self.table.path,
                column=self.columns.ra,
                value=self.frame,
                expected="ICRS, FK5, FK4, galactic or supergalactic",
            )
        return places

    def fits(self, units: Units) -> bool:
        """Whether the numbers may be in units: degrees are checked row by row, later."""
        ra, dec = self.values
        if units[0] == "hourangle":
            is_equatorial = not self.frame.endswith("galactic")
            return is_equatorial and bool(ra.min() >= 0 and ra.max() < HOURS_PER_DAY)
        if units[0] == "rad":
            is_right = ra.min() >= 0 and ra.max() <= 2 * np.pi
            return bool(is_right and np.abs(dec).max() <= np.pi / 2)
        return True


def sky_positions(table: UserTable, columns: SkyColumns, known: KnownPlaces) -> Angles:
    """Right ascensions and declinations [deg], J2000.

    Parameters
    ----------
    table : UserTable
    columns : SkyColumns
    known : mapping
        Places of sources that the run knows by name.

    Returns
    -------
    tuple of ndarray, shape (n_rows,)

    Raises
    ------
    InputDataError
        If a cell is no position; if units are of another kind, contradict each other, the key or
        what names say; if several units fit and no name decides; if the frame is not known.

    Warns
    -----
    InputWarning
        If names decided the unit, positions were converted from another frame, or a source is not
        where its name says.
    """
    frame = declared_frame(table, columns)
    ra, dec = (table.numbers(name, DECIMAL) for name in (columns.ra, columns.dec))
    for name, numbers in ((columns.ra, ra), (columns.dec, dec)):
        table.refuse(np.isnan(numbers), name, "not a position on the sky", "a number in each row")
    listed = _Listed(table, columns, (ra, dec), frame)
    evidence = evidence_of(table.texts(columns.name), known)
    readings = _readings(listed)
    units = readings[0]
    if len(readings) > 1:
        units = _decided_by_names(listed, readings, evidence)
    _refuse_beyond_the_sky(listed, units)
    places = listed.places(units)
    if frame not in J2000:
        told = f"positions were converted from {frame} to J2000"
        warnings.warn(InputWarning(told, table.path, "note"), stacklevel=2)
    if evidence.rows.size:
        _check_against_names(listed, units, evidence)
    return places


def declared_frame(table: UserTable, columns: SkyColumns) -> str:
    """Frame that columns' names or the file declare; empty if they declare none.

    Raises
    ------
    InputDataError
        If right ascension and declination are in different frames.
    """
    # The frame of a whole FITS table is not that of its columns GLON and GLAT.
    found = [
        frame_in_name(column.name) or column.frame
        for column in (table.column(columns.ra), table.column(columns.dec))
    ]
    if found[0] != found[1]:
        raise InputDataError(
            "right ascension and declination are declared in different frames",
            path=table.path,
            column=f"{columns.ra}, {columns.dec}",
            value=found,
            expected="one frame",
        )
    return found[0]


def _readings(listed: _Listed) -> list[Units]:
    """Units that declarations, key and numbers allow; at least one pair, degrees first."""
    table, columns = listed.table, listed.columns
    declared = [declared_unit(table, name, "deg") for name in (columns.ra, columns.dec)]
    if columns.angle_unit is not None:
        wanted = ANGLE_UNITS[columns.angle_unit]
        _refuse_contradiction(listed, declared, wanted)
        return [wanted]
    if all(declared):
        return [(declared[0], declared[1])]
    allowed = [
        pair
        for pair in ANGLE_UNITS.values()
        if all(not told or _is_same(told, unit) for told, unit in zip(declared, pair, strict=True))
    ]
    if not allowed:
        raise InputDataError(
            "one of right ascension and declination has a declared unit, the other has none",
            path=table.path,
            column=f"{columns.ra}, {columns.dec}",
            value=declared,
            expected="a unit of both, or angle_unit in the configuration",
        )
    return [pair for pair in allowed if listed.fits(pair)] or allowed[:1]


def _is_same(unit: str, other: str) -> bool:
    return unit_factor(unit, "deg") == unit_factor(other, "deg")


def _refuse_contradiction(listed: _Listed, declared: Sequence[str], wanted: Units) -> None:
    columns = listed.columns
    for name, told, unit in zip((columns.ra, columns.dec), declared, wanted, strict=True):
        if told and not _is_same(told, unit):
            raise InputDataError(
                f"the file declares another unit than angle_unit: {columns.angle_unit} says",
                path=listed.table.path,
                column=name,
                value=told,
                expected=unit,
            )


def _refuse_beyond_the_sky(listed: _Listed, units: Units) -> None:
    names, ends = (listed.columns.ra, listed.columns.dec), ((0.0, 360.0), (-90.0, 90.0))
    for name, angles, unit, (low, high) in zip(
        names, listed.angles(units), units, ends, strict=True
    ):
        factor = unit_factor(unit, "deg") or 1.0
        outside = ~((angles >= low) & (angles <= high))
        expected = f"a number from {low / factor:g} to {high / factor:g} {unit}"
        listed.table.refuse(outside, name, "not a position on the sky", expected)


def _decided_by_names(listed: _Listed, readings: Sequence[Units], evidence: Evidence) -> Units:
    """The one reading in which most sources with known places are there."""
    table, columns = listed.table, listed.columns
    counts = [int(evidence.agrees(*listed.places(units)).sum()) for units in readings]
    best = int(np.argmax(counts))
    n_known = len(evidence.known_rows)
    if 2 * counts[best] > n_known and counts.count(counts[best]) == 1:
        problem = (
            f"the unit of columns {columns.ra!r} and {columns.dec!r} is not declared; taken as "
            f"{WORDS[readings[best][0]]}, as {counts[best]} of {n_known} sources with known places "
            "then are there"
        )
        warnings.warn(InputWarning(problem, table.path, "note"), stacklevel=3)
        return readings[best]
    told = [_told(listed, units) for units in readings]
    keys = [units[0] for units in readings]
    raise InputDataError(
        f"the unit of right ascension is not declared, and {len(table)} position(s) may be in "
        f"{', '.join(told[:-1])} or {told[-1]}; no names that are known decide it",
        path=table.path,
        column=columns.ra,
        value=float(listed.values[0].max()),
        expected=f"angle_unit: {' or '.join(keys)} in the configuration, or a unit in the file",
    )


def _told(listed: _Listed, units: Units) -> str:
    ra = listed.angles(units)[0]
    return f"{WORDS[units[0]]} (R.A. {ra.min():.4g} to {ra.max():.4g} deg)"


def _check_against_names(listed: _Listed, units: Units, evidence: Evidence) -> None:
    """Refuse a unit that names contradict where another one fits; tell of single sources."""
    table, names = listed.table, listed.table.texts(listed.columns.name)
    rows, agrees = evidence.known_rows, evidence.agrees(*listed.places(units))
    wrong = rows[~agrees]
    if not wrong.size:
        return
    for key, other in ANGLE_UNITS.items():
        n_elsewhere = int(evidence.agrees(*listed.places(other)).sum()) if listed.fits(other) else 0
        if n_elsewhere > max(len(rows) / 2, agrees.sum()):
            raise InputDataError(
                f"taken in {units[0]}, sources are not where their names say; in {WORDS[key]} "
                f"{n_elsewhere} of {len(rows)} are",
                path=table.path,
                row=int(table.rows[wrong[0]]),
                column=listed.columns.ra,
                value=names[wrong[0]],
                expected="another unit, in the file or in angle_unit",
            )
    told = [f"{names[row]!r} (row {table.rows[row]})" for row in wrong[:MOST_TOLD]]
    problem = (
        f"{len(wrong)} of {len(rows)} sources with known places are more than {TOLERANCE:g} deg "
        f"from there: {', '.join(told)}{', ...' if len(wrong) > MOST_TOLD else ''}"
    )
    warnings.warn(InputWarning(problem, table.path), stacklevel=3)
