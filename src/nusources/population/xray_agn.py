"""Luminosity-dependent density evolution of X-ray selected AGN.

    phi(L, z) = A [(L/L*)^g1 + (L/L*)^g2]^-1 e(z, L)    [Mpc^-3 dex^-1]

with e = (1+z)^p1 up to z_c1, on from there with (1+z)^p2 up to z_c2 and with (1+z)^p3 beyond;
p1 = p1* + beta1 (log L - log L_p), and z_ci = z_ci* (L/L_ai)^alpha_i below L_ai, z_ci* above.

References
----------
Ueda et al. 2014, ApJ 786, 104 (Compton-thin AGN, 2-10 keV).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nusources.population.luminosity_function import LuminosityFunction, Parameter


@dataclass(frozen=True, eq=False)
class XrayLuminosityFunction(LuminosityFunction):
    """AGN by 2-10 keV luminosity, all with one photon index.

    The parameters are norm [Mpc^-3 dex^-1], log10_break, slope_faint, slope_bright, p1, p1_slope,
    log10_p1_reference, p2, p3, and peak_i, log10_peak_i_below, peak_i_slope for i = 1, 2 (z_ci*,
    log L_ai, alpha_i), photon_index.
    """

    PARAMETERS: ClassVar[tuple[str, ...]] = (
        *("norm", "log10_break", "slope_faint", "slope_bright"),
        *("p1", "p1_slope", "log10_p1_reference", "p2", "p3"),
        *("peak_1", "log10_peak_1_below", "peak_1_slope"),
        *("peak_2", "log10_peak_2_below", "peak_2_slope"),
        "photon_index",
    )

    def density(self, log10_luminosity: ArrayLike, redshift: ArrayLike) -> NDArray[np.float64]:
        """Density of sources [Mpc^-3 dex^-1]."""
        p, luminosity = self.values, np.asarray(log10_luminosity, dtype=float)
        ratio = 10.0 ** (luminosity - p["log10_break"])
        local = p["norm"] / (ratio ** p["slope_faint"] + ratio ** p["slope_bright"])
        rise = p["p1"] + p["p1_slope"] * (luminosity - p["log10_p1_reference"])
        x = np.log1p(redshift)
        first, second = (np.log1p(self._peak(number, luminosity)) for number in (1, 2))
        exponent = rise * np.minimum(x, first)
        exponent = exponent + p["p2"] * np.clip(x - first, 0, second - first)
        exponent = exponent + p["p3"] * np.maximum(x - second, 0)
        return np.asarray(local * np.exp(exponent))

    def kinks(self, log10_luminosity: float) -> NDArray[np.float64]:
        """Redshifts z_c1 and z_c2, shape (n_draws, 2)."""
        both = [np.reshape(self._peak(number, log10_luminosity), (-1, 1)) for number in (1, 2)]
        return np.concatenate(np.broadcast_arrays(*both), axis=1)

    def luminosity_kinks(self, redshift: float | None = None) -> list[float]:
        """Log L_a1 and log L_a2 (means of the draws); at a redshift those with z_ci there."""
        found = []
        for number in (1, 2):
            below, peak, slope = (
                float(np.mean(self.values[name]))
                for name in (f"log10_peak_{number}_below", f"peak_{number}", f"peak_{number}_slope")
            )
            at = 0.0 if redshift is None else np.log10(redshift / peak) / slope
            found += [below + at] if at <= 0 else []
        return found

    @property
    def index_range(self) -> tuple[float, float]:
        """Photon index of all sources, twice."""
        return (float(self.values["photon_index"]),) * 2

    def index_nodes(self, log10_luminosity: float) -> Iterator[tuple[float, Parameter]]:
        """Give the one index of all sources."""
        yield float(self.values["photon_index"]), 1.0

    def draw_indices(
        self, log10_luminosity: NDArray, rng: np.random.Generator
    ) -> NDArray[np.float64]:
        """The one index for each source."""
        return np.full(len(log10_luminosity), float(self.values["photon_index"]))

    def _peak(self, number: int, log10_luminosity: ArrayLike) -> NDArray[np.float64]:
        p = self.values
        below = np.minimum(np.asarray(log10_luminosity) - p[f"log10_peak_{number}_below"], 0)
        return np.asarray(p[f"peak_{number}"] * 10.0 ** (p[f"peak_{number}_slope"] * below))
