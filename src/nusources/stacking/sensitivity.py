"""What a search would find: trials with signal at several strengths, and what they tell."""

from __future__ import annotations

from collections.abc import Sequence
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
from nusources.stacking.trials import SampleSearch, Tell, each_alone, tell_nobody
from nusources.units import GEV_PER_TEV

Array = NDArray[np.float64]
STRENGTHS = np.array([0.12, 0.3, 0.6, 1.1, 2.0, 3.5, 6.0])
"""Injected signal over the error of n_s without signal."""
SENSITIVE = 0.9  # share of the trials at the sensitivity
N_SKIES = 9  # scrambled skies that tell the error
FEWEST = 2.0  # events: of less signal, many skies have none
SOURCE_RA = 180.0  # deg, where single sources are put: scrambled skies look alike everywhere


def signal_errors(search: SampleSearch, spectral_index: float, seed: int) -> Array:
    """Error of the number of signal events of each stack without signal, at least two events.

    N / sqrt(sum (S / B)^2), the median over a few scrambled skies: in some, one event at a source
    is nearly all of the sum.
    """
    squares = [
        [np.sum(one.stack.ratios(one.hits(sky), spectral_index) ** 2) for one in search.stacks]
        for sky in (search.scrambled(trial, seed) for trial in range(N_SKIES))
    ]
    return np.maximum(len(search.sample.events) / np.sqrt(np.median(squares, axis=0)), FEWEST)


def injection_table(
    search: SampleSearch,
    spectral_index: float,
    n_trials: int,
    seed: int,
    tell: Tell = tell_nobody,
) -> pd.DataFrame:
    """Fits of skies with signal at each of `STRENGTHS`.

    Parameters
    ----------
    search : SampleSearch
    spectral_index : float
        Of the injected signal.
    n_trials : int
        For each strength.
    seed : int
    tell : callable
        Told how many skies are done.

    Returns
    -------
    DataFrame
        Contract ``stack_injections``.
    """
    model = replace(search.sample.model, spectral_index=spectral_index)
    per_flux = {
        one.name: events_per_flux(model, one.stack.sources, one.flux_shares)
        for one in search.stacks
    }
    errors = signal_errors(search, spectral_index, seed)
    parts = [
        search.injected_fits(strength * errors, spectral_index, n_trials, level, seed, tell)
        for level, strength in enumerate(STRENGTHS)
    ]
    fits = pd.concat(parts, ignore_index=True)
    flux = fits["mean_signal"] / fits["stack"].map(per_flux)
    return fits.assign(flux=flux, injected_index=spectral_index)


def found_flux(
    injections: pd.DataFrame, null: Array, threshold: float, power: float
) -> tuple[float, float]:
    """Signal with which a share of the trials passes a threshold.

    Parameters
    ----------
    injections : DataFrame
        Contract ``stack_injections``, of one search and index.
    null : ndarray, shape (n_trials,)
        TS of scrambled skies: the share that passes without signal counts as that of one strength.
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
    events = signal_at_power(
        np.append(0.0, shares.index),
        np.append(np.mean(null > threshold), shares),
        np.append(number.iloc[0], number),
        power,
    )
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
    tell: Tell = tell_nobody,
) -> pd.DataFrame:
    """Sensitivity and discovery potential of single sources.

    Parameters
    ----------
    sample : Sample
    declinations : sequence of float
        [deg]
    spectral_index : float
    n_trials : tuple of int
        Skies without signal; and with, for each of `STRENGTHS`.
    seed : int
    tell : callable
        Told how many skies are done.

    Returns
    -------
    DataFrame
        Contract ``source_sensitivities``, but for ``published``.
    """
    names = [f"source at {dec:g} deg" for dec in declinations]
    sources = Sources.of(names, np.full(len(names), SOURCE_RA), declinations)
    search = SampleSearch.of(sample, each_alone(sources))
    nulls = search.null_fits(range(n_trials[0]), seed, tell)
    injections = injection_table(search, spectral_index, n_trials[1], seed, tell)
    rows = []
    for name, dec in zip(names, declinations, strict=True):
        null = nulls.loc[nulls["stack"] == name, "ts"].to_numpy()
        injected = injections[injections["stack"] == name]
        median = float(np.median(null))
        events, sensitivity = found_flux(injected, null, median, SENSITIVE)
        fifth = discovery_thresholds(null)[1].value
        rows.append(
            {
                "sample": sample.name,
                "dec": float(dec),
                "injected_index": spectral_index,
                "median_null": median,
                "events": events,
                "sensitivity": sensitivity,
                "discovery_5": found_flux(injected, null, fifth, 0.5)[1],
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
