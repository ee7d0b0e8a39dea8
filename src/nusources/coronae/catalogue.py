"""From a catalogue of AGN to the neutrino flux of each, and which of them matter."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from nusources.coronae.bands import band_luminosity
from nusources.coronae.constants import EDDINGTON_LUMINOSITY_PER_MASS
from nusources.coronae.diffuse import BLOCK, source_fluxes
from nusources.coronae.geometry import HIGHEST_EDDINGTON_RATIO
from nusources.coronae.sigma_distribution import SigmaLaw
from nusources.coronae.sources import Sources, xray_band_factor
from nusources.coronae.spectra import SourceSpectra, observable_energies
from nusources.errors import InputDataError
from nusources.population.cosmology import Cosmology

NEEDED = ("redshift", "xray_luminosity", "black_hole_mass")
BRIGHTEST = 100


def checked_sources(
    catalogue: pd.DataFrame, cosmology: Cosmology, photon_index: float
) -> tuple[Sources, NDArray[np.bool_]]:
    """Sources of a catalogue that have all that is needed.

    Parameters
    ----------
    catalogue : DataFrame
        redshift, xray_luminosity (2-10 keV, intrinsic) [erg/s], black_hole_mass [Msun]; and
        distance [Mpc] where it is known otherwise than from the redshift.
    cosmology : Cosmology
    photon_index : float
        Of the X-rays.

    Returns
    -------
    Sources
    is_complete : ndarray of bool, shape (n_rows,)
        Rows that have a redshift, a luminosity and a mass.

    Raises
    ------
    InputDataError
        If a column is missing, a value is not positive, or no row is complete.
    """
    for name in NEEDED:
        if name not in catalogue:
            raise InputDataError(
                "the catalogue lacks a column that each corona needs",
                column=name,
                value=list(catalogue.columns),
                expected=", ".join(NEEDED),
            )
    table = catalogue.reindex(columns=[*NEEDED, "distance"]).astype(float)
    for name in table:
        wrong = np.flatnonzero(~(table[name].isna() | (table[name] > 0) & np.isfinite(table[name])))
        if wrong.size:
            raise InputDataError(
                "no source can have this",
                row=int(wrong[0]) + 1,
                column=name,
                value=table[name].iloc[wrong[0]],
                expected="a finite number above 0, or an empty cell",
            )
    is_complete = table[list(NEEDED)].notna().all(axis=1).to_numpy()
    if not is_complete.any():
        empty = [name for name in NEEDED if table[name].isna().all()]
        raise InputDataError(
            "no source of the catalogue has all that a corona needs",
            column=", ".join(empty) or "redshift",
            value=len(table),
            expected=", ".join(NEEDED),
        )
    rows = table[is_complete]
    from_redshift = cosmology.luminosity_distance(rows["redshift"].to_numpy())
    luminosity = np.log10(rows["xray_luminosity"].to_numpy() * xray_band_factor(photon_index))
    sources = Sources(
        rows["redshift"].to_numpy(),
        rows["distance"].fillna(pd.Series(from_redshift, rows.index)).to_numpy(),
        luminosity,
        np.log10(rows["black_hole_mass"].to_numpy()),
    )
    return sources, is_complete


def expected_fluxes(
    templates: SourceSpectra, sources: Sources, law: SigmaLaw, log10_sigma: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean of E F_E over the distribution of sigma, per unit eta_p/eta_X.

    Parameters
    ----------
    templates : SourceSpectra
    sources : Sources
    law : SigmaLaw
    log10_sigma : ndarray, shape (n_sigmas,)
        Nodes over which the law is spread; one with the weight 0 costs nothing.

    Returns
    -------
    energies : ndarray, shape (n_energies,)
        [GeV]
    flux : ndarray, shape (n_sources, n_energies)
        All flavours [erg cm^-2 s^-1]; NaN for sources outside the templates.
    """
    energies = observable_energies(templates.energies, float(sources.redshift.max()))
    flux = np.zeros((len(sources), len(energies)))
    for part in sources.parts(BLOCK):
        for sigma, weight in zip(log10_sigma, law.weights(log10_sigma), strict=True):
            if weight > 0:
                flux[part] += weight * source_fluxes(templates, sources[part], sigma, len(energies))
    return energies, flux


def catalogue_fluxes(
    catalogue: pd.DataFrame,
    sources: Sources,
    is_complete: NDArray[np.bool_],
    energies: NDArray[np.float64],
    flux: NDArray[np.float64],
    band: tuple[float, float],
) -> pd.DataFrame:
    """Table of the catalogue with the flux of each source, in the order of its rows.

    Parameters
    ----------
    catalogue : DataFrame
        All rows; kept as it is.
    sources, is_complete
        From `checked_sources`.
    energies, flux : ndarray
        From `expected_fluxes`, times eta_p/eta_X.
    band : tuple of float
        Energies over which the flux is summed [GeV].

    Returns
    -------
    DataFrame
        The catalogue and log10_eddington_ratio, neutrino_flux (in the band, all flavours,
        erg cm^-2 s^-1), flux_rank (1 is the brightest), flux_share (in the sum of all),
        and the flags is_complete, is_outside (of the templates), is_super_eddington (L_X more than
        ten times the Eddington luminosity). Rows without a flux have none of the numbers.
    """
    is_outside = np.isnan(flux).any(axis=1)
    total = np.full(len(sources), np.nan)
    total[~is_outside] = band_luminosity(energies, flux[~is_outside], *band)
    eddington = sources.log10_xray_luminosity - sources.log10_black_hole_mass
    eddington = eddington - np.log10(EDDINGTON_LUMINOSITY_PER_MASS)
    is_too_bright = eddington > np.log10(HIGHEST_EDDINGTON_RATIO)
    flux_of_row = pd.Series(_in_rows(total, is_complete, np.nan), catalogue.index)
    return catalogue.assign(
        log10_eddington_ratio=_in_rows(eddington, is_complete, np.nan),
        neutrino_flux=flux_of_row.to_numpy(),
        flux_rank=flux_of_row.rank(ascending=False, method="first").to_numpy(),
        flux_share=(flux_of_row / flux_of_row.sum()).to_numpy(),
        is_complete=is_complete,
        is_outside=_in_rows(is_outside, is_complete, False),
        is_super_eddington=_in_rows(is_too_bright, is_complete, False),
    )


def _in_rows(values: ArrayLike, is_complete: NDArray[np.bool_], missing: float | bool) -> NDArray:
    """Values of the complete rows among all rows."""
    found = np.full(len(is_complete), missing)
    found[is_complete] = values
    return found


def share_of_brightest(neutrino_flux: NDArray[np.float64], n: int = BRIGHTEST) -> float:
    """Share of the n brightest sources in the flux of all; missing fluxes are left out.

    Examples
    --------
    >>> share_of_brightest(np.array([1.0, 6.0, 3.0, np.nan]), 1)
    0.6
    """
    flux = np.sort(neutrino_flux[~np.isnan(neutrino_flux)])[::-1]
    return float(flux[:n].sum() / flux.sum())
