"""Detector responses of IceTracks-DR2, the fourteen years 2008-2022.

Effective areas and single declination bins of the smearing matrix. One set serves all eleven
seasons of IC86. The effective areas have 50 bins of declination, the smearing matrices 30 others.

References
----------
IceCube Collaboration, arXiv:2605.19040; doi:10.7910/DVN/MMIIZA, readme.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from nusources.catalogs.tracks.icetracks_layout import Column, Layout, refuse_rows
from nusources.catalogs.tracks.icetracks_responses import EFFECTIVE_AREA, check_grid
from nusources.catalogs.tracks.icetracks_text import parse_table, read_table
from nusources.errors import InputDataError
from nusources.formats.raw import read_bytes

ENERGY = (0.0, 12.0, "log10(E/GeV) from 0 to 12")
ANGLE = (0.0, 180.0, "0 to 180 deg")
SMEARING_LAYOUT = Layout(
    header=(
        "#  log10(E_nu/GeV)_min  log10(E_nu/GeV)_max  Dec_nu_min[deg]  Dec_nu_max[deg]  "
        "log10(E/GeV)_min  log10(E/GeV)_max  PSF_min[deg]  PSF_max[deg]  AngErr_min[deg]  "
        "AngErr_max[deg]  Fractional_Counts"
    ),
    columns=(
        Column("true_log10_energy_min", 17, ".2f", *ENERGY),
        Column("true_log10_energy_max", 14, ".2f", *ENERGY),
        Column("dec_min", 14, ".6f", -90.0, 90.0, "-90 to 90 deg"),
        Column("dec_max", 14, ".6f", -90.0, 90.0, "-90 to 90 deg"),
        Column("log10_energy_min", 14, ".6f", *ENERGY),
        Column("log10_energy_max", 14, ".6f", *ENERGY),
        Column("psf_min", 18, ".9e", *ANGLE),
        Column("psf_max", 18, ".9e", *ANGLE),
        Column("ang_err_min", 18, ".9e", *ANGLE),
        Column("ang_err_max", 18, ".9e", *ANGLE),
        Column("fraction", 18, ".9e", 0.0, 1.0, "0 to 1"),
    ),
)
CELLS_PER_BIN = 8000  # 20 reconstructed energies x 20 distances x 20 angular errors, readme
SUM_TOLERANCE = 1e-6  # fractions are printed with ten digits and add up to 1


def read_effective_area_dr2(path: str | Path, season: str | None = None) -> pd.DataFrame:
    """Read an effective area (IC86_effectiveArea.tab, ...).

    The copies that the Dataverse gives out as .tab have every line but the header in double
    quotes, which are taken off. Above 1e8 GeV the simulation behind the table ends, although
    areas are given.

    Parameters
    ----------
    season : str, optional
        Name of the season, which the file does not tell.

    Returns
    -------
    DataFrame
        As `nusources.catalogs.tracks.icetracks.read_effective_area` returns; with the season given,
        contract ``effective_area``.
    """
    values = parse_table(_without_quotes(read_bytes(path), path), EFFECTIVE_AREA, path)
    check_grid(values, path, 2, EFFECTIVE_AREA)
    table = pd.DataFrame(values, columns=EFFECTIVE_AREA.names)
    return table if season is None else table.assign(season=season)


def read_smearing_slice(path: str | Path) -> pd.DataFrame:
    """Read one declination bin of a smearing matrix (IC86_smearing_decbin20.csv.gz, ...).

    The bins of reconstructed energy, distance and angular error differ from one bin of true
    energy to the next: the table is a list of cells and not a grid. Fractions are shares of the
    events of the true bin, not densities. Cells without simulated events have all six edges 0.
    Angular errors have a floor of 0.2 deg and are calibrated for an E^-2 spectrum.
    """
    values = read_table(path, SMEARING_LAYOUT)
    for lower, upper in ((0, 1), (2, 3), (4, 5), (6, 7), (8, 9)):
        wrong = np.zeros(values.shape, dtype=bool)
        wrong[:, upper] = values[:, upper] < values[:, lower]
        problem = "upper edge below the lower edge"
        refuse_rows(wrong, values, SMEARING_LAYOUT, path, first_row=2, problem=problem)
    if (values[:, 2:4] != values[0, 2:4]).any():
        bins = len(np.unique(values[:, 2:4], axis=0))
        raise InputDataError(
            "several bins of declination", path=path, value=bins, expected="one bin"
        )
    _check_cells(values, path)
    table = pd.DataFrame(values, columns=SMEARING_LAYOUT.names)
    table.insert(0, "row", np.arange(1, len(table) + 1, dtype=np.int64))
    return table


def _check_cells(values: np.ndarray, path: str | Path) -> None:
    """Check number and sum of the cells of each bin of true energy."""
    starts = np.flatnonzero((np.diff(values[:, :2], axis=0) != 0).any(axis=1)) + 1
    starts = np.concatenate(([0], starts))  # of runs of rows of the same bin
    edges, which = np.unique(values[starts, :2], axis=0, return_inverse=True)
    counts = np.bincount(which.ravel(), np.diff([*starts, len(values)])).astype(np.int64)
    sums = np.bincount(which.ravel(), np.add.reduceat(values[:, -1], starts))
    wrong = (np.abs(sums - 1) > SUM_TOLERANCE) & (sums != 0) | (counts != CELLS_PER_BIN)
    if wrong.any():
        index = int(np.argmax(wrong))
        raise InputDataError(
            f"bin of true energy {edges[index, 0]:g} to {edges[index, 1]:g} is not complete",
            path=path,
            column="fraction",
            value=f"{counts[index]} cells that add up to {sums[index]:.9f}",
            expected=f"{CELLS_PER_BIN} cells that add up to 1 (or 0)",
        )


def _without_quotes(data: bytes, path: str | Path) -> bytes:
    """Take off the double quotes around every line of the body, if it has any."""
    if b'"' not in data:
        return data
    header, _, body = data.partition(b"\n")
    lines = body.split(b"\n")
    last = lines.pop()
    for row, line in enumerate(lines, start=2):
        if len(line) < 2 or line[:1] != b'"' or line[-1:] != b'"' or line.count(b'"') != 2:
            raise InputDataError(
                "line is not in double quotes",
                path=path,
                row=row,
                value=line.decode("ascii")[:120],
                expected="quotes around every line of the body, or around none",
            )
    return b"\n".join([header, *(line[1:-1] for line in lines), last])
