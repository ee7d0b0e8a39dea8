"""TeVCat's blazars and the spectral indices of 5BZCAT, of one compilation.

References
----------
TeVCat: tevcat.uchicago.edu. 5BZCAT: Massaro et al. 2015, Ap&SS 357, 75. Compilation:
github.com/willettk/blazar_clustering.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from nusources.catalogs.blazars.bzcat import check_numbering, distinct, unquoted
from nusources.contracts.blazar_catalogs import BZCAT_INDEX, TEVCAT
from nusources.formats.sexagesimal import degrees_of_dec, degrees_of_ra
from nusources.formats.text_records import Records, read_delimited
from nusources.tables import check_table

TEVCAT_HEADER = ("bname", "tevcat_name", "ra", "dec", "btype", "tevcat_type", "z", "catalog")
INDEX_HEADER = ("id", "Source name", "aro-aox-arx")
NO_INDEX = -9.9


def read_tevcat(path: str | Path) -> pd.DataFrame:
    """Read the 49 blazars (tevcat.csv). Seconds of positions may lack decimals.

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    DataFrame
        Contract ``tevcat``, in the order of the file.

    Raises
    ------
    InputDataError
        If the file is not as the compilation has it.
    """
    printed = read_delimited(path, TEVCAT_HEADER)
    printed.flags("catalog", {"tevcat": True})
    angles = {
        label: [cell if "." in cell else f"{cell}.0" for cell in printed.cells[label]]
        for label in ("ra", "dec")
    }
    records = Records(path, {**printed.cells, **angles}, printed.first_row)
    table = pd.DataFrame(
        {
            "source_name": records.texts("bname"),
            "other_name": records.texts("tevcat_name"),
            "source_class": records.texts("btype"),
            "tevcat_class": records.texts("tevcat_type"),
            "ra": degrees_of_ra(records, "ra"),
            "dec": degrees_of_dec(records, "dec"),
            "redshift": records.numbers("z", ("",)),
        }
    )
    check_table(table, TEVCAT, path)
    return table


def read_bzcat_index(path: str | Path) -> pd.DataFrame:
    """Read a spectral index (bzcat5_aox.csv: optical to X-ray; bzcat5_arx.csv: radio to X-ray).

    Cells are parted by a comma between blanks. -9.9 means that there is no value. The label of the
    index is the same in both files. A name that stands twice gets a and b behind it, as in the full
    table.

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    DataFrame
        Contract ``bzcat_index``, in the order of the file.

    Raises
    ------
    InputDataError
        If the file is not as the compilation has it.
    """
    printed = read_delimited(path, INDEX_HEADER, separator=" , ")
    names = {"Source name": unquoted(printed, "Source name")}
    records = Records(path, {**printed.cells, **names}, printed.first_row)
    check_numbering(records)
    index = records.numbers("aro-aox-arx")
    table = pd.DataFrame(
        {
            "source_name": distinct(records.texts("Source name")),
            "spectral_index": np.where(index == NO_INDEX, np.nan, index),
        }
    )
    check_table(table, BZCAT_INDEX, path)
    return table
