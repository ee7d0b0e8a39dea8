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
from nusources.formats.dates import mjd_of_day
from nusources.formats.records import Field, Records, to_table
from nusources.formats.text import read_delimited

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
    """
    fields = LABELS | {"mjd": Field("date", made_by=_days)}
    return to_table(read_delimited(path, HEADER), ALMA_CALIBRATORS, fields)


def _days(records: Records, label: str) -> np.ndarray:
    cells = records.cells[label]
    known = {cell: _mjd(cell) for cell in set(cells)}
    if None in known.values():
        records.refuse(label, lambda cell: known[cell] is not None, "a date as 2017-09-22")
    return np.array([known[cell] for cell in cells], dtype=np.float64)


def _mjd(cell: str) -> float | None:
    """Modified Julian date of a day; None if it is none."""
    if len(cell) != len("2017-09-22"):
        return None
    try:
        return mjd_of_day(date.fromisoformat(cell))
    except ValueError:
        return None
