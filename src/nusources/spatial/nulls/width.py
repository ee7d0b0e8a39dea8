"""Width of the null against the number of sources and of seasons.

A count of independent events would scatter by the square root of its mean. It is narrower, for an
event counts once, and wider, for events that share several sources of a band of declination overlap
for all of them at once: docs/method-spatial.md has the reason.

References
----------
Chang et al. 2022, Table 6: 1 sigma of the groups.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.random_streams import named_generator
from nusources.spatial.counting.arcs import EventCircles
from nusources.spatial.counting.prepared_sky import circles_of_tracks, prepare_sky
from nusources.spatial.nulls.exact_variance import exact_moments

GROUP = "isotropic"


@dataclass(frozen=True)
class WidthCases:
    """For what the width is measured.

    Attributes
    ----------
    n_seasons : tuple of int
        Seasons from the first on; the whole sample is always there.
    sources_and_draws : tuple of (int, int)
        Numbers of isotropic sources, and how often their declinations are drawn.
    thresholds : tuple of float
        log10(E/GeV), ascending.
    circle_factor : float
        Radius of the circles over ``ang_err``.
    """

    n_seasons: tuple[int, ...]
    sources_and_draws: tuple[tuple[int, int], ...]
    thresholds: tuple[float, ...]
    circle_factor: float = 1.0

    def spans(self, n_all: int) -> list[int]:
        """Numbers of seasons that a sample of `n_all` has, in order."""
        return sorted({*(one for one in self.n_seasons if one < n_all), n_all})


def isotropic_declinations(n_sources: int, draw: int, *, seed: int) -> NDArray[np.float64]:
    """Declinations [deg] of isotropic sources; right ascensions do not matter to the null."""
    rng = named_generator(seed, "null width", str(n_sources), str(draw))
    return np.degrees(np.arcsin(rng.uniform(-1, 1, n_sources)))


def null_widths(
    tracks: pd.DataFrame,
    seasons: Sequence[str],
    cases: WidthCases,
    *,
    seed: int,
    n_threads: int = 1,
) -> pd.DataFrame:
    """Exact scatter of the event count around isotropic sources.

    Parameters
    ----------
    tracks : DataFrame
        Contract ``tracks``, after the cuts.
    seasons : sequence of str
        In the order in which they are added up.
    cases : WidthCases
    seed : int
        A draw depends on this, its number and the number of sources only.
    n_threads : int
        Cases at a time; results do not depend on it.

    Returns
    -------
    DataFrame
        Contract ``null_width``.
    """
    listed = [
        (n_seasons, n_sources, draw)
        for n_seasons in cases.spans(len(seasons))
        for n_sources, n_draws in cases.sources_and_draws
        for draw in range(n_draws)
    ]
    added_up = {
        n_seasons: tracks[tracks["season"].isin(seasons[:n_seasons])]
        for n_seasons in cases.spans(len(seasons))
    }

    def measure(case: tuple[int, int, int]) -> pd.DataFrame:
        n_seasons, n_sources, draw = case
        chosen = added_up[n_seasons]
        circles = circles_of_tracks(chosen, cases.circle_factor)
        dec = isotropic_declinations(n_sources, draw, seed=seed)
        rows = _width(circles, chosen["log10_energy"].to_numpy(), dec, cases.thresholds)
        return rows.assign(n_seasons=n_seasons, n_sources=n_sources, draw=draw)

    with ThreadPoolExecutor(n_threads) as pool:
        return pd.concat(pool.map(measure, listed), ignore_index=True)


def _width(
    circles: EventCircles, log10_energy: NDArray, dec: NDArray, thresholds: Sequence[float]
) -> pd.DataFrame:
    """Exact moments of one case, by threshold."""
    names = [str(number) for number in range(dec.size)]
    sources = pd.DataFrame({"group": GROUP, "source_name": names, "ra": 0.0, "dec": dec})
    moments = exact_moments(prepare_sky(circles, log10_energy, thresholds, sources, [GROUP]))
    mean, sigma = moments.mean[0], np.sqrt(moments.variance[0])
    return pd.DataFrame(
        {
            "log10_energy_min": np.asarray(thresholds, dtype=float),
            "n_selected": [int((log10_energy >= one).sum()) for one in thresholds],
            "n_expected": mean,
            "sigma": sigma,
            "variance_bound": moments.variance_bound[0],
            "width": np.divide(
                sigma, np.sqrt(mean), out=np.full(mean.size, np.nan), where=mean > 0
            ),
        }
    )
