"""The list of studies, config/studies/: what each is about and what it needs."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from nusources.checked_yaml import Entry, checked, read_yaml
from nusources.errors import ConfigError
from nusources.product_list import TableEntry
from nusources.products import OwnInput

STUDIES = Path("config/studies")

Text = Annotated[str, Field(min_length=1)]
Texts = Annotated[tuple[Text, ...], Field(strict=False)]


class AnswerTable(TableEntry):
    """A table that an answer reads; with `when`, only where the user brings these."""

    when: OwnInput | None = None


class AnswerEntry(Entry):
    """The function that tells what a study found in a run, and the tables that it reads.

    Attributes
    ----------
    function : str
        ``<module>.<function>``, of `nusources.answers.house.answer.Results` to an ``Answer``.
    tables : dict
        Path below the run's folder and contract, by name; those with ``{sample}`` in their path
        are per sample. Without any table there is no answer.
    runs_on : str, optional
        simulated or archive: only for samples from there.
    shows : tuple of str
        Beside such files of a user it is made too; it is left out beside others.
    """

    function: Annotated[str, Field(pattern=r"^[a-z0-9_]+(\.[a-z0-9_]+)+$")]
    tables: dict[str, AnswerTable]
    runs_on: Literal["simulated", "archive"] | None = None
    shows: Annotated[tuple[OwnInput, ...], Field(strict=False)] = ()

    @property
    def module(self) -> str:
        """Module of the function."""
        return self.function.rpartition(".")[0]


class Study(Entry):
    """A study: what the report says about it, and what a run with it must have.

    Attributes
    ----------
    study : str
        Its name in ids and folders, that of its file.
    title, citation, question, method : str
        One line or sentence each.
    limits : tuple of str
        What of the study is not covered.
    needs : tuple of str
        Sections of the configuration whose datasets it reads; ``tracks`` for track samples.
    numbers : tuple of str
        Tables of its values of published numbers, ``<stage>/<table>``.
    shows_simulation : bool
        Whether it is about the simulated archive itself: simulated input is then no flaw.
    answer : AnswerEntry, optional
        What makes its answer in words.
    """

    study: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    title: Text
    citation: Text
    question: Text
    method: Text
    limits: Texts
    needs: Texts
    numbers: Texts
    shows_simulation: bool = False
    answer: AnswerEntry | None = None


def load_study(path: str | Path) -> Study:
    """Read one study.

    Raises
    ------
    ConfigError
        With every mistake: file, line, key, what was found and what is allowed.
    """
    file, problems = Path(path), list[str]()
    content = read_yaml(file, problems)
    if not problems and not isinstance(content, dict):
        problems.append(f"{file}: expected keys such as title; found {type(content).__name__}")
    study = None if problems else checked(Study, content, file, (), problems)
    if study is not None and study.study != file.stem:
        problems.append(f"{file}: study: found {study.study!r}; expected {file.stem!r}, its name")
    if study is None or problems:
        raise ConfigError(problems)
    return study


def load_studies(names: Iterable[str], folder: str | Path = STUDIES) -> list[Study]:
    """Studies of some names, in their order."""
    return [load_study(Path(folder, f"{name}.yaml")) for name in names]
