"""Single exposures of WISE and NEOWISE near blazars, as the fetch job gathers them.

The format is our own: a CSV file with one exposure per line, the columns of the archive's tables
(AllWISE Multiepoch Photometry and NEOWISE-R Single Exposure) under their names there, the name of
the position that was asked for, and the survey. A magnitude without an error is a limit.

References
----------
Cutri et al. 2013, Explanatory Supplement to the AllWISE Data Release Products; Cutri et al. 2015,
Explanatory Supplement to the NEOWISE Data Release Products.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from nusources.contracts.light_curves import INFRARED_EXPOSURES
from nusources.formats.plain_csv import read_plain_csv
from nusources.formats.raw import read_bytes
from nusources.formats.records import to_table
from nusources.formats.text import read_delimited

LABELS = {
    "source_name": "name",
    "survey": "survey",
    "mjd": "mjd",
    "w2_mag": "w2mpro",
    "w2_mag_error": "w2sigmpro",
}
TEXTS, OPTIONAL = ("name", "survey"), ("w2sigmpro",)


def read_infrared_exposures(path: str | Path) -> pd.DataFrame:
    """Read the exposures (``w2_exposures.csv``): MJD, Vega magnitudes; no error: empty.

    Returns
    -------
    DataFrame
        Contract ``infrared_exposures``.
    """
    header = tuple(LABELS.values())
    table = read_plain_csv(read_bytes(path), header, TEXTS, OPTIONAL)
    if table is None:
        table = to_table(read_delimited(path, header), INFRARED_EXPOSURES, LABELS)
    else:
        table.columns = list(LABELS)
        table["row"] = np.arange(1, len(table) + 1)
    table["is_upper_limit"] = table["w2_mag_error"].isna()
    return table[INFRARED_EXPOSURES.column_names]
