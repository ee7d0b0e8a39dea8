"""What a search would find: trials with signal at several strengths, and what they tell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.fluxes import REFERENCE_ENERGY
from nusources.significance import right_tail
from nusources.stacking.events import Sample
from nusources.stacking.injected import events_per_flux
from nusources.stacking.pairs import Sources
from nusources.stacking.thresholds import Threshold, signal_at_power, threshold_of
from nusources.stacking.trials import StackSearch, fit_table
from nusources.units import GEV_PER_TEV

Array = NDArray[np.float64]
STRENGTHS = np.array([0.3, 0.7, 1.2, 2.0, 3.2, 5.0, 8.0])
"""Injected signal over the error of n_s without signal."""
SENSITIVE = 0.9  # share of the trials at the sensitivity
N_SKIES = 8  # scrambled skies whose mean tells the error
SOURCE_RA = 180.0  # deg, where single sources are put: scrambled skies look alike everywhere


def signal_error(search: StackSearch, spectral_index: float, seed: int) -> float:
    """Error of the number of signal events without signal, N / sqrt(sum (S/B)^2)."""
    squares = [
        np.sum(search.stack.ratios(search.scrambled(trial, seed), spectral_index) ** 2)
        for trial in range(N_SKIES)
    ]
    return search.stack.n_events / float(np.sqrt(np.mean(squares)))


def injection_table(
    search: StackSearch,
    spectral_index: float,
    n_trials: int,
    seed: int,
    progress: Callable[[int], None] = lambda done: None,
) -> pd.DataFrame:
    """Fits of skies with signal at each of `STRENGTHS`.

    Parameters
    ----------
    search : StackSearch
    spectral_index : float
        Of the injected signal.
    n_trials : int
        For each strength.
    seed : int
    progress : callable
        Told how many trials are done.

    Returns
    -------
    DataFrame
        Contract ``stack_injections``.
    """
    model = replace(search.sample.model, spectral_index=spectral_index)
    per_flux = events_per_flux(model, search.stack.sources, search.flux_shares)
    error = signal_error(search, spectral_index, seed)
    parts = []
    for level, mean in enumerate(STRENGTHS * error):
        fits = search.injected_fits(mean, spectral_index, n_trials, level, seed)
        parts.append(
            fit_table(fits).assign(
                trial=np.arange(n_trials), mean_signal=mean, flux=mean / per_flux
            )
        )
        progress(n_trials)
    names = {"sample": search.sample.name, "stack": search.name, "injected_index": spectral_index}
    return pd.concat(parts, ignore_index=True).assign(**names)


def null_table(
    search: StackSearch,
    n_trials: int,
    seed: int,
    progress: Callable[[int], None] = lambda done: None,
) -> pd.DataFrame:
    """Fits of scrambled skies, contract ``stack_nulls``; parameters as `injection_table`."""
    parts = []
    for first in range(0, n_trials, 100):
        trials = range(first, min(first + 100, n_trials))
        parts.append(fit_table(search.null_fits(trials, seed)).assign(trial=trials))
        progress(len(trials))
    names = {"sample": search.sample.name, "stack": search.name}
    return pd.concat(parts, ignore_index=True).assign(**names)


def found_flux(injections: pd.DataFrame, threshold: float, power: float) -> tuple[float, float]:
    """Signal with which a share of the trials passes a threshold.

    Parameters
    ----------
    injections : DataFrame
        Contract ``stack_injections``, of one search and index.
    threshold : float
        Test statistic that must be exceeded.
    power : float

    Returns
    -------
    events, flux : float
        Expected number, and flux at 100 TeV [GeV^-1 cm^-2 s^-1]; NaN beyond the injections.
    """
    if not np.isfinite(threshold):
        return np.nan, np.nan
    by_mean = injections.assign(passed=injections["ts"] > threshold).groupby("mean_signal")
    shares, number = by_mean["passed"].mean(), by_mean.size()
    events = signal_at_power(shares.index.to_numpy(), shares.to_numpy(), number.to_numpy(), power)
    first = injections.iloc[0]
    return events, events * float(first["flux"] / first["mean_signal"])


def discovery_thresholds(null: Array) -> tuple[Threshold, Threshold]:
    """Test statistics of 3 and 5 standard deviations, one-sided."""
    return threshold_of(null, right_tail(3)), threshold_of(null, right_tail(5))


def source_sensitivities(
    sample: Sample,
    declinations: Sequence[float],
    spectral_index: float,
    n_trials: tuple[int, int],
    seed: int,
    progress: Callable[[int], None] = lambda done: None,
) -> pd.DataFrame:
    """Sensitivity and discovery potential of single sources.

    Parameters
    ----------
    sample : Sample
    declinations : sequence of float
        [deg]
    spectral_index : float
    n_trials : tuple of int
        Without signal; and with, for each of `STRENGTHS`.
    seed : int
    progress : callable
        Told how many trials are done.

    Returns
    -------
    DataFrame
        Contract ``source_sensitivities``.
    """
    rows = []
    for dec in declinations:
        source = Sources.of([f"source at {dec:g} deg"], [SOURCE_RA], [dec])
        search = StackSearch.of(source.names[0], sample, source, [1.0])
        null = null_table(search, n_trials[0], seed, progress)["ts"].to_numpy()
        injections = injection_table(search, spectral_index, n_trials[1], seed, progress)
        median = float(np.median(null))
        events, sensitivity = found_flux(injections, median, SENSITIVE)
        rows.append(
            {
                "sample": sample.name,
                "dec": float(dec),
                "injected_index": spectral_index,
                "median_null": median,
                "events": events,
                "sensitivity": sensitivity,
                "discovery_5": found_flux(injections, discovery_thresholds(null)[1].value, 0.5)[1],
            }
        )
    return pd.DataFrame(rows)


def with_published(sensitivities: pd.DataFrame, curve: pd.DataFrame | None) -> pd.DataFrame:
    """Put a published sensitivity beside each.

    Parameters
    ----------
    sensitivities : DataFrame
        From `source_sensitivities`.
    curve : DataFrame, optional
        Contract ``sensitivity_curve``: E^2 times the flux of an E^-2 spectrum; it belongs to index
        2 only.

    Returns
    -------
    DataFrame
        Contract ``source_sensitivities``.
    """
    published = np.full(len(sensitivities), np.nan)
    if curve is not None:
        sine = np.sin(np.radians(sensitivities["dec"]))
        ordered = curve.sort_values("sin_dec")
        within = np.interp(sine, ordered["sin_dec"], ordered["flux"], left=np.nan, right=np.nan)
        is_same = (sensitivities["injected_index"] == 2).to_numpy()
        published[is_same] = within[is_same] * GEV_PER_TEV / REFERENCE_ENERGY**2
    return sensitivities.assign(published=published)
