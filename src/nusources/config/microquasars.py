"""Section ``microquasars``."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from nusources.config.base import (
    Kiloparsecs,
    Name,
    PositiveInt,
    Section,
    ascending,
    existing_file,
    plausible,
    sorted_keys,
    unique_names,
)
from nusources.config.user_files import AngleUnit, Where

PAPER_DISTRIBUTIONS = ("uniform", "exponential", "microquasar")
PAPER_CATALOGUES = ("anchordoqui2014", "hmxb_webcat", "liu_hmxb", "liu_lmxb")
ProfileColumn = Literal["radius", "density"]
Voids = Annotated[list[Kiloparsecs], Field(min_length=1, max_length=50), AfterValidator(ascending)]
Contrast = Annotated[float, Field(ge=0, le=1)]
LogLuminosity = Annotated[float, Field(ge=25, le=45)]
"""log10(L / (erg/s)), so that watts or solar luminosities are noticed."""


def _profile_columns() -> dict[ProfileColumn, str]:
    return {"density": "density", "radius": "radius_kpc"}


class ProfileConfig(Section):
    """A profile of the density of sources, of the user's making."""

    name: Name
    file: Annotated[str, AfterValidator(existing_file)]
    columns: Annotated[dict[ProfileColumn, str], AfterValidator(sorted_keys)] = Field(
        default_factory=_profile_columns
    )
    extension: str | None = None

    @model_validator(mode="after")
    def _is_no_name_of_the_paper(self) -> ProfileConfig:
        if self.name in PAPER_DISTRIBUTIONS:
            raise ValueError(
                f"{self.name!r} is a distribution of the paper; expected a name of your own"
            )
        missing = sorted({"radius", "density"} - set(self.columns))
        if missing:
            raise ValueError(f"columns lacks {', '.join(missing)}")
        return self


class DiskConfig(Section):
    """The Galactic disk and the distributions of sources in it (anchordoqui2014, section IV)."""

    observer_distance_kpc: Kiloparsecs
    galaxy_radius_kpc: Kiloparsecs
    thickness_kpc: Kiloparsecs
    exponential_share: Annotated[float, Field(gt=0, lt=1)]
    scale_kpc: Kiloparsecs
    profiles: Annotated[list[ProfileConfig], AfterValidator(unique_names)]


class SourceCountsConfig(Section):
    """The grid of the number of sources by luminosity and void."""

    log10_luminosity_min: LogLuminosity
    log10_luminosity_max: LogLuminosity
    n_luminosities: Annotated[int, Field(ge=2, le=1000)]
    void_radii_kpc: Voids

    @model_validator(mode="after")
    def _has_a_range(self) -> SourceCountsConfig:
        if not self.log10_luminosity_min < self.log10_luminosity_max:
            raise ValueError(
                "expected log10_luminosity_min below log10_luminosity_max; found "
                f"{self.log10_luminosity_min:g} and {self.log10_luminosity_max:g}"
            )
        return self


class DiscretePopulationsConfig(Section):
    """Populations of discrete sources."""

    n_realisations: Annotated[int, Field(ge=1, le=10_000_000)]
    void_radii_kpc: Voids
    n_sources: PositiveInt | None


class ArmsConfig(Section):
    """Logarithmic spiral arms."""

    n_arms: Annotated[int, Field(ge=1, le=12)]
    pitch_deg: Annotated[float, Field(gt=0, lt=90)]
    contrast: Contrast
    start_kpc: Kiloparsecs


class BarConfig(Section):
    """A bar about the Galactic centre."""

    half_length_kpc: Kiloparsecs
    angle_deg: Annotated[float, Field(ge=-90, le=90)]
    contrast: Contrast


class SkyConfig(Section):
    """Maps of the expected flux."""

    void_radius_kpc: Kiloparsecs
    longitude_step_deg: Annotated[float, Field(ge=0.5, le=30)]
    latitude_step_deg: Annotated[float, Field(ge=0.25, le=30)]
    n_steps: Annotated[int, Field(ge=10, le=5000)]
    arms: ArmsConfig
    bar: BarConfig


class GalacticSourcesConfig(Section):
    """A table of Galactic sources, of the user's making, with any column names."""

    name: Name
    file: Annotated[str, AfterValidator(existing_file)]
    columns: Annotated[
        dict[Literal["source_name", "ra", "dec", "distance"], str], AfterValidator(sorted_keys)
    ]
    where: Where = Field(default_factory=dict)
    angle_unit: AngleUnit | None = None
    extension: str | None = None
    distance_unit: Literal["kpc", "pc"] | None = None

    @model_validator(mode="after")
    def _names_what_it_needs(self) -> GalacticSourcesConfig:
        missing = sorted({"source_name", "ra", "dec"} - set(self.columns))
        if missing:
            raise ValueError(f"columns lacks {', '.join(missing)}")
        if self.name in PAPER_CATALOGUES:
            raise ValueError(f"{self.name!r} is a list of the pipeline; expected another name")
        return self


class MicroquasarsConfig(Section):
    """Galactic microquasars (anchordoqui2014)."""

    disk: DiskConfig
    void_radii_kpc: Voids
    fiducial_luminosity_erg_s: Annotated[float, Field(ge=1e25, le=1e45)]
    target_flux_gev_cm2_s_sr: Annotated[float, plausible(1e-14, 1e-3, "GeV cm^-2 s^-1 sr^-1")]
    source_counts: SourceCountsConfig
    populations: DiscretePopulationsConfig
    sky: SkyConfig
    sources: Annotated[list[GalacticSourcesConfig], AfterValidator(unique_names)]

    @property
    def user_jobs(self) -> list[str]:
        """Jobs that read files of the user."""
        jobs = {
            "gather_galactic_sources": self.sources,
            "integrate_galactic_disk": self.disk.profiles,
        }
        return [job for job, files in jobs.items() if files]

    @model_validator(mode="after")
    def _leaves_the_centre_outside_of_the_void(self) -> MicroquasarsConfig:
        largest = {
            "void_radii_kpc": self.void_radii_kpc[-1],
            "source_counts.void_radii_kpc": self.source_counts.void_radii_kpc[-1],
            "populations.void_radii_kpc": self.populations.void_radii_kpc[-1],
            "sky.void_radius_kpc": self.sky.void_radius_kpc,
        }
        observer = self.disk.observer_distance_kpc
        for key, void in largest.items():
            if void >= observer:
                raise ValueError(
                    f"{key}: a void of {void:g} kpc reaches the Galactic centre; expected less "
                    f"than disk.observer_distance_kpc, {observer:g} kpc"
                )
        return self


SECTIONS = {"microquasars": MicroquasarsConfig}
