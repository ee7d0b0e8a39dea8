"""Roma-BZCAT, the catalogue of blazars, 5th edition.

References
----------
Massaro et al. 2015, Ap&SS 357, 75.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from nusources.contracts.blazar_catalogs import BZCAT, BZCAT_SLIM
from nusources.formats.angles import degrees_of_dec, degrees_of_ra
from nusources.formats.records import Field, Records, to_table
from nusources.formats.text import read_delimited

FULL_HEADER = (
    "id",
    "Source name",
    "Other name",
    "RA (J2000.0)",
    "Dec (J2000.0)",
    "LII",
    "BII",
    "Redshift",
    "Rmag",
    "Source classification",
    "Flux density 1.4/0.843GHz(mJy)",
    "Flux density143GHz(mJy)",
    "X-ray flux0.1-2.4 keV(1.e-12 cgs)",
    "Comment on redshift",
    "Comment on rmag",
    "Commenton radio flux",
    "Fermi flux1-100 GeV(ph/cm2/s)",
    "aro-aox-arx",  # of this table: alpha_ro
)
SLIM_HEADER = ("id", "5BZCATName", "SourceClassification", "R.A.(J2000)", "Dec.(J2000)", "Redshift")
FULL_CLASSES = {
    "7211": "fsrq",
    "7300": "bllac",
    "7309": "bllac_galaxy",
    "7390": "bllac_candidate",
    "7900": "uncertain",
}
SLIM_CLASSES = {
    "QSORLoudflatradiosp.": "fsrq",
    "BLLac": "bllac",
    "BLLac-galaxydominated": "bllac_galaxy",
    "BLLacCandidate": "bllac_candidate",
    "BlazarUncertaintype": "uncertain",
}
XRAY_UNIT = 1e-12  # erg cm-2 s-1, header of the full table


def distinct(records: Records, label: str) -> pd.Series:
    """Put a, b, ... behind names that stand more than once."""
    names = records.texts(label)
    letters = names.groupby(names).cumcount().map(lambda number: chr(ord("a") + number))
    return names.where(~names.duplicated(keep=False), names + letters.astype("string"))


FULL_FIELDS = {
    "source_name": Field("Source name", made_by=distinct),
    "other_name": "Other name",
    "source_class": Field("Source classification", codes=FULL_CLASSES),
    "ra": Field("RA (J2000.0)", made_by=degrees_of_ra),
    "dec": Field("Dec (J2000.0)", made_by=degrees_of_dec),
    "redshift": Field("Redshift", missing=(), no_value=0.0),
    "redshift_is_uncertain": Field("Comment on redshift", codes={".": False, "?": True}),
    "r_mag": Field("Rmag", missing=(), no_value=0.0),
    "flux_density_1ghz": Field(FULL_HEADER[10], missing=(), no_value=0.0),
    "flux_density_143ghz": Field(FULL_HEADER[11], missing=(), no_value=0.0),
    "flux_xray": Field(FULL_HEADER[12], XRAY_UNIT, missing=(), no_value=0.0),
    "photon_flux": Field(FULL_HEADER[16], missing=(), no_value=0.0),
    "alpha_radio_optical": Field("aro-aox-arx", missing=(), no_value=-9.9),
}
SLIM_FIELDS = {
    "source_name": "5BZCATName",
    "source_class": Field("SourceClassification", codes=SLIM_CLASSES),
    "ra": "R.A.(J2000)",
    "dec": "Dec.(J2000)",
    "redshift": "Redshift",
}


def read_bzcat(path: str | Path) -> pd.DataFrame:
    """Read the full table (``bzcat5_aro.csv``).

    Columns are parted by a comma between blanks and texts stand in quotes. 0 in redshift,
    magnitude and fluxes and -9.9 in the spectral index mean that there is no value. X-ray fluxes
    are printed in 1e-12 erg cm-2 s-1. The comment ? marks uncertain redshifts. A name that stands
    twice (5BZBJ1701+3954) gets a and b behind it in the order of the rows, as in the slim table.
    """
    quoted = read_delimited(path, FULL_HEADER, separator=" , ")
    records = quoted.changed({label: unquoted(quoted, label) for label in FULL_HEADER})
    check_numbering(records)
    return to_table(records, BZCAT, FULL_FIELDS)


def read_bzcat_slim(path: str | Path) -> pd.DataFrame:
    """Read names, classes, positions and redshifts (``5bzcat.csv``).

    The last line of the file has no line end, so digits lost from the last redshift would not be
    noticed.
    """
    records = read_delimited(path, SLIM_HEADER, may_end_open=True)
    check_numbering(records)
    return to_table(records, BZCAT_SLIM, SLIM_FIELDS)


def unquoted(records: Records, label: str) -> list[str]:
    """Take the quotes and the blanks inside of them off a column of text."""
    return [
        cell[1:-1].strip() if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell
        for cell in records.cells[label]
    ]


def check_numbering(records: Records) -> None:
    """Rows are numbered from 1: one that is lost or doubled inside the table is noticed."""
    """Rows are numbered from 1: one that is lost or doubled inside the table is noticed."""
    wrong = records.integers("id") != np.arange(1, len(records) + 1)
    records.refuse_rows(wrong, "id", str(np.argmax(wrong) + 1), "row out of order")
