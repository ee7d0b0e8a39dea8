"""The configuration: its schema, and a check that tells all mistakes at once."""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    model_validator,
)

from nusources.errors import ConfigError
from nusources.workflow.registry import Dataset, event_seasons, load_registry
from nusources.workflow.yaml_lines import key_lines

Name = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]
"""A name that becomes part of a path or a random stream: letters, digits, underscore."""

LogEnergy = Annotated[float, Field(ge=0, le=12)]
"""log10(E/GeV): 1 GeV to 10^12 GeV, so that energies in TeV or GeV are noticed."""

PositiveInt = Annotated[int, Field(ge=1)]
Positive = Annotated[float, Field(gt=0)]


def _unique_names(items: list) -> list:
    names = [item.name for item in items]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"the same name twice: {', '.join(twice)}")
    return items


def _existing_file(name: str) -> str:
    if not Path(name).is_file():
        raise ValueError(
            "expected a file; there is none of that name (seen from the project's folder)"
        )
    return name


def _ascending(values: list[float]) -> list[float]:
    if any(low >= high for low, high in itertools.pairwise(values)):
        raise ValueError(f"expected ascending numbers; found {values}")
    return values


def _complete_columns(columns: dict[str, str]) -> dict[str, str]:
    missing = {"source_name", "ra", "dec"} - set(columns)
    if missing:
        raise ValueError(f"lacks {', '.join(sorted(missing))}")
    return columns


def _refuse_unknown_dataset(name: str, registry: Mapping[str, Dataset]) -> None:
    if name not in registry:
        near = difflib.get_close_matches(name, registry, n=1)
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise ValueError(f"no dataset {name!r}; {hint}Known: {', '.join(registry)}")


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
    cache: Annotated[str, Field(min_length=1)]
    offline: bool
    fetch: list[Name]

    @model_validator(mode="after")
    def _names_known_datasets(self, info: ValidationInfo) -> DataConfig:
        for dataset in [*self.sources, *self.fetch]:
            _refuse_unknown_dataset(dataset, info.context["registry"])
        return self


class SampleConfig(Section):
    """One sample of track events."""

    name: Name
    label: str
    dataset: Name
    seasons: Annotated[list[Name], Field(min_length=1)]

    @model_validator(mode="after")
    def _names_known_seasons(self, info: ValidationInfo) -> SampleConfig:
        registry = info.context["registry"]
        _refuse_unknown_dataset(self.dataset, registry)
        known = event_seasons(registry[self.dataset])
        unknown = [season for season in self.seasons if season not in known]
        if unknown:
            raise ValueError(
                f"dataset {self.dataset!r} has no season {', '.join(unknown)}; "
                f"expected some of {', '.join(known)}"
            )
        return self


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
    file: Annotated[str, AfterValidator(_existing_file)]
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
        list[LogEnergy], Field(min_length=1, max_length=100), AfterValidator(_ascending)
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

    @model_validator(mode="after")
    def _simulates_what_it_can(self, info: ValidationInfo) -> Config:
        for dataset in sorted({sample.dataset for sample in self.tracks.samples}):
            source = self.data.sources.get(dataset, self.data.source)
            if source == "simulated" and info.context["registry"][dataset].generator is None:
                raise ValueError(
                    f"dataset {dataset!r} cannot be simulated; "
                    f"expected data.sources: {{{dataset}: archive}}"
                )
        return self


def validate(
    config: Mapping[str, Any],
    files: Sequence[str | Path] = (),
    arguments: Mapping[str, Any] | None = None,
    registry: Mapping[str, Dataset] | None = None,
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
    registry : mapping, optional
        Known datasets; by default those of config/datasets/.

    Returns
    -------
    Config

    Raises
    ------
    ConfigError
        With every mistake: place, value, what is allowed, nearest known key.
    """
    context = {"registry": load_registry() if registry is None else registry}
    try:
        return Config.model_validate(dict(config), context=context)
    except ValidationError as error:
        lines = [(str(file), key_lines(file)) for file in files]
        problems = [_describe(one, lines, arguments or {}) for one in error.errors()]
        raise ConfigError(problems) from None


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
    # Lists are replaced whole: what lies in one comes from the strongest file that has the list.
    numbers = [depth for depth, part in enumerate(place) if isinstance(part, int)]
    first_list = numbers[0] if numbers else len(place)
    return _strongest(place, first_list, lines, arguments) or _strongest(place, 1, lines, arguments)


def _strongest(place: tuple, shortest: int, lines, arguments: Mapping[str, Any]) -> str:
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
