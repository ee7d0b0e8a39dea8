"""Light curves and flares of all bands under the settings of a run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from nusources.contracts.flares import PREPARATION
from nusources.flares.adaptive import prepare_adaptive
from nusources.flares.blocks import priors
from nusources.flares.measures import BandFlares, FlaringRule, Passes, find_flares
from nusources.flares.merging import Ledger, Merging
from nusources.flares.preparation import (
    LimitRule,
    SurveyBreak,
    prepare_aperture,
    prepare_infrared,
    prepare_likelihood,
    prepare_millimetre,
    prepare_two_months,
    prepare_weekly,
    prepare_xray,
)


def prepare_all(
    tables: Mapping[str, pd.DataFrame], gamma: pd.DataFrame, settings: Mapping[str, Any]
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """Prepared curves of the bands that have observations, and what each step did.

    Parameters
    ----------
    tables : mapping of DataFrame
        Observations by band.
    gamma : DataFrame
        source_name and power_law_index of the gamma-ray sources.
    settings : mapping
        Keys of ``flares.preparation``.

    Returns
    -------
    curves : dict of DataFrame
        Contracts ``light_curves_<band>``.
    steps : DataFrame
        Contract ``light_curve_preparation``.
    """
    indices = gamma.set_index("source_name")["power_law_index"]
    limit_error, repeated = settings["limit_error"], settings["repeated_times"]
    steps: dict[str, Callable] = {
        "infrared": lambda table, ledger: infrared_curves(table, settings, ledger),
        "millimetre": lambda table, ledger: prepare_millimetre(
            table, _merging(settings), settings["millimetre_bands"], ledger
        ),
        "xray": lambda table, ledger: prepare_xray(
            table, _merging(settings), settings["xray_energy_kev"], ledger
        ),
        "gamma_ray": lambda table, ledger: prepare_aperture(table, indices, ledger, repeated),
        "gamma_ray_likelihood": lambda table, ledger: prepare_likelihood(
            table, limit_rule(settings), ledger, repeated
        ),
        "gamma_ray_weekly": lambda table, ledger: prepare_weekly(
            table, indices, ledger, limit_error, repeated, settings["weekly_error_ratio_max"]
        ),
        "gamma_ray_two_months": lambda table, ledger: prepare_two_months(
            table, indices, ledger, limit_error, repeated
        ),
        "gamma_ray_adaptive": lambda table, ledger: prepare_adaptive(table, ledger, repeated),
    }
    ledgers = {band: Ledger(band) for band in tables}
    curves = {band: steps[band](table, ledgers[band]) for band, table in tables.items()}
    rows = [row for ledger in ledgers.values() for row in ledger.rows]
    return curves, pd.DataFrame(rows) if rows else PREPARATION.empty()


def _merging(settings: Mapping[str, Any], **more: Any) -> Merging:
    errors = {"error": settings["epoch_error"], "floor": settings["epoch_error_floor"]}
    return Merging(settings["combine_days"], **errors, **more)


def infrared_curves(
    table: pd.DataFrame, settings: Mapping[str, Any], ledger: Ledger
) -> pd.DataFrame:
    """Infrared curves from exposures under the keys of ``flares.preparation``."""
    sigma, centre = settings["infrared_clip_sigma"], settings["infrared_clip_centre"]
    merging = _merging(settings, clip_sigma=sigma, clip_centre=centre)
    gap = settings["survey_break"]
    ratio = (settings["infrared_signal_to_noise"], settings["infrared_signal_to_noise_of"])
    return prepare_infrared(table, merging, SurveyBreak(**gap) if gap else None, ratio, ledger)


def limit_rule(settings: Mapping[str, Any]) -> LimitRule:
    """Rule for limits of likelihood points from ``flares.preparation``."""
    return LimitRule(
        settings["likelihood_ts_max"],
        settings["likelihood_index_max"],
        settings["likelihood_limit_erg_cm2_s"],
        settings["limit_error"],
    )


def curve_places(
    curves: Mapping[str, pd.DataFrame],
    tables: Mapping[str, pd.DataFrame],
    coverage: pd.DataFrame | None,
) -> dict[str, pd.DataFrame]:
    """Names, and where there are any positions, of the curves of each band.

    Parameters
    ----------
    curves : mapping of DataFrame
        Prepared curves by band.
    tables : mapping of DataFrame
        Observations by band; those of millimetre, X-ray and adaptive bands have positions.
    coverage : DataFrame or None
        Positions of the infrared curves, contract ``wise_coverage``.
    """
    places = dict(tables)
    if coverage is not None:
        places["infrared"] = coverage
    found = {}
    for band, table in curves.items():
        names = pd.DataFrame({"source_name": table["source_name"].unique()})
        if "ra" in places[band]:
            known = places[band].drop_duplicates("source_name")[["source_name", "ra", "dec"]]
            names = names.merge(known, on="source_name", how="inner")
        found[band] = names
    return found


def flaring_rule(settings: Mapping[str, Any], band: str) -> FlaringRule:
    """Rule for flaring blocks of a band from ``flares.blocks``."""
    above_mean = settings["infrared_deviations_above_mean"] if band == "infrared" else None
    # Other bands have points without duration.
    borders = settings["borders"] if band.startswith("gamma_ray") else "midpoints"
    return FlaringRule(
        settings["deviations"],
        above_mean,
        settings["quiescent_share"],
        settings["quiescent_drops_lowest_from"],
        settings["degrees_lost"],
        settings["block_flux"],
        borders,
        settings["quiescent_of"],
    )


def flares_of_band(
    table: pd.DataFrame, band: str, settings: Mapping[str, Any], random: np.random.Generator
) -> BandFlares:
    """Blocks and measures of the curves of a band.

    Parameters
    ----------
    table : DataFrame
        Contract ``light_curves_<band>``.
    band : str
    settings : mapping
        Keys of ``flares.blocks``.
    random : Generator
        Of the calibrated prior.
    """
    first, second = settings["false_alarm_probabilities"]

    def prior_of(n_points, probability):
        return priors(n_points, probability, settings["prior"], random)

    passes = Passes((first, second), settings["second_when"])
    return find_flares(table, band, flaring_rule(settings, band), passes, prior_of)
