"""Luminosity-dependent density evolution of gamma-ray blazars.

    Phi(L, z, Gamma) = A/(ln(10) L) [(L/L*)^g1 + (L/L*)^g2]^-1 e(z, L) G(Gamma)
    e = [((1+z)/(1+z_c))^-p1 + ((1+z)/(1+z_c))^-p2]^-1,   z_c = z_c* (L/1e48)^alpha
    G = exp(-(Gamma - mu)^2 / 2 sigma^2)

with p1 = p1* + tau l, p2 = p2* + delta l, mu = mu* + beta l, l = log L - 46; L [erg/s] between
100 MeV and 100 GeV in the rest frame. Here densities are per dex, Phi L ln(10).

References
----------
Ajello et al. 2015, ApJ 800, L27.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri

from nusources.population.integrals import gauss_legendre_cells
from nusources.population.luminosity_function import LuminosityFunction, Parameter

LOG10_REFERENCE = 46.0
LOG10_PEAK_REFERENCE = 48.0
INDEX_NODES = 10
INDEX_REACH = 4.5
"""Standard deviations of the photon index over which it is integrated."""


@dataclass(frozen=True, eq=False)
class BlazarLuminosityFunction(LuminosityFunction):
    """Blazars by gamma-ray luminosity, with a Gaussian distribution of photon indices.

    The parameters are norm [Mpc^-3], log10_break, slope_faint, slope_bright, p1, p1_slope, p2,
    p2_slope, peak, peak_slope, index_mean, index_slope, index_spread, index_min, index_max.
    """

    PARAMETERS: ClassVar[tuple[str, ...]] = (
        *("norm", "log10_break", "slope_faint", "slope_bright"),
        *("p1", "p1_slope", "p2", "p2_slope", "peak", "peak_slope"),
        *("index_mean", "index_slope", "index_spread", "index_min", "index_max"),
    )
    CELL_DEX: ClassVar[float] = 1.0  # smooth everywhere

    def density(self, log10_luminosity: ArrayLike, redshift: ArrayLike) -> NDArray[np.float64]:
        """Density of sources of any photon index [Mpc^-3 dex^-1]."""
        p, luminosity = self.values, np.asarray(log10_luminosity, dtype=float)
        ratio = 10.0 ** (luminosity - p["log10_break"])
        local = p["norm"] / (ratio ** p["slope_faint"] + ratio ** p["slope_bright"])
        above = luminosity - LOG10_REFERENCE
        peak = p["peak"] * 10.0 ** (p["peak_slope"] * (luminosity - LOG10_PEAK_REFERENCE))
        x = np.log1p(redshift) - np.log1p(peak)
        rise, fall = p["p1"] + p["p1_slope"] * above, p["p2"] + p["p2_slope"] * above
        evolution = 1 / (np.exp(-rise * x) + np.exp(-fall * x))
        return np.asarray(local * self._index_area(luminosity) * evolution)

    @property
    def index_range(self) -> tuple[float, float]:
        """Smallest and largest photon index."""
        return float(self.values["index_min"]), float(self.values["index_max"])

    def index_nodes(self, log10_luminosity: float) -> Iterator[tuple[float, Parameter]]:
        """Photon indices within `INDEX_REACH` of their mean; weights of shape (n_draws, 1)."""
        mean, spread = self._index_mean(log10_luminosity), self.values["index_spread"]
        reach = INDEX_REACH * np.max(spread)
        ends = np.clip([np.min(mean) - reach, np.max(mean) + reach], *self.index_range)
        nodes, widths = (part.ravel() for part in gauss_legendre_cells(ends, INDEX_NODES))
        area = self._index_area(log10_luminosity)
        for node, width in zip(nodes, widths, strict=True):
            yield float(node), width * np.exp(-0.5 * ((node - mean) / spread) ** 2) / area

    def draw_indices(
        self, log10_luminosity: NDArray, rng: np.random.Generator
    ) -> NDArray[np.float64]:
        """Draw from the Gaussian of each luminosity, within the range of indices."""
        mean, spread = self._index_mean(log10_luminosity), self.values["index_spread"]
        low, high = (ndtr((end - mean) / spread) for end in self.index_range)
        return mean + spread * ndtri(low + (high - low) * rng.random(len(log10_luminosity)))

    def _index_mean(self, log10_luminosity: ArrayLike) -> NDArray[np.float64]:
        above = np.asarray(log10_luminosity) - LOG10_REFERENCE
        return self.values["index_mean"] + self.values["index_slope"] * above

    def _index_area(self, log10_luminosity: ArrayLike) -> NDArray[np.float64]:
        """Integral of exp(-(Gamma - mu)^2 / 2 sigma^2) over the range of indices."""
        mean, spread = self._index_mean(log10_luminosity), self.values["index_spread"]
        low, high = (ndtr((end - mean) / spread) for end in self.index_range)
        return np.sqrt(2 * np.pi) * spread * (high - low)
