"""Radii of tabulated point-spread functions against energy."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.detectors.point_spread import containment_radius
from nusources.errors import InputDataError

SHARES = {"r50": 0.5, "r68": 0.68}
"""Share of the events inside a radius."""
CONTAINED = ["log10_energy", "cos_zenith", "distance", "contained"]
DENSITY = ["true_log10_energy_min", "true_log10_energy_max", "log10_distance", "density"]


def widths_of_table(
    table: pd.DataFrame, name: str, meaning: str, cos_zenith: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Radii that hold a share of the events, by energy.

    Parameters
    ----------
    table : DataFrame
        Contract ``gen2_psf`` (shares within distances, by energy and zenith) or ``arca_psf``
        (densities by distance, by energy).
    name : str
        Told with mistakes.
    meaning : str
        ``r50`` or ``r68``.
    cos_zenith : float
        Direction, where the table has several: the nearest of it.

    Returns
    -------
    energy : ndarray, shape (n,)
        [GeV]
    radius : ndarray, shape (n,)
        [deg]

    Raises
    ------
    InputDataError
        If the table is of another kind, or no energy has a radius.
    """
    if set(CONTAINED) <= set(table.columns):
        log10_energy, distance, contained = _of_contained(table, cos_zenith)
    elif set(DENSITY) <= set(table.columns):
        log10_energy, distance, contained = _of_density(table)
    else:
        raise InputDataError(
            "this is no table of a point-spread function",
            path=name,
            value=list(table.columns),
            expected=f"{', '.join(CONTAINED)}, or {', '.join(DENSITY)}",
        )
    radius = containment_radius(distance, contained, SHARES[meaning])
    known = np.isfinite(radius) & (radius > 0)
    if not known.any():
        raise InputDataError(
            f"the point-spread function holds {SHARES[meaning]:.0%} at no energy", path=name
        )
    return 10.0 ** log10_energy[known], radius[known]


def _of_contained(
    table: pd.DataFrame, cos_zenith: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Energies, distances and shares at the direction nearest to one."""
    directions = np.sort(table["cos_zenith"].unique())
    chosen = directions[np.argmin(np.abs(directions - cos_zenith))]
    grid = table[table["cos_zenith"] == chosen].pivot(
        index="log10_energy", columns="distance", values="contained"
    )
    return grid.index.to_numpy(), grid.columns.to_numpy(), grid.to_numpy()


def _of_density(
    table: pd.DataFrame,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Energies, distances and shares by integration over solid angle, normalised to 1."""
    grid = table.assign(
        log10_energy=(table["true_log10_energy_min"] + table["true_log10_energy_max"]) / 2
    ).pivot(index="log10_energy", columns="log10_distance", values="density")
    distance = 10.0 ** grid.columns.to_numpy(dtype=float)
    rings = np.maximum(grid.to_numpy(dtype=float), 0.0)
    area = 1.0 - np.cos(np.radians(distance))
    steps = (rings[:, 1:] + rings[:, :-1]) / 2 * np.diff(area)
    inside = np.hstack([rings[:, :1] * area[0], steps]).cumsum(axis=1)
    total = np.where(inside[:, -1:] > 0, inside[:, -1:], np.nan)
    return grid.index.to_numpy(dtype=float), distance, inside / total
