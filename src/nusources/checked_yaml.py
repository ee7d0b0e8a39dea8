"""YAML files checked against pydantic models: every mistake with file, line, key and value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from nusources.yaml_lines import LOADER, key_lines

Model = TypeVar("Model", bound=BaseModel)


class Entry(BaseModel):
    """A part of a file; unknown keys are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def read_yaml(file: Path, problems: list[str]) -> Any:
    """Content of a file; None, with the mistake added to `problems`, if it is no YAML."""
    try:
        return yaml.load(file.read_text(encoding="utf-8"), LOADER)
    except yaml.MarkedYAMLError as error:
        where = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        why = ", ".join(filter(None, (error.context, error.problem)))
        problems.append(f"{file}{where}: cannot be read as YAML ({why})")
        return None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        problems.append(f"{file}: cannot be read as YAML ({' '.join(str(error).split())})")
        return None


def checked(
    model: type[Model], content: Mapping[str, Any], file: Path, keys: tuple, problems: list[str]
) -> Model | None:
    """Content as a model; None, with its mistakes added to `problems`, if it does not fit.

    Parameters
    ----------
    model : type
    content : mapping
    file : Path
        Where it stands, and `keys` at which place in it: told with every mistake.
    problems : list of str
        Grows by one sentence per mistake.
    """
    try:
        return model.model_validate(content)
    except ValidationError as error:
        problems += [describe(file, (*keys, *one["loc"]), one) for one in error.errors()]
        return None


def describe(file: Path, keys: tuple, error: Any) -> str:
    """One mistake of pydantic in a sentence, with its place."""
    return f"{place(file, keys)}: {mistake(error)}"


def mistake(error: Any) -> str:
    """One mistake of pydantic without its place: what was found, and what is allowed."""
    if error["type"] == "extra_forbidden":
        return "unknown key"
    if error["type"] == "missing":
        return "is missing"
    message = re.sub(r"^Value error, ", "", error["msg"])
    message = (message[0].lower() + message[1:]).replace("input should be", "expected")
    found = error["input"]
    shown = "" if isinstance(found, dict | list | BaseModel) else f"found {found!r}; "
    return shown + message


def place(file: Path, keys: tuple) -> str:
    """File, line and dotted key."""
    lines = key_lines(file)
    lengths = [length for length in range(len(keys), 0, -1) if keys[:length] in lines]
    line = f", line {lines[keys[: lengths[0]]]}" if lengths else ""
    return f"{file}{line}: {dotted(keys)}"


def dotted(keys: Iterable) -> str:
    """Keys as in ``tracks.samples[0].name``."""
    text = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys)
    return text.removeprefix(".")
