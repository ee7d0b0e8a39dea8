"""Numbers of SVG paths, said briefly."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

HUNDREDTHS = 100


def brief_path(path: str, factor: float = 1.0, unit: int = HUNDREDTHS) -> str:
    """Path in relative coordinates; they are rounded first, so that errors do not add up.

    Parameters
    ----------
    path : str
        Absolute commands M, L, Q, C and z, each with its numbers before a semicolon.
    factor : float, optional
        By which all numbers are multiplied.
    unit : int, optional
        Parts of 1 to which numbers are kept: 100 or 1.

    Returns
    -------
    str
        Commands m, l, h, v, q, c and z.
    """
    parts: list[str] = []
    x = y = start_x = start_y = 0
    before = ""
    for command, numbers in _commands(path, factor * unit):
        if command == "z":
            x, y, steps = start_x, start_y, []
        else:
            steps = [number - (x, y)[place % 2] for place, number in enumerate(numbers)]
            x, y = numbers[-2:]
        if command == "m":
            start_x, start_y = x, y
        name, steps = _shortest(command, steps)
        if name != before or name == "m":  # what follows a move by itself is a line
            parts.append(name)
        elif steps and steps[0] >= 0:
            parts.append(" ")
        parts.append(_joined(steps, unit))
        before = name
    return "".join(parts)


def number_text(number: int, unit: int = HUNDREDTHS) -> str:
    """Give a number of hundredths (or of whole ones) as text, such as ``-.05`` or ``12``."""
    return _hundredths(number) if unit == HUNDREDTHS else str(number)


def _commands(path: str, factor: float) -> Iterator[tuple[str, list[int]]]:
    """Each command in small letters, with its numbers in units."""
    for part in path.rstrip(";").split(";"):
        command, *numbers = part.split()
        yield command.lower(), [round(factor * float(number)) for number in numbers]


def _shortest(command: str, steps: list[int]) -> tuple[str, list[int]]:
    """Level and upright lines have commands of their own."""
    if command != "l" or 0 not in steps:
        return command, steps
    return ("h", steps[:1]) if steps[0] else ("v", steps[1:])


def _joined(steps: list[int], unit: int) -> str:
    """Numbers in a row; a minus sign parts two numbers as well as a blank does."""
    texts = [number_text(step, unit) for step in steps]
    return "".join([*texts[:1], *(one if one[0] == "-" else f" {one}" for one in texts[1:])])


@cache
def _hundredths(number: int) -> str:
    sign, (whole, rest) = "-" * (number < 0), divmod(abs(number), HUNDREDTHS)
    if not rest:
        return f"{sign}{whole}"
    return f"{sign}{whole or ''}.{rest:02d}".rstrip("0")
