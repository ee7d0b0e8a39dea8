"""Reader of published spectra, of sources and of the diffuse flux."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from nusources.errors import InputDataError
from nusources.facts.track_models import read_parameter_table
from nusources.fluxes import (
    REFERENCE_ENERGY,
    BrokenPowerLawFlux,
    DiffuseFlux,
    LogParabolaFlux,
    PowerLawFlux,
)

TEXTS = ["curve", "label", "kind", "form", "era", "status"]
NEEDED = ["norm", "index", "reference_energy", "energy_min", "energy_max"]
OPTIONAL = [
    "norm_plus",
    "norm_minus",
    "index_error",
    "index_2",
    "curvature",
    "cutoff",
    "break_energy",
    "drawn_from",
]
SHAPE_ERRORS = ["index_below_error", "index_above_error", "log10_break_error"]
"""Errors of a broken power law; not all tables have these columns."""
FLAGS = ["is_target", "is_alternative"]


def read_spectra(path: str | Path) -> pd.DataFrame:
    """Read parameters of spectra: ``diffuse_spectra.csv`` or ``microquasar_spectra.csv``.

    Returns
    -------
    DataFrame
        As `nusources.microquasars.spectra.spectral_curves` takes them; is_target: whether models
        are compared with it; is_alternative: superseded, or another shape for the data of another
        row, so that figures leave it out.

    Raises
    ------
    InputDataError
        If a column is missing, a cell is no number, or a needed number is missing.
    """
    numbers = [*NEEDED, *OPTIONAL, *SHAPE_ERRORS]
    table = read_parameter_table(path, [*TEXTS, *NEEDED, *OPTIONAL, *FLAGS])
    table = table.reindex(columns=[*table, *(one for one in SHAPE_ERRORS if one not in table)])
    table = numeric_columns(table, numbers, path)
    positive = [(name, table[name] > 0, "a number above 0") for name in NEEDED]
    refuse_rows(table, positive, "a spectrum needs this number", path)
    return table.astype(dict.fromkeys(TEXTS, "string") | dict.fromkeys(FLAGS, bool))


def diffuse_flux(spectra: pd.DataFrame, curve: str) -> DiffuseFlux:
    """Flux of one measurement of the diffuse neutrinos.

    Parameters
    ----------
    spectra : DataFrame
        From `read_spectra`.
    curve : str

    Raises
    ------
    InputDataError
        If there is no such curve, or it is none with a norm at 100 TeV and no cutoff.
    """
    known = spectra[
        (spectra["kind"] == "neutrino")
        & (spectra["reference_energy"] == REFERENCE_ENERGY)
        & spectra["cutoff"].isna()
    ].set_index("curve")
    if curve not in known.index:
        raise InputDataError(
            "no such diffuse flux", column="curve", value=curve, expected=", ".join(known.index)
        )
    row = known.loc[curve]
    norm, index = float(row["norm"]), float(row["index"])
    if np.isfinite(row["break_energy"]):
        return BrokenPowerLawFlux(norm, index, float(row["index_2"]), float(row["break_energy"]))
    if np.isfinite(row["curvature"]):
        return LogParabolaFlux(norm, index, float(row["curvature"]))
    return PowerLawFlux(norm, index)


def numeric_columns(table: pd.DataFrame, names: Iterable[str], path: str | Path) -> pd.DataFrame:
    """Convert columns to numbers; empty cells become NaN."""
    result = table.copy()
    for name in names:
        numbers = pd.to_numeric(table[name], errors="coerce").astype(float)
        wrong = np.flatnonzero((numbers.isna() & table[name].notna()) | np.isinf(numbers))
        if wrong.size:
            raise InputDataError(
                "not a finite number",
                path=path,
                row=int(wrong[0]) + 1,
                column=name,
                value=table[name].iloc[wrong[0]],
                expected="a number",
            )
        result[name] = numbers
    return result


def refuse_rows(
    table: pd.DataFrame,
    checks: Iterable[tuple[str, pd.Series, str]],
    problem: str,
    path: str | Path,
) -> None:
    """Raise for the first row that fails a check.

    Parameters
    ----------
    table : DataFrame
    checks : iterable of tuple
        Column that is told, which rows are right, what is expected.
    problem : str
        What is wrong, in one clause.
    path : str or Path
    """
    for column, is_right, expected in checks:
        wrong = np.flatnonzero(~is_right)
        if wrong.size:
            raise InputDataError(
                problem,
                path=path,
                row=int(wrong[0]) + 1,
                column=column,
                value=table[column].iloc[wrong[0]],
                expected=expected,
            )
