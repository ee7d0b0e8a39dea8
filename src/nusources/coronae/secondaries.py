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
    ChainYields,
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
        ratio = self._ratio(pions, magnetic_field)
        found = {
            one: made[one] * (ratio.electron if one.startswith("electron_") else ratio.muon)
            for one in FOLDED
        }
        for neutrino, lepton in (("muon_neutrino", "electron"), ("muon_antineutrino", "positron")):
            # The decay of the muon gives its neutrino and the electron the same spectrum.
            direct = made[neutrino] - made[lepton]
            found[neutrino] = direct * ratio.direct + found[lepton]
        if self.readings.kaons != "none":
            found = self._with_kaons(found, self._charged_mesons(made, pions), magnetic_field)
        return found

    def _coolers(self, magnetic_field: NDArray[np.float64]) -> Mapping[str, Cooler]:
        """Give what cools each particle: nothing, where it does not."""
        mode = self.readings.meson_cooling
        return {
            name: partial(
                decays, break_energy=synchrotron_break(magnetic_field, *particle), mode=mode
            )
            if name in self.readings.cooled and mode != "none"
            else np.asarray
            for name, particle in PARTICLES.items()
        }

    def _ratio(
        self, pions: NDArray[np.float64], magnetic_field: NDArray[np.float64]
    ) -> ChainYields:
        """Neutrinos with cooling over those without."""
        if self.readings.meson_cooling == "none" or not {*self.readings.cooled} & {"muon", "pion"}:
            return ChainYields(*np.ones((3, *pions.shape)))
        if self.readings.meson_cooling == "factors":
            return self._factors(magnetic_field)
        coolers = self._coolers(magnetic_field)
        cooled = self._pions.with_cooling(pions, coolers["pion"], coolers["muon"])
        return cooled.over(self._pions.without_cooling(pions))

    def _factors(self, magnetic_field: NDArray[np.float64]) -> ChainYields:
        """Rough factors at the energy of the neutrino."""
        energies = grids.ENERGIES[:, np.newaxis]
        factor = {}
        for name, share in (("pion", SHARE_OF_PION), ("muon", SHARE_OF_MUON)):
            break_energy = synchrotron_break(magnetic_field, *PARTICLES[name])
            found = suppression(energies / share, break_energy)
            factor[name] = found if name in self.readings.cooled else np.ones_like(found)
        muon = factor["pion"] * factor["muon"]
        return ChainYields(factor["pion"], muon, muon)

    def _charged_mesons(self, made: Yields, pions: NDArray[np.float64]) -> NDArray[np.float64]:
        """Pions of both charges, with the spectrum of the positive ones."""
        energies = grids.ENERGIES
        positive = energies @ (made["muon_neutrino"] - made["electron"])
        negative = energies @ (made["muon_antineutrino"] - made["positron"])
        safe = np.where(positive > 0, positive, 1.0)
        return pions * np.where(positive > 0, 1 + negative / safe, 1.0)

    def _with_kaons(
        self, pionic: Yields, mesons: NDArray[np.float64], magnetic_field: NDArray[np.float64]
    ) -> Yields:
        """Let kaons have a share of the energy of the charged mesons, and their spectrum."""
        share, coolers = self.readings.kaon_share, self._coolers(magnetic_field)
        kaons = share * mesons
        chain = self._kaons.with_cooling(kaons, coolers["kaon"], coolers["muon"])
        muon = KAON_TO_MUON * (chain.direct + chain.muon)
        electron = KAON_TO_MUON * chain.electron
        if self.readings.kaons == "charged_and_neutral":
            # Neutral kaons do not cool; a neutrino of three bodies, as if of a muon's decay.
            shape = self._pions.decays_of_muons[LEFT][0]
            neutral = LONG_KAON_TO_LEPTONS * LONG_KAONS_PER_CHARGED * (shape @ kaons)
            muon, electron = muon + neutral / 2, electron + neutral / 2
        found = {one: (1 - share) * values for one, values in pionic.items()}
        for one in NEUTRINOS:
            found[one] = found[one] + (electron if one.startswith("electron") else muon) / 2
        return found
