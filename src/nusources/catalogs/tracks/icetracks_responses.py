"""Effective areas and detector uptimes of IceCube's track releases."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from nusources.catalogs.tracks.icetracks_events import to_values
from nusources.catalogs.tracks.icetracks_layout import Column, Layout, refuse_rows
from nusources.catalogs.tracks.icetracks_text import read_table, write_table
from nusources.errors import InputDataError
from nusources.units import CM2_PER_M2

# IceCube has a geometric area of 1 km^2 = 1e10 cm^2; 100 times that is no effective area.
LARGEST_AREA_CM2 = 1.0e12
LARGEST_AREA_M2 = LARGEST_AREA_CM2 / CM2_PER_M2

EFFECTIVE_AREA = Layout(
    header=(
        "#  log10(E_nu/GeV)_min  log10(E_nu/GeV)_max  Dec_nu_min[deg]  Dec_nu_max[deg]"
        "   A_Eff[cm^2]"
    ),
    columns=(
        Column("log10_energy_min", 17, ".2f", 0.0, 12.0, "log10(E/GeV) from 0 to 12"),
        Column("log10_energy_max", 14, ".2f", 0.0, 12.0, "log10(E/GeV) from 0 to 12"),
        Column("dec_min", 14, ".2f", -90.0, 90.0, "-90 to 90 deg"),
        Column("dec_max", 14, ".2f", -90.0, 90.0, "-90 to 90 deg"),
        Column("effective_area", 14, ".2f", 0.0, LARGEST_AREA_CM2, "0 to 1e12 cm^2"),
    ),
    other_headers=("logEmin_nu  logEmax_nu  decmin decmax  Aeff",),
)

EFFECTIVE_AREA_3YEAR = Layout(
    header="#  E_min[GeV]   E_max[GeV] cos(zenith)_min cos(zenith)_max       Aeff[m^2]",
    columns=(
        Column("energy_min", 13, ".3e", 1.0, 1.0e12, "1 to 1e12 GeV"),
        Column("energy_max", 13, ".3e", 1.0, 1.0e12, "1 to 1e12 GeV"),
        Column("cos_zenith_min", 16, ".2f", -1.0, 1.0, "-1 to 1"),
        Column("cos_zenith_max", 16, ".2f", -1.0, 1.0, "-1 to 1"),
        Column("effective_area", 16, ".3e", 0.0, LARGEST_AREA_M2, "0 to 1e8 m^2"),
    ),
)

UPTIME = Layout(
    header="#  MJD_start[days]  MJD_stop[days]",
    columns=(
        Column("mjd_start", 17, ".8f", 40000.0, 99999.0, "MJD from 40000 to 99999 d"),
        Column("mjd_stop", 17, ".8f", 40000.0, 99999.0, "MJD from 40000 to 99999 d"),
    ),
)


def read_effective_area(path: str | Path) -> pd.DataFrame:
    """Read an effective area of IceTracks-DR1 (``irfs/IC86_II_effectiveArea.csv``...).

    Areas of 10^8 cm^2 and more overflow their column and make the row one character longer.
    The copy of icecube/PSLab_PS_analysis has a header of its own, which is taken as well.

    Parameters
    ----------
    path : str or Path
        Plain or gzipped file.

    Returns
    -------
    pandas.DataFrame
        In the order of the file (energy varies fastest), float64: log10_energy_min and
        log10_energy_max [log10(E/GeV), true neutrino energy], dec_min and dec_max [deg],
        effective_area [cm^2].

    Raises
    ------
    InputDataError
        Naming file, row, column and value; also for bins without width, bins given twice,
        gaps between bins and missing bins.

    References
    ----------
    IceCube Collaboration, arXiv:2101.09836; doi:10.21234/sxvs-mt83, readme.
    """
    values = read_table(path, EFFECTIVE_AREA)
    check_grid(values, path, 2, EFFECTIVE_AREA)
    return pd.DataFrame(values, columns=EFFECTIVE_AREA.names)


def write_effective_area(path: str | Path, table: pd.DataFrame) -> None:
    """Write an effective area in the format of IceTracks-DR1, rows in the order of the table.

    Parameters
    ----------
    path : str or Path
        Plain text file to write.
    table : pandas.DataFrame
        Columns as `read_effective_area` returns; further columns are left out.

    Raises
    ------
    InputDataError
        For anything that `read_effective_area` would refuse. Nothing is written then.
    """
    values = to_values(table, EFFECTIVE_AREA, path)
    write_table(path, values, EFFECTIVE_AREA, partial(check_grid, layout=EFFECTIVE_AREA))


def read_season_area(path: str | Path, season: str) -> pd.DataFrame:
    """Read an effective area of IceTracks-DR1 with the name of its season.

    Parameters
    ----------
    path : str or Path
        As `read_effective_area` takes it.
    season : str
        Which the file does not tell.

    Returns
    -------
    DataFrame
        Contract ``effective_area``.
    """
    return read_effective_area(path).assign(season=season)


def read_effective_area_3year(path: str | Path) -> pd.DataFrame:
    """Read an effective area of the PS-3years release (``IC79-2010-TabulatedAeff.txt.gz``).

    The file has bins in GeV, cos(zenith) and m^2. At the South Pole sin(dec) = -cos(zenith),
    so the bin that ends at cos(zenith) = -1 (up-going) is the one that ends at dec = +90 deg.
    Energies are printed with four digits: a bin edge of 10^2.1 GeV reads 2.10003.

    Parameters
    ----------
    path : str or Path
        Plain or gzipped file.

    Returns
    -------
    pandas.DataFrame
        As `read_effective_area` returns, in the same order of rows.

    Raises
    ------
    InputDataError
        As `read_effective_area`.

    References
    ----------
    icecube.wisc.edu/science/data/PS-3years.
    """
    values = read_table(path, EFFECTIVE_AREA_3YEAR)
    check_grid(values, path, 2, EFFECTIVE_AREA_3YEAR)
    energy_min, energy_max, cos_min, cos_max, area = values.T
    table = pd.DataFrame(
        {
            "log10_energy_min": np.log10(energy_min),
            "log10_energy_max": np.log10(energy_max),
            "dec_min": np.degrees(np.arcsin(-cos_max)),
            "dec_max": np.degrees(np.arcsin(-cos_min)),
            "effective_area": area * CM2_PER_M2,
        }
    )
    return table.sort_values(["dec_min", "log10_energy_min"], ignore_index=True)


def check_grid(values: np.ndarray, path: str | Path, first_row: int, layout: Layout) -> None:
    """Raise unless the bins of a table cover a rectangle, each point exactly once.

    Parameters
    ----------
    values : numpy.ndarray, shape (n_rows, 5)
        First lower, first upper, second lower, second upper bin edge, area.
    path : str or Path
        File to name.
    first_row : int
        Row number to print for ``values[0]``.
    layout : Layout
        For the names of the columns.
    """
    empty = np.zeros(values.shape, dtype=bool)
    empty[:, 1] = values[:, 1] <= values[:, 0]
    empty[:, 3] = values[:, 3] <= values[:, 2]
    problem = "bin without width: upper edge <= lower"
    refuse_rows(empty, values, layout, path, first_row=first_row, problem=problem)
    twice = np.zeros(values.shape, dtype=bool)
    twice[:, 0] = pd.DataFrame(values[:, :4]).duplicated()
    refuse_rows(twice, values, layout, path, first_row=first_row, problem="bin given twice")
    counts = []
    for lower, upper in ((0, 1), (2, 3)):
        bins = np.unique(values[:, [lower, upper]], axis=0)
        counts.append(len(bins))
        broken = np.flatnonzero(bins[1:, 0] != bins[:-1, 1])
        if broken.size:
            edge = bins[broken[0] + 1, 0]
            raise InputDataError(
                "gap or overlap between bins",
                path=path,
                row=first_row + int(np.argmax(values[:, lower] == edge)),
                column=layout.columns[lower].name,
                value=float(edge),
                expected=f"{float(bins[broken[0], 1])}, where the bin before ends",
            )
    if len(values) != counts[0] * counts[1]:
        raise InputDataError(
            "bins are missing",
            path=path,
            value=f"{len(values)} rows",
            expected=f"{counts[0]} x {counts[1]} = {counts[0] * counts[1]} rows",
        )


def read_uptime(path: str | Path) -> pd.DataFrame:
    """Read a list of good runs of IceTracks-DR1 (``uptime/IC86_I_exp.csv``...).

    Runs are given as they are: consecutive runs of IC86_V, VI and VII overlap by less than one
    second (up to two per file), and seasons overlap in test runs, so events belong to a season
    by file and not by time.

    Parameters
    ----------
    path : str or Path
        Plain or gzipped file.

    Returns
    -------
    pandas.DataFrame
        In the order of the file, float64: mjd_start, mjd_stop [d].

    Raises
    ------
    InputDataError
        Naming file, row, column and value; also for a run that stops before it starts.

    References
    ----------
    IceCube Collaboration, arXiv:2101.09836; doi:10.21234/sxvs-mt83, readme.
    """
    values = read_table(path, UPTIME)
    check_runs(values, path, 2)
    return pd.DataFrame(values, columns=UPTIME.names)


def write_uptime(path: str | Path, uptime: pd.DataFrame) -> None:
    """Write a list of good runs in the format of IceTracks-DR1.

    Parameters
    ----------
    path : str or Path
        Plain text file to write.
    uptime : pandas.DataFrame
        Columns mjd_start, mjd_stop [d]; further columns are left out.

    Raises
    ------
    InputDataError
        For anything that `read_uptime` would refuse. Nothing is written then.
    """
    write_table(path, to_values(uptime, UPTIME, path), UPTIME, check_runs)


def check_runs(values: np.ndarray, path: str | Path, first_row: int) -> None:
    """Raise for a run that stops before it starts."""
    backwards = np.zeros(values.shape, dtype=bool)
    backwards[:, 1] = values[:, 1] < values[:, 0]
    problem = "run stops before it starts"
    refuse_rows(backwards, values, UPTIME, path, first_row=first_row, problem=problem)
