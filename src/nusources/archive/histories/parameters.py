"""Parameters of the simulated light curves (data/tables/model_light_curves.csv)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nusources.facts.parameter_groups import read_parameter_groups


@dataclass(frozen=True)
class PowerSpectra:
    """Slopes of the power spectra of ln flux: mean by class, deviation between sources."""

    slope_fsrq: float
    slope_other: float
    slope_sigma: float


@dataclass(frozen=True)
class InfraredParameters:
    """Scatter of ln flux by class, its ln deviation, and mean W2 magnitudes [mag]."""

    scatter_fsrq: float
    scatter_other: float
    scatter_hsp: float
    scatter_sigma: float
    magnitude: float
    magnitude_slope: float
    magnitude_sigma: float


@dataclass(frozen=True)
class Coupling:
    """Correlations of bands with the gamma-ray history, and lags behind it [d]."""

    gamma_infrared: float
    gamma_infrared_sigma: float
    gamma_xray: float
    infrared_lag: float
    infrared_lag_scale: float
    millimetre_lag: float


@dataclass(frozen=True)
class FlareParameters:
    """Rates [1/yr], heights [standard deviations of ln flux] and lengths [d] of flares."""

    rate: float
    rate_sigma: float
    height_min: float
    height_scale: float
    days: float
    days_sigma: float
    infrared_days_ratio: float
    orphan_gamma: float
    orphan_infrared: float


@dataclass(frozen=True)
class LateFlares:
    """Infrared flares of the sources that are known for late ones: lags [d], length, height."""

    lag_min: float
    lag_max: float
    days_ratio: float
    height: float


@dataclass(frozen=True)
class LatParameters:
    """Exposure per day [cm^2 s], backgrounds [cm^-2 s^-1], share of fits that fail, weekly gain."""

    exposure_per_day: float
    aperture_background: float
    aperture_neighbours: float
    likelihood_background: float
    unconverged: float
    weekly_gain: float


@dataclass(frozen=True)
class LightCurveModel:
    """All parameters; see the table's column source."""

    power: PowerSpectra
    infrared: InfraredParameters
    coupling: Coupling
    flares: FlareParameters
    late: LateFlares
    lat: LatParameters


KINDS = {
    "power": PowerSpectra,
    "infrared": InfraredParameters,
    "coupling": Coupling,
    "flares": FlareParameters,
    "late": LateFlares,
    "lat": LatParameters,
}


def read_model_light_curves(path: str | Path) -> LightCurveModel:
    """Read the parameters of the simulated light curves.

    Parameters
    ----------
    path : str or Path
        File with columns ``component, parameter, value, status, source``.

    Returns
    -------
    LightCurveModel

    Raises
    ------
    InputDataError
        If a parameter is missing, unknown, doubled or not a number.
    """
    return LightCurveModel(**read_parameter_groups(path, KINDS))
