"""The list of studies, config/studies/: what each is about and what it needs."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from pydantic import Field

from nusources.checked_yaml import Entry, checked, read_yaml
from nusources.errors import ConfigError

STUDIES = Path("config/studies")

Text = Annotated[str, Field(min_length=1)]
Texts = Annotated[tuple[Text, ...], Field(strict=False)]


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
