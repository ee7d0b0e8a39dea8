"""Secondaries of the protons of many coronae, with the cooling of mesons and muons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from nusources.coronae import constants as c
from nusources.coronae import grids
from nusources.coronae.cooling import decays, suppression
from nusources.coronae.decay_chain import (
    KAON_TO_MUON,
    LEFT,
    LONG_KAON_TO_LEPTONS,
    LONG_KAONS_PER_CHARGED,
    Cooler,
    DecayChain,
)
from nusources.coronae.geometry import synchrotron_break
from nusources.coronae.photomeson import PhotomesonKernel
from nusources.coronae.readings import Readings

NEUTRINOS = (
    "electron_neutrino",
    "electron_antineutrino",
    "muon_neutrino",
    "muon_antineutrino",
)
FOLDED = (*NEUTRINOS, "positron", "electron")
PARTICLES = {
    "muon": (c.MUON_MASS, c.MUON_LIFETIME),
    "pion": (c.PION_MASS, c.PION_LIFETIME),
    "kaon": (c.KAON_MASS, c.KAON_LIFETIME),
}
"""Rest energy [GeV] and proper lifetime [s]."""
SHARE_OF_PION, SHARE_OF_MUON = 1 / 4, 1 / 3
"""Of the energy that goes to a neutrino, for the rough factors."""

Yields = dict[str, NDArray[np.float64]]
"""By species: particles in each cell per time, of shape (n_energies, n_sources)."""


@dataclass(frozen=True, eq=False)
class Secondaries:
    """What makes secondaries of protons.

    Parameters
    ----------
    kernel : PhotomesonKernel
    readings : Readings
    """

    kernel: PhotomesonKernel
    readings: Readings

    @cached_property
    def _matrix(self) -> NDArray[np.float64]:
        """Leptons of all species and positive pions, one below the other."""
        stacked = [*(self.kernel.number[one] for one in FOLDED), self.kernel.pions]
        return np.concatenate(stacked)

    @cached_property
    def _pions(self) -> DecayChain:
        return DecayChain(c.PION_MASS)

    @cached_property
    def _kaons(self) -> DecayChain:
        return DecayChain(c.KAON_MASS)

    def at_production(
        self, protons: NDArray[np.float64], density: NDArray[np.float64]
    ) -> tuple[Yields, NDArray[np.float64]]:
        """Leptons as the tables of yields have them, without cooling, and positive pions.

        Parameters
        ----------
        protons : ndarray, shape (n_energies, n_sources)
            Number of protons in each cell.
        density : ndarray, shape (n_sources,)
            Energy density of X-rays [eV/cm^3].
        """
        parts = np.split(self._matrix @ (protons * density), len(FOLDED) + 1)
        return dict(zip(FOLDED, parts[:-1], strict=True)), np.maximum(parts[-1], 0.0)

    def cooled(
        self, made: Yields, pions: NDArray[np.float64], magnetic_field: NDArray[np.float64]
    ) -> Yields:
        """Leptons after their parents have lost energy in a field [G]; kaons are added here.

        The decay chain is followed with and without cooling, and the yields of the tables are
        multiplied by the ratio: without cooling they stay as they are.
        """
        of_pion, muon, electron = self._ratios(pions, magnetic_field)
        found = {one: made[one] * (electron if "electron_" in one else muon) for one in FOLDED}
        for neutrino, lepton in (("muon_neutrino", "electron"), ("muon_antineutrino", "positron")):
            # The decay of the muon gives its neutrino and the electron the same spectrum.
            found[neutrino] = (made[neutrino] - made[lepton]) * of_pion + found[lepton]
        if self.readings.kaons != "none":
            found = self._with_kaons(found, self._charged_mesons(made, pions), magnetic_field)
        return found

    def _coolers(self, magnetic_field: NDArray[np.float64]) -> Mapping[str, Cooler]:
        """Give what cools each particle: nothing, where it does not."""
        coolers: dict[str, Cooler] = dict.fromkeys(PARTICLES, np.asarray)
        if self.readings.meson_cooling != "none":
            # Rough factors are for pions and their muons; kaons have none.
            mode = "one_lifetime" if self.readings.meson_cooling == "one_lifetime" else "exact"
            for name in self.readings.cooled:
                break_energy = synchrotron_break(magnetic_field, *PARTICLES[name])
                coolers[name] = partial(decays, break_energy=break_energy, mode=mode)
        return coolers

    def _ratios(
        self, pions: NDArray[np.float64], magnetic_field: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Neutrinos with cooling over those without, 1 where there are none; as of `DecayChain`."""
        if self.readings.meson_cooling == "none" or not {*self.readings.cooled} & {"muon", "pion"}:
            return np.ones((3, *pions.shape))
        if self.readings.meson_cooling == "factors":
            return self._factors(magnetic_field)
        coolers = self._coolers(magnetic_field)
        cooled = self._pions.with_cooling(pions, coolers["pion"], coolers["muon"])
        return ratio_or(cooled, self._pions.without_cooling(pions), 1.0)

    def _factors(self, magnetic_field: NDArray[np.float64]) -> NDArray[np.float64]:
        """Rough factors at the energy of the neutrino."""
        energies = grids.ENERGIES[:, np.newaxis]
        factor = {}
        for name, share in (("pion", SHARE_OF_PION), ("muon", SHARE_OF_MUON)):
            break_energy = synchrotron_break(magnetic_field, *PARTICLES[name])
            found = suppression(energies / share, break_energy)
            factor[name] = found if name in self.readings.cooled else np.ones_like(found)
        muon = factor["pion"] * factor["muon"]
        return np.stack([factor["pion"], muon, muon])

    def _charged_mesons(self, made: Yields, pions: NDArray[np.float64]) -> NDArray[np.float64]:
        """Pions of both charges, with the spectrum of the positive ones."""
        energies = grids.ENERGIES
        positive = energies @ (made["muon_neutrino"] - made["electron"])
        negative = energies @ (made["muon_antineutrino"] - made["positron"])
        return pions * (1 + ratio_or(negative, positive, 0.0))

    def _with_kaons(
        self, pionic: Yields, mesons: NDArray[np.float64], magnetic_field: NDArray[np.float64]
    ) -> Yields:
        """Let kaons have a share of the energy of the charged mesons, and their spectrum."""
        share, coolers = self.readings.kaon_share, self._coolers(magnetic_field)
        kaons = share * mesons
        chain = self._kaons.with_cooling(kaons, coolers["kaon"], coolers["muon"])
        muon, electron = KAON_TO_MUON * (chain[0] + chain[1]), KAON_TO_MUON * chain[2]
        if self.readings.kaons == "charged_and_neutral":
            # Neutral kaons do not cool; a neutrino of three bodies, as if of a muon's decay.
            shape = self._pions.decays_of_muons[LEFT][0]
            neutral = LONG_KAON_TO_LEPTONS * LONG_KAONS_PER_CHARGED * (shape @ kaons)
            muon, electron = muon + neutral / 2, electron + neutral / 2
        found = {one: (1 - share) * values for one, values in pionic.items()}
        for one in NEUTRINOS:
            found[one] = found[one] + (electron if one.startswith("electron") else muon) / 2
        return found


def ratio_or(
    above: NDArray[np.float64], below: NDArray[np.float64], otherwise: float
) -> NDArray[np.float64]:
    """Ratio of arrays, with another number where the second is not above 0."""
    return np.where(below > 0, above / np.where(below > 0, below, 1.0), otherwise)
