"""Neutrinos of charged pions and kaons and of their muons, with the helicity of the muons.

Decays as matrices between cells of energy: the entry (i, j) is the share of the decays of parents
in cell j whose product falls into cell i. Products per parent as in Lipari, Lusignoli & Meloni
(2007), recalled.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from nusources.coronae import constants as c
from nusources.coronae import grids

Cumulative = Callable[[NDArray[np.float64]], NDArray[np.float64]]
Cooler = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""From particles made in each cell to their decays in each cell."""

LEFT, RIGHT = -1.0, 1.0
"""Helicities of positive muons; negative ones have the opposite and give the same neutrinos."""
KAON_TO_MUON = 0.6356
"""Branching ratio of charged kaons to a muon and its neutrino."""
LONG_KAON_TO_LEPTONS = 0.676
"""Branching ratio of long-lived neutral kaons to a pion, a lepton and its neutrino."""
LONG_KAONS_PER_CHARGED = 0.5
"""Half as many as charged kaons: as many neutral ones are made, and half of them live long."""


class DecayChain:
    """Matrices of the decays of one charged meson.

    Neutrinos have the shape (3, n_energies, n_sources): of the decay of the meson itself, then of
    muon and of electron flavour of the decay of the muon; in each cell of energy per time.

    Parameters
    ----------
    rest_energy : float
        Of the meson [GeV].
    """

    def __init__(self, rest_energy: float):
        ratio = (c.MUON_MASS / rest_energy) ** 2
        self.direct = transfer_matrix(lambda x: np.minimum(x / (1 - ratio), 1.0))
        self.left = transfer_matrix(lambda x: muon_shares(x, ratio)[0])
        self.right = transfer_matrix(lambda x: muon_shares(x, ratio)[1])

    @cached_property
    def decays_of_muons(self) -> dict[float, tuple[NDArray[np.float64], NDArray[np.float64]]]:
        """Matrices to muon and electron flavour, by helicity."""
        return {
            helicity: (
                transfer_matrix(partial(muon_flavour_share, helicity=helicity)),
                transfer_matrix(partial(electron_flavour_share, helicity=helicity)),
            )
            for helicity in (LEFT, RIGHT)
        }

    @cached_property
    def _without_cooling(self) -> NDArray[np.float64]:
        """All three matrices from mesons to neutrinos, one below the other."""
        both = zip((self.left, self.right), self.decays_of_muons.values(), strict=True)
        muon, electron = (
            sum(parts)
            for parts in zip(*((one @ made, two @ made) for made, (one, two) in both), strict=True)
        )
        return np.concatenate([self.direct, muon, electron])

    def without_cooling(self, mesons: NDArray[np.float64]) -> NDArray[np.float64]:
        """Neutrinos of mesons and muons that decay with the energy with which they were made."""
        return np.reshape(self._without_cooling @ mesons, (3, *mesons.shape))

    def with_cooling(
        self, mesons: NDArray[np.float64], cool_meson: Cooler, cool_muon: Cooler
    ) -> NDArray[np.float64]:
        """Neutrinos of mesons and muons that lose energy before they decay.

        Parameters
        ----------
        mesons : ndarray, shape (n_energies, n_sources)
            Made in each cell of energy per time.
        cool_meson, cool_muon : callable
            From particles made to decays, as `nusources.coronae.cooling.decays` does it.
        """
        decaying = cool_meson(mesons)
        found = np.zeros((3, *mesons.shape))
        found[0] = self.direct @ decaying
        for made, (to_muon, to_electron) in zip(
            (self.left, self.right), self.decays_of_muons.values(), strict=True
        ):
            muons = cool_muon(made @ decaying)
            found[1] += to_muon @ muons
            found[2] += to_electron @ muons
        return found


def transfer_matrix(cumulative: Cumulative) -> NDArray[np.float64]:
    """Share of the decays in each cell whose product falls into each other cell.

    Parameters
    ----------
    cumulative : callable
        Share of the products with less than x of the energy of the parent, 0 to 1.

    Returns
    -------
    ndarray, shape (n_energies, n_energies)
    """
    n = grids.N_ENERGIES
    below = np.exp(-grids.STEP * (np.arange(n + 1) - 0.5))
    shares = -np.diff(cumulative(np.minimum(below, 1.0)))
    steps = np.arange(n)[np.newaxis, :] - np.arange(n)[:, np.newaxis]
    return np.where(steps >= 0, shares[np.abs(steps)], 0.0)


def muon_shares(
    x: NDArray[np.float64], mass_ratio: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Share of muons with less than x of the meson's energy, left- and right-handed.

    Parameters
    ----------
    x : ndarray
    mass_ratio : float
        Square of the ratio of masses, muon over meson.
    """
    inside = np.maximum(x, mass_ratio)
    log, linear = np.log(inside / mass_ratio), inside - mass_ratio
    scale = 1 / (1 - mass_ratio) ** 2
    return scale * (linear - mass_ratio * log), scale * mass_ratio * (log - linear)


def muon_flavour_share(x: NDArray[np.float64], helicity: float) -> NDArray[np.float64]:
    """Share of the muon's neutrinos of muon flavour with less than x of its energy."""
    mean = 5 / 3 * x - x**3 + x**4 / 3
    return np.asarray(mean + helicity * (-x / 3 + x**3 - 2 / 3 * x**4))


def electron_flavour_share(x: NDArray[np.float64], helicity: float) -> NDArray[np.float64]:
    """Share of the muon's neutrinos of electron flavour with less than x of its energy."""
    mean = 2 * x - 2 * x**3 + x**4
    return np.asarray(mean + helicity * (2 * x - 6 * x**2 + 6 * x**3 - 2 * x**4))
