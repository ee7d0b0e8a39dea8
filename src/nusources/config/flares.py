"""Section ``flares``: light curves, blocks and classes (chang2022, sections 3.3 and 4.2)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from nusources.config.base import Days, Positive, PositiveInt, Section, TableName

Probability = Annotated[float, Field(gt=0, lt=1)]
Share = Annotated[float, Field(ge=0, le=1)]


class LightCurvesConfig(Section):
    """Tables of observations by band; null where there are none."""

    infrared: TableName | None
    millimetre: TableName | None
    xray: TableName | None
    gamma_ray: TableName | None
    gamma_ray_likelihood: TableName | None
    gamma_ray_weekly: TableName | None
    gamma_ray_two_months: TableName | None
    gamma_ray_adaptive: TableName | None

    @property
    def by_band(self) -> dict[str, str]:
        """Tables that are there."""
        return {band: table for band, table in self.model_dump().items() if table}


class SurveyBreakConfig(Section):
    """Gap between the surveys of WISE."""

    mjd_start: float
    mjd_stop: float
    margin_days: Days


class PreparationConfig(Section):
    """How observations become light curves (section 3.3)."""

    combine_days: Days
    infrared_clip_sigma: Positive | None
    infrared_clip_centre: Literal["mean", "median"]
    infrared_signal_to_noise: Annotated[float, Field(ge=0)]
    infrared_signal_to_noise_of: Literal["exposures", "epochs"]
    epoch_error: Literal["larger", "propagated", "scatter", "floor"]
    epoch_error_floor: Share
    repeated_times: Literal["refuse", "merge"]
    survey_break: SurveyBreakConfig | None
    artificial_points: Literal["blocks", "everywhere"]
    millimetre_bands: Annotated[list[PositiveInt], Field(min_length=1)]
    limit_error: Literal["value", "median"]
    xray_energy_kev: Annotated[float, Field(ge=0.3, le=10)]
    likelihood_ts_max: Annotated[float, Field(ge=0)]
    likelihood_index_max: Positive
    likelihood_limit_erg_cm2_s: Positive
    likelihood_second_limit_erg_cm2_s: Positive | None
    weekly_error_ratio_max: Annotated[float, Field(gt=1)] | None


class BlocksConfig(Section):
    """Bayesian blocks and flares (section 4.2.2)."""

    false_alarm_probabilities: Annotated[list[Probability], Field(min_length=2, max_length=2)]
    second_when: Literal["no_flare", "one_block"]
    prior: Literal["scargle", "calibrated"]
    deviations: Positive
    infrared_deviations_above_mean: Positive | None
    quiescent_share: Annotated[float, Field(gt=0, le=1)]
    quiescent_drops_lowest_from: PositiveInt | None
    quiescent_of: Literal["all_points", "non_flaring"]
    degrees_lost: Literal[0, 1]
    block_flux: Literal["mean", "weighted"]
    borders: Literal["midpoints", "bins"]


class ClassesConfig(Section):
    """Cuts and classes (sections 4.2.2 to 4.2.4)."""

    variability_index_max: float
    excess_variance_min: float
    block_ratio_min: Positive
    quiet_deviation_ratio: Positive
    uncertain_side: Literal["above", "below"]
    lag_max_days: Days
    lag_of: Literal["start", "midpoint", "peak", "gap"]
    simultaneous_max: Share
    simultaneous_min: Share
    ratio_over: Literal["union", "sum"]
    unobserved: Literal["outside", "counted"]


BandName = Literal[
    "infrared",
    "millimetre",
    "xray",
    "gamma_ray",
    "gamma_ray_likelihood",
    "gamma_ray_weekly",
    "gamma_ray_two_months",
    "gamma_ray_adaptive",
]


class BandPairConfig(Section):
    """Two bands whose lag is measured."""

    first: BandName
    second: BandName
    by_position_arcsec: Positive | None = None


class LagsConfig(Section):
    """Correlation of two bands (section 6.1)."""

    pairs: list[BandPairConfig]
    bin_days: Days
    lag_max_days: Days
    means: Literal["global", "local"]
    error_term: Literal["mean_square", "square_mean", "none"]
    pairs_min: PositiveInt
    interpolated: bool
    n_surrogates: Annotated[int, Field(ge=0)]
    surrogate_slope: Annotated[float, Field(ge=0, le=3)]

    @property
    def rule(self) -> dict:
        """Conventions of the correlation."""
        extras = {"pairs", "interpolated", "n_surrogates", "surrogate_slope"}
        return self.model_dump(exclude=extras)


class WarmSpotConfig(Section):
    """A blazar with a low p-value in a search for point sources."""

    name: str
    ra_deg: Annotated[float, Field(ge=0, lt=360)]
    dec_deg: Annotated[float, Field(ge=-90, le=90)]


class FlaresConfig(Section):
    """Light curves, blocks, stages and classes."""

    light_curves: LightCurvesConfig
    preparation: PreparationConfig
    blocks: BlocksConfig
    classes: ClassesConfig
    lags: LagsConfig
    warm_spots: list[WarmSpotConfig]
    show: list[Annotated[str, Field(min_length=1)]]

    @property
    def tables(self) -> list[str]:
        """Tables that the section needs."""
        return list(self.light_curves.by_band.values())


SECTIONS = {"flares": FlaresConfig}
