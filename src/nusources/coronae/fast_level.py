"""Neutrino spectra by formulae: for checks and quick looks, not for results.

E L_E = 3/8 f(E_p) E_p dL_p/dE_p at E = .05 E_p, where f is the rate of photomeson loss, by a
cross-section in two steps, over the sum of all rates, with rough factors for the cooling.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nusources.coronae import constants as c
from nusources.coronae import grids
from nusources.coronae.cooling import suppression
from nusources.coronae.geometry import Coronae, synchrotron_break
from nusources.coronae.kelner_aharonian import step_energy_loss
from nusources.coronae.losses import losses, pair_production_rate
from nusources.coronae.photon_field import photon_cells
from nusources.coronae.readings import Readings
from nusources.coronae.secondaries import PARTICLES, SHARE_OF_MUON, SHARE_OF_PION
from nusources.coronae.steady_state import injection

NEUTRINO_SHARE = 3 / 8
STEPS_BELOW = 26
"""From the energy of a proton to that of its neutrinos: 10^-1.3 = .0501."""
DIRECT_SHARE = 1 / 3
"""Of the neutrinos: one comes from the pion, two from its muon."""


@dataclass(frozen=True, eq=False)
class FastEngine:
    """Formulae in place of the kinetic equation and the decay chain.

    Parameters
    ----------
    readings : Readings
        Those on kaons and on yields above the tables are not used.
    photomeson_rate, pair_rate : ndarray, shape (n_energies,)
        Loss of protons per energy density of X-rays [s^-1 (eV/cm^3)^-1].
    """

    readings: Readings
    photomeson_rate: NDArray[np.float64]
    pair_rate: NDArray[np.float64]

    @classmethod
    def of(cls, readings: Readings) -> FastEngine:
        """Integrate over the photons once."""
        energies, weights = (one.ravel() for one in photon_cells(readings))
        proton = grids.ENERGIES[:, np.newaxis]
        eta = 4 * energies / c.EV_PER_GEV * proton / c.PROTON_MASS**2
        return cls(readings, step_energy_loss(eta) @ weights, pair_production_rate(readings))

    @property
    def energies(self) -> NDArray[np.float64]:
        """Energies [GeV], those of the templates."""
        return grids.ENERGIES[grids.TEMPLATE_RANGE]

    def luminosity(self, *parameters: ArrayLike) -> NDArray[np.float64]:
        """All-flavour E L_E [erg/s]; parameters and shape as of `Engine.luminosity`."""
        coronae = Coronae.of(self.readings, *parameters)
        rates = losses(coronae, self.photomeson_rate, self.pair_rate)
        _, power = injection(coronae)
        efficiency = rates.photomeson / (rates.total + 1 / coronae.escape_time)
        per_log = NEUTRINO_SHARE * efficiency * power / grids.STEP * c.ERG_PER_GEV
        first = grids.TEMPLATE_RANGE.start + STEPS_BELOW
        moved = per_log[first : first + len(self.energies)]
        return self.readings.code_factor * (moved * self._cooled(coronae)).T

    def _cooled(self, coronae: Coronae) -> NDArray[np.float64]:
        """Share of the neutrinos that cooling leaves."""
        energies = self.energies[:, np.newaxis]
        if self.readings.meson_cooling == "none":
            return np.ones((len(energies), coronae.n_sources))
        left = {}
        for name, share in (("pion", SHARE_OF_PION), ("muon", SHARE_OF_MUON)):
            break_energy = synchrotron_break(coronae.magnetic_field, *PARTICLES[name])
            cools = name in self.readings.cooled
            left[name] = suppression(energies / share, break_energy) if cools else 1.0
        return np.asarray(left["pion"] * (DIRECT_SHARE + (1 - DIRECT_SHARE) * left["muon"]))
