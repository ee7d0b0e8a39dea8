"""Effective areas of releases, of users' files and of the model as one kind of table."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.detectors.detector import AreaTable
from nusources.detectors.effective_area import EffectiveAreaParameters, tabulate_effective_area
from nusources.errors import InputDataError

ENERGIES = ("true_log10_energy", "log10_energy")
"""Names of the true energy, the first of which counts where a table has both."""
TOLERANCE = 1e-6
"""Of edges that should be the same: releases print two to four decimals."""


def area_of_model(parameters: EffectiveAreaParameters) -> AreaTable:
    """Area of the model detector, at the South Pole, in the bins of its release."""
    return area_of_table(tabulate_effective_area(parameters), "the model detector")


def area_of_table(table: pd.DataFrame, name: str) -> AreaTable:
    """Area of a table with one row per bin of energy and zenith.

    Parameters
    ----------
    table : DataFrame
        ``true_log10_energy_min`` and ``_max`` (or ``log10_energy_min`` and ``_max``), log10(E/GeV);
        ``cos_zenith_min`` and ``_max``, or ``dec_min`` and ``_max`` [deg] of a detector at the
        South Pole; ``effective_area`` [cm2]. Rows of one bin, such as energies at the detector, are
        summed.
    name : str
        Told with mistakes.

    Returns
    -------
    AreaTable

    Raises
    ------
    InputDataError
        If columns, bins or values are not those of an effective area.
    """
    energy = next((one for one in ENERGIES if f"{one}_min" in table), ENERGIES[0])
    direction = "dec" if "dec_min" in table else "cos_zenith"
    wanted = [f"{axis}_{end}" for axis in (energy, direction) for end in ("min", "max")]
    missing = [one for one in (*wanted, "effective_area") if one not in table]
    if missing:
        raise InputDataError(
            "this is no table of an effective area in bins of energy and direction",
            path=name,
            column=missing[0],
            value=list(table.columns),
            expected=", ".join((*wanted, "effective_area")),
        )
    _refuse_mixtures(table, name)
    table = table.sort_values(wanted[::2], kind="stable")
    grid = table.pivot_table(
        index=f"{direction}_min", columns=f"{energy}_min", values="effective_area", aggfunc="sum"
    )
    edges = [_edges(table, axis, name) for axis in (direction, energy)]
    known = grid.notna().to_numpy().all() and (table["effective_area"] >= 0).all()
    if not known:
        raise InputDataError(
            "bins are missing, or areas are negative or no numbers",
            path=name,
            column="effective_area",
            expected=f"{edges[0].size - 1} x {edges[1].size - 1} areas of 0 or more",
        )
    area = grid.to_numpy()
    if direction == "cos_zenith":
        return AreaTable(edges[1], *_whole_sky(edges[0], area))
    # At the South Pole cos(zenith) = -sin(dec).
    return AreaTable(edges[1], *_whole_sky(-np.sin(np.radians(edges[0]))[::-1], area[::-1]))


def _refuse_mixtures(table: pd.DataFrame, name: str) -> None:
    """Refuse a table of several seasons or flavours: their areas are no sum."""
    for column in ("season", "flavour"):
        if column in table and table[column].nunique() > 1:
            raise InputDataError(
                f"effective areas of several {column}s in one table",
                path=name,
                column=column,
                value=sorted(table[column].unique()),
                expected="one of them",
            )


def _edges(table: pd.DataFrame, axis: str, name: str) -> NDArray[np.float64]:
    """Edges of bins that follow each other without gaps."""
    bins = table[[f"{axis}_min", f"{axis}_max"]].drop_duplicates().sort_values(f"{axis}_min")
    low, high = bins.to_numpy(dtype=float).T
    wrong = (high <= low) | (np.abs(np.append(low[1:], high[-1]) - high) > TOLERANCE)
    if wrong.any():
        raise InputDataError(
            "bins overlap or leave gaps",
            path=name,
            column=f"{axis}_max",
            value=high[wrong][:3].tolist(),
            expected="upper edges that are the next lower ones",
        )
    return np.append(low, high[-1])


def _whole_sky(
    edges: NDArray[np.float64], area: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Edges from -1 to 1, with no area where a table has none."""
    none = np.zeros((1, area.shape[1]))
    if edges[0] > -1 + TOLERANCE:
        edges, area = np.append(-1.0, edges), np.vstack([none, area])
    if edges[-1] < 1 - TOLERANCE:
        edges, area = np.append(edges, 1.0), np.vstack([area, none])
    return np.concatenate([[-1.0], edges[1:-1], [1.0]]), area
