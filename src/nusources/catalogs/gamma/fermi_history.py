"""Flux histories in the Fermi-LAT source catalogues.

References
----------
Abdollahi et al. 2020, ApJS 247, 33 (4FGL), Table 12: columns of the catalogue.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from nusources.catalogs.gamma.fermi_catalogs import PHOTONS, POINT_SOURCES
from nusources.catalogs.gamma.fermi_time import (
    MJD_REFERENCE_DAY,
    MJD_REFERENCE_FRACTION,
    met_to_mjd,
)
from nusources.errors import InputDataError
from nusources.formats.fits import FitsField, FitsTable, read_fits_tables

# Table of the bin edges and infix of the column names, by binning.
BINNINGS = {"year": ("HIST_START", ""), "two_months": ("HIST2_START", "2")}
LIMIT_BELOW_SQRT_TS = 1.0  # below, the catalogue gives limits: no lower error
LIMIT_STEPS = 2.0  # 95% limit = flux + 2 upper errors


def read_flux_history(path: str | Path, binning: str = "year") -> pd.DataFrame:
    """Read the flux history of 4FGL (v20), its data releases (v27, v35) or the 16-year list (v41).

    The lower error is stored as a negative offset, and as NaN where sqrt(TS) < 1: those rows are
    upper limits. The first bin is 2.6 days shorter than the other years. Rows without a finite
    upper error (the inverse-Compton part of the Crab, which was not fitted; stored as inf, -inf or
    NaN) are flagged as fixed; their test statistic of 0 or -inf becomes missing.
    Sources in the order of the file.

    Parameters
    ----------
    binning : str
        ``year``, or ``two_months`` (in v20 only).
    """
    tables = read_fits_tables(path)
    edges_name, infix = BINNINGS[binning]
    missing = [name for name in (POINT_SOURCES, edges_name) if name not in tables]
    if missing:
        raise InputDataError(
            "lacks a table", path=path, value=", ".join(tables), expected=", ".join(missing)
        )
    edges = _bin_edges(tables[edges_name], path)
    n_bins = len(edges) - 1
    names = tables[POINT_SOURCES].column(FitsField("Source_Name", "text"))
    points = _points(tables[POINT_SOURCES], infix, n_bins)
    rows = pd.Series(names, dtype="string").repeat(n_bins).reset_index(drop=True)
    return pd.DataFrame(
        {
            "source_name": rows,
            "binning": pd.Series([binning], dtype="string").repeat(len(rows)).to_numpy(),
            "time_bin": np.tile(np.arange(n_bins), len(names)),
            "mjd_start": np.tile(edges[:-1], len(names)),
            "mjd_stop": np.tile(edges[1:], len(names)),
            **points,
        }
    )


def _bin_edges(table: FitsTable, path: str | Path) -> np.ndarray:
    """Edges of the time bins [MJD, TT]."""
    header = table.header
    try:
        zero = float(header["MJDREFI"]), float(header["MJDREFF"])
    except (KeyError, TypeError, ValueError):
        zero = None
    # Some headers print the fraction with fewer digits; 1e-9 d are 0.1 ms.
    if zero is None or not np.allclose(
        zero, (MJD_REFERENCE_DAY, MJD_REFERENCE_FRACTION), rtol=0, atol=1e-9
    ):
        raise InputDataError(
            "unknown zero of time",
            path=path,
            column="MJDREFI, MJDREFF",
            value=zero,
            expected=f"{MJD_REFERENCE_DAY}, {MJD_REFERENCE_FRACTION}",
        )
    met = table.column(FitsField("Hist_Start", unit="s"))
    wrong = np.flatnonzero(~(np.diff(met) > 0))
    if len(met) < 2 or wrong.size:
        row = int(wrong[0]) + 2 if wrong.size else 1
        raise InputDataError(
            "edges of time bins do not increase",
            path=path,
            row=row,
            column="Hist_Start",
            value=met[row - 1],
            expected="two or more increasing times",
        )
    return met_to_mjd(met)


def _points(table: FitsTable, infix: str, n_bins: int) -> dict[str, np.ndarray]:
    """Fluxes, errors, limits and flags of all sources and bins, bins of a source together."""
    flux = table.column(FitsField(f"Flux{infix}_History", unit=PHOTONS, width=n_bins)).ravel()
    errors = table.column(FitsField(f"Unc_Flux{infix}_History", unit=PHOTONS, width=2 * n_bins))
    low, high = errors.reshape(-1, 2).T
    sqrt_ts = table.column(FitsField(f"Sqrt_TS{infix}_History", width=n_bins)).ravel()
    fixed = ~np.isfinite(high)
    limit = (sqrt_ts < LIMIT_BELOW_SQRT_TS) & ~fixed
    contradicts = np.isnan(low) != (limit | fixed)
    contradicts |= ~fixed & ((high <= 0) | (low > 0))
    if contradicts.any():
        bad = int(np.argmax(contradicts))
        raise InputDataError(
            "errors and test statistic contradict each other",
            path=table.path,
            row=bad // n_bins + 1,
            column=f"Unc_Flux{infix}_History",
            value=(float(low[bad]), float(high[bad]), float(sqrt_ts[bad])),
            expected="lower error <= 0, or NaN just where sqrt(TS) < 1; upper error > 0",
        )
    return {
        "flux": flux,
        "flux_error_low": np.where(limit | fixed, np.nan, -low),
        "flux_error_high": np.where(fixed, np.nan, high),
        "flux_limit": np.where(limit, flux + LIMIT_STEPS * high, np.nan),
        "is_upper_limit": limit,
        "sqrt_ts": np.where(fixed, np.nan, sqrt_ts),
        "is_fixed": fixed,
    }
