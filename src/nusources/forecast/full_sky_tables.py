"""S/N of scenarios with AGN of the whole sky, step by step away from the field of a survey."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import brentq

from nusources.contracts.forecast_full_sky import FULL_SKY
from nusources.detectors.detector import Detector
from nusources.detectors.sky_fluxes import SkyFluxes
from nusources.errors import InputDataError, nearest
from nusources.forecast.expectation import combined, combined_slope
from nusources.forecast.forecasts import BLOCK_EVENTS, RandomStreams
from nusources.forecast.full_sky import (
    EVEN,
    Acceptance,
    Catalogue,
    Observation,
    SkyExperiment,
    acceptance_of,
    at_random_places,
)
from nusources.likelihood.fit import fit_fractions
from nusources.likelihood.limits import median_significance, signal_to_noise
from nusources.population.luminosity_function import LuminosityFunction
from nusources.sky import WHOLE_SKY
from nusources.units import GEV_PER_TEV

FAINTEST, BRIGHTEST = -18.0, -10.0
"""log10 of fluxes between which the limit of a catalogue is sought [erg cm-2 s-1]."""


@dataclass(frozen=True)
class Skies:
    """Catalogues of the whole sky, all with the number density of the field.

    Parameters
    ----------
    of_field : Catalogue
        Fluxes of the field.
    of_function : Catalogue
        Drawn from a luminosity function.
    unseen : float
        Share of the flux of all AGN that are fainter than those of the second.
    """

    of_field: Catalogue
    of_function: Catalogue
    unseen: float


@dataclass(frozen=True)
class Step:
    """One sky, detector and fit.

    Parameters
    ----------
    name : str
    catalogue : Catalogue
    acceptance : Acceptance
    observation : Observation
    """

    name: str
    catalogue: Catalogue
    acceptance: Acceptance
    observation: Observation


def limit_of_density(function: LuminosityFunction, density: float) -> float:
    """Flux above which a luminosity function counts so many sources per deg^2 [erg cm-2 s-1]."""

    def excess(log10_flux: float) -> float:
        return float(np.log(function.counts([10.0**log10_flux])[0, 0] / density))

    return float(10.0 ** brentq(excess, FAINTEST, BRIGHTEST, xtol=1e-7))


def skies_of(
    flux: NDArray[np.float64],
    area: float,
    function: LuminosityFunction,
    random: RandomStreams,
    band_factor: float = 1.0,
) -> Skies:
    """Draw catalogues of the whole sky.

    Parameters
    ----------
    flux : ndarray
        Of the sources of a field.
    area : float
        Of the field [deg^2].
    function : LuminosityFunction
    random : callable
        Random stream of a name.
    band_factor : float
        Flux in the band of the field over that of the luminosity function.
    """
    density = len(flux) / area
    rng = random("forecast", "full_sky", "field")
    of_field = at_random_places(rng.choice(flux, round(density * WHOLE_SKY)), rng)
    limit = limit_of_density(function, density)
    rng = random("forecast", "full_sky", "function")
    drawn = function.sample(WHOLE_SKY, limit, rng)["flux"].to_numpy() * band_factor
    unseen = 1 - float(function.flux_share([limit])[0, 0])
    return Skies(of_field, at_random_places(drawn, rng), unseen)


def ladder(
    skies: Skies, acceptance: Acceptance, observation: Observation, abs_glat_min: float
) -> list[Step]:
    """From the fluxes of the field, seen alike from everywhere, to what a detector would see.

    Each step changes one thing and keeps those before.

    Parameters
    ----------
    skies : Skies
    acceptance : Acceptance
    observation : Observation
        Of the field.
    abs_glat_min : float
        Of the last step [deg].
    """
    every = replace(observation, flux_min=0.0)
    honest = replace(every, unseen=skies.unseen)
    own = skies.of_function
    return [
        Step("field_fluxes", skies.of_field, EVEN, observation),
        Step("luminosity_function", own, EVEN, observation),
        Step("acceptance", own, acceptance, observation),
        Step("all_sources", own, acceptance, every),
        Step("faint_agn", own, acceptance, honest),
        Step("off_plane", own.off_plane(abs_glat_min), acceptance, honest),
    ]


def detector_steps(
    skies: Skies,
    detectors: Mapping[str, Detector],
    fluxes: SkyFluxes,
    *,
    abs_glat_min: float,
    spectral_index: float,
    threshold_of: str,
) -> Callable[[Mapping[str, Any]], list[Step]]:
    """How to get from a row of ``forecasts`` to the steps of its detector.

    Parameters
    ----------
    skies : Skies
    detectors : mapping
        By name.
    fluxes : SkyFluxes
        Of the atmosphere.
    abs_glat_min : float
        Of the last step [deg].
    spectral_index : float
        Of the AGN.
    threshold_of : str
        ``true_energy`` or ``energy_proxy``.
    """

    def steps(row: Mapping[str, Any]) -> list[Step]:
        acceptance = acceptance_of(
            detectors[row["detector"]],
            fluxes,
            float(np.log10(row["threshold_tev"] * GEV_PER_TEV)),
            spectral_index=spectral_index,
            threshold_of=threshold_of,
        )
        observation = Observation(
            row["n_events"], row["fraction"], row["psf_sigma"], row["flux_min"]
        )
        return ladder(skies, acceptance, observation, abs_glat_min)

    return steps


def full_sky_table(
    forecasts: pd.DataFrame,
    scenarios: Sequence[str],
    n_field: int,
    steps_of: Callable[[Mapping[str, Any]], Sequence[Step]],
    n_experiments: int,
    random: RandomStreams,
) -> pd.DataFrame:
    """S/N of scenarios with the field and with each sky.

    Parameters
    ----------
    forecasts : DataFrame
        Contract ``forecasts``.
    scenarios : sequence of str
    n_field : int
        Sources of the field.
    steps_of : callable
        Steps of a row of ``forecasts``.
    n_experiments : int
    random : callable

    Returns
    -------
    DataFrame
        Contract ``full_sky``.

    Raises
    ------
    InputDataError
        If a scenario is none of ``forecasts``, or is of no detector.
    """
    forecasts = forecasts[forecasts["threshold_tev"] > 0]
    rows = []
    for name in scenarios:
        if name not in set(forecasts["scenario"]):
            raise InputDataError(
                f"no forecast of scenario {name}{nearest(name, forecasts['scenario'].unique())}",
                column="scenario",
                value=name,
                expected=f"one of {', '.join(sorted(set(forecasts['scenario'])))}",
            )
        own = forecasts[forecasts["scenario"] == name].set_index("method")
        field = own.loc["monte_carlo"].to_dict() | {
            "step": "field",
            "n_catalogue": n_field,
            "snr_information": own.loc["information", "snr_statistical"],
            "unseen_share": 0.0,
        }
        field["snr_error"] /= combined_slope(field["snr_statistical"], field["systematic"])
        rows.append(field)
        for step in steps_of(field):
            rng = random("forecast", "full_sky", name, step.name)
            rows.append(field | _row(step, float(field["systematic"]), n_experiments, rng))
    return pd.DataFrame(rows)[FULL_SKY.column_names]


def _row(
    step: Step, systematic: float, n_experiments: int, rng: np.random.Generator
) -> dict[str, Any]:
    """Columns of a step."""
    experiment = SkyExperiment(step.catalogue, step.acceptance, step.observation)
    fractions, statistics, informed = fitted(experiment, n_experiments, rng)
    ratio = signal_to_noise(fractions)
    return {
        "step": step.name,
        "n_catalogue": len(step.catalogue.flux),
        "n_sources": experiment.n_known,
        "flux_min": max(step.observation.flux_min, float(step.catalogue.flux.min())),
        "bright_share": experiment.bright_share,
        "unseen_share": step.observation.unseen,
        "n_events": float(experiment.n_events),
        "fraction": experiment.fraction,
        "snr_information": informed,
        "snr_statistical": ratio.value,
        "snr": float(combined(ratio.value, systematic)),
        "snr_error": ratio.error,
        "bias": float(fractions.mean() / experiment.fraction - 1),
        "snr_median_ts": median_significance(statistics).value,
        "n_experiments": n_experiments,
    }


def fitted(
    experiment: SkyExperiment, n_experiments: int, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """Fit experiments, and derive their S/N from the information in each event too.

    Parameters
    ----------
    experiment : SkyExperiment
    n_experiments : int
    rng : Generator

    Returns
    -------
    fractions, statistics : ndarray, shape (n_experiments,)
        Of events from all AGN (eq. 5); the bright ones' is sought between 0 and 1.
    signal_to_noise : float
        Of an unbiased fit.
    """
    per_block = max(1, BLOCK_EVENTS // experiment.n_events)
    fractions, statistics, scores = [], [], []
    for first in range(0, n_experiments, per_block):
        ratios = experiment.ratios(min(per_block, n_experiments - first), rng)
        found, statistic = fit_fractions(ratios)
        fractions.append(found / experiment.bright_share)
        statistics.append(statistic)
        scores.append(_score_moments(ratios, experiment))
    moments = np.average(scores, axis=0, weights=[len(one) for one in fractions])
    return (
        np.concatenate(fractions),
        np.concatenate(statistics),
        _informed(moments, experiment),
    )


def _score_moments(ratios: NDArray[np.float64], experiment: SkyExperiment) -> list[float]:
    """Mean and mean square of the derivative of ln L by f_b, of events from AGN and of others."""
    bright = experiment.fraction * experiment.bright_share
    score = (ratios - 1) / (1 + bright * (ratios - 1))
    parts = score[:, : experiment.n_signal], score[:, experiment.n_signal :]
    return [float(value) for one in parts for value in (one.mean(), (one**2).mean())]


def _informed(moments: NDArray[np.float64], experiment: SkyExperiment) -> float:
    """S/N where the numbers of events from AGN and of others are fixed.

    The variance of f_b is that of the summed scores over the squared information, and only the
    scatter within each kind of events adds to the former.
    """
    (of_agn, square), (of_others, other_square) = moments[:2], moments[2:]
    fraction = experiment.fraction
    information = fraction * square + (1 - fraction) * other_square
    within = fraction * (square - of_agn**2) + (1 - fraction) * (other_square - of_others**2)
    error = np.sqrt(within / experiment.n_events) / information / experiment.bright_share
    return float(fraction / error)
