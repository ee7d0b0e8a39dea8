"""Numbers and lists in sentences: as many digits as the error bears, and no more.

The one way in which the report and the answers of a run write numbers.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

MINUS = "\N{MINUS SIGN}"
NONE = "–"
"""Stands where there is no number."""

COMMA_FROM = 10_000
SPECIFICATION = re.compile(r"(,?)(?:\.(\d+))?([dfge%])")

PLAIN_LOW, PLAIN_HIGH = 1e-3, 1e7
"""Outside of these sizes a number with a fraction is written with a power of ten."""

SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


NEGLIGIBLE = 1e-6
"""Relative errors below this are not shown: they would bear more digits than anyone reads."""


def number(value: float | None, digits: int = 4) -> str:
    """Number with some significant digits; whole numbers in full; a dash for none.

    Whole numbers from 10,000 on have commas: shorter ones may be years.
    """
    if value is None or not math.isfinite(value):
        return NONE
    if value == int(value) and abs(value) < PLAIN_HIGH:
        return _with_minus(f"{value:,.0f}" if abs(value) >= COMMA_FROM else f"{value:.0f}")
    if PLAIN_LOW <= abs(value) < PLAIN_HIGH:
        decimals = max(digits - 1 - math.floor(math.log10(abs(value))), 0)
        return _with_minus(_shortened(f"{value:.{decimals}f}"))
    # Rounded first: 9.9999e-6 is 1e-5, not 10e-6.
    mantissa, _, power = f"{value:.{digits - 1}e}".partition("e")
    return f"{_with_minus(_shortened(mantissa))} × {_power_of_ten(int(power))}"


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


def as_specified(value: float | None, spec: str | None) -> str:
    """Number in the manner of a format of a table's column.

    Parameters
    ----------
    value : float or None
    spec : str or None
        ``d``, ``.1f`` (fixed decimals), ``.1%``, ``.3g`` or ``.2e`` (significant digits; powers of
        ten only where they are needed), a comma before for thousands; None: six digits.

    Raises
    ------
    ValueError
        If the format is none of these.
    """
    found = SPECIFICATION.fullmatch(spec or "g")
    if found is None:
        raise ValueError(f"format {spec!r}; expected d, .<n>f, .<n>%, .<n>g or .<n>e")
    if value is None or not math.isfinite(value):
        return NONE
    comma, places, kind = found.groups()
    if kind == "d":
        return number(round(value))
    if kind in "f%":
        fixed = value * 100 if kind == "%" else value
        text = f"{fixed:{comma}.{int(places or 6)}f}"
        return _with_minus(f"{text} %" if kind == "%" else text)
    return number(value, digits=int(places or 6) + (kind == "e"))


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
    return f"{number(count)} {noun}" if count == 1 else f"{number(count)} {noun}s"


def enumerated(names: Sequence[str]) -> str:
    """Names in a sentence, such as "A, B and C"."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _pair(value: float, error: float) -> str:
    decimals = max(1 - math.floor(math.log10(error)), 0)
    return f"{_with_minus(f'{value:.{decimals}f}')} ± {error:.{decimals}f}"


def _shortened(text: str) -> str:
    """Without zeros at the end of a fraction; those of a whole number stay."""
    return text.rstrip("0").rstrip(".") if "." in text else text


def _with_minus(text: str) -> str:
    return text.replace("-", MINUS)


def _power_of_ten(power: int) -> str:
    return "10" + str(power).translate(SUPERSCRIPTS)
