"""Fast conversion of the rows of a fixed-width table that all have the same length.

The digits of a field form a whole number below 10^15, and dividing (or multiplying) it by a power
of ten up to 10^22 rounds once: the value is the one that `float` gives (W. D. Clinger, PLDI 1990,
"How to read floating point numbers accurately", section 3).
"""

from __future__ import annotations

import numpy as np

from nusources.catalogs.tracks.icetracks_layout import MINIMUM_GAP, Column, Layout

MOST_DIGITS = 15
POWERS = np.array([float(f"1e{power}") for power in range(23)])


def uniform_numbers(body: bytes, layout: Layout) -> np.ndarray | None:
    """Convert the body of a table whose fields all have their usual place and form.

    Parameters
    ----------
    body : bytes
        The rows, without the header.
    layout : Layout

    Returns
    -------
    numpy.ndarray, shape (n_rows, n_columns), or None
        None if any row or field is unusual, or wrong; a slower reader can tell.
    """
    length = sum(column.width for column in layout.columns) + 1
    if not body or len(body) % length:
        return None
    rows = np.frombuffer(body, dtype=np.uint8).reshape(-1, length)
    if (rows[:, -1] != ord("\n")).any():
        return None
    values = np.empty((len(rows), len(layout.columns)))
    stop = 0
    for number, column in enumerate(layout.columns):
        start, stop = stop, stop + column.width
        field = np.ascontiguousarray(rows[:, start:stop].T)  # one character of all rows in a row
        converted = _convert(field, column)
        if converted is None:
            return None
        values[:, number] = converted
    return values


def _convert(field: np.ndarray, column: Column) -> np.ndarray | None:
    """Values of one column, given as characters of shape (width, n_rows)."""
    point = column.width - column.tail
    after = point + 1 + column.decimals
    gap = MINIMUM_GAP if column.overflows else 1
    whole, decimals = field[:point], field[point + 1 : after]
    digits = np.concatenate([whole, decimals]) - ord("0")  # of other characters: above 9
    is_digit = digits <= 9
    is_blank, is_minus = whole == ord(" "), whole == ord("-")
    is_right = is_digit[:point] | is_blank | is_minus | (whole == ord("+"))
    is_right[1:] &= is_digit[1:point] | is_blank[:-1]  # behind a sign or digit stands a digit
    is_right[:gap] = is_blank[:gap]
    is_right[-1] = is_digit[point - 1]
    if not (is_right.all() and is_digit[point:].all() and (field[point] == ord(".")).all()):
        return None
    if point - gap + column.decimals > MOST_DIGITS:
        return None
    shift = _exponent(field[after:]) if column.spec.endswith("e") else 0
    if shift is None:
        return None
    mantissa = np.zeros(field.shape[1], dtype=np.int64)
    for digit in np.where(is_digit, digits, 0):  # blanks and signs stand in front
        mantissa *= 10
        mantissa += digit
    values = _scaled(mantissa, shift - column.decimals)
    return None if values is None else np.where(is_minus.any(axis=0), -values, values)


def _exponent(field: np.ndarray) -> np.ndarray | None:
    """Exponents printed as e-05."""
    tens, ones = field[2:] - ord("0")
    signs = np.where(field[1] == ord("-"), -1, 1)
    is_right = (field[0] == ord("e")) & (tens <= 9) & (ones <= 9)
    is_right &= (field[1] == ord("-")) | (field[1] == ord("+"))
    return signs * (10 * tens.astype(np.int64) + ones) if is_right.all() else None


def _scaled(mantissa: np.ndarray, powers: np.ndarray | int) -> np.ndarray | None:
    """Mantissa times a power of ten; None if the result would not be exactly rounded."""
    powers = np.where(mantissa == 0, 0, powers)
    if (np.abs(powers) >= len(POWERS)).any():
        return None
    return np.where(
        powers < 0,
        mantissa / POWERS[np.maximum(-powers, 0)],
        mantissa * POWERS[np.maximum(powers, 0)],
    )
