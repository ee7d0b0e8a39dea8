"""Closure of the spatial search: p-values of skies without signal.

Skies are drawn under the null hypothesis and go through the functions of the run: their p-values
must be uniform, and scrambles and exact moments must agree. Sparse skies are small and many; dense
ones have all events and many sources, so that events near several sources, which count once, and
circles that overlap along declination bands matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr

from nusources.random_streams import named_generator
from nusources.spatial.counting.arcs import EventCircles
from nusources.spatial.counting.prepared_sky import Sky, prepare_sky
from nusources.spatial.counting.scrambles import (
    TRIALS_PER_BLOCK,
    count_observed,
    count_scrambled,
    draw_shifts,
)
from nusources.spatial.names import (
    DENSE,
    EVENTS_NORMAL,
    EVENTS_SCRAMBLED,
    PAIRS_EXACT,
    SPARSE,
)
from nusources.spatial.nulls.exact_pairs import count_pairs, exact_pairs
from nusources.spatial.nulls.exact_variance import exact_moments
from nusources.statistics import right_tailed_p_values

STATISTICS = (EVENTS_SCRAMBLED, EVENTS_NORMAL, PAIRS_EXACT)
"""Events, p from scrambles; events, p of a normal distribution with the exact moments; pairs."""

N_DECLINATIONS = 100_000
"""Declinations of equal area that isotropic sources are drawn from: far more than sources."""

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
    n_skies_per_field : int
        Skies that share their events and the sources' declinations, but not the sources' right
        ascensions; at most `TRIALS_PER_BLOCK`. Given the field, their p-values are independent.
    regime : str
        Name in the table and of the random streams.
    circle_factor : float
        Radius of the circles over ``ang_err``.
    """

    n_events: int
    n_sources: int
    n_scrambles: int
    n_skies_per_field: int = 1
    regime: str = SPARSE
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
        Names the sky's random streams: a sky does not depend on which others are drawn. With
        several skies per field, the number of the field.
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
    rng = named_generator(seed, "closure", size.regime, "sky", str(number))
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
            "source_name": [
                f"{size.regime} sky {number} source {one}" for one in range(size.n_sources)
            ],
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
        Numbers of the fields; field f has the skies f n to f n + n - 1, with n skies per field.

    Returns
    -------
    DataFrame
        Contract ``null_sky_p_values``.
    """
    rows = []
    for number in numbers:
        sky = draw_null_sky(tracks, source_dec, size, number, seed=seed)
        found = p_values_of_field(sky, size.n_scrambles, size.n_skies_per_field, seed=seed)
        first = number * size.n_skies_per_field
        for place, one in enumerate(found):
            # Drawn apart from the sky, so that a changed sky keeps its smearing.
            rng = named_generator(seed, "closure", size.regime, "smear", str(first + place))
            rows += _rows(first + place, one, rng.random(len(STATISTICS)))
    return pd.DataFrame(rows).assign(regime=size.regime)


def dense_skies(
    tracks: pd.DataFrame,
    n_skies: int,
    n_skies_per_field: int,
    n_sources: int,
    n_scrambles: int,
    *,
    circle_factor: float,
    seed: int,
) -> pd.DataFrame:
    """p-values of skies with as many events as there are tracks, and isotropic sources.

    Parameters
    ----------
    tracks : DataFrame
        As for `draw_null_sky`.
    n_skies : int
        Of all fields together; the last field may have fewer.
    n_skies_per_field, n_sources, n_scrambles : int
    circle_factor : float
        As for `SkySize`.
    seed : int

    Returns
    -------
    DataFrame
        Contract ``null_sky_p_values``.
    """
    sine = (np.arange(N_DECLINATIONS) + 0.5) / N_DECLINATIONS * 2 - 1
    size = SkySize(len(tracks), n_sources, n_scrambles, n_skies_per_field, DENSE, circle_factor)
    fields = range(-(-n_skies // n_skies_per_field))
    table = null_skies(tracks, np.degrees(np.arcsin(sine)), size, fields, seed=seed)
    return table[table["sky"] < n_skies]


def _rows(number: int, found: dict[str, TailProbabilities], smear: NDArray) -> list[dict]:
    """Rows of one sky."""
    return [
        {"sky": number, **found[statistic].as_row(statistic, share)}
        for statistic, share in zip(STATISTICS, smear, strict=True)
    ]


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


def p_values_of_field(
    sky: Sky, n_scrambles: int, n_places: int = 1, *, seed: int
) -> list[dict[str, TailProbabilities]]:
    """Tails of all statistics, for the first group and the lowest threshold.

    Parameters
    ----------
    sky : Sky
    n_scrambles : int
        For each place.
    n_places : int
        The sources where they are, and at `n_places` - 1 further right ascensions of each:
        scrambles 1, 2, ... of the sky. Moments and distribution of pairs are the same for all; the
        scrambles behind their p-values are not.
    seed : int
        Of the scrambles.

    Returns
    -------
    list of dict, one per place
    """
    if n_places > TRIALS_PER_BLOCK:
        raise ValueError(f"{n_places} skies share one field; at most {TRIALS_PER_BLOCK} can")
    trials = count_scrambled(sky, 0, n_places * (n_scrambles + 1), seed=seed)[:, 0, 0]
    n_events = [int(count_observed(sky)[0, 0]), *trials[1:n_places].tolist()]
    behind = trials[n_places:].reshape(n_places, n_scrambles)
    moments = exact_moments(sky)
    mean, variance = moments.mean[0, 0], moments.variance[0, 0]
    observed, distributions = exact_pairs(sky)
    shifts = draw_shifts(sky.sources.names, 0, n_places, seed=seed)
    n_pairs = [int(observed[0, 0]), *count_pairs(sky, shifts)[1:, 0, 0].tolist()]
    null = distributions[0][0]
    return [
        {
            EVENTS_SCRAMBLED: _tails_of_scrambles(events, scrambled),
            EVENTS_NORMAL: _normal_tails(events, mean, variance),
            PAIRS_EXACT: TailProbabilities(
                pairs, null.mean, null.sigma, null.at_least(pairs), null.at_least(pairs + 1)
            ),
        }
        for events, scrambled, pairs in zip(n_events, behind, n_pairs, strict=True)
    ]


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
    at_least, more = ndtr((mean - n_observed + np.array([0.5, -0.5])) / sigma)
    return TailProbabilities(n_observed, float(mean), sigma, float(at_least), float(more))
