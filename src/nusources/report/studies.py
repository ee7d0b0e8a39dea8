"""What the report says about each study, whatever the run."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields
from typing import Any

from nusources.errors import InputDataError

OPTIONAL = {"shows_simulation"}


@dataclass(frozen=True)
class Study:
    """A published study.

    Parameters
    ----------
    study : str
        Its name in ids and folders.
    title, citation, question, method : str
        One line or sentence each.
    limits : tuple of str
        What of the study is not covered.
    shows_simulation : bool
        Whether it is about the simulated archive itself: simulated input is then no flaw.
    """

    study: str
    title: str
    citation: str
    question: str
    method: str
    limits: tuple[str, ...]
    shows_simulation: bool = False


def check_studies(content: Any, path: str) -> list[Study]:
    """Studies from the content of studies.yaml.

    Parameters
    ----------
    content : list of dict
    path : str
        Named in errors.

    Raises
    ------
    InputDataError
        If an entry has other keys than `Study`.
    """
    expected = [field.name for field in fields(Study) if field.default is MISSING]
    if not isinstance(content, list):
        raise InputDataError("not a list of studies", path=path, value=type(content).__name__)
    for place, entry in enumerate(content, start=1):
        if not isinstance(entry, dict) or sorted({*entry} - OPTIONAL) != sorted(expected):
            raise InputDataError(
                "entry with other keys",
                path=path,
                row=place,
                value=entry,
                expected=f"the keys {', '.join(expected)}",
            )
    return [Study(**(entry | {"limits": tuple(entry["limits"])})) for entry in content]
