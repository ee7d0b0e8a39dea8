"""Made-up templates with the interface of the engine and of its grid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

ENERGIES = 10.0 ** (1 + np.arange(161) / 20)
"""10 GeV to 1 EeV."""


@dataclass(frozen=True)
class LogParabolas:
    """E L_E that rises as L_X^1.5/M^.5 and has its peak at .05 sigma, flat for a width of None."""

    width: float | None = 2.0
    efficiency: float = 0.01
    log10_luminosity_max: float = 48.0

    @property
    def energies(self):
        return ENERGIES

    def luminosity(self, log10_sigma, log10_xray_luminosity, log10_black_hole_mass):
        sigma, luminosity, mass = np.broadcast_arrays(
            *map(np.atleast_1d, (log10_sigma, log10_xray_luminosity, log10_black_hole_mass))
        )
        if self.width is None:
            peak, shape = 10.0**luminosity, np.ones(len(ENERGIES))
        else:
            peak = 10.0 ** (luminosity + 0.5 * (luminosity - mass - 38.1))
            distance = np.log(ENERGIES / (0.05 * 10.0 ** sigma[:, np.newaxis]))
            shape = np.exp(-0.5 * (distance / self.width) ** 2)
        found = self.efficiency * peak[:, np.newaxis] * shape
        return np.where(luminosity[:, np.newaxis] > self.log10_luminosity_max, np.nan, found)
