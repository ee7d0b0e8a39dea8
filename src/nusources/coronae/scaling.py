"""Numbers that describe many spectra at once: peaks, and where coronae become thick."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nusources.coronae import constants as c
from nusources.coronae.engine import Engine

THIN, THICK = 1e-5, 10.0
"""Eddington ratios at which the luminosity of neutrinos follows its two asymptotes."""


def critical_eddington_ratio(
    engine: Engine, log10_sigma: ArrayLike, log10_black_hole_mass: float
) -> NDArray[np.float64]:
    """Eddington ratio at which L_nu ~ L_X^2 and L_nu ~ L_X meet (karavola2026, section 3).

    Parameters
    ----------
    engine : Engine
        Without cooling of mesons: it bends the second asymptote.
    log10_sigma : array_like
    log10_black_hole_mass : float
        [solar masses]

    Returns
    -------
    ndarray, shape of `log10_sigma`
    """
    ratio = np.array([THIN, THICK])
    eddington = log10_black_hole_mass + np.log10(c.EDDINGTON_LUMINOSITY_PER_MASS)
    parameters = np.asarray(log10_sigma, float)[..., np.newaxis], eddington + np.log10(ratio)
    spectra = engine.luminosity(*parameters, log10_black_hole_mass)
    efficiency = spectra.sum(axis=1).reshape(-1, 2) / ratio
    found = THIN * efficiency[:, 1] / efficiency[:, 0]
    return found.reshape(np.shape(log10_sigma))


def peak_energy(energies: NDArray[np.float64], spectra: NDArray[np.float64]) -> NDArray[np.float64]:
    """Energy of the peak of spectra [GeV], by a parabola through the highest three points.

    Parameters
    ----------
    energies : ndarray, shape (n_energies,)
        [GeV], in even steps of their logarithm.
    spectra : ndarray, shape (n_sources, n_energies)
        Above 0 around the peak; NaN results where it is at an end.
    """
    at = spectra.argmax(axis=1)
    inside = (at > 0) & (at < len(energies) - 1)
    columns = np.clip(at, 1, len(energies) - 2)[:, np.newaxis] + np.array([-1, 0, 1])
    left, middle, right = np.log(np.take_along_axis(spectra, columns, axis=1)).T
    curvature = np.where(inside, left - 2 * middle + right, np.nan)
    step = np.log(energies[1] / energies[0])
    return np.asarray(energies[at] * np.exp((left - right) / (2 * curvature) * step))
