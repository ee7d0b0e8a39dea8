"""What jobs noticed about files of the user, as the report shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from nusources.errors import SEVERITIES, InputDataError

KEYS = ("severity", "file", "message")


@dataclass(frozen=True)
class Message:
    """Something about an input that its user should know.

    Parameters
    ----------
    severity : str
        One of `nusources.errors.SEVERITIES`.
    file : str
        File of the user; empty if it is about several.
    message : str
    """

    severity: str
    file: str
    message: str


def gathered_messages(content: Mapping[str, Any], path: str) -> list[Message]:
    """Messages of a job, as `nusources.jobs.job` writes them.

    Parameters
    ----------
    content : mapping
        Under ``messages`` a list, each with severity, file and message.
    path : str
        Named in the error.

    Raises
    ------
    InputDataError
        If a row has other keys or another severity.
    """
    found = []
    for number, row in enumerate(content.get("messages", [content]), start=1):
        if set(row) != set(KEYS) or row["severity"] not in SEVERITIES:
            raise InputDataError(
                "not a message of a job",
                path=path,
                row=number,
                value=dict(row),
                expected=f"{', '.join(KEYS)}; a severity of {', '.join(SEVERITIES)}",
            )
        found.append(Message(**row))
    return found


def ordered_messages(messages: Iterable[Message]) -> list[Message]:
    """Messages, each once, warnings before notes."""
    return sorted(dict.fromkeys(messages), key=lambda one: SEVERITIES.index(one.severity))
