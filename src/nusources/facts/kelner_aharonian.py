"""Reader of the parameters of photomeson yields (``data/tables/kelner_aharonian_yields.csv``)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nusources.errors import InputDataError
from nusources.facts.spectra import numeric_columns
from nusources.facts.track_models import read_parameter_table

NUMBERS = ["eta_over_eta0", "s", "delta", "b_cm3_s"]
SPECIES = (
    "photon",
    "positron",
    "electron",
    "muon_neutrino",
    "muon_antineutrino",
    "electron_neutrino",
    "electron_antineutrino",
)


@dataclass(frozen=True, eq=False)
class YieldTable:
    """Parameters of one species; all arrays have the shape (n_rows,).

    Parameters
    ----------
    eta_ratio : ndarray
        eta / eta_0, ascending.
    s, delta : ndarray
    b : ndarray
        [cm^3/s]
    """

    eta_ratio: NDArray[np.float64]
    s: NDArray[np.float64]
    delta: NDArray[np.float64]
    b: NDArray[np.float64]


def read_photomeson_yields(path: str | Path) -> dict[str, YieldTable]:
    """Read the parameters of all species.

    Returns
    -------
    dict of str to YieldTable
        In the order of `SPECIES`.

    Raises
    ------
    InputDataError
        If a column, a species or a number is missing, B is not above 0, or rows do not ascend.
    """
    table = read_parameter_table(path, ["species", *NUMBERS, "status", "source"])
    table = numeric_columns(table, NUMBERS, path)
    _check_numbers(table[NUMBERS].to_numpy(float), path)
    found = set(table["species"])
    if found != set(SPECIES):
        raise InputDataError(
            "species are missing or unknown",
            path=path,
            column="species",
            value=", ".join(sorted(found ^ set(SPECIES))),
            expected=", ".join(SPECIES),
        )
    yields = {}
    for species in SPECIES:
        columns = table.loc[table["species"] == species, NUMBERS].to_numpy(float).T
        if len(columns[0]) < 2 or not (np.diff(columns[0]) > 0).all():
            raise InputDataError(
                f"rows of {species} do not ascend",
                path=path,
                column="eta_over_eta0",
                expected="two or more rows of each species, by eta_over_eta0",
            )
        yields[species] = YieldTable(*columns)
    return yields


def _check_numbers(values: NDArray[np.float64], path: str | Path) -> None:
    lowest = np.array([1.0, 0.0, 0.0, 0.0])
    allowed = np.isfinite(values) & (values >= lowest)
    allowed[:, -1] &= values[:, -1] > 0
    wrong = np.argwhere(~allowed)
    if len(wrong):
        row, column = wrong[0]
        raise InputDataError(
            "no parameter of a yield",
            path=path,
            row=int(row) + 1,
            column=NUMBERS[column],
            value=float(values[row, column]),
            expected="eta_over_eta0 of 1 or more, s and delta of 0 or more, b_cm3_s above 0",
        )
