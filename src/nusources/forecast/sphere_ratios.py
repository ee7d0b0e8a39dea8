"""The distribution of r = S / B of a source list on the sphere, with bins of energy.

Events of sources and of the background are drawn in equal numbers, and r is computed for each; the
shares of both in bins of r follow with weights below 2. In thousands of experiments only the
numbers in these bins are drawn: nothing else of an event enters the likelihood.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nusources.detectors.angular_error import scatter_directions
from nusources.forecast.sphere_response import SphereResponse
from nusources.likelihood.checks import checked_weights
from nusources.likelihood.fit import fit_counts
from nusources.likelihood.ratios import RatioDistribution
from nusources.likelihood.sphere import SphereSources
from nusources.likelihood.trials import Estimate, weighted_threshold

Array = NDArray[np.float64]
LOWEST, STEP = -2.0, 0.1
"""Bins of log10(r); all below the first are one bin. Narrower ones change no result by .5 %."""

LEAST_BACKGROUND = 1e-9  # of the largest density


@dataclass(frozen=True)
class SourceSky:
    """A source list as a detector sees it.

    Attributes
    ----------
    distribution : RatioDistribution
        In bins of r, ascending.
    signal_per_flux : float
        Events of all sources over their summed flux at 100 TeV [GeV cm2 s].
    n_background : float
        Background events from the whole sky.
    astrophysical : float
        Diffuse astrophysical events among them.
    """

    distribution: RatioDistribution
    signal_per_flux: float
    n_background: float
    astrophysical: float

    def fraction_of(self, n_signal: float) -> float:
        """Share of signal events, for their expected number."""
        return n_signal / (n_signal + self.n_background)

    def flux_of(self, n_signal: float) -> float:
        """Summed flux of the sources at 100 TeV [1/(GeV cm2 s)] that makes so many events."""
        return n_signal / self.signal_per_flux

    def simulate(
        self, strength: float, n_experiments: int, rng: np.random.Generator
    ) -> tuple[Array, Array]:
        """Fitted fractions and test statistics; signal and background are Poisson numbers.

        The strength is the expected number of signal events. Experiments without events have a
        fraction and a statistic of 0.
        """
        return self._fit(self._counts(strength, n_experiments, rng))

    def threshold(
        self, probability: float, n_signal: float, n_experiments: int, rng: np.random.Generator
    ) -> Estimate:
        """Test statistic that experiments without signal exceed with a small probability.

        Parameters
        ----------
        probability : float
        n_signal : float
            Signal events with which the statistic is about as large as the threshold.
        n_experiments : int
        rng : Generator
        """
        counts = self._counts(n_signal, n_experiments, rng)
        gain = np.log1p(n_signal / self.n_background * self.distribution.ratios)
        weights = np.exp(n_signal - counts @ gain)
        return weighted_threshold(self._fit(counts)[1], weights, probability)

    def _counts(self, n_signal: float, n: int, rng: np.random.Generator) -> NDArray[np.int64]:
        shares = self.distribution
        expected = self.n_background * shares.background + n_signal * shares.signal
        return rng.poisson(expected, (n, len(expected)))

    def _fit(self, counts: NDArray[np.int64]) -> tuple[Array, Array]:
        found = np.zeros((2, len(counts)))
        seen = counts.any(axis=1)
        if seen.any():
            found[:, seen] = fit_counts(self.distribution.ratios, counts[seen])
        return found[0], found[1]


def source_sky(
    ra: ArrayLike,
    dec: ArrayLike,
    weights: ArrayLike,
    response: SphereResponse,
    n_samples: int,
    rng: np.random.Generator,
) -> SourceSky:
    """Draw events of a source list and of the background, and bin r.

    Parameters
    ----------
    ra, dec : array_like, shape (n_sources,)
        [deg]
    weights : array_like, shape (n_sources,)
        Relative fluxes.
    response : SphereResponse
    n_samples : int
        Events of each kind.
    rng : Generator

    Returns
    -------
    SourceSky

    Raises
    ------
    InputDataError
        No sources, or negative weights.
    """
    ra, dec = np.asarray(ra, dtype=np.float64), np.asarray(dec, dtype=np.float64)
    weights = checked_weights(weights, len(ra))
    seen = weights[:, np.newaxis] / weights.sum() * response.accepted(dec)
    drawn = [
        _draw_signal(ra, dec, seen, response.sigma, n_samples, rng),
        _draw_background(response, n_samples, rng),
    ]
    at_ra, at_dec, number = (np.concatenate(one) for one in zip(*drawn, strict=True))
    ratio = np.empty(2 * n_samples)
    for one, sigma in enumerate(response.sigma):
        here = number == one
        if here.any() and seen[:, one].any():
            own = SphereSources.of(ra, dec, seen[:, one], sigma=sigma)
            ratio[here] = own.density(at_ra[here], at_dec[here], sigma)
        else:
            ratio[here] = 0.0
    background = response.background_at(at_dec)[np.arange(2 * n_samples), number]
    # Events of sources at the edge of what a detector sees scatter to where there is nothing else.
    background = np.maximum(background, LEAST_BACKGROUND * response.background.max())
    ratio *= response.n_background / seen.sum() / background
    return SourceSky(
        _binned(ratio), float(seen.sum()), response.n_background, response.astrophysical
    )


def _draw_signal(
    ra: Array, dec: Array, seen: Array, sigma: Array, n: int, rng: np.random.Generator
) -> tuple[Array, Array, NDArray[np.int64]]:
    """Positions and bins of energy of source events."""
    cumulated = np.cumsum(seen.ravel())
    place = np.searchsorted(cumulated, rng.random(n) * cumulated[-1], side="right")
    source, number = np.divmod(place, seen.shape[1])
    return (*scatter_directions(ra[source], dec[source], sigma[number], rng=rng), number)


def _draw_background(
    response: SphereResponse, n: int, rng: np.random.Generator
) -> tuple[Array, Array, NDArray[np.int64]]:
    """Positions and bins of energy of background events."""
    dec, number = draw_by_declination(response.sin_dec, response.background, n, rng)
    return rng.uniform(0, 360, n), dec, number


def draw_by_declination(
    sin_dec: Array, density: Array, n: int, rng: np.random.Generator
) -> tuple[Array, NDArray[np.int64]]:
    """Declinations of events whose density is linear in sin(dec) between nodes.

    Parameters
    ----------
    sin_dec : ndarray, shape (n_dec,)
        Ascending nodes at equal steps.
    density : ndarray, shape (n_dec, n_bins)
        Relative density per solid angle at the nodes, in bins of energy.
    n : int
    rng : Generator

    Returns
    -------
    dec, number : ndarray, shape (n,)
        Declinations [deg] and bins.
    """
    low, high = density[:-1], density[1:]
    cumulated = np.cumsum((low + high).ravel())
    place = np.searchsorted(cumulated, rng.random(n) * cumulated[-1], side="right")
    band, number = np.divmod(place, low.shape[1])
    first, last = low[band, number], high[band, number]
    # Inverse of the distribution function of a density that is linear in the band.
    chance = rng.random(n)
    root = np.sqrt((1 - chance) * first**2 + chance * last**2)
    part = np.where(first + root > 0, chance * (first + last) / (first + root), chance)
    inside = sin_dec[band] + part * np.diff(sin_dec)[band]
    return np.degrees(np.arcsin(np.clip(inside, -1, 1))), number


def _binned(ratio: Array) -> RatioDistribution:
    """Shares of signal and background in bins of r, from as many events of both."""
    with np.errstate(divide="ignore"):
        place = np.floor((np.log10(ratio) - LOWEST) / STEP)
    number = np.maximum(place, -1).astype(np.int64) + 1
    signal = np.bincount(number, 2 * ratio / (1 + ratio))
    background = np.bincount(number, 2 / (1 + ratio))
    present = background > 0
    signal, background = signal[present], background[present]
    # Exact for the drawn events: the model of the fit is their truth.
    found = signal / signal.sum(), background / background.sum()
    return RatioDistribution(found[0] / found[1], *found)
