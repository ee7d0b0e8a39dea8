"""Pairs of variable sources and alerts, of the observed sky and of skies of scrambled R.A."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from nusources.alert_regions import AlertRegions, containment_factors, ra_limits
from nusources.random_streams import counter_generator, named_generator
from nusources.sky import angular_separation
from nusources.temporal.levels import NO_CURVE, FlareLevels

SKIES_PER_BLOCK = 1000


@dataclass(frozen=True)
class TimeSample:
    """Variable sources with flare levels, and the alerts.

    Parameters
    ----------
    name : str
    curves : FlareLevels
    ra, dec : ndarray, shape (n_sources,)
        Of the sources of `curves` [deg].
    regions : AlertRegions
        Of the alerts, not enlarged.
    mjd : ndarray, shape (n_alerts,)
        Times of the alerts [d].
    shape : str
        Of the regions.
    also_outside : AlertRegions, optional
        Regions that controls are outside of too.
    """

    name: str
    curves: FlareLevels
    ra: NDArray[np.float64]
    dec: NDArray[np.float64]
    regions: AlertRegions
    mjd: NDArray[np.float64]
    shape: str = "ellipse"
    also_outside: AlertRegions | None = None

    def factors(self) -> NDArray[np.float64]:
        """Smallest factor at which each region holds each source, (n_alerts, n_sources)."""
        return containment_factors(self.regions, self.ra, self.dec, self.shape)

    def without(self, positions: Sequence[Sequence[float]], radius_deg: float) -> TimeSample:
        """Leave out the sources near some positions [deg]: their levels stay, in no pair."""
        near = np.zeros(len(self.ra), dtype=bool)
        for ra, dec in positions:
            near |= angular_separation(self.ra, self.dec, ra, dec) <= radius_deg
        return self._emptied(near)

    def without_brightest(self, n_sources: int, factor: float) -> TimeSample:
        """Leave out the sources in regions that have the highest flare levels."""
        inside = np.flatnonzero((self.factors() <= factor).any(axis=0))
        first, level = self.curves.first, self.curves.level
        peak = np.array([level[first[one] : first[one + 1]].max() for one in inside])
        chosen = np.zeros(len(self.ra), dtype=bool)
        chosen[inside[np.argsort(-peak, kind="stable")[:n_sources]]] = True
        return self._emptied(chosen)

    def _emptied(self, is_out: NDArray[np.bool_]) -> TimeSample:
        keep = ~np.repeat(is_out, np.diff(self.curves.first))
        n = np.diff(self.curves.first)[~is_out]
        curves = FlareLevels(
            self.curves.names[~is_out],
            np.append(0, np.cumsum(n)).astype(np.int64),
            *(getattr(self.curves, one)[keep] for one in ("mjd", "half_bin", "level")),
        )
        return replace(self, curves=curves, ra=self.ra[~is_out], dec=self.dec[~is_out])


def pairs_within(sample: TimeSample, factor: float) -> tuple[NDArray, NDArray, NDArray]:
    """Pairs of sources and the alerts whose enlarged region holds them, and those outside all.

    Returns
    -------
    sources : ndarray of int, shape (n_pairs,)
    times : ndarray, shape (n_pairs,)
        Of their alerts [d].
    outside : ndarray of int
        Sources in no region, nor in those of `TimeSample.also_outside`.
    """
    inside = sample.factors() <= factor
    alert, source = np.nonzero(inside)
    is_outside = ~inside.any(axis=0)
    if sample.also_outside is not None:
        others = containment_factors(sample.also_outside, sample.ra, sample.dec, sample.shape)
        is_outside &= ~(others <= factor).any(axis=0)
    return source, sample.mjd[alert], np.flatnonzero(is_outside)


def alert_pairs(
    sources: pd.DataFrame,
    alerts: pd.DataFrame,
    regions: AlertRegions,
    status: pd.DataFrame,
    *,
    shape: str,
    largest_factor: float,
) -> pd.DataFrame:
    """All pairs of sources and alerts, those without flare levels too.

    Parameters
    ----------
    sources : DataFrame
        source_name, ra, dec [deg] of one sample.
    alerts : DataFrame
        alert_name, mjd; a row per region.
    regions : AlertRegions
    status : DataFrame
        source_name, status of those with a linked light curve.
    shape : str
    largest_factor : float
        On the half-axes.

    Returns
    -------
    DataFrame
        source_name, alert_name, mjd, alert_factor, status.
    """
    factors = containment_factors(regions, sources["ra"], sources["dec"], shape)
    alert, source = np.nonzero(factors <= largest_factor)
    names = sources["source_name"].to_numpy()[source]
    known = status.set_index("source_name")["status"]
    return pd.DataFrame(
        {
            "source_name": names,
            "alert_name": alerts["alert_name"].to_numpy()[alert],
            "mjd": alerts["mjd"].to_numpy()[alert],
            "alert_factor": factors[alert, source],
            "status": known.reindex(names).fillna(NO_CURVE).to_numpy(dtype=object),
        }
    )


@dataclass(frozen=True)
class Reach:
    """Sources at declinations that the region of an alert reaches, whatever its R.A.

    Parameters
    ----------
    first : ndarray of int, shape (n_alerts + 1,)
        Where those of each alert begin.
    alert, source : ndarray of int, shape (n_within_reach,)
    ra : ndarray, shape (n_within_reach,)
        Of the sources [deg].
    minus, plus : ndarray, shape (n_within_reach, n_factors)
        Limits of source minus alert in R.A. [deg] for each factor; -1: passed by.
    """

    first: NDArray[np.int64]
    alert: NDArray[np.int64]
    source: NDArray[np.int64]
    ra: NDArray[np.float64]
    minus: NDArray[np.float64]
    plus: NDArray[np.float64]

    def widths(self, factor: int = 0) -> NDArray[np.float64]:
        """Range of R.A. of the alert [deg] with which it holds the source, (n_within_reach,).

        Parameters
        ----------
        factor : int
            Number of the factor.
        """
        return np.clip(self.minus[:, factor], 0, None) + np.clip(self.plus[:, factor], 0, None)

    @property
    def arrays(self) -> tuple[NDArray, NDArray, NDArray, NDArray]:
        """What the kernel takes."""
        return self.first, self.ra, self.minus, self.plus


def reach_of(
    regions: AlertRegions, ra: ArrayLike, dec: ArrayLike, factors: Sequence[float], shape: str
) -> Reach:
    """Find the sources within reach of each alert.

    Parameters
    ----------
    regions : AlertRegions
        With errors of the ``coordinate`` kind, or circles.
    ra, dec : array_like, shape (n_sources,)
        [deg].
    factors : sequence of float
        On the half-axes, ascending.
    shape : str

    Raises
    ------
    ValueError
        If errors in R.A. are angles on the sky: their limits in R.A. are not known.
    """
    ra, dec = np.asarray(ra, np.float64), np.asarray(dec, np.float64)
    limits = [_limits(regions.scaled(one), dec, shape) for one in factors]
    minus, plus = (np.stack(side, axis=-1) for side in zip(*limits, strict=True))
    alert, source = np.nonzero((minus >= 0).any(axis=2))
    first = np.searchsorted(alert, np.arange(len(regions) + 1)).astype(np.int64)
    near = (np.ascontiguousarray(side[alert, source]) for side in (minus, plus))
    return Reach(first, alert, source, ra[source], *near)


def _limits(regions: AlertRegions, dec: NDArray, shape: str) -> tuple[NDArray, NDArray]:
    is_circle = regions.circular
    minus = np.full((len(regions), len(dec)), -1.0)
    plus = minus.copy()
    others = AlertRegions(
        regions.ra[~is_circle],
        regions.dec[~is_circle],
        regions.ra_plus[~is_circle],
        regions.ra_minus[~is_circle],
        regions.dec_plus[~is_circle],
        regions.dec_minus[~is_circle],
        ra_errors=regions.ra_errors,
    )
    minus[~is_circle], plus[~is_circle] = ra_limits(others, dec, shape)
    half = circle_limits(regions.dec[is_circle], dec, regions.dec_plus[is_circle])
    minus[is_circle] = plus[is_circle] = half
    return minus, plus


def circle_limits(dec_centre: ArrayLike, dec: ArrayLike, radius: ArrayLike) -> NDArray[np.float64]:
    """Differences of R.A. at which parallels leave circles [deg]; -1 where they pass by.

    Parameters
    ----------
    dec_centre, radius : array_like, shape (n_circles,)
        [deg].
    dec : array_like, shape (n_positions,)
        [deg].

    Returns
    -------
    ndarray, shape (n_circles, n_positions)

    Examples
    --------
    >>> circle_limits([0.0], [0.0, 2.0], [1.0]).round(9).tolist()
    [[1.0, -1.0]]
    """
    centre, r = (np.radians(np.asarray(one, np.float64))[:, None] for one in (dec_centre, radius))
    d = np.radians(np.asarray(dec, np.float64))
    across = np.cos(centre) * np.cos(d)
    # sin^2(h/2) from haversines: no loss of digits for small circles.
    share = np.sin(r / 2) ** 2 - np.sin((d - centre) / 2) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        half = 2 * np.arcsin(np.sqrt(np.clip(share / across, 0, 1)))
    return np.where(share < 0, -1.0, np.degrees(half))


def scrambled_ra(
    n_alerts: int, n_skies: int, *, seed: int, names: tuple[str, ...]
) -> NDArray[np.float64]:
    """R.A. of alerts [deg] in random skies, (n_skies, n_alerts): sky t depends on seed and t."""
    blocks = [
        counter_generator(seed, block, "temporal", *names).uniform(
            0, 360, (SKIES_PER_BLOCK, n_alerts)
        )
        for block in range(-(-n_skies // SKIES_PER_BLOCK))
    ]
    return np.concatenate(blocks)[:n_skies]


def pairs_of_skies(
    reach: Reach, ra_alert: NDArray, mjd: NDArray, factor: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Pairs of skies with other R.A. of the alerts.

    Parameters
    ----------
    reach : Reach
    ra_alert : ndarray, shape (n_skies, n_alerts)
        [deg].
    mjd : ndarray, shape (n_alerts,)
        Times of the alerts [d].
    factor : int
        Number of the factor in `reach`.

    Returns
    -------
    sources, times : ndarray, shape (n_skies, most pairs of a sky)
        -1 and 0 where a sky has fewer.
    """
    low, high = reach.minus[:, factor], reach.plus[:, factor]
    found = []
    for row in ra_alert:
        east = reach.ra - row[reach.alert]
        east -= 360.0 * np.sign(east) * (np.abs(east) > 180.0)
        found.append(np.flatnonzero((low >= 0) & (-low <= east) & (east <= high)))
    width = max(map(len, found), default=0)
    sources = np.full((len(found), width), -1, dtype=np.int64)
    times = np.zeros((len(found), width))
    for sky, pairs in enumerate(found):
        sources[sky, : len(pairs)] = reach.source[pairs]
        times[sky, : len(pairs)] = mjd[reach.alert[pairs]]
    return sources, times


def pairs_of_random_alerts(
    reach: Reach,
    mjd: NDArray,
    shape: tuple[int, int],
    *,
    seed: int,
    names: tuple[str, ...],
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Pairs drawn one by one, each as often as alerts of random R.A. make it.

    Parameters
    ----------
    reach : Reach
        Its first factor counts.
    mjd : ndarray, shape (n_alerts,)
        Times of the alerts [d].
    shape : tuple of int
        Numbers of trials and of pairs in each.
    seed : int
    names : tuple of str
        Name of the random stream.

    Returns
    -------
    sources, times : ndarray, shape (n_trials, n_pairs)
        Times are those of the alerts that can hold the source.
    """
    width = reach.widths()
    edges = np.cumsum(width) / width.sum()
    random = named_generator(seed, "temporal", *names)
    drawn = np.searchsorted(edges[:-1], random.random(shape), side="right")
    return reach.source[drawn], mjd[reach.alert[drawn]]
