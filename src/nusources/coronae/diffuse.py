"""Diffuse flux of a population of coronae: from mock catalogues, and as a direct integral.

Both are for all flavours and per unit of eta_p/eta_X. The flux is linear in the distribution of
sigma: curves of single sigma are stored, and each law is a weighted sum of them.

References
----------
karavola2026, eqs. 1 and 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nusources.coronae.constants import ERG_PER_GEV
from nusources.coronae.sources import Sources
from nusources.coronae.spectra import SourceSpectra, observable_energies, redshifted
from nusources.errors import InputDataError
from nusources.population.nodes import PopulationNodes
from nusources.sky import SQUARE_DEGREES

BLOCK = 4096
"""Sources whose spectra are in memory together. Sums are over these blocks: never change it with
the machine."""


@dataclass(frozen=True, eq=False)
class DiffuseSpectrum:
    """E^2 Phi of all flavours per unit eta_p/eta_X.

    Parameters
    ----------
    energies : ndarray, shape (n_energies,)
        At Earth [GeV].
    flux : ndarray, shape (n_energies,)
        [GeV cm^-2 s^-1 sr^-1]
    error : ndarray, shape (n_energies,)
        Standard error of a mock: the root of the sum of squares of its sources. Where a few
        sources carry the flux, as at low redshifts, most mocks lie below the mean and have too
        small an error.
    n_sources, n_outside : int
        All sources, and those outside the templates, which give nothing.
    """

    energies: NDArray[np.float64]
    flux: NDArray[np.float64]
    error: NDArray[np.float64]
    n_sources: int
    n_outside: int


@dataclass(frozen=True, eq=False)
class SigmaCurves:
    """E^2 Phi if all sources had one sigma, per unit eta_p/eta_X, of all flavours.

    Parameters
    ----------
    energies : ndarray, shape (n_energies,)
        At Earth [GeV].
    log10_sigma : ndarray, shape (n_sigmas,)
    flux : ndarray, shape (n_sigmas, n_energies)
        [GeV cm^-2 s^-1 sr^-1]
    outside : ndarray, shape (n_sigmas,)
        Share of the X-ray flux whose sources are outside the templates: they give nothing.
    """

    energies: NDArray[np.float64]
    log10_sigma: NDArray[np.float64]
    flux: NDArray[np.float64]
    outside: NDArray[np.float64]

    def at(self, energy: ArrayLike) -> NDArray[np.float64]:
        """Flux at some energies, linear in both logarithms; shape (n_sigmas, n).

        Raises
        ------
        InputDataError
            If an energy is outside the curves.
        """
        energy = np.asarray(energy, dtype=float)
        if (energy < self.energies[0]).any() or (energy > self.energies[-1]).any():
            raise InputDataError(
                "no diffuse flux at this energy",
                column="energy",
                value=[float(energy.min()), float(energy.max())],
                expected=f"{self.energies[0]:g} to {self.energies[-1]:g} GeV",
            )
        grid, logs = np.log(self.energies), np.log(np.maximum(self.flux, 1e-300))
        return np.exp([np.interp(np.log(energy), grid, row) for row in logs])


def source_fluxes(
    templates: SourceSpectra, sources: Sources, log10_sigma: ArrayLike, n_energies: int
) -> NDArray[np.float64]:
    """E F_E of sources at Earth per unit eta_p/eta_X.

    Parameters
    ----------
    templates : SourceSpectra
    sources : Sources
    log10_sigma : array_like, shape (n_sources,) or ()
    n_energies : int
        Number of energies at Earth: the first of the templates.

    Returns
    -------
    ndarray, shape (n_sources, n_energies)
        [erg cm^-2 s^-1]; NaN for sources outside the templates.

    References
    ----------
    karavola2026, eq. 1.
    """
    luminosity = templates.luminosity(
        np.broadcast_to(log10_sigma, (len(sources),)),
        sources.log10_xray_luminosity,
        sources.log10_black_hole_mass,
    )
    shifted = redshifted(luminosity, templates.energies, sources.redshift, n_energies)
    return shifted * sources.dilution[:, np.newaxis]


def mock_spectrum(
    templates: SourceSpectra,
    sources: Sources,
    log10_sigma: ArrayLike,
    *,
    area: float,
    redshift_max: float,
) -> DiffuseSpectrum:
    """Sum of the sources of a mock over its solid angle.

    Parameters
    ----------
    templates : SourceSpectra
    sources : Sources
    log10_sigma : array_like, shape (n_sources,) or ()
        Of each source.
    area : float
        Of the mock [deg^2]; for a chunk of one that of the whole, and `together` adds the chunks.
    redshift_max : float
        Largest of all mocks that are put together: it tells which energies they have.

    Raises
    ------
    InputDataError
        If there is no source.

    References
    ----------
    karavola2026, eq. 2.
    """
    if not len(sources):
        raise InputDataError(
            "a mock without sources", column="redshift", value=0, expected="at least one source"
        )
    energies = observable_energies(templates.energies, redshift_max)
    order = sources.sorted()
    sigma = np.broadcast_to(np.asarray(log10_sigma, dtype=float), (len(sources),))[order]
    sources = sources[order]
    sums, n_outside = np.zeros((2, len(energies))), 0
    for part in sources.parts(BLOCK):
        flux = source_fluxes(templates, sources[part], sigma[part], len(energies))
        is_outside = np.isnan(flux).any(axis=1)
        n_outside += int(is_outside.sum())
        flux[is_outside] = 0
        sums += flux.sum(axis=0), (flux**2).sum(axis=0)
    scale = SQUARE_DEGREES / area / ERG_PER_GEV
    return DiffuseSpectrum(
        energies, scale * sums[0], scale * np.sqrt(sums[1]), len(sources), n_outside
    )


def together(parts: Sequence[DiffuseSpectrum]) -> DiffuseSpectrum:
    """Sum of mocks of different redshifts, or of chunks of one."""
    return DiffuseSpectrum(
        parts[0].energies,
        np.sum([one.flux for one in parts], axis=0),
        np.sqrt(np.sum([one.error**2 for one in parts], axis=0)),
        sum(one.n_sources for one in parts),
        sum(one.n_outside for one in parts),
    )


def single_sigma_curves(
    templates: SourceSpectra,
    nodes: PopulationNodes,
    log10_sigma: NDArray[np.float64],
    xray_factor: float,
    redshift_max: float | None = None,
) -> SigmaCurves:
    """Integrate over the population, with one sigma for all sources.

    Parameters
    ----------
    templates : SourceSpectra
    nodes : PopulationNodes
        Also with numbers set to zero outside a bin: then the flux of that bin.
    log10_sigma : ndarray, shape (n_sigmas,)
    xray_factor : float
        From `nusources.coronae.sources.xray_band_factor`.
    redshift_max : float, optional
        Tells which energies the curves have; that of the nodes if not given.
    """
    reach = float(nodes.redshift.max()) if redshift_max is None else redshift_max
    energies = observable_energies(templates.energies, reach)
    luminosity = nodes.log10_luminosity[:, np.newaxis] + np.log10(xray_factor)
    luminosity = np.broadcast_to(luminosity, nodes.log10_black_hole_mass.shape).ravel()
    mass = nodes.log10_black_hole_mass.ravel()
    weights = nodes.number.reshape(len(nodes.redshift), -1) * nodes.dilution[:, np.newaxis]
    light = (weights * 10.0 ** (luminosity - luminosity.max())).sum(axis=0)
    flux, outside = np.empty((len(log10_sigma), len(energies))), np.empty(len(log10_sigma))
    for row, sigma in enumerate(log10_sigma):
        spectra = templates.luminosity(np.full(len(mass), sigma), luminosity, mass)
        is_outside = np.isnan(spectra).any(axis=1)
        spectra[is_outside] = 0
        outside[row] = light[is_outside].sum() / light.sum()
        shells = redshifted(weights @ spectra, templates.energies, nodes.redshift, len(energies))
        flux[row] = shells.sum(axis=0) / ERG_PER_GEV
    return SigmaCurves(energies, np.asarray(log10_sigma, dtype=float), flux, outside)
