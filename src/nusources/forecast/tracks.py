"""The fraction of track events that follow a catalogue: trials, fit, p-value and limit.

Trials scramble right ascensions. They are made and sealed before the observed sky is fitted.

References
----------
Chen et al. 2025, eqs. 1 and 3.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from nusources.contracts.forecast_tracks import TRACK_FITS, TRACK_NULLS
from nusources.forecast.track_model import Region, SourceList, TrackModel
from nusources.likelihood.fit import fit_fractions, fit_fractions_of
from nusources.likelihood.limits import UpperLimits
from nusources.likelihood.trials import Simulation
from nusources.seal import seal_of_trials
from nusources.statistics import binomial_error, right_tailed_p_values

Array = NDArray[np.float64]
MOST_EVENTS = 1_000_000
"""Events of trials that are made at once."""


@dataclass(frozen=True)
class Search:
    """Events of a sample and a catalogue that they may follow.

    Parameters
    ----------
    sample, catalogue : str
        Names.
    model : TrackModel
    dec, sigma : ndarray, shape (n_events,)
        Of all events above the least declination of the region [deg].
    """

    sample: str
    catalogue: str
    model: TrackModel
    dec: Array
    sigma: Array

    @classmethod
    def of(
        cls,
        names: tuple[str, str],
        events: pd.DataFrame,
        catalogue: SourceList,
        region: Region,
    ) -> Search:
        """Search of events for a catalogue.

        Parameters
        ----------
        names : tuple of str
            Of the sample and of the catalogue.
        events : DataFrame
            ``dec``, ``ang_err`` [deg] of the events above the least declination.
        catalogue : SourceList
        region : Region
        """
        dec, sigma = events["dec"].to_numpy(), events["ang_err"].to_numpy()
        return cls(*names, TrackModel.of(catalogue, region, dec, sigma), dec, sigma)

    def scrambles(self, n_trials: int, rng: np.random.Generator) -> tuple[Array, Array]:
        """Fitted fractions and test statistics of skies with random right ascensions."""
        per_block = max(1, MOST_EVENTS // len(self.dec))
        parts = []
        for first in range(0, n_trials, per_block):
            shape = (min(per_block, n_trials - first), len(self.dec))
            ra = 360.0 * rng.random(shape)
            dec, sigma = (np.broadcast_to(one, shape) for one in (self.dec, self.sigma))
            inside = self.model.region.contains(ra.ravel(), dec.ravel()).reshape(shape)
            ratios = self.model.ratios(ra[inside], dec[inside], sigma[inside])
            parts.append(fit_skies(ratios, inside.sum(axis=1)))
        fractions, statistics = zip(*parts, strict=True)
        return np.concatenate(fractions), np.concatenate(statistics)

    def simulate(self, n_events: int) -> Simulation:
        """Experiments with `n_events` events in the region, of which a fraction is signal."""

        def experiments(
            fraction: float, n_experiments: int, rng: np.random.Generator
        ) -> tuple[Array, Array]:
            n = n_experiments * n_events
            is_signal = rng.random(n) < fraction
            ra, dec, sigma = self._background(n, rng)
            sigma = np.where(is_signal, rng.choice(self.sigma, n), sigma)
            ra[is_signal], dec[is_signal] = self.model.catalogue.draw_events(
                sigma[is_signal], self.model.region, rng
            )
            return fit_fractions(self.model.ratios(ra, dec, sigma).reshape(n_experiments, n_events))

        return experiments

    def _background(self, n: int, rng: np.random.Generator) -> tuple[Array, Array, Array]:
        """Scrambled events of the sample, drawn again and again, in the region."""
        region = self.model.region
        footprint = region.footprint
        if footprint is None:
            near = np.arange(len(self.dec))
        else:
            bounds = footprint.bounds_flat()[2:]
            near = np.flatnonzero((self.dec >= bounds[0]) & (self.dec <= bounds[1]))
        row, ra = np.empty(n, dtype=int), np.empty(n)
        missing = np.arange(n)
        while missing.size:
            row[missing] = rng.choice(near, missing.size)
            ra[missing] = _right_ascensions(footprint, missing.size, rng)
            missing = missing[~region.contains(ra[missing], self.dec[row[missing]])]
        return ra, self.dec[row].copy(), self.sigma[row]


def _right_ascensions(footprint: Any, n: int, rng: np.random.Generator) -> Array:
    """Uniform right ascensions [deg], of a footprint in the range that it has."""
    if footprint is None:
        return 360.0 * rng.random(n)
    corners = footprint.corners[..., 0]
    return rng.uniform(corners.min(), corners.max(), n)


def fit_skies(ratios: Array, n_events: ArrayLike) -> tuple[Array, Array]:
    """Fit skies with unequal numbers of events; without any, fraction and statistic are 0.

    Parameters
    ----------
    ratios : ndarray, shape (sum of n_events,)
        S / B, sky after sky.
    n_events : array_like of int, shape (n_skies,)
    """
    counts = np.asarray(n_events)
    fractions, statistics = np.zeros((2, len(counts)))
    filled = counts > 0
    if filled.any():
        offsets = np.append(0, np.cumsum(counts[filled]))
        fractions[filled], statistics[filled] = fit_fractions_of(ratios, offsets)
    return fractions, statistics


def null_table(
    searches: Sequence[Search], n_trials: int, random: Callable[..., np.random.Generator]
) -> pd.DataFrame:
    """Trials of all searches.

    Parameters
    ----------
    searches : sequence of Search
    n_trials : int
        Of each.
    random : callable
        From names to a random stream.

    Returns
    -------
    DataFrame
        Contract ``track_nulls``.
    """
    parts = []
    for one in searches:
        names = one.sample, one.catalogue
        fractions, statistics = one.scrambles(n_trials, random("track fits", "null", *names))
        part = {"trial": np.arange(n_trials), "fraction": fractions, "statistic": statistics}
        parts.append(pd.DataFrame(part).assign(sample=one.sample, catalogue=one.catalogue))
    if not parts:
        return pd.DataFrame(columns=TRACK_NULLS.column_names)
    return pd.concat(parts, ignore_index=True)[TRACK_NULLS.column_names]


def seal_of_nulls(nulls: pd.DataFrame) -> dict[str, Any]:
    """Seal of the trials of all searches.

    Parameters
    ----------
    nulls : DataFrame
        Contract ``track_nulls``.
    """
    return seal_of_trials(nulls, ("sample", "catalogue"), ("fraction", "statistic"))


def fit_observed(
    search: Search,
    events: pd.DataFrame,
    nulls: pd.DataFrame,
    settings: Mapping[str, Any],
    rng: np.random.Generator,
) -> dict[str, Any]:
    """Fit the observed events of a search, as a row of ``track_fits`` without labels.

    Parameters
    ----------
    search : Search
    events : DataFrame
        ``ra``, ``dec``, ``ang_err`` of the events above the least declination [deg].
    nulls : DataFrame
        Contract ``track_nulls``, of this search.
    settings : mapping
        true_fractions, n_experiments, confidence_level.
    rng : Generator
    """
    inside = events[search.model.region.contains(events["ra"], events["dec"])]
    ratios = search.model.ratios(*(inside[one].to_numpy() for one in ("ra", "dec", "ang_err")))
    fractions, statistics = fit_skies(ratios, [len(inside)])
    trials = nulls["statistic"].to_numpy()
    p_value = float(right_tailed_p_values(statistics, trials[:, None])[0])
    row = {
        "sample": search.sample,
        "catalogue": search.catalogue,
        "n_sources": len(search.model.catalogue.ra),
        "n_events": len(inside),
        "fraction": float(fractions[0]) if len(inside) else np.nan,
        "statistic": float(statistics[0]),
        "p_value": p_value,
        "p_value_error": float(binomial_error(p_value, len(trials))),
        "confidence_level": settings["confidence_level"],
        "limit": np.nan,
        "limit_error": np.nan,
        "sensitivity": np.nan,
        "n_trials": len(trials),
    }
    if len(inside):
        row |= _limits(search, float(fractions[0]), len(inside), settings, rng)
    return row


def _limits(
    search: Search,
    fitted: float,
    n_events: int,
    settings: Mapping[str, Any],
    rng: np.random.Generator,
) -> dict[str, float]:
    """Upper limit and its median without signal; NaN where no fraction is excluded."""
    level, n = settings["confidence_level"], settings["n_experiments"]
    simulate = search.simulate(n_events)
    belt = UpperLimits.of(simulate, settings["true_fractions"], n, rng, level=level)
    limit = belt.limit_with_error(fitted)
    without = belt.limit(simulate(0.0, n, rng)[0])
    unbounded = np.where(np.isnan(without), np.inf, without)
    sensitivity = float(np.median(unbounded))
    return {
        "limit": limit.value,
        "limit_error": limit.error if np.isfinite(limit.value) else np.nan,
        "sensitivity": sensitivity if np.isfinite(sensitivity) else np.nan,
    }


def fit_all(
    searches: Sequence[tuple[Search, pd.DataFrame]],
    nulls: pd.DataFrame,
    settings: Mapping[str, Any],
    sample_labels: Mapping[str, str],
    random: Callable[..., np.random.Generator],
) -> pd.DataFrame:
    """Fit the observed events of all searches.

    Parameters
    ----------
    searches : sequence of tuple
        Each with its events.
    nulls : DataFrame
        Contract ``track_nulls``.
    settings : mapping
        See `fit_observed`; and catalogues, each with name and label.
    sample_labels : mapping
        What figures call each sample.
    random : callable
        From names to a random stream.

    Returns
    -------
    DataFrame
        Contract ``track_fits``.
    """
    labels = {own["name"]: own["label"] for own in settings["catalogues"]}
    rows = []
    for one, events in searches:
        of_search = (nulls["sample"] == one.sample) & (nulls["catalogue"] == one.catalogue)
        rng = random("track fits", "limit", one.sample, one.catalogue)
        row = fit_observed(one, events, nulls[of_search], settings, rng)
        row |= {"sample_label": sample_labels[one.sample], "catalogue_label": labels[one.catalogue]}
        rows.append(row)
    return pd.DataFrame(rows, columns=TRACK_FITS.column_names)
