"""Mistakes in the configuration, told with file, line, value and what is allowed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic_core import ErrorDetails

from nusources.checked_yaml import dotted, mistake
from nusources.config.base import Section
from nusources.errors import nearest
from nusources.yaml_lines import number_hint

Lines = Sequence[tuple[str, dict[tuple, int]]]


def describe(
    error: ErrorDetails, lines: Lines, arguments: Mapping[str, Any], model: type[Section]
) -> str:
    """Tell a mistake: place, value, what is allowed, nearest known key.

    Parameters
    ----------
    error : ErrorDetails
        As pydantic gives it.
    lines : sequence of (str, dict)
        Files, the last one strongest, each with the line of every key.
    arguments : mapping
        What was given as ``--config``.
    model : type
        The whole configuration.
    """
    # pydantic adds parts such as "[key]" that are no part of the path.
    place = tuple(part for part in error["loc"] if not str(part).startswith("["))
    where = f"{_origin(place, lines, arguments)}{dotted(place) or '(the whole configuration)'}"
    text = f"{where}: {mistake(error)}"
    if error["type"] == "extra_forbidden":
        return text + _nearest(place, model)
    return text if error["type"] == "missing" else text + number_hint(error["input"])


def _origin(place: tuple, lines: Lines, arguments: Mapping[str, Any]) -> str:
    """Where a key was given: the argument, or file and line of it or of its nearest parent."""
    # Lists are replaced whole: what lies in one comes from the strongest file that has the list.
    numbers = [depth for depth, part in enumerate(place) if isinstance(part, int)]
    first_list = numbers[0] if numbers else len(place)
    return _strongest(place, first_list, lines, arguments) or _strongest(place, 1, lines, arguments)


def _strongest(place: tuple, shortest: int, lines: Lines, arguments: Mapping[str, Any]) -> str:
    """Strongest origin that has the key or a parent of at least this many parts."""
    starts = [place[:length] for length in range(len(place), max(shortest, 1) - 1, -1)]
    if any(_holds(arguments, start) for start in starts):
        return f"--config {place[0]}=...: "
    found = (
        f"{file}, line {known[start]}: "
        for file, known in reversed(lines)
        for start in starts
        if start in known
    )
    return next(found, "")


def _holds(arguments: Any, place: tuple) -> bool:
    """Whether arguments, nested as the configuration is, give the key at this place."""
    for part in place:
        is_list = isinstance(arguments, list) and isinstance(part, int)
        if not (is_list and part < len(arguments)) and not (
            isinstance(arguments, Mapping) and part in arguments
        ):
            return False
        arguments = arguments[part]
    return True


def _nearest(place: tuple, model: type[Section]) -> str:
    """Suggest the known key that looks most like an unknown one."""
    for part in place[:-1]:
        if not isinstance(part, int):
            model = _sections_of(model.model_fields[part].annotation)
    known = [field.alias or name for name, field in model.model_fields.items()]
    return f"{nearest(str(place[-1]), known)} Known here: {', '.join(known)}"


def _sections_of(annotation):
    """The section that a field holds, be it directly or in a list."""
    candidates = [annotation, *getattr(annotation, "__args__", ())]
    return next(c for c in candidates if isinstance(c, type) and issubclass(c, Section))
