"""Neutrino spectra of magnetised coronae, calculated directly: the reference of every grid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nusources.coronae import constants as c
from nusources.coronae import grids
from nusources.coronae.flavours import Mixing
from nusources.coronae.geometry import Coronae
from nusources.coronae.losses import Losses, losses, pair_production_rate
from nusources.coronae.photomeson import photomeson_kernel
from nusources.coronae.readings import Readings
from nusources.coronae.secondaries import NEUTRINOS, Secondaries, Yields, ratio_or
from nusources.coronae.steady_state import Protons, injection, steady_state
from nusources.facts.kelner_aharonian import YieldTable

SOURCES_TOGETHER, WIDTH = 64, 8
"""Most columns of the matrices, a multiple of the second number: narrower ones have other sums."""


@dataclass(frozen=True, eq=False)
class Solution:
    """Protons and secondaries of some coronae, on the energy grid.

    Parameters
    ----------
    coronae : Coronae
    losses : Losses
    protons : Protons
        Of a proton power equal to the X-ray luminosity.
    made, cooled : dict of str to ndarray, shape (n_energies, n_sources)
        Leptons in each cell per time, without and with cooling of their parents.
    """

    coronae: Coronae
    losses: Losses
    protons: Protons
    made: Yields
    cooled: Yields


@dataclass(frozen=True, eq=False)
class Templates:
    """Spectra E L_E [erg/s] of sources, per unit of proton over X-ray luminosity.

    Parameters
    ----------
    energies : ndarray, shape (n_energies,)
        [GeV], in the frame of the source.
    luminosity : dict of str to ndarray, shape (n_sources, n_energies)
        At the source, by species.
    mixing : Mixing
    """

    energies: NDArray[np.float64]
    luminosity: Mapping[str, NDArray[np.float64]]
    mixing: Mixing

    @property
    def all_flavours(self) -> NDArray[np.float64]:
        """Sum of all neutrinos, which oscillations leave alone."""
        return np.asarray(sum(self.luminosity[one] for one in NEUTRINOS))

    def share_at_earth(self, flavour: int = 0, which: str = "both") -> NDArray[np.float64]:
        """Share of one flavour at Earth in all neutrinos; NaN where there are none.

        Parameters
        ----------
        flavour : int
            Place in `nusources.coronae.flavours.FLAVOURS`.
        which : str
            ``both``, ``neutrino`` or ``antineutrino``.
        """
        kinds = ("neutrino", "antineutrino") if which == "both" else (which,)
        electron, muon = (
            sum(self.luminosity[f"{one}_{kind}"] for kind in kinds) for one in ("electron", "muon")
        )
        from_electron, from_muon = self.mixing.probabilities()[flavour, :2]
        arriving = from_electron * electron + from_muon * muon
        return ratio_or(arriving, self.all_flavours, np.nan)


@dataclass(frozen=True, eq=False)
class Engine:
    """Direct calculation of spectra.

    Parameters
    ----------
    readings : Readings
    secondaries : Secondaries
    pair_rate : ndarray, shape (n_energies,)
        From `nusources.coronae.losses.pair_production_rate`.
    mixing : Mixing
    """

    readings: Readings
    secondaries: Secondaries
    pair_rate: NDArray[np.float64]
    mixing: Mixing

    @classmethod
    def of(
        cls,
        tables: Mapping[str, YieldTable],
        readings: Readings | None = None,
        mixing: Mixing | None = None,
    ) -> Engine:
        """Tabulate all kernels for some readings.

        Parameters
        ----------
        tables : mapping of str to YieldTable
            From `nusources.facts.kelner_aharonian.read_photomeson_yields`.
        readings : Readings, optional
        mixing : Mixing, optional
        """
        readings = readings or Readings()
        secondaries = Secondaries(photomeson_kernel(tables, readings), readings)
        return cls(readings, secondaries, pair_production_rate(readings), mixing or Mixing())

    @property
    def energies(self) -> NDArray[np.float64]:
        """Energies of templates [GeV], 20 a decade, in the frame of the source."""
        return grids.ENERGIES[grids.TEMPLATE_RANGE]

    def luminosity(
        self,
        log10_sigma: ArrayLike,
        log10_xray_luminosity: ArrayLike,
        log10_black_hole_mass: ArrayLike,
    ) -> NDArray[np.float64]:
        """All-flavour E L_E of sources per unit of proton over X-ray luminosity [erg/s].

        Parameters
        ----------
        log10_sigma, log10_xray_luminosity, log10_black_hole_mass : array_like
            Magnetization, L_X in the photon band [erg/s], solar masses; broadcast with each other.

        Returns
        -------
        ndarray, shape (n_sources, n_energies)

        Raises
        ------
        InputDataError
            If a corona is impossible, see `Coronae.of`.
        """
        return self.templates(
            log10_sigma, log10_xray_luminosity, log10_black_hole_mass
        ).all_flavours

    def templates(self, *parameters: ArrayLike) -> Templates:
        """Spectra of all species; parameters and errors as of `luminosity`."""
        coronae = Coronae.of(self.readings, *parameters)
        found = {one: np.empty((coronae.n_sources, len(self.energies))) for one in NEUTRINOS}
        scale = self.readings.code_factor * self.energies[:, np.newaxis] / grids.STEP
        for rows, part in parts_of(coronae):
            cooled = self.solve(part).cooled
            for one in NEUTRINOS:
                power = (scale * cooled[one][grids.TEMPLATE_RANGE] * c.ERG_PER_GEV).T
                # Differences of tabulated yields leave noise of either sign far from the peak.
                found[one][rows] = np.maximum(power[: rows.stop - rows.start], 0.0)
        return Templates(self.energies, found, self.mixing)

    def solve(self, coronae: Coronae) -> Solution:
        """Protons and secondaries of coronae, all at once: for many use `templates`."""
        density = coronae.photon_energy_density
        rates = losses(coronae, self.secondaries.kernel.loss_rate, self.pair_rate)
        protons = steady_state(*injection(coronae), rates.total, coronae.escape_time)
        effective = protons.energy / grids.ENERGIES[:, np.newaxis]
        made, pions = self.secondaries.at_production(effective, density)
        cooled = self.secondaries.cooled(made, pions, coronae.magnetic_field)
        return Solution(coronae, rates, protons, made, cooled)


def parts_of(coronae: Coronae) -> Iterator[tuple[slice, Coronae]]:
    """Places of sources and parts to solve, the last filled up with its last source."""
    last = coronae.n_sources - 1
    for begin in range(0, last + 1, SOURCES_TOGETHER):
        n = min(SOURCES_TOGETHER, last + 1 - begin)
        filled = np.arange(begin, begin + WIDTH * -(-n // WIDTH))
        yield slice(begin, begin + n), coronae.take(np.minimum(filled, last))
