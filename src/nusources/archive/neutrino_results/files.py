"""Writers of neutrino results: lists of sources in their transcriptions, contours."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from nusources.catalogs.neutrino_results.icecube_searches import (
    LIMIT_UNIT,
    SOURCE_LIST_LABELS,
    SOURCE_LIST_TS_LABELS,
)
from nusources.catalogs.xray.xray_agn import (
    CORONA,
    FLUX_UNIT,
    GAMMA_HEADER,
    NO_INDEX,
    SEARCH,
    XRAY_HEADER,
)

LOST_NAME = "\\ " * 10
"""What is left of the beginning of a name that the paper's LaTeX continued on a second line."""


def write_source_list(path: str | Path, table: pd.DataFrame) -> None:
    """Write classes and limits (sources.txt), without an end of the last line, as upstream.

    Parameters
    ----------
    path : str or Path
    table : DataFrame
        Contract ``source_list``.
    """
    lines = [",".join([*SOURCE_LIST_LABELS.values(), "phi90"])]
    for row in table.itertuples():
        place = f"{row.ra:.2f},{row.dec:.2f}"
        fit = f"{row.n_signal:.1f},{row.spectral_index:.1f},{row.minus_log10_p:.2f}"
        limit = f"{row.flux_limit / LIMIT_UNIT:.1f}"
        lines.append(",".join([row.source_name, row.source_class, place, fit, limit]))
    Path(path).write_bytes("\n".join(lines).encode("ascii"))


def write_source_list_ts(path: str | Path, table: pd.DataFrame) -> None:
    """Write test statistics (sources.csv); blanks in names become underscores.

    Parameters
    ----------
    path : str or Path
    table : DataFrame
        Contract ``source_list_ts``.
    """
    lines = [",".join(["", *SOURCE_LIST_TS_LABELS.values()])]
    names = table["source_name"].str.replace(" ", "_")
    numbers = ["ra", "dec", "test_statistic", "n_signal", "spectral_index", "minus_log10_p"]
    for index, (name, values) in enumerate(zip(names, table[numbers].to_numpy(), strict=True)):
        lines.append(",".join([str(index), name, *(f"{value:.2f}" for value in values)]))
    Path(path).write_bytes("\n".join([*lines, ""]).encode("ascii"))


def write_gamma_sources(path: str | Path, table: pd.DataFrame) -> None:
    """Write the search at gamma-ray sources (icecube_2510.13403_tab_gammaray_110sources.csv).

    Parameters
    ----------
    path : str or Path
    table : DataFrame
        Contract ``icecube_gamma_sources``.
    """
    lines = [",".join(GAMMA_HEADER)]
    for row in table.itertuples():
        search = _search_cells([getattr(row, name) for name in SEARCH])
        lines.append(",".join([row.source_name, f"{row.ra:.2f}", f"{row.dec:.2f}", *search]))
    _write_crlf(path, lines)


def write_xray_agn(path: str | Path, table: pd.DataFrame) -> None:
    """Write the search at X-ray bright AGN (icecube_2510.13403_tab_xray_47sources.csv).

    Parameters
    ----------
    path : str or Path
    table : DataFrame
        Contract ``icecube_xray_agn``.
    """
    lines = [",".join(XRAY_HEADER)]
    for row in table.itertuples():
        name = LOST_NAME * row.is_garbled_name + row.source_name + "*" * row.is_starred
        search = _search_cells([getattr(row, f"power_law_{one}") for one in SEARCH])
        corona = [
            f"{row.corona_n_s:.0f}",
            *(f"{getattr(row, one):.1f}" for one in list(CORONA)[1:]),
        ]
        place = [f"{row.ra:.2f}", f"{row.dec:.2f}", f"{row.flux_20_50 / FLUX_UNIT:.2f}"]
        lines.append(",".join([name, *place, *search, *corona, str(int(row.is_in_sample))]))
    _write_crlf(path, lines)


def write_contour(path: str | Path, table: pd.DataFrame, *, ends_empty: bool) -> None:
    """Write a 68 % contour with decimal commas (ngc1068_contour68.csv, txs0506_contour68.csv).

    Parameters
    ----------
    path : str or Path
    table : DataFrame
        spectral_index, norm [GeV^-1 cm^-2 s^-1].
    ends_empty : bool
        Whether an empty line stands at the end.
    """
    rows = [f"{row.spectral_index!r}; {row.norm!r}" for row in table.itertuples()]
    lines = ["gamma;norm", *(row.replace(".", ",") for row in rows), *([""] if ends_empty else [])]
    Path(path).write_bytes("".join(f"{line}\n" for line in lines).encode("ascii"))


def _search_cells(values: list[float]) -> list[str]:
    """Cells of a fit of a power law; the index of a fit without signal is a stroke."""
    n_signal, index, *rest = values
    return [f"{n_signal:.0f}", NO_INDEX if np.isnan(index) else f"{index:.1f}"] + [
        f"{one:.1f}" for one in rest
    ]


def _write_crlf(path: str | Path, lines: list[str]) -> None:
    Path(path).write_bytes("".join(f"{line}\r\n" for line in lines).encode("ascii"))
