"""Writers of the two transcriptions of IceCube's list of 110 sources."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from nusources.catalogs.neutrino_results.icecube_searches import (
    LIMIT_UNIT,
    SOURCE_LIST_LABELS,
    SOURCE_LIST_TS_LABELS,
)


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
