"""TeVCat's blazars and the spectral indices of 5BZCAT, of one compilation.

References
----------
TeVCat: tevcat.uchicago.edu. 5BZCAT: Massaro et al. 2015, Ap&SS 357, 75. Compilation:
github.com/willettk/blazar_clustering.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from nusources.catalogs.blazars.bzcat import check_numbering, distinct, unquoted
from nusources.contracts.blazar_catalogs import BZCAT_INDEX, TEVCAT
from nusources.formats.angles import degrees_of_dec, degrees_of_ra
from nusources.formats.records import Field, to_table
from nusources.formats.text import read_delimited

TEVCAT_HEADER = ("bname", "tevcat_name", "ra", "dec", "btype", "tevcat_type", "z", "catalog")
INDEX_HEADER = ("id", "Source name", "aro-aox-arx")
TEVCAT_FIELDS = {
    "source_name": "bname",
    "other_name": "tevcat_name",
    "source_class": "btype",
    "tevcat_class": "tevcat_type",
    "ra": Field("ra", made_by=degrees_of_ra),
    "dec": Field("dec", made_by=degrees_of_dec),
    "redshift": "z",
}
INDEX_FIELDS = {
    "source_name": Field("Source name", made_by=distinct),
    "spectral_index": Field("aro-aox-arx", missing=(), no_value=-9.9),
}


def read_tevcat(path: str | Path) -> pd.DataFrame:
    """Read the 49 blazars (tevcat.csv). Seconds of positions may lack decimals."""
    records = read_delimited(path, TEVCAT_HEADER)
    records.flags("catalog", {"tevcat": True})
    angles = {
        label: [cell if "." in cell else f"{cell}.0" for cell in records.cells[label]]
        for label in ("ra", "dec")
    }
    return to_table(records.changed(angles), TEVCAT, TEVCAT_FIELDS)


def read_bzcat_index(path: str | Path) -> pd.DataFrame:
    """Read a spectral index (bzcat5_aox.csv: optical to X-ray; bzcat5_arx.csv: radio to X-ray).

    Cells are parted by a comma between blanks. -9.9 means that there is no value. The label of the
    index is the same in both files. A name that stands twice gets a and b behind it, as in the full
    table.
    """
    printed = read_delimited(path, INDEX_HEADER, separator=" , ")
    records = printed.changed({"Source name": unquoted(printed, "Source name")})
    check_numbering(records)
    return to_table(records, BZCAT_INDEX, INDEX_FIELDS)
