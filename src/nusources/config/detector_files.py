"""Files of detectors: ``config/detectors/*.yaml``, and those that users bring."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, ValidationError, model_validator

from nusources.checked_yaml import read_yaml
from nusources.config.base import (
    Name,
    Positive,
    Section,
    TableName,
    existing_file,
    listed,
    plausible,
    unique_names,
)
from nusources.config.mistakes import describe
from nusources.errors import nearest
from nusources.yaml_lines import key_lines, repeated_keys

DETECTORS = Path("config/detectors")

Text = Annotated[str, Field(min_length=1)]
Degrees = Annotated[float, plausible(1e-3, 45, "deg")]
TeV = Annotated[float, plausible(1e-3, 1e7, "TeV")]
Zenith = Annotated[float, Field(ge=0, le=180)]
Meaning = Literal["per_axis", "r50", "r68"]
"""What a printed resolution is: standard deviation per axis, median, 68 % containment."""


def _known_model(name: str) -> str:
    path = "data/tables/model_detector.csv"
    return listed(path, "configuration", name, "model detector", without="all")


ModelName = Annotated[str, AfterValidator(_known_model)]


def one_of(entry: Section, keys: tuple[str, ...]) -> None:
    """Refuse an entry that has none or several of some keys."""
    found = [key for key in keys if getattr(entry, key) is not None]
    if len(found) != 1:
        raise ValueError(f"expected one of {', '.join(keys)}; found {', '.join(found) or 'none'}")


class AreaEntry(Section):
    """Effective area: a table of a dataset, a file of the user, or the model detector."""

    table: TableName | None = None
    file: Annotated[str, AfterValidator(existing_file)] | None = None
    model: ModelName | None = None
    scale: Annotated[float, plausible(1e-4, 1e4, "times the area")] = 1.0
    energy_min_tev: TeV | None = None

    @model_validator(mode="after")
    def _has_one_origin(self) -> AreaEntry:
        one_of(self, ("table", "file", "model"))
        return self


class PowerLawWidth(Section):
    """Resolution as a power law of energy, constant outside its range."""

    width_deg: Degrees
    at_tev: TeV
    index: Annotated[float, Field(ge=-2, le=2)]
    from_tev: TeV
    to_tev: TeV

    @model_validator(mode="after")
    def _has_a_range(self) -> PowerLawWidth:
        if self.from_tev >= self.to_tev:
            raise ValueError(
                f"expected from_tev below to_tev; found {self.from_tev:g} and {self.to_tev:g}"
            )
        return self


def _ascending_points(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    energies = [energy for energy, _ in points]
    if sorted(set(energies)) != energies:
        raise ValueError(f"expected ascending energies; found {energies}")
    return points


Point = Annotated[tuple[TeV, Degrees], Field(strict=False)]


class PointSpreadEntry(Section):
    """Resolution against energy, and what it means."""

    meaning: Meaning
    width_deg: Degrees | None = None
    power_law: PowerLawWidth | None = None
    points: (
        Annotated[list[Point], Field(min_length=1), AfterValidator(_ascending_points)] | None
    ) = None
    table: TableName | None = None
    cos_zenith: Annotated[float, Field(ge=-1, le=1)] = 0.0

    @model_validator(mode="after")
    def _has_one_form(self) -> PointSpreadEntry:
        one_of(self, ("width_deg", "power_law", "points", "table"))
        if self.table is not None and self.meaning == "per_axis":
            raise ValueError("meaning per_axis of a table; expected r50 or r68, the radius taken")
        return self


class NamedPointSpread(PointSpreadEntry):
    """Another reading of the resolution, ``<detector>/<name>``."""

    name: Name
    label: Text


class SkyEntry(Section):
    """Where the detector is and which zenith angles it sees."""

    latitude_deg: Annotated[float, Field(ge=-90, le=90)]
    zenith_min_deg: Zenith = 0.0
    zenith_max_deg: Zenith = 180.0

    @model_validator(mode="after")
    def _sees_something(self) -> SkyEntry:
        if self.zenith_min_deg >= self.zenith_max_deg:
            raise ValueError(
                "expected zenith_min_deg below zenith_max_deg; found "
                f"{self.zenith_min_deg:g} and {self.zenith_max_deg:g}"
            )
        return self


class BackgroundEntry(Section):
    """Atmospheric events: which flux where only one is taken, and their number over its."""

    atmosphere: Literal["pipeline", "low"] = "pipeline"
    scale: Positive = 1.0


class DetectorFile(Section):
    """A detector."""

    label: Text
    status: Literal["published", "model", "assumed", "recalled"]
    source: Text
    area: AreaEntry
    psf: PointSpreadEntry
    other_psf: Annotated[list[NamedPointSpread], AfterValidator(unique_names)] = Field(
        default_factory=list
    )
    sky: SkyEntry
    live_time_share: Annotated[float, Field(gt=0, le=1)] = 1.0
    background: BackgroundEntry = Field(default_factory=BackgroundEntry)
    energy_proxy: ModelName = "IC86_II"


def detector_path(name: str) -> Path:
    """File of a detector: one of config/detectors/ by its name, or a path that ends in .yaml.

    Raises
    ------
    ValueError
        If there is none of that name.
    """
    if name.endswith(".yaml"):
        return Path(existing_file(name))
    known = sorted(path.stem for path in DETECTORS.glob("*.yaml"))
    if name not in known:
        raise ValueError(
            f"no such detector{nearest(name, known)} Known: {', '.join(known)}; or the path of a "
            ".yaml of yours"
        )
    return DETECTORS / f"{name}.yaml"


@lru_cache
def _read(path: Path, _changed: int) -> tuple[DetectorFile | None, tuple[str, ...]]:
    problems: list[str] = []
    content = read_yaml(path, problems)
    if not problems and not isinstance(content, dict):
        problems.append(f"{path}: expected keys such as label; found {type(content).__name__}")
    if problems:
        return None, tuple(problems)
    problems += [
        f"{path}, line {second}: {place[-1]}: stands there twice, in line {first} too"
        for place, first, second in repeated_keys(path)
    ]
    try:
        return DetectorFile.model_validate(content), tuple(problems)
    except ValidationError as error:
        lines = [(str(path), key_lines(path))]
        problems += [describe(one, lines, {}, DetectorFile) for one in error.errors()]
        return None, tuple(problems)


def read_detector_file(path: Path) -> DetectorFile:
    """Read and check the file of a detector.

    Raises
    ------
    ValueError
        With every mistake: file, line, key, value, what is allowed, nearest known key.
    """
    detector, problems = _read(path, path.stat().st_mtime_ns)
    if detector is None or problems:
        raise ValueError("; ".join(problems))
    return detector


def detector_definition(name: str) -> dict[str, Any]:
    """Definition of a detector as a job gets it.

    Parameters
    ----------
    name : str
        As `detector_path` takes it, or ``<detector>/<other PSF>`` of one in config/detectors/.

    Returns
    -------
    dict
        Keys of `DetectorFile` and ``name``.

    Raises
    ------
    ValueError
        If there is no such detector or no such reading of its PSF, or its file has mistakes.
    """
    own = name.endswith(".yaml")
    stem, _, reading = (name, "", "") if own else name.partition("/")
    detector = read_detector_file(detector_path(stem))
    definition = detector.model_dump(exclude={"other_psf"})
    if reading:
        readings = {one.name: one for one in detector.other_psf}
        if reading not in readings:
            raise ValueError(
                f"detector {stem} has no other_psf {reading!r}{nearest(reading, readings)} Known: "
                f"{', '.join(readings) or 'none'}"
            )
        definition["psf"] = readings[reading].model_dump(exclude={"name", "label"})
        definition["label"] += f", {readings[reading].label}"
    return {"name": Path(name).stem if own else name} | definition
