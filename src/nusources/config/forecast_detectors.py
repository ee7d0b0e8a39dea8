"""Section ``forecast_detectors``."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from nusources.config.base import Name, Section, ascending, listed, plausible
from nusources.config.detector_files import detector_definition


def _known_detector(name: str) -> str:
    detector_definition(name)
    return name


def _known_spectrum(name: str) -> str:
    return listed("data/tables/diffuse_spectra.csv", "curve", name, "measured flux")


def _different(names: list[str]) -> list[str]:
    stems = [detector_definition(name)["name"] for name in names]
    twice = sorted({name for name in stems if stems.count(name) > 1})
    if twice:
        raise ValueError(f"the same detector twice: {', '.join(twice)}")
    return names


Threshold = Annotated[float, plausible(0.01, 1e6, "TeV")]


class ForecastDetectorsConfig(Section):
    """Detectors of the forecasts."""

    detectors: Annotated[
        list[Annotated[str, AfterValidator(_known_detector)]],
        Field(min_length=1),
        AfterValidator(_different),
    ]
    thresholds_tev: Annotated[list[Threshold], Field(min_length=1), AfterValidator(ascending)]
    declination_threshold_tev: Threshold
    spectrum: Annotated[Name, AfterValidator(_known_spectrum)]

    @property
    def definitions(self) -> list[dict[str, Any]]:
        """Definitions of the detectors, in their order."""
        return [detector_definition(name) for name in self.detectors]

    @property
    def tables(self) -> list[str]:
        """Tables of datasets that detectors are made of, as <dataset>/<table>."""
        named = [one[part].get("table") for one in self.definitions for part in ("area", "psf")]
        return sorted({table for table in named if table})

    @property
    def files(self) -> list[str]:
        """Files of the user with effective areas."""
        return sorted({one["area"]["file"] for one in self.definitions if one["area"]["file"]})

    @property
    def is_own(self) -> bool:
        """Whether the section names a detector of the user."""
        return bool(self.own)

    @property
    def user_jobs(self) -> list[str]:
        """Jobs that read the user's files."""
        return ["count_detector_events"] if self.own else []

    @property
    def own(self) -> list[str]:
        """Files of detectors that the user brings."""
        return [name for name in self.detectors if name.endswith(".yaml")]


SECTIONS = {"forecast_detectors": ForecastDetectorsConfig}
