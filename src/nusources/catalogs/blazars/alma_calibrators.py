"""Flux densities of the ALMA calibrators.

The format is our own: a CSV file with one measurement per line, as the catalogue describes them
(name, position, band, frequency, flux density and date). A real file must be brought into it.

References
----------
Bonato et al. 2019, MNRAS 485, 1188; Bonato et al. 2018, MNRAS 478, 1512.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from nusources.contracts.blazar_photometry import ALMA_CALIBRATORS
from nusources.formats.text_lines import UNIX_EPOCH_MJD, UNIX_EPOCH_ORDINAL
from nusources.formats.text_records import Records, convert, read_delimited
from nusources.tables import check_table

LABELS = {
    "source_name": "name",
    "ra": "ra",
    "dec": "dec",
    "band": "band",
    "frequency": "frequency",
    "flux_density": "flux",
    "flux_density_error": "error",
}
HEADER = (*LABELS.values(), "date")


def read_alma_calibrators(path: str | Path) -> pd.DataFrame:
    """Read the measurements (``alma_calibrators.csv``).

    Positions are in degrees, frequencies in GHz, flux densities in Jy, dates as 2017-09-22 (UTC).

    Parameters
    ----------
    path : str or Path
        Plain or gzipped file; its first line holds the labels.

    Returns
    -------
    DataFrame
        Contract ``alma_calibrators``.

    Raises
    ------
    InputDataError
        If the file is not readable, has other columns, or has values out of range.
    """
    records = read_delimited(path, HEADER)
    columns = convert(records, ALMA_CALIBRATORS, LABELS)
    columns |= {"row": np.arange(1, len(records) + 1), "mjd": _days(records)}
    table = pd.DataFrame(columns)[ALMA_CALIBRATORS.column_names]
    check_table(table, ALMA_CALIBRATORS, path)
    return table


def _days(records: Records) -> np.ndarray:
    cells = records.cells["date"]
    known = {cell: _mjd(cell) for cell in set(cells)}
    if None in known.values():
        records.refuse("date", lambda cell: known[cell] is not None, "a date as 2017-09-22")
    return np.array([known[cell] for cell in cells], dtype=np.float64)


def _mjd(cell: str) -> float | None:
    """Modified Julian date of a day; None if it is none."""
    if len(cell) != len("2017-09-22"):
        return None
    try:
        return UNIX_EPOCH_MJD + date.fromisoformat(cell).toordinal() - UNIX_EPOCH_ORDINAL
    except ValueError:
        return None
