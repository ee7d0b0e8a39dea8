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
from nusources.formats.records import Field, to_table
from nusources.formats.text import read_delimited

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
LAT_FIELDS = {
    "ra": "Ra",
    "dec": "Dec",
    "frequency": "freq.",
    "nu_f_nu": "flux",
    "nu_f_nu_error": Field("err_flux", missing=()),
    "mjd_start": "MJD_start",
    "mjd_stop": "MJD_end",
    "is_upper_limit": Field("flag", codes={"": False, "UL": True}),
}
SMARTS_HEADER = ("RA", "DEC", "FREQ", "FREQ_ERR", "FLUX", "FLUX_ERROR", "MJD", "MJD_END")
SMARTS_FIELDS = {
    "ra": "RA",
    "dec": "DEC",
    "frequency": "FREQ",
    "nu_f_nu": "FLUX",
    "nu_f_nu_error": "FLUX_ERROR",
    "mjd": "MJD",
}
SAME_TIME = 1e-6  # d: MJD and MJD_END are printed to different numbers of digits
# Frequencies printed for the four filters, rounded to 1e13 Hz.
SMARTS_BANDS = {68: "B", 55: "V", 47: "R", 24: "J"}


def read_vou_lat_points(path: str | Path) -> pd.DataFrame:
    """Read the time-resolved Fermi-LAT points (Fermi_full_data.csv).

    Sources are given by position only. An upper limit has the flag UL and the error 0, which
    becomes missing. Time bins are adaptive, so that both ends are needed; some bins have no length
    and fluxes far off: they are flagged. Rows that repeat an earlier row in all columns are
    dropped; the empty columns catalog and reference are not kept.
    The number of rows dropped is ``attrs["n_duplicates"]``.
    """
    records = read_delimited(path, LAT_HEADER)
    table = to_table(records, VOU_LAT_POINTS, LAT_FIELDS)
    limit, error = table["is_upper_limit"], table["nu_f_nu_error"]
    expected = "0 for upper limits (UL) and for them alone"
    records.refuse_rows(limit != (error == 0), "err_flux", expected)
    duration = table["mjd_stop"] - table["mjd_start"]
    records.refuse_rows(duration < 0, "MJD_end", "no time before MJD_start")
    table["nu_f_nu_error"] = error.where(~limit)
    table["has_no_duration"] = duration == 0
    return _without_repeats(table)


def read_smarts_points(path: str | Path) -> pd.DataFrame:
    """Read the SMARTS light curves (smarts.csv).

    Sources are given by position only. The file's FREQ_ERR is 1 throughout and MJD_END repeats
    MJD: both are checked and not kept. Some rows have an error larger than the flux, and some
    give two fluxes for one source, filter and time: they are flagged. Rows that repeat an earlier
    row in all columns are dropped.
    The number of rows dropped is ``attrs["n_duplicates"]``.
    """
    records = read_delimited(path, SMARTS_HEADER)
    table = to_table(records, SMARTS_POINTS, SMARTS_FIELDS)
    records.refuse_rows(records.numbers("FREQ_ERR") != 1, "FREQ_ERR", "1")
    ends = np.abs(records.numbers("MJD_END") - table["mjd"])
    records.refuse_rows(ends > SAME_TIME, "MJD_END", "the MJD")
    rounded = np.round(table["frequency"] / 1e13)
    unknown = ~np.isin(rounded, list(SMARTS_BANDS))
    records.refuse_rows(unknown, "FREQ", "the frequency of B, V, R or J")
    table["band"] = pd.Series([SMARTS_BANDS[int(code)] for code in rounded], dtype="string")
    table["error_exceeds_flux"] = table["nu_f_nu_error"] > table["nu_f_nu"]
    table = _without_repeats(table)
    same = ["ra", "dec", "band", "mjd"]
    return table.assign(is_ambiguous=table.duplicated(same, keep=False).to_numpy())


def _without_repeats(table: pd.DataFrame) -> pd.DataFrame:
    """Drop exact duplicates, which keep the number of their first row."""
    others = [name for name in table.columns if name != "row"]
    kept = table[~table.duplicated(others)].reset_index(drop=True)
    kept.attrs["n_duplicates"] = len(table) - len(kept)
    return kept
