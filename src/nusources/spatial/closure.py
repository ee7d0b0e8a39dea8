"""Closure of the spatial search: p-values of skies without signal.

Small skies are drawn under the null hypothesis and go through the functions of the run: their
p-values must be uniform, and scrambles and exact moments must agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr

from nusources.random_streams import named_generator
from nusources.spatial.arcs import EventCircles
from nusources.spatial.exact_pairs import exact_pairs
from nusources.spatial.exact_variance import exact_moments
from nusources.spatial.excess import right_tailed_p_values
from nusources.spatial.prepared_sky import Sky, prepare_sky
from nusources.spatial.scrambles import count_observed, count_scrambled

EVENTS_SCRAMBLED = "events_scrambled"
EVENTS_NORMAL = "events_normal"
PAIRS_EXACT = "pairs_exact"
STATISTICS = (EVENTS_SCRAMBLED, EVENTS_NORMAL, PAIRS_EXACT)
"""Events, p from scrambles; events, p of a normal distribution with the exact moments; pairs."""

GROUP = "null"
"""The one group of a drawn sky."""


@dataclass(frozen=True)
class SkySize:
    """How large the drawn skies are.

    Attributes
    ----------
    n_events, n_sources : int
    n_scrambles : int
        Scrambles behind the p-value of each sky.
    circle_factor : float
        Radius of the circles over ``ang_err``.
    """

    n_events: int
    n_sources: int
    n_scrambles: int
    circle_factor: float = 1.0


def draw_null_sky(
    tracks: pd.DataFrame, source_dec: NDArray, size: SkySize, number: int, *, seed: int
) -> Sky:
    """One sky on which events and sources know nothing of each other.

    Declination, angular error and energy of an event stay together: rows of `tracks` are drawn
    with replacement. All right ascensions are uniform.

    Parameters
    ----------
    tracks : DataFrame
        Columns dec, ang_err [deg], log10_energy. All drawn events are counted.
    source_dec : ndarray, shape (n,)
        Declinations [deg] that those of the sources are drawn from, with replacement.
    size : SkySize
    number : int
        Names the sky's random streams: a sky does not depend on which others are drawn.
    seed : int

    Returns
    -------
    Sky
        One group and one threshold.

    Raises
    ------
    ValueError
        If there is no event or no source to draw from.
    """
    if not len(tracks) or not len(source_dec):
        found = f"found {len(tracks)} events and {len(source_dec)} sources"
        raise ValueError(f"null skies are drawn from at least one event and one source; {found}")
    rng = named_generator(seed, "closure", "sky", str(number))
    row = rng.integers(0, len(tracks), size.n_events)
    dec, ang_err, energy = (
        tracks[name].to_numpy(dtype=float)[row] for name in ("dec", "ang_err", "log10_energy")
    )
    ra = rng.uniform(0, 360, size.n_events)
    circles = EventCircles(ra, dec, size.circle_factor * ang_err)
    sources = pd.DataFrame(
        {
            "group": GROUP,
            # Scrambles are named by source: names of a sky's own make them independent of others'.
            "source_name": [f"sky {number} source {one}" for one in range(size.n_sources)],
            "ra": rng.uniform(0, 360, size.n_sources),
            "dec": rng.choice(np.asarray(source_dec, dtype=float), size.n_sources),
        }
    )
    return prepare_sky(circles, energy, [energy.min()], sources, [GROUP])


def null_skies(
    tracks: pd.DataFrame,
    source_dec: NDArray,
    size: SkySize,
    numbers: Sequence[int],
    *,
    seed: int,
) -> pd.DataFrame:
    """p-values of skies without signal.

    Parameters
    ----------
    tracks, source_dec, size, seed
        As for `draw_null_sky`.
    numbers : sequence of int
        Numbers of the skies.

    Returns
    -------
    DataFrame
        Contract ``null_sky_p_values``.
    """
    rows = []
    for number in numbers:
        sky = draw_null_sky(tracks, source_dec, size, number, seed=seed)
        # Drawn apart from the sky, so that a changed sky keeps its smearing.
        smear = named_generator(seed, "closure", "smear", str(number)).random(len(STATISTICS))
        found = p_values_of_sky(sky, size.n_scrambles, seed=seed)
        for statistic, share in zip(STATISTICS, smear, strict=True):
            rows.append({"sky": number, **found[statistic].as_row(statistic, share)})
    return pd.DataFrame(rows)


@dataclass(frozen=True)
class TailProbabilities:
    """A count and its right tails.

    Attributes
    ----------
    n_observed : int
    n_expected, sigma : float
        Mean and standard deviation of the null.
    at_least, more : float
        Probabilities of at least, and of more than, the observed count.
    n_scrambles : int
        0 where no scrambles are behind it.
    """

    n_observed: int
    n_expected: float
    sigma: float
    at_least: float
    more: float
    n_scrambles: int = 0

    def as_row(self, statistic: str, share: float) -> dict[str, str | int | float]:
        """Row of ``null_sky_p_values``; `share` of the observed count's probability is counted.

        P(>= n) of a whole number n is never below uniform, so its distribution has steps. With a
        uniform share between P(> n) and P(>= n), the p-value is uniform exactly.
        """
        return {
            "statistic": statistic,
            "n_observed": self.n_observed,
            "n_expected": self.n_expected,
            "sigma": self.sigma,
            "p_value": self.at_least,
            "p_value_randomised": self.more + share * (self.at_least - self.more),
            "n_scrambles": self.n_scrambles,
        }


def p_values_of_sky(sky: Sky, n_scrambles: int, *, seed: int) -> dict[str, TailProbabilities]:
    """Tails of all statistics, for the first group and the lowest threshold of a sky.

    Parameters
    ----------
    sky : Sky
    n_scrambles : int
    seed : int
        Of the scrambles.
    """
    n_events = int(count_observed(sky)[0, 0])
    trials = count_scrambled(sky, 0, n_scrambles, seed=seed)[:, 0, 0]
    moments = exact_moments(sky)
    observed, distributions = exact_pairs(sky)
    n_pairs, null = int(observed[0, 0]), distributions[0][0]
    return {
        EVENTS_SCRAMBLED: _tails_of_scrambles(n_events, trials),
        EVENTS_NORMAL: _normal_tails(n_events, moments.mean[0, 0], moments.variance[0, 0]),
        PAIRS_EXACT: TailProbabilities(
            n_pairs, null.mean, null.sigma, null.at_least(n_pairs), null.at_least(n_pairs + 1)
        ),
    }


def _tails_of_scrambles(n_observed: int, trials: NDArray) -> TailProbabilities:
    """The observed sky is one of N + 1 equally likely ones; it ties with itself at least."""
    at_least = float(right_tailed_p_values(np.array(n_observed), trials))
    more = float(np.sum(trials > n_observed) / (trials.size + 1))
    spread = float(trials.std(ddof=1)) if trials.size > 1 else 0.0
    return TailProbabilities(n_observed, float(trials.mean()), spread, at_least, more, trials.size)


def _normal_tails(n_observed: int, mean: float, variance: float) -> TailProbabilities:
    """Tails of a normal distribution; a whole number is the unit interval about it."""
    sigma = float(np.sqrt(variance))
    if sigma == 0:
        return TailProbabilities(n_observed, float(mean), 0.0, 1.0, 0.0)
    tails = ndtr((mean - n_observed + np.array([0.5, -0.5])) / sigma)
    return TailProbabilities(n_observed, float(mean), sigma, *map(float, tails))
