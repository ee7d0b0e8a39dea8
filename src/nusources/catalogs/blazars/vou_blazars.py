"""Blazar photometry compiled in VOU_Blazars: Fermi-LAT spectral points, SMARTS light curves.

References
----------
Chang et al. 2020, Astronomy and Computing 30, 100350 (VOU_Blazars).
Bonning et al. 2012, ApJ 756, 13 (SMARTS).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from nusources.contracts.blazar_photometry import SMARTS_POINTS, VOU_LAT_POINTS
from nusources.errors import InputDataError
from nusources.formats.text_records import Records, convert, read_delimited
from nusources.tables import Contract, check_table

LAT_HEADER = (
    "Ra",
    "Dec",
    "freq.",
    "flux",
    "err_flux",
    "MJD_start",
    "MJD_end",
    "flag",
    "catalog",
    "reference",
)
SMARTS_HEADER = ("RA", "DEC", "FREQ", "FREQ_ERR", "FLUX", "FLUX_ERROR", "MJD", "MJD_END")
SAME_TIME = 1e-6  # d: MJD and MJD_END are printed to different numbers of digits
# Frequencies printed for the four filters, rounded to 1e13 Hz.
SMARTS_BANDS = {68: "B", 55: "V", 47: "R", 24: "J"}


def read_vou_lat_points(path: str | Path) -> pd.DataFrame:
    """Read the time-resolved Fermi-LAT points (Fermi_full_data.csv).

    Sources are given by position only. An upper limit has the flag UL and the error 0, which
    becomes missing. Time bins are adaptive, so that both ends are needed; some bins have no length
    and fluxes far off: they are flagged. Rows that repeat an earlier row in all columns are
    dropped; the empty columns catalog and reference are not kept.

    Parameters
    ----------
    path : str or Path
        Plain or gzipped file.

    Returns
    -------
    DataFrame
        Contract ``vou_lat_points``; the number of rows dropped is ``attrs["n_duplicates"]``.

    Raises
    ------
    InputDataError
        If the file is not as the release has it.
    """
    records = read_delimited(path, LAT_HEADER)
    labels = {
        "ra": "Ra",
        "dec": "Dec",
        "frequency": "freq.",
        "nu_f_nu": "flux",
        "nu_f_nu_error": "err_flux",
        "mjd_start": "MJD_start",
        "mjd_stop": "MJD_end",
    }
    columns = convert(records, VOU_LAT_POINTS, labels, missing=())
    limit = records.flags("flag", {"": False, "UL": True})
    wrong = limit != (columns["nu_f_nu_error"] == 0)
    _refuse_row(wrong, records, "err_flux", "0 for upper limits (UL) and for them alone")
    duration = columns["mjd_stop"] - columns["mjd_start"]
    _refuse_row(duration < 0, records, "MJD_end", "no time before MJD_start")
    columns["nu_f_nu_error"] = np.where(limit, np.nan, columns["nu_f_nu_error"])
    columns |= {"is_upper_limit": limit, "has_no_duration": duration == 0}
    return _finish(columns, VOU_LAT_POINTS, path)


def read_smarts_points(path: str | Path) -> pd.DataFrame:
    """Read the SMARTS light curves (smarts.csv).

    Sources are given by position only. The file's FREQ_ERR is 1 throughout and MJD_END repeats
    MJD: both are checked and not kept. Some rows have an error larger than the flux, and some
    give two fluxes for one source, filter and time: they are flagged. Rows that repeat an earlier
    row in all columns are dropped.

    Parameters
    ----------
    path : str or Path
        Plain or gzipped file.

    Returns
    -------
    DataFrame
        Contract ``smarts_points``; the number of rows dropped is ``attrs["n_duplicates"]``.

    Raises
    ------
    InputDataError
        If the file is not as the release has it.
    """
    records = read_delimited(path, SMARTS_HEADER)
    labels = {
        "ra": "RA",
        "dec": "DEC",
        "frequency": "FREQ",
        "nu_f_nu": "FLUX",
        "nu_f_nu_error": "FLUX_ERROR",
        "mjd": "MJD",
    }
    columns = convert(records, SMARTS_POINTS, labels)
    _refuse_row(records.numbers("FREQ_ERR") != 1, records, "FREQ_ERR", "1")
    ends = np.abs(records.numbers("MJD_END") - columns["mjd"])
    _refuse_row(ends > SAME_TIME, records, "MJD_END", "the MJD")
    rounded = np.round(columns["frequency"] / 1e13)
    known = np.isin(rounded, list(SMARTS_BANDS))
    _refuse_row(~known, records, "FREQ", "the frequency of B, V, R or J")
    columns["band"] = pd.Series([SMARTS_BANDS[int(code)] for code in rounded], dtype="string")
    columns["error_exceeds_flux"] = columns["nu_f_nu_error"] > columns["nu_f_nu"]
    columns["is_ambiguous"] = np.zeros(len(records), dtype=bool)
    table = _finish(columns, SMARTS_POINTS, path)
    same = ["ra", "dec", "band", "mjd"]
    return table.assign(is_ambiguous=table.duplicated(same, keep=False).to_numpy())


def _finish(columns: dict, contract: Contract, path: str | Path) -> pd.DataFrame:
    """Check all rows, then drop exact duplicates, which keep the number of their first row."""
    table = pd.DataFrame(columns)
    table["row"] = np.arange(1, len(table) + 1, dtype=np.int64)
    table = table[contract.column_names]
    check_table(table, contract, path)
    kept = table[~table.duplicated(list(columns))].reset_index(drop=True)
    kept.attrs["n_duplicates"] = len(table) - len(kept)
    return kept


def _refuse_row(wrong: np.ndarray, records: Records, label: str, expected: str) -> None:
    if wrong.any():
        index = int(np.argmax(wrong))
        raise InputDataError(
            "cell not allowed",
            path=records.path,
            row=records.first_row + index,
            column=label,
            value=records.cells[label][index],
            expected=expected,
        )
