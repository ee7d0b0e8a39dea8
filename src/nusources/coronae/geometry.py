"""Size, photons and magnetic field of a corona (karavola2026, section 2.1).

A current sheet of L x L x beta L beside a black hole, as a sphere of the same volume.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nusources.coronae import constants as c
from nusources.coronae.readings import Readings
from nusources.errors import InputDataError

HIGHEST_EDDINGTON_RATIO = 10.0
"""Beyond it a source is calculated and flagged: nothing that is known shines so bright."""


@dataclass(frozen=True, eq=False)
class Coronae:
    """Coronae of many black holes; all arrays have the shape (n_sources,).

    Parameters
    ----------
    magnetization : ndarray
        sigma = B^2 / (4 pi n m c^2) of the protons.
    xray_luminosity : ndarray
        L_X in the photon band [erg/s].
    black_hole_mass : ndarray
        [solar masses]
    readings : Readings
    """

    magnetization: NDArray[np.float64]
    xray_luminosity: NDArray[np.float64]
    black_hole_mass: NDArray[np.float64]
    readings: Readings

    @classmethod
    def of(cls, readings: Readings, *log10_parameters: ArrayLike) -> Coronae:
        """Coronae from decimal logarithms, which are broadcast with each other and flattened.

        Parameters
        ----------
        readings : Readings
        *log10_parameters : array_like
            Of sigma, L_X [erg/s] and black-hole mass [solar masses].

        Raises
        ------
        InputDataError
            If a number is not above 1 or not finite, or a corona is too small for its protons.
        """
        logarithms = np.broadcast_arrays(*(np.asarray(one, float) for one in log10_parameters))
        names = ("log10_sigma", "log10_xray_luminosity", "log10_black_hole_mass")
        flat = [one.ravel() for one in logarithms]
        for name, values in zip(names, flat, strict=True):
            expected = "the decimal logarithm of a number above 1"
            _demand(np.isfinite(values) & (values > 0), name, values, expected)
        sigma, luminosity, mass = (10.0**one for one in flat)
        found = cls(sigma, luminosity, mass, readings)
        expected = "a break, sigma, below the largest Lorentz factor, which grows with L_X"
        _demand(sigma < found.largest_lorentz_factor, names[0], flat[0], expected)
        return found

    def take(self, rows: NDArray[np.intp]) -> Coronae:
        """Some of the coronae."""
        sigma, luminosity, mass = self.magnetization, self.xray_luminosity, self.black_hole_mass
        return Coronae(sigma[rows], luminosity[rows], mass[rows], self.readings)

    @property
    def n_sources(self) -> int:
        """Number of coronae."""
        return len(self.magnetization)

    @property
    def eddington_ratio(self) -> NDArray[np.float64]:
        """lambda_X = L_X over the Eddington luminosity."""
        return self.xray_luminosity / (c.EDDINGTON_LUMINOSITY_PER_MASS * self.black_hole_mass)

    @property
    def is_too_bright(self) -> NDArray[np.bool_]:
        """Whether lambda_X is above what any source has."""
        return np.asarray(self.eddington_ratio > HIGHEST_EDDINGTON_RATIO)

    @property
    def size(self) -> NDArray[np.float64]:
        """Side L of the current sheet [cm]."""
        return self.readings.size * c.GRAVITATIONAL_RADIUS_PER_MASS * self.black_hole_mass

    @property
    def radius(self) -> NDArray[np.float64]:
        """Radius of the sphere with the volume of the sheet [cm]."""
        return (3 * self.readings.reconnection_rate / (4 * np.pi)) ** (1 / 3) * self.size

    @property
    def photon_energy_density(self) -> NDArray[np.float64]:
        """U_X [eV/cm^3]."""
        through_sphere = 4 * np.pi * self.radius**2 * c.SPEED_OF_LIGHT * c.ERG_PER_GEV
        scale = self.readings.photon_density_factor * c.EV_PER_GEV
        return scale * self.xray_luminosity / through_sphere

    @property
    def magnetic_field(self) -> NDArray[np.float64]:
        """Field B [G], from L_X = eta_X beta c L^2 B^2 / (4 pi), with two sides / (2 pi)."""
        readings = self.readings
        solid_angle = 4 * np.pi if readings.sides == "one" else 2 * np.pi
        dissipating = readings.xray_efficiency * readings.reconnection_rate * c.SPEED_OF_LIGHT
        return np.sqrt(solid_angle * self.xray_luminosity / dissipating) / self.size

    @property
    def escape_time(self) -> NDArray[np.float64]:
        """Time in which protons leave [s]."""
        crossing = {
            "radius": self.radius,
            "size": self.size,
            "reconnection": self.radius / self.readings.reconnection_rate,
        }
        return crossing[self.readings.escape] / c.SPEED_OF_LIGHT

    @property
    def proton_density(self) -> NDArray[np.float64]:
        """Density of cold protons [cm^-3], from B and sigma."""
        rest_energy = c.PROTON_MASS * c.ERG_PER_GEV
        return self.magnetic_field**2 / (4 * np.pi * self.magnetization * rest_energy)

    @property
    def largest_lorentz_factor(self) -> NDArray[np.float64]:
        """Lorentz factor that the electric field beta B gives over the side of the sheet."""
        gained = c.ELEMENTARY_CHARGE * self.magnetic_field * self.readings.reconnection_rate
        return gained * self.size / (c.PROTON_MASS * c.ERG_PER_GEV)


def _demand(
    holds: NDArray[np.bool_], column: str, values: NDArray[np.float64], expected: str
) -> None:
    """Raise for the first source that breaks a rule."""
    wrong = np.flatnonzero(~holds)
    if wrong.size:
        raise InputDataError(
            "no corona has this",
            row=int(wrong[0]) + 1,
            column=column,
            value=float(values[wrong[0]]),
            expected=expected,
        )


def synchrotron_break(
    magnetic_field: ArrayLike, rest_energy: float, lifetime: float
) -> NDArray[np.float64]:
    """Energy [GeV] at which synchrotron loss takes as long as decay (karavola2026, eq. 3).

    Parameters
    ----------
    magnetic_field : array_like
        [G]
    rest_energy : float
        m c^2 [GeV].
    lifetime : float
        Proper lifetime [s].

    Examples
    --------
    >>> from nusources.coronae.constants import MUON_LIFETIME, MUON_MASS
    >>> round(float(synchrotron_break(1e5, MUON_MASS, MUON_LIFETIME)) / 1e3, 1)  # [TeV]
    59.0
    """
    mass_ratio = rest_energy / c.ELECTRON_MASS
    energy_loss = c.THOMSON_CROSS_SECTION * c.SPEED_OF_LIGHT * lifetime
    squared = 6 * np.pi * mass_ratio**2 * rest_energy * c.ERG_PER_GEV / energy_loss
    return np.asarray(rest_energy * np.sqrt(squared) / np.asarray(magnetic_field, float))
