"""Masses of AGN of a luminosity and redshift: P(M | L, z) from galaxies and how they accrete.

    P(M | L, z) ~ psi(M, z) P(lambda = L/M | z)

normalised over M, so that the luminosity function itself stays as published. Within a shell of
redshift the distribution is that of its middle.

References
----------
karavola2026, Appendix C; Georgakakis et al. 2020, MNRAS 499, 710.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nusources.errors import InputDataError
from nusources.population.accretion_rates import AccretionRates, midpoints, solve_accretion_rates
from nusources.population.luminosity_function import LuminosityFunction
from nusources.population.stellar_masses import (
    BlackHoleMassRelation,
    StellarMassFunction,
    proportional,
)

STEP_DEX = 0.02
"""Cells of luminosity and mass from which masses are drawn."""

CONSTANT_RATIO = proportional(0.002)
"""Marconi & Hunt 2003, ApJ 589, L21, with the stellar mass for that of the bulge (recalled)."""


@dataclass(frozen=True)
class HostReadings:
    """What the hosts of AGN are taken to be.

    Parameters
    ----------
    log10_masses : tuple of float
        Least and largest stellar mass of a host, log10(M/Msun).
    log10_rate_min : float
        log10 of the least L(2-10 keV)/M [erg/s/Msun].
    black_holes : BlackHoleMassRelation
    """

    log10_masses: tuple[float, float] = (9.5, 12.5)
    log10_rate_min: float = 30.0
    black_holes: BlackHoleMassRelation = CONSTANT_RATIO

    def __post_init__(self) -> None:
        low, high = self.log10_masses
        if not low < high:
            raise InputDataError(
                "no stellar masses of hosts",
                column="log10_masses",
                value=self.log10_masses,
                expected="the least, then a larger one",
            )


@dataclass(frozen=True, eq=False)
class Hosts:
    """Hosts of AGN in shells of redshift.

    Parameters
    ----------
    masses : StellarMassFunction
    edges : ndarray, shape (n_shells + 1,)
        Redshifts between the shells, ascending.
    rates : sequence of AccretionRates
        Of each shell.
    readings : HostReadings
    """

    masses: StellarMassFunction
    edges: NDArray[np.float64]
    rates: Sequence[AccretionRates]
    readings: HostReadings

    def shell_of(self, redshift: ArrayLike) -> NDArray[np.intp]:
        """Number of the shell of each redshift.

        Raises
        ------
        InputDataError
            If a redshift is in none.
        """
        redshift = np.asarray(redshift, dtype=float)
        wrong = (redshift < self.edges[0]) | (redshift > self.edges[-1])
        if wrong.any():
            raise InputDataError(
                "no hosts at this redshift",
                column="redshift",
                value=redshift[wrong].flat[0],
                expected=f"{self.edges[0]:g} to {self.edges[-1]:g}",
            )
        return np.searchsorted(self.edges[1:-1], redshift, side="right")

    def middle(self, shell: int) -> float:
        """Redshift in the middle of a shell."""
        return float(self.edges[shell] + self.edges[shell + 1]) / 2

    def largest_mass(self, log10_luminosity: ArrayLike) -> NDArray[np.float64]:
        """log10 of the largest mass that can have a luminosity: beyond, the rate is too small."""
        reached = np.asarray(log10_luminosity, dtype=float) - self.readings.log10_rate_min
        return np.minimum(reached, self.readings.log10_masses[1])

    def unnormalised(
        self, log10_luminosity: ArrayLike, log10_mass: ArrayLike, shell: int
    ) -> NDArray[np.float64]:
        """psi(M) P(L/M) of a shell; arguments broadcast."""
        mass = np.asarray(log10_mass, dtype=float)
        galaxies = self.masses.density(mass, self.middle(shell))
        return galaxies * self.rates[shell].density(np.asarray(log10_luminosity) - mass)

    def draw_masses(
        self,
        log10_luminosity: NDArray[np.float64],
        redshift: NDArray[np.float64],
        rng: np.random.Generator,
    ) -> NDArray[np.float64]:
        """Draw the stellar mass of the host of each AGN.

        Parameters
        ----------
        log10_luminosity, redshift : ndarray, shape (n,)
            log10(L(2-10 keV) / (erg/s)).
        rng : Generator

        Returns
        -------
        ndarray, shape (n,)
            log10(M/Msun).
        """
        uniform, part = rng.random((2, len(log10_luminosity)))
        drawn = np.empty(len(log10_luminosity))
        if not len(drawn):
            return drawn
        mass = midpoints(*self.readings.log10_masses, STEP_DEX)
        row = np.floor(log10_luminosity / STEP_DEX).astype(np.intp)
        first = int(row.min())
        luminosity = STEP_DEX * (np.arange(first, int(row.max()) + 1) + 0.5)
        shell = self.shell_of(redshift)
        for number in np.unique(shell):
            own = shell == number
            weights = self.unnormalised(luminosity[:, np.newaxis], mass, int(number))
            cells = _draw_cells(weights, row[own] - first, uniform[own])
            drawn[own] = mass[cells] + STEP_DEX * (part[own] - 0.5)
        return drawn


def _draw_cells(
    weights: NDArray[np.float64], row: NDArray[np.intp], uniform: NDArray[np.float64]
) -> NDArray[np.intp]:
    """Column of a table for each draw, with the weights of its row."""
    below = np.cumsum(weights, axis=1)
    below /= below[:, -1:]
    # Row r holds r to r + 1, so that one ascending list serves all rows.
    ends = (below + np.arange(len(below))[:, np.newaxis]).ravel()
    place = np.searchsorted(ends, row + uniform, side="right")
    return np.clip(place - row * weights.shape[1], 0, weights.shape[1] - 1)


def solve_hosts(
    function: LuminosityFunction,
    masses: StellarMassFunction,
    edges: NDArray[np.float64],
    readings: HostReadings,
) -> Hosts:
    """Solve for the accretion rates in the middle of each shell.

    Parameters
    ----------
    function : LuminosityFunction
    masses : StellarMassFunction
    edges : ndarray, shape (n_shells + 1,)
        Redshifts between the shells, ascending.
    readings : HostReadings

    Raises
    ------
    InputDataError
        If the faintest AGN would have no host.
    """
    faintest = readings.log10_masses[0] + readings.log10_rate_min + 2 * STEP_DEX
    if function.limits.log10_luminosity[0] < faintest:
        raise InputDataError(
            "the least rate and the least host leave the faintest AGN without one",
            column="log10_luminosity_min",
            value=function.limits.log10_luminosity[0],
            expected=f"at least {faintest:g}",
        )
    middles = (edges[1:] + edges[:-1]) / 2
    rates = [
        solve_accretion_rates(
            function,
            masses,
            float(redshift),
            log10_masses=readings.log10_masses,
            log10_rate_min=readings.log10_rate_min,
        )
        for redshift in middles
    ]
    return Hosts(masses, edges, tuple(rates), readings)


def shell_edges(
    masses: StellarMassFunction, redshift_min: float, redshift_max: float, widest: float
) -> NDArray[np.float64]:
    """Redshifts between shells that keep to the bins of the mass function.

    Parameters
    ----------
    masses : StellarMassFunction
    redshift_min, redshift_max : float
    widest : float
        Largest width of a shell in ln(1 + z).
    """
    inner = masses.edges[(masses.edges > redshift_min) & (masses.edges < redshift_max)]
    marks = np.array([redshift_min, *inner, redshift_max])
    parts = []
    for low, high in itertools.pairwise(marks):
        n_shells = int(np.ceil(np.log((1 + high) / (1 + low)) / widest))
        between = np.expm1(np.linspace(np.log1p(low), np.log1p(high), n_shells + 1)[1:-1])
        parts += [low, *between]
    return np.array([*parts, redshift_max])
