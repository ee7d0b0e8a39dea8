"""Names that catalogues make of positions, truncated as the IAU asks, and their inverse."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nusources.errors import InputDataError

LAT_NAME = re.compile(r"4FGL J(\d\d)(\d\d\.\d)([+-])(\d\d)(\d\d)")


def minute_names(ra: ArrayLike, dec: ArrayLike, prefix: str = "J") -> list[str]:
    """Names as J0509+0541.

    Parameters
    ----------
    ra, dec : array_like, shape (n,)
        Positions [deg].
    prefix : str
    """
    hours, minutes = _split(np.asarray(ra) / 15.0, 60)
    degrees, arcminutes = _split(np.abs(dec), 60)
    return [
        f"{prefix}{h:02d}{m:02d}{sign}{d:02d}{a:02d}"
        for h, m, sign, d, a in zip(hours, minutes, _signs(dec), degrees, arcminutes, strict=True)
    ]


def lat_names(ra: ArrayLike, dec: ArrayLike) -> list[str]:
    """Names as 4FGL J0509.4+0542 (inverse of lat_position up to the cell)."""
    hours, tenths = _split(np.asarray(ra) / 15.0, 600)
    degrees, arcminutes = _split(np.abs(dec), 60)
    return [
        f"4FGL J{h:02d}{t // 10:02d}.{t % 10}{sign}{d:02d}{a:02d}"
        for h, t, sign, d, a in zip(hours, tenths, _signs(dec), degrees, arcminutes, strict=True)
    ]


def lat_position(names: Iterable[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Middle of the cell, .1 min by 1 arcmin, that 4FGL names stand for [deg]."""
    parts = [_lat_parts(name) for name in names]
    hours, minutes, degrees, arcminutes = (
        np.array([float(part[i]) for part in parts]) for i in (0, 1, 3, 4)
    )
    sign = np.array([-1.0 if part[2] == "-" else 1.0 for part in parts])
    ra = 15.0 * (hours + (minutes + 0.05) / 60.0)
    return ra, sign * (degrees + (arcminutes + 0.5) / 60.0)


def _lat_parts(name: str) -> tuple[str, ...]:
    match = LAT_NAME.fullmatch(name)
    if match is None:
        raise InputDataError("not a name of 4FGL", value=name, expected="as 4FGL J0509.4+0542")
    return match.groups()


def second_names(ra: ArrayLike, dec: ArrayLike, prefix: str, digits: int) -> list[str]:
    """Names as J050925.9+054135 (digits 1), the declination with one digit fewer."""
    scale, fewer = 10**digits, 10 ** (digits - 1)
    hours, rest = _split(np.asarray(ra) / 15.0, 3600 * scale)
    degrees, arcs = _split(np.abs(dec), 3600 * fewer)
    return [
        f"{prefix}{h:02d}{_sexagesimal(s, scale, digits)}{sign}"
        f"{d:02d}{_sexagesimal(a, fewer, digits - 1)}"
        for h, s, sign, d, a in zip(hours, rest, _signs(dec), degrees, arcs, strict=True)
    ]


def distinct(names: list[str]) -> list[str]:
    """Names with a letter behind those that stood before: b, c, ..."""
    seen: Counter[str] = Counter()
    result = []
    for name in names:
        result.append(f"{name}{chr(ord('a') + seen[name])}" if seen[name] else name)
        seen[name] += 1
    return result


def lettered(names: list[str]) -> list[str]:
    """Names with a letter behind all that stand more than once, as in 5BZCAT."""
    counts = Counter(names)
    seen: Counter[str] = Counter()
    result = []
    for name in names:
        letter = chr(ord("a") + seen[name]) if counts[name] > 1 else ""
        seen[name] += 1
        result.append(name + letter)
    return result


def _split(values: ArrayLike, parts: int) -> tuple[list[int], list[int]]:
    """Whole units, and whole parts of a unit."""
    whole = np.floor(np.asarray(values) * parts + 1e-9).astype(int)
    return (whole // parts).tolist(), (whole % parts).tolist()


def _signs(dec: ArrayLike) -> list[str]:
    return np.where(np.asarray(dec) < 0, "-", "+").tolist()


def _sexagesimal(number: int, scale: int, digits: int) -> str:
    """Minutes and seconds of a number of 1/scale seconds."""
    minutes, rest = divmod(number, 60 * scale)
    seconds, fraction = divmod(rest, scale)
    return f"{minutes:02d}{seconds:02d}" + (f".{fraction:0{digits}d}" if digits else "")
