"""Sources that have infrared light curves of WISE and NEOWISE.

The format is our own: a CSV file with one source per line, as a query of the multi-epoch tables of
the archive can give it (name, position, number of epochs with signal-to-noise above 2 in W2).
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from nusources.contracts.blazar_photometry import WISE_COVERAGE
from nusources.formats.records import to_table
from nusources.formats.text import read_delimited

LABELS = {"source_name": "name", "ra": "ra", "dec": "dec", "n_epochs": "epochs"}


def read_wise_coverage(path: str | Path) -> pd.DataFrame:
    """Read the list (``wise_coverage.csv``), positions in degrees."""
    return to_table(read_delimited(path, tuple(LABELS.values())), WISE_COVERAGE, LABELS)
