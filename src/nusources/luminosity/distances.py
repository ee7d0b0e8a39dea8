"""Redshifts from catalogues in a given order, and luminosity distances."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from nusources.errors import InputDataError
from nusources.sky import squared_chord, unit_vectors
from nusources.units import ARCMIN_PER_DEG, CM_PER_KM, CM_PER_MPC, SPEED_OF_LIGHT


class Catalogue(NamedTuple):
    """Positions [deg] with values of one kind, and what they are from.

    Parameters
    ----------
    rows : DataFrame
        ra, dec, and further columns.
    source : str
        What it is, for the reader.
    status : str
        ``published`` or ``simulated``.
    """

    rows: pd.DataFrame
    source: str
    status: str


def nearest_rows(
    ra: ArrayLike, dec: ArrayLike, rows: pd.DataFrame, radius_arcmin: float
) -> NDArray[np.intp]:
    """Nearest row of a catalogue within a radius, shape (n,); -1 for none."""
    if rows.empty:
        return np.full(len(np.atleast_1d(ra)), -1)
    from scipy.spatial import cKDTree

    tree = cKDTree(unit_vectors(rows["ra"], rows["dec"]))
    chord = float(np.sqrt(squared_chord(radius_arcmin / ARCMIN_PER_DEG)))
    distance, place = tree.query(unit_vectors(ra, dec), distance_upper_bound=chord)
    return np.where(np.isfinite(distance), place, -1)


def find_redshifts(
    ra: ArrayLike, dec: ArrayLike, catalogues: Sequence[Catalogue], radius_arcmin: float
) -> pd.DataFrame:
    """Redshift of each position from the first catalogue that has one.

    Parameters
    ----------
    ra, dec : array_like, shape (n,)
        [deg]
    catalogues : sequence of Catalogue
        With the column redshift, which may be missing or 0 (unknown).
    radius_arcmin : float

    Returns
    -------
    DataFrame, n rows
        redshift (missing: none has it), redshift_status, redshift_source.
    """
    n = len(np.atleast_1d(ra))
    found = pd.DataFrame(
        {"redshift": np.full(n, np.nan), "redshift_status": "not found", "redshift_source": ""}
    )
    for catalogue in catalogues:
        known = catalogue.rows[catalogue.rows["redshift"] > 0]
        place = nearest_rows(ra, dec, known, radius_arcmin)
        new = (place >= 0) & found["redshift"].isna().to_numpy()
        found.loc[new, "redshift"] = known["redshift"].to_numpy()[place[new]]
        found.loc[new, "redshift_status"] = catalogue.status
        found.loc[new, "redshift_source"] = catalogue.source
    return found


def luminosity_distance(redshift: ArrayLike, cosmology: str) -> NDArray[np.float64]:
    """Luminosity distance [Mpc]; missing for a missing redshift.

    Parameters
    ----------
    redshift : array_like
    cosmology : str
        One that astropy knows by name, such as ``Planck18``.

    Raises
    ------
    InputDataError
        If astropy has none of that name.
    """
    values = np.asarray(redshift, dtype=float)
    known = values > 0
    found = np.full(values.shape, np.nan)
    if known.any():
        model = _cosmology(cosmology)
        found[known] = model.luminosity_distance(values[known]).to_value("Mpc")
    return found


@cache
def _cosmology(name: str) -> Any:
    from astropy import cosmology  # .3 s to import

    if name not in cosmology.available:
        raise InputDataError(
            "no such cosmology",
            value=name,
            expected=f"one of {', '.join(cosmology.available)}",
        )
    return getattr(cosmology, name)


def distance_errors_dex(redshift: ArrayLike, peculiar_velocity_km_s: float) -> NDArray[np.float64]:
    """Error of log10(d_L^2) from the peculiar velocity of a galaxy, d ~ c z nearby [dex]."""
    with np.errstate(divide="ignore"):
        share = (
            peculiar_velocity_km_s * CM_PER_KM / SPEED_OF_LIGHT / np.asarray(redshift, dtype=float)
        )
    return 2 * share / np.log(10)


def area_of_sphere(distance_mpc: ArrayLike) -> NDArray[np.float64]:
    """4 pi d^2 [cm2] of a distance [Mpc]: luminosity over flux."""
    return 4 * np.pi * (np.asarray(distance_mpc, dtype=float) * CM_PER_MPC) ** 2
