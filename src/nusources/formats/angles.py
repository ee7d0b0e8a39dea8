"""Angles that are printed otherwise than in degrees."""

from __future__ import annotations

import re

import numpy as np

from nusources.formats.records import Records
from nusources.units import ARCMIN_PER_DEG

HOURS = re.compile(r"([01]\d|2[0-3]) ([0-5]\d) ([0-5]\d\.\d+)")
DEGREES = re.compile(r"([+-])([0-8]\d) ([0-5]\d) ([0-5]\d\.\d+)")


def degrees_of_ra(records: Records, label: str) -> np.ndarray:
    """Convert a column of right ascensions.

    Parameters
    ----------
    records : Records
    label : str
        Column with cells as ``05 09 25.96``.

    Returns
    -------
    numpy.ndarray
        Degrees.

    Raises
    ------
    InputDataError
        For a cell that is no right ascension.
    """
    expected = "hours, minutes and seconds as '05 09 25.96'"
    parts = records.matched(label, HOURS, expected)
    hours, minutes, seconds = np.array(parts, dtype=np.float64).T
    return 15.0 * (hours + minutes / 60.0 + seconds / 3600.0)


def degrees_of_dec(records: Records, label: str) -> np.ndarray:
    """Convert a column of declinations; the sign of ``-00 12 30.5`` is kept.

    Parameters
    ----------
    records : Records
    label : str
        Column with cells as ``-00 12 30.5``.

    Returns
    -------
    numpy.ndarray
        Degrees.

    Raises
    ------
    InputDataError
        For a cell that is no declination.
    """
    expected = "degrees, minutes and seconds as '-00 12 30.5'"
    parts = records.matched(label, DEGREES, expected)
    signs = np.array([-1.0 if part[0] == "-" else 1.0 for part in parts])
    degrees, minutes, seconds = np.array([part[1:] for part in parts], dtype=np.float64).T
    return signs * (degrees + minutes / 60.0 + seconds / 3600.0)


def degrees_of_radians(records: Records, label: str) -> np.ndarray:
    """Convert a column of angles in radians."""
    return np.degrees(records.numbers(label))


def degrees_of_arcmin(records: Records, label: str) -> np.ndarray:
    """Convert a column of angles in arcmin, NaN where nothing stands."""
    return records.numbers(label, missing=("",)) / ARCMIN_PER_DEG
