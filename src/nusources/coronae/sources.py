"""Sources with what a corona needs: distance, X-ray luminosity, mass of the black hole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import astropy.units as u
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.errors import InputDataError
from nusources.population.cosmology import Cosmology
from nusources.population.luminosity_function import Band

CORONA_BAND = (0.1, 100.0)
SURVEY_BAND = (2.0, 10.0)
"""X-rays of the corona and of catalogues [keV]."""
TABULATED = (1e-3, 10.0)
"""Redshifts of the table of distances."""
MPC = float(u.Mpc.to(u.cm))


def xray_band_factor(
    photon_index: float,
    corona: tuple[float, float] = CORONA_BAND,
    survey: tuple[float, float] = SURVEY_BAND,
) -> float:
    """X-ray luminosity of the corona over that in the band of a catalogue.

    Examples
    --------
    >>> [round(xray_band_factor(index), 3) for index in (1.0, 2.0, 3.0)]
    [12.488, 4.292, 24.975]
    """
    return float(Band(rest=survey, observed=corona).energy_ratio(photon_index))


@dataclass(frozen=True, eq=False)
class Sources:
    """Coronae at their places; each array has the shape (n_sources,).

    Parameters
    ----------
    redshift : ndarray
    distance : ndarray
        Luminosity distance [Mpc].
    log10_xray_luminosity : ndarray
        log10 of L_X in the band of the corona [erg/s].
    log10_black_hole_mass : ndarray
        log10(M/Msun).

    Raises
    ------
    InputDataError
        If a number is not finite, a redshift negative or a distance not positive.
    """

    redshift: NDArray[np.float64]
    distance: NDArray[np.float64]
    log10_xray_luminosity: NDArray[np.float64]
    log10_black_hole_mass: NDArray[np.float64]

    def __post_init__(self) -> None:
        _refuse("redshift", self.redshift, self.redshift >= 0, "a number, 0 or above")
        _refuse("distance", self.distance, self.distance > 0, "a number above 0 [Mpc]")
        for name in ("log10_xray_luminosity", "log10_black_hole_mass"):
            values = getattr(self, name)
            _refuse(name, values, np.isfinite(values), "the logarithm of a number above 0")

    def __len__(self) -> int:
        return len(self.redshift)

    def __getitem__(self, rows: slice | NDArray) -> Sources:
        return Sources(*(getattr(self, one.name)[rows] for one in fields(self)))

    @property
    def dilution(self) -> NDArray[np.float64]:
        """1/(4 pi d_L^2) [cm^-2]."""
        return 1 / (4 * np.pi * (self.distance * MPC) ** 2)

    def sorted(self) -> NDArray[np.intp]:
        """Order that does not depend on the order of the rows."""
        return np.lexsort([getattr(self, one.name) for one in reversed(fields(self))])

    def parts(self, size: int) -> Iterator[slice]:
        """Slices of the rows, none longer than a size."""
        return (slice(start, start + size) for start in range(0, len(self), size))


def _refuse(name: str, values: NDArray, is_right: NDArray, expected: str) -> None:
    wrong = np.flatnonzero(~(is_right & np.isfinite(values)))
    if wrong.size:
        raise InputDataError(
            "a source that cannot be",
            row=int(wrong[0]) + 1,
            column=name,
            value=values[wrong[0]],
            expected=expected,
        )


def mock_sources(catalogue: pd.DataFrame, cosmology: Cosmology, photon_index: float) -> Sources:
    """Sources of a mock catalogue.

    Parameters
    ----------
    catalogue : DataFrame
        From `nusources.population.mock.draw_chunk`.
    cosmology : Cosmology
    photon_index : float
        Of the X-rays.
    """
    redshift, luminosity, mass = (
        catalogue[name].to_numpy(float)
        for name in ("redshift", "log10_luminosity", "log10_black_hole_mass")
    )
    if not len(redshift):
        raise InputDataError(
            "an empty catalogue", column="redshift", value=0, expected="at least one source"
        )
    # A table of distances: thousand times faster than an integral for each source.
    dilution, _ = cosmology.table(*TABULATED).at(np.log(redshift))
    distance = 1 / np.sqrt(4 * np.pi * dilution) / MPC
    factor = np.log10(xray_band_factor(photon_index))
    return Sources(redshift, distance, luminosity + factor, mass)


def listed_sources(table: pd.DataFrame, photon_index: float) -> Sources:
    """Sources of ``data/tables/coronae_sources.csv``, whose X-rays are given in bands of their own.

    Parameters
    ----------
    table : DataFrame
        From `nusources.facts.coronae_sources.read_coronae_sources`.
    photon_index : float
    """
    bands = zip(table["band_low_kev"], table["band_high_kev"], strict=True)
    factors = [xray_band_factor(photon_index, survey=band) for band in bands]
    return Sources(
        table["redshift"].to_numpy(),
        table["distance_mpc"].to_numpy(),
        np.log10(table["xray_luminosity"].to_numpy() * factors),
        np.log10(table["black_hole_mass"].to_numpy()),
    )
