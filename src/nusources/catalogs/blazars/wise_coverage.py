"""Sources that have infrared light curves of WISE and NEOWISE.

The format is our own: a CSV file with one source per line, as a query of the multi-epoch tables of
the archive can give it (name, position, number of epochs with signal-to-noise above 2 in W2).
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from nusources.contracts.blazar_photometry import WISE_COVERAGE
from nusources.formats.text_records import convert, read_delimited
from nusources.tables import check_table

LABELS = {"source_name": "name", "ra": "ra", "dec": "dec", "n_epochs": "epochs"}


def read_wise_coverage(path: str | Path) -> pd.DataFrame:
    """Read the list (``wise_coverage.csv``), positions in degrees.

    Parameters
    ----------
    path : str or Path
        Plain or gzipped file; its first line holds the labels.

    Returns
    -------
    DataFrame
        Contract ``wise_coverage``.

    Raises
    ------
    InputDataError
        If the file is not readable, has other columns, or has values out of range.
    """
    records = read_delimited(path, tuple(LABELS.values()))
    table = pd.DataFrame(convert(records, WISE_COVERAGE, LABELS))[WISE_COVERAGE.column_names]
    check_table(table, WISE_COVERAGE, path)
    return table
