"""How often galaxies accrete at which rate: specific accretion-rate distributions.

The rate is lambda = L(2-10 keV)/M [erg/s/Msun], M the stellar mass. Its distribution P(lambda) per
dex has three segments, is zero below a least rate, and is solved from

    phi(L, z) = int psi(M, z) P(lambda = L/M | z) dlog M,

phi the luminosity function of AGN and psi the stellar mass function.

References
----------
karavola2026, eq. 4; Georgakakis et al. 2017, MNRAS 471, 1976; Aird et al. 2018, MNRAS 474, 1225.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import least_squares

from nusources.population.luminosity_function import LuminosityFunction
from nusources.population.stellar_masses import StellarMassFunction

STEP_DEX = 0.05
"""Of the midpoints in mass, luminosity and rate."""
STARTS = tuple((-2.0, first, 0.5, -0.9, 1.0, -2.6) for first in (31.5, 32.3, 33.0))
"""Norm, first break, distance of the breaks and slopes from which the solution is sought."""
BOUNDS = ((-8.0, 30.2, 0.1, -2.0, -4.0, -8.0), (2.0, 34.5, 3.0, 6.0, 3.0, -0.5))
MOST_STEPS = 150
DUTY_WEIGHT = 10.0
"""Of log10(duty cycle) above 0 beside differences of log10(phi), so that it stays below 1."""


@dataclass(frozen=True)
class AccretionRates:
    """Share of galaxies per dex of their specific accretion rate.

    Parameters
    ----------
    log10_norm : float
        log10 of P at the first break [dex^-1].
    log10_break_1, log10_break_2 : float
        log10 of rates [erg/s/Msun].
    slopes : tuple of float
        d log P / d log lambda of the three segments.
    log10_rate_min : float
        P is zero below this rate.
    """

    log10_norm: float
    log10_break_1: float
    log10_break_2: float
    slopes: tuple[float, float, float]
    log10_rate_min: float

    def density(self, log10_rate: ArrayLike) -> NDArray[np.float64]:
        """Share of galaxies per dex."""
        rate = np.asarray(log10_rate, dtype=float)
        first, second = self.log10_break_1, self.log10_break_2
        exponent = self.slopes[0] * np.minimum(rate - first, 0)
        exponent += self.slopes[1] * np.clip(rate - first, 0, second - first)
        exponent += self.slopes[2] * np.maximum(rate - second, 0)
        inside = rate >= self.log10_rate_min
        return np.where(inside, 10.0 ** (self.log10_norm + exponent), 0.0)

    @property
    def duty_cycle(self) -> float:
        """Share of galaxies that accrete above the least rate."""
        marks = np.array([self.log10_rate_min, self.log10_break_1, self.log10_break_2])
        steps = np.append(np.diff(np.maximum(marks, self.log10_rate_min)), np.inf)
        at_marks = self.density(np.maximum(marks, self.log10_rate_min))
        return float(sum(map(_segment_area, at_marks, self.slopes, steps)))


def _segment_area(start: float, slope: float, length: float) -> float:
    """Integral of start 10^(slope x) over 0 to a length; the last slope falls."""
    power = slope * np.log(10)
    if abs(power) < 1e-12:
        return start * length
    return float(start * np.expm1(power * length) / power)


def solve_accretion_rates(
    function: LuminosityFunction,
    masses: StellarMassFunction,
    redshift: float,
    *,
    log10_masses: tuple[float, float],
    log10_rate_min: float,
) -> AccretionRates:
    """Solve for the distribution of rates at one redshift.

    Least squares of the differences of log10(phi), each luminosity weighted with L phi(L): the
    solution is best where most of the light is made.

    Parameters
    ----------
    function : LuminosityFunction
    masses : StellarMassFunction
    redshift : float
    log10_masses : tuple of float
        Range of stellar masses, log10(M/Msun), of galaxies with AGN.
    log10_rate_min : float
        log10 of the least rate [erg/s/Msun].

    References
    ----------
    karavola2026, eq. 4.
    """
    luminosity = midpoints(*function.limits.log10_luminosity, STEP_DEX)
    mass = midpoints(*log10_masses, STEP_DEX)
    galaxies = masses.density(mass, redshift) * STEP_DEX
    rate = luminosity[0] - mass[-1] + STEP_DEX * np.arange(len(luminosity) + len(mass) - 1)
    is_reached = np.convolve(rate >= log10_rate_min, np.ones(len(mass)), mode="valid") > 0
    wanted = np.log10(function.density(luminosity, redshift))[is_reached]
    light = luminosity[is_reached] + wanted
    weight = np.sqrt(10.0 ** (light - light.max()))
    weight /= np.linalg.norm(weight)

    def residuals(values: NDArray[np.float64]) -> NDArray[np.float64]:
        rates = _rates(values, log10_rate_min)
        found = np.convolve(rates.density(rate), galaxies, mode="valid")[is_reached]
        excess = DUTY_WEIGHT * max(np.log10(rates.duty_cycle), 0)
        return np.append(weight * (np.log10(found) - wanted), excess)

    fits = [least_squares(residuals, one, bounds=BOUNDS, max_nfev=MOST_STEPS) for one in STARTS]
    return _rates(min(fits, key=lambda fit: fit.cost).x, log10_rate_min)


def luminosity_density(
    rates: AccretionRates,
    masses: StellarMassFunction,
    log10_luminosity: ArrayLike,
    redshift: float,
    log10_masses: tuple[float, float],
) -> NDArray[np.float64]:
    """Density of AGN that a distribution of rates gives [Mpc^-3 dex^-1].

    Parameters
    ----------
    rates : AccretionRates
    masses : StellarMassFunction
    log10_luminosity : array_like, shape (n,)
        log10(L(2-10 keV) / (erg/s)).
    redshift : float
    log10_masses : tuple of float

    References
    ----------
    karavola2026, eq. 4.
    """
    mass = midpoints(*log10_masses, STEP_DEX)
    galaxies = masses.density(mass, redshift) * STEP_DEX
    rate = np.asarray(log10_luminosity, dtype=float)[:, np.newaxis] - mass
    return np.asarray(rates.density(rate) @ galaxies)


def midpoints(low: float, high: float, step: float) -> NDArray[np.float64]:
    """Middles of as many cells of a width as there is room for from low to high.

    Examples
    --------
    >>> midpoints(9.5, 10.5, 0.25).tolist()
    [9.625, 9.875, 10.125, 10.375]
    """
    return np.asarray(low + step * (np.arange(round((high - low) / step)) + 0.5), dtype=float)


def _rates(values: NDArray[np.float64], log10_rate_min: float) -> AccretionRates:
    norm, first, distance, *slopes = (float(one) for one in values)
    return AccretionRates(
        norm, first, first + distance, (slopes[0], slopes[1], slopes[2]), log10_rate_min
    )
