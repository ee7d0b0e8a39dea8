"""Parameters of the simulated alert history (``data/tables/model_alerts.csv``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from nusources.facts.parameter_groups import read_facts, read_parameter_groups

GROUP_COLUMNS = ["sample", "stream", "fate", "n_alerts", "mjd_start", "mjd_stop"]
ERRORS = ("ra_err_plus", "ra_err_minus", "dec_err_plus", "dec_err_minus")
NAMED_COLUMNS = [
    *("alert_name", "sample", "stream", "fate", "mjd", "ra", "dec", *ERRORS),
    *("energy", "signalness", "is_real"),
]


@dataclass(frozen=True)
class AlertStream:
    """Distributions of the alerts of one stream.

    Parameters
    ----------
    sin_dec_mode, sin_dec_scale_south, sin_dec_scale_north, share_south : float
        Two exponentials in sin(declination) on the two sides of the mode, cut off at the poles.
    log10_energy_min, log10_energy_scale : float
        Threshold and exponential scale of log10(E/TeV).
    signalness_mean, signalness_spread : float
        Normal distribution, cut off at 0 and 1.
    log10_rate, log10_rate_spread : float
        Log-normal false-alarm rate [log10 yr^-1].
    ln_area_mean, ln_area_spread : float
        Log-normal area of the 90 % region [ln deg^2].
    """

    sin_dec_mode: float
    sin_dec_scale_south: float
    sin_dec_scale_north: float
    share_south: float
    log10_energy_min: float
    log10_energy_scale: float
    signalness_mean: float
    signalness_spread: float
    log10_rate: float
    log10_rate_spread: float
    ln_area_mean: float
    ln_area_spread: float


@dataclass(frozen=True)
class RegionShape:
    """Shape of the regions: spreads of log ratios of half-axes; offset of the first notice."""

    ln_axis_ratio_mean: float
    ln_axis_ratio_spread: float
    ln_asymmetry_ra: float
    ln_asymmetry_dec: float
    notice_offset: float


@dataclass(frozen=True)
class Correlation:
    """Correlations of the normal variables behind energy, false-alarm rate and signalness."""

    energy_signalness: float
    rate_signalness: float


@dataclass(frozen=True)
class Icecat1Size:
    """Rows, period [MJD] and run numbers of IceCat-1."""

    gold_share: float
    n_vetoed: float
    n_alerts_to_may_2021: float
    n_alerts: float
    mjd_start: float
    mjd_stop: float
    first_run: float
    runs_per_day: float


KINDS = {
    **dict.fromkeys(("hese", "ehe", "gold", "bronze"), AlertStream),
    "region": RegionShape,
    "correlation": Correlation,
    "icecat1": Icecat1Size,
}


@dataclass(frozen=True)
class AlertModel:
    """All parameters.

    Parameters
    ----------
    streams : mapping of str to AlertStream
        hese, ehe, gold, bronze.
    region : RegionShape
    correlation : Correlation
    icecat1 : Icecat1Size
    """

    streams: Mapping[str, AlertStream]
    region: RegionShape
    correlation: Correlation
    icecat1: Icecat1Size


def read_alert_model(path: str | Path) -> AlertModel:
    """Read the parameters; see `nusources.facts.parameter_groups`."""
    groups = read_parameter_groups(path, KINDS)
    streams = {name: groups.pop(name) for name, kind in KINDS.items() if kind is AlertStream}
    return AlertModel(streams=streams, **groups)


def read_alert_groups(path: str | Path) -> pd.DataFrame:
    """Read how many alerts of each stream and fate each period has."""
    return read_facts(path, GROUP_COLUMNS)


def read_named_alerts(path: str | Path) -> pd.DataFrame:
    """Read the alerts that keep their name: published facts, missing where they are drawn."""
    return read_facts(path, NAMED_COLUMNS)
