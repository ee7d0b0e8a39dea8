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
from nusources.errors import InputDataError
from nusources.formats.raw import read_bytes
from nusources.formats.sexagesimal import degrees_of_dec, degrees_of_ra
from nusources.formats.text_records import Records, read_delimited
from nusources.tables import check_table

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
NO_VALUE = 0.0  # in redshift, magnitude and fluxes of the full table
NO_INDEX = -9.9


def read_bzcat(path: str | Path) -> pd.DataFrame:
    """Read the full table (``bzcat5_aro.csv``).

    Columns are parted by a comma between blanks and texts stand in quotes. 0 in redshift,
    magnitude and fluxes and -9.9 in the spectral index mean that there is no value. X-ray fluxes
    are printed in 1e-12 erg cm-2 s-1. The comment ? marks uncertain redshifts. A name that stands
    twice (5BZBJ1701+3954) gets a and b behind it in the order of the rows, as in the slim table.

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    DataFrame
        Contract ``bzcat``.

    Raises
    ------
    InputDataError
        If the file is not as the release has it.
    """
    quoted = read_delimited(path, FULL_HEADER, separator=" , ")
    cells = {label: unquoted(quoted, label) for label in FULL_HEADER}
    records = Records(path, cells, quoted.first_row)
    check_numbering(records)
    dotted = {".": False, "?": True}
    table = pd.DataFrame(
        {
            "source_name": distinct(records.texts("Source name")),
            "other_name": records.texts("Other name", missing=("",)),
            "source_class": _classes(records, "Source classification", FULL_CLASSES),
            "ra": degrees_of_ra(records, "RA (J2000.0)"),
            "dec": degrees_of_dec(records, "Dec (J2000.0)"),
            "redshift": _without(records.numbers("Redshift"), NO_VALUE),
            "redshift_is_uncertain": records.flags("Comment on redshift", dotted),
            "r_mag": _without(records.numbers("Rmag"), NO_VALUE),
            "flux_density_1ghz": _without(records.numbers(FULL_HEADER[10]), NO_VALUE),
            "flux_density_143ghz": _without(records.numbers(FULL_HEADER[11]), NO_VALUE),
            "flux_xray": _without(records.numbers(FULL_HEADER[12]), NO_VALUE) * XRAY_UNIT,
            "photon_flux": _without(records.numbers(FULL_HEADER[16]), NO_VALUE),
            "alpha_radio_optical": _without(records.numbers("aro-aox-arx"), NO_INDEX),
        }
    )
    check_table(table, BZCAT, path)
    return table


def read_bzcat_slim(path: str | Path) -> pd.DataFrame:
    """Read names, classes, positions and redshifts (``5bzcat.csv``).

    The last line of the file has no line end, so digits lost from the last redshift would not be
    noticed.

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    DataFrame
        Contract ``bzcat_slim``.

    Raises
    ------
    InputDataError
        If the file is not as the release has it.
    """
    lines = read_bytes(path).decode("ascii").removesuffix("\n").split("\n")
    if lines[0] != ",".join(SLIM_HEADER) or len(lines) < 2:
        raise InputDataError(
            "unknown header line, or no rows after it",
            path=path,
            row=1,
            value=lines[0][:120],
            expected=repr(",".join(SLIM_HEADER)),
        )
    rows = [line.split(",") for line in lines[1:]]
    wrong = next((row for row, cells in enumerate(rows, 2) if len(cells) != len(SLIM_HEADER)), None)
    if wrong is not None:
        raise InputDataError(
            "wrong number of cells",
            path=path,
            row=wrong,
            value=lines[wrong - 1][:120],
            expected=f"{len(SLIM_HEADER)} cells parted by commas",
        )
    cells = dict(
        zip(SLIM_HEADER, (list(column) for column in zip(*rows, strict=True)), strict=True)
    )
    records = Records(path, cells, 2)
    check_numbering(records)
    table = pd.DataFrame(
        {
            "source_name": records.texts("5BZCATName"),
            "source_class": _classes(records, "SourceClassification", SLIM_CLASSES),
            "ra": records.numbers("R.A.(J2000)"),
            "dec": records.numbers("Dec.(J2000)"),
            "redshift": records.numbers("Redshift", missing=("",)),
        }
    )
    check_table(table, BZCAT_SLIM, path)
    return table


def unquoted(records: Records, label: str) -> list[str]:
    """Take the quotes and the blanks inside of them off a column of text."""
    return [
        cell[1:-1].strip() if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell
        for cell in records.cells[label]
    ]


def check_numbering(records: Records) -> None:
    """Rows are numbered from 1: one that is lost or doubled inside the table is noticed."""
    wrong = np.flatnonzero(records.integers("id") != np.arange(1, len(records) + 1))
    if wrong.size:
        raise InputDataError(
            "row out of order",
            path=records.path,
            row=records.first_row + int(wrong[0]),
            column="id",
            value=records.cells["id"][wrong[0]],
            expected=str(wrong[0] + 1),
        )


def _classes(records: Records, label: str, names: dict[str, str]) -> pd.Series:
    if not set(records.cells[label]) <= set(names):
        records.refuse(label, names.__contains__, f"one of {', '.join(names)}")
    return pd.Series([names[cell] for cell in records.cells[label]], dtype="string")


def distinct(names: pd.Series) -> pd.Series:
    """Put a, b, ... behind names that stand more than once."""
    letters = names.groupby(names).cumcount().map(lambda number: chr(ord("a") + number))
    return names.where(~names.duplicated(keep=False), names + letters.astype("string"))


def _without(values: np.ndarray, missing: float) -> np.ndarray:
    return np.where(values == missing, np.nan, values)
