"""The configuration: its schema, and a check that tells all mistakes at once."""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from nusources.errors import ConfigError

Name = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]
"""A name that becomes part of a path or a random stream: letters, digits, underscore."""

PositiveInt = Annotated[int, Field(ge=1)]
Positive = Annotated[float, Field(gt=0)]


def _unique_names(items: list) -> list:
    names = [item.name for item in items]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"the same name twice: {', '.join(twice)}")
    return items


def _ascending(values: list[float]) -> list[float]:
    if any(low >= high for low, high in itertools.pairwise(values)):
        raise ValueError(f"expected ascending numbers; found {values}")
    return values


def _complete_columns(columns: dict[str, str]) -> dict[str, str]:
    missing = {"source_name", "ra", "dec"} - set(columns)
    if missing:
        raise ValueError(f"lacks {', '.join(sorted(missing))}")
    return columns


def _sorted_keys(mapping: dict[str, str]) -> dict[str, str]:
    """The order of keys in a file is not a change of parameters."""
    return dict(sorted(mapping.items()))


class Section(BaseModel):
    """A part of the configuration; unknown keys are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class DataConfig(Section):
    """Where datasets come from."""

    source: Literal["simulated", "archive"]
    sources: dict[Name, Literal["simulated", "archive"]]
    mirror: str | None


class SampleConfig(Section):
    """One sample of track events."""

    name: Name
    label: str
    dataset: Name
    seasons: Annotated[list[Name], Field(min_length=1)]


class TracksConfig(Section):
    """Track samples and their cuts (chang2022, section 3.1)."""

    samples: Annotated[list[SampleConfig], Field(min_length=1), AfterValidator(_unique_names)]
    energy_proxy_min_tev: Positive
    ang_err_max_deg: Annotated[float, Field(gt=0, le=180)]


class PointSourceConfig(Section):
    """An injected point source."""

    source_name: str
    ra_deg: Annotated[float, Field(ge=0, lt=360)]
    dec_deg: Annotated[float, Field(ge=-90, le=90)]
    n_events: Positive
    spectral_index: Annotated[float, Field(ge=1, le=5)]


class PopulationConfig(Section):
    """An injected isotropic population."""

    n_sources: Annotated[int, Field(ge=0)]
    flux_slope: Annotated[float, Field(gt=1)]
    fraction_of_diffuse: Annotated[float, Field(ge=0, le=1)]


class SimulatedTracksConfig(Section):
    """The signal in simulated tracks."""

    point_sources: list[PointSourceConfig]
    population: PopulationConfig


class SimulationConfig(Section):
    """What simulated datasets contain."""

    tracks: SimulatedTracksConfig


class GroupConfig(Section):
    """A group of sources, read from a table with any column names."""

    name: Name
    label: str
    file: str
    columns: Annotated[
        dict[Literal["source_name", "ra", "dec"], str],
        AfterValidator(_complete_columns),
        AfterValidator(_sorted_keys),
    ]
    where: Annotated[dict[str, str], AfterValidator(_sorted_keys)] = {}


class SpatialConfig(Section):
    """Counts of events near sources (chang2022, section 6.3)."""

    n_scrambles: PositiveInt
    log10_energy_thresholds: Annotated[
        list[float], Field(min_length=1, max_length=100), AfterValidator(_ascending)
    ]
    n_chunks: Annotated[int, Field(ge=1, le=1000)]


class Config(Section):
    """The whole configuration."""

    run: Name
    seed: Annotated[int, Field(ge=0)]
    data: DataConfig
    tracks: TracksConfig
    simulation: SimulationConfig
    groups: Annotated[
        list[GroupConfig],
        Field(min_length=1, max_length=32),
        AfterValidator(_unique_names),
    ]
    spatial: SpatialConfig


def validate(
    config: Mapping[str, Any],
    files: Sequence[str | Path] = (),
    arguments: Mapping[str, Any] | None = None,
) -> Config:
    """Check a merged configuration.

    Parameters
    ----------
    config : mapping
        The configuration after all overlays.
    files : sequence of path
        The files it was merged from, the last one strongest: they give the line of a mistake.
    arguments : mapping, optional
        What was given as ``--config``, stronger than all files.

    Returns
    -------
    Config

    Raises
    ------
    ConfigError
        With every mistake: place, value, what is allowed, nearest known key.
    """
    try:
        return Config.model_validate(dict(config))
    except ValidationError as error:
        lines = [(str(file), key_lines(file)) for file in files]
        problems = [_describe(one, lines, arguments or {}) for one in error.errors()]
        raise ConfigError(problems) from None


def key_lines(path: str | Path) -> dict[tuple, int]:
    """Line of each key and list item of a YAML file.

    Returns
    -------
    dict
        From the path of a key, e.g. ``("tracks", "samples", 0, "name")``, to its line from 1.
    """
    lines: dict[tuple, int] = {}

    def walk(node, place):
        if isinstance(node, yaml.MappingNode):
            items = [(key.value, key, value) for key, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            items = [(number, item, item) for number, item in enumerate(node.value)]
        else:
            return
        for name, mark, value in items:
            lines[*place, name] = mark.start_mark.line + 1
            walk(value, (*place, name))

    walk(yaml.compose(Path(path).read_text(encoding="utf-8")), ())
    return lines


def _describe(error: dict, lines, arguments: Mapping[str, Any]) -> str:
    # pydantic adds parts such as "[key]" that are no part of the path.
    place = tuple(part for part in error["loc"] if not str(part).startswith("["))
    text = f"{_origin(place, lines, arguments)}{_dotted(place)}: "
    if error["type"] == "extra_forbidden":
        return text + f"unknown key{_nearest(place)}"
    if error["type"] == "missing":
        return text + "is missing"
    message = re.sub(r"^Value error, ", "", error["msg"])
    message = message[0].lower() + message[1:]
    found = error["input"]
    shown = "" if isinstance(found, dict | list | BaseModel) else f"found {found!r}; "
    return text + shown + message.replace("input should be", "expected")


def _dotted(place: tuple) -> str:
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place)
    return text.removeprefix(".") or "(the whole configuration)"


def _origin(place: tuple, lines, arguments: Mapping[str, Any]) -> str:
    """Where a key was given: the argument, or file and line of it or of its nearest parent."""
    if place and place[0] in arguments:
        return f"--config {place[0]}=...: "
    for length in range(len(place), 0, -1):
        for file, known in reversed(lines):
            if place[:length] in known:
                return f"{file}, line {known[place[:length]]}: "
    return ""


def _nearest(place: tuple) -> str:
    """Suggest the known key that looks most like an unknown one."""
    model: Any = Config
    for part in place[:-1]:
        if not isinstance(part, int):
            model = _sections_of(model.model_fields[part].annotation)
    known = list(model.model_fields)
    near = difflib.get_close_matches(str(place[-1]), known, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    return f"{hint} Known here: {', '.join(known)}"


def _sections_of(annotation):
    """The section that a field holds, be it directly or in a list."""
    candidates = [annotation, *getattr(annotation, "__args__", ())]
    return next(c for c in candidates if isinstance(c, type) and issubclass(c, Section))
