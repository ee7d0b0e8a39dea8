"""Numbers as text: as many digits as the error bears, and no more."""

from __future__ import annotations

import math

MINUS = "\N{MINUS SIGN}"

PLAIN_LOW, PLAIN_HIGH = 1e-3, 1e7
"""Outside of these sizes a number with a fraction is written with a power of ten."""

SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


NEGLIGIBLE = 1e-6
"""Relative errors below this are not shown: they would bear more digits than anyone reads."""


def number(value: float | None, digits: int = 4) -> str:
    """Number with some significant digits; whole numbers in full; a dash for none."""
    if value is None or not math.isfinite(value):
        return "–"
    if value == int(value) and abs(value) < PLAIN_HIGH:
        return _with_minus(f"{value:.0f}")
    if PLAIN_LOW <= abs(value) < PLAIN_HIGH:
        decimals = max(digits - 1 - math.floor(math.log10(abs(value))), 0)
        return _with_minus(f"{value:.{decimals}f}".rstrip("0").rstrip("."))
    power = math.floor(math.log10(abs(value)))
    return f"{_with_minus(f'{value / 10.0**power:.{digits}g}')} × {_power_of_ten(power)}"


def with_error(value: float | None, error: float | None) -> str:
    """Value and error with the same number of decimals, two significant digits of the error.

    Parameters
    ----------
    value, error : float or None
        None and NaN mean that there is none.

    Returns
    -------
    str
        Such as ``232.4 ± 0.05`` or ``(1.46 ± 0.12) × 10⁻¹⁸``.
    """
    if value is None or error is None or not (math.isfinite(value) and math.isfinite(error)):
        return number(value)
    if error <= 0:
        return number(value)
    if error < NEGLIGIBLE * abs(value):
        return number(value, digits=6)
    power = math.floor(math.log10(max(abs(value), error)))
    if PLAIN_LOW <= 10.0**power < PLAIN_HIGH:
        return _pair(value, error)
    scale = 10.0**power
    return f"({_pair(value / scale, error / scale)}) × {_power_of_ten(power)}"


def file_size(n_bytes: int) -> str:
    """Size of a file in powers of 1000, three digits."""
    size = float(n_bytes)
    for unit in ("B", "kB", "MB"):
        if size < 999.5:
            return f"{size:.3g} {unit}"
        size /= 1000
    return f"{size:.3g} GB"


def plural(count: int, noun: str) -> str:
    """``1 file``, ``2 files``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _pair(value: float, error: float) -> str:
    decimals = max(1 - math.floor(math.log10(error)), 0)
    return f"{_with_minus(f'{value:.{decimals}f}')} ± {error:.{decimals}f}"


def _with_minus(text: str) -> str:
    return text.replace("-", MINUS)


def _power_of_ten(power: int) -> str:
    return "10" + str(power).translate(SUPERSCRIPTS)
