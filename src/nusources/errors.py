"""Errors that a user can act on.

NusourcesError
├── ConfigError          the configuration is wrong (all mistakes in one message)
├── InputDataError       an input file or table is wrong
└── TableContractError   a Parquet table breaks its contract

InputWarning             an input can be used, but the user should know something about it
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path

SEVERITIES = ("warning", "note")
"""Of what is told about inputs."""


class NusourcesError(Exception):
    """Base of all errors that name their cause and what was expected."""


class ConfigError(NusourcesError):
    """The configuration cannot be used.

    Parameters
    ----------
    problems : list of str
        One sentence per mistake; all mistakes of a configuration are told at once.
    """

    def __init__(self, problems: list[str]):
        self.problems = list(problems)
        count = len(self.problems)
        noun = "mistake" if count == 1 else "mistakes"
        super().__init__(
            f"{count} {noun} in the configuration:\n  - " + "\n  - ".join(self.problems)
        )


class InputDataError(NusourcesError):
    """An input file or table holds something that cannot be used.

    Parameters
    ----------
    problem : str
        What is wrong, in one clause.
    path : str or Path, optional
        The file.
    row : int, optional
        Line of a text file or row of a table, counted from 1.
    column : str, optional
        The column.
    value : object, optional
        What was found.
    expected : str, optional
        What would have been taken.
    """

    def __init__(
        self,
        problem: str,
        *,
        path: str | Path | None = None,
        row: int | None = None,
        column: str | None = None,
        value: object = None,
        expected: str | None = None,
    ):
        self.problem, self.path, self.row = problem, path, row
        self.column, self.value, self.expected = column, value, expected
        super().__init__(describe(problem, path, row, column, value, expected))


class InputWarning(UserWarning):
    """Something about an input that its user should know; jobs tell it, and the report shows it.

    Parameters
    ----------
    problem : str
        What was noticed and what it means, in one sentence.
    path : str or Path, optional
        The file.
    severity : str
        One of `SEVERITIES`: ``warning`` if the answer may be wrong, else ``note``.
    """

    def __init__(self, problem: str, path: str | Path | None = None, severity: str = SEVERITIES[0]):
        self.problem, self.path, self.severity = problem, path, severity
        super().__init__(describe(problem, path))


class TableContractError(InputDataError):
    """A table breaks the contract under which it is stored."""


def describe(problem, path=None, row=None, column=None, value=None, expected=None) -> str:
    """Put the parts of an input error into one line, leaving out what is not known."""
    place = [str(path)] if path is not None else []
    place += [f"row {row}"] if row is not None else []
    place += [f"column {column!r}"] if column is not None else []
    text = f"{', '.join(place)}: {problem}" if place else problem
    value = value.item() if hasattr(value, "item") else value
    text += f"; found {value!r}" if value is not None else ""
    return text + (f"; expected {expected}" if expected is not None else "")


def nearest(name: str, known: Iterable[str]) -> str:
    """Suggest the known name that looks most like an unknown one, as the end of a sentence."""
    near = difflib.get_close_matches(name, list(known), n=1)
    return f"; did you mean {near[0]!r}?" if near else "."


def first_line(error: BaseException) -> str:
    """First line of what an error of a library says, or its kind."""
    return str(error).partition("\n")[0] or type(error).__name__
