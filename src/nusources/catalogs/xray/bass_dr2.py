"""BAT AGN Spectroscopic Survey (BASS), data release 2: redshifts, types, black-hole masses.

The files are those of VizieR, J/ApJS/261/2; the byte ranges are those of its ReadMe. The log of
the spectroscopic observations (table8.dat) is not read.

References
----------
Koss et al. 2022, ApJS 261, 2.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from nusources.contracts.hard_xray import BASS_DR2_AGN, BASS_DR2_NEW_REDSHIFTS
from nusources.formats.fixed_width import read_fixed_width
from nusources.formats.text_records import Records, convert
from nusources.tables import check_table

AGN = {
    "ID": (1, 4),
    "m_ID": (5, 5),
    "CName": (7, 33),
    "n_ID": (35, 39),
    "RAdeg": (41, 51),
    "DEdeg": (53, 65),
    "Type": (67, 75),
    "z": (77, 87),
    "ztype": (89, 98),
    "Dist": (100, 106),
    "logMBH": (108, 112),
    "Method": (114, 121),
    "logLbol": (123, 127),
    "logEdd": (129, 133),
}
REDSHIFTS = {
    "ID": (1, 4),
    "SWIFT": (6, 24),
    "CName": (26, 53),
    "Type": (55, 59),
    "Tel": (61, 73),
    "z": (75, 82),
    "Line": (84, 101),
    "Av": (103, 106),
}


def read_bass_dr2_agn(path: str | Path) -> pd.DataFrame:
    """Read types, redshifts, distances and black-hole masses (table9.dat).

    Two types end in ``/Lense``: they are counted with their type and flagged as lensed. Three
    numbers stand for two AGN each, told apart by ``component``.

    Returns
    -------
    DataFrame
        Contract ``bass_dr2_agn``.

    Raises
    ------
    InputDataError
        If the file is not as the release has it.
    """
    records = read_fixed_width(path, AGN)
    types = [cell.removesuffix("/Lense") for cell in records.cells["Type"]]
    lensed = np.array([cell.endswith("/Lense") for cell in records.cells["Type"]], dtype=bool)
    records = Records(path, {**records.cells, "Type": types}, records.first_row)
    labels = {
        "bass_id": "ID",
        "source_name": "CName",
        "notes": "n_ID",
        "ra": "RAdeg",
        "dec": "DEdeg",
        "agn_type": "Type",
        "redshift": "z",
        "redshift_method": "ztype",
        "distance": "Dist",
        "log10_black_hole_mass": "logMBH",
        "black_hole_mass_method": "Method",
        "log10_bolometric_luminosity": "logLbol",
        "log10_eddington_ratio": "logEdd",
    }
    extra = {"component": pd.Series(records.cells["m_ID"], dtype="string"), "is_lensed": lensed}
    table = pd.DataFrame(convert(records, BASS_DR2_AGN, labels) | extra)
    table = table[BASS_DR2_AGN.column_names]
    check_table(table, BASS_DR2_AGN, path)
    return table


def read_bass_dr2_new_redshifts(path: str | Path) -> pd.DataFrame:
    """Read the redshifts measured for the first time (table11.dat, fields parted by bars).

    Returns
    -------
    DataFrame
        Contract ``bass_dr2_new_redshifts``.

    Raises
    ------
    InputDataError
        If the file is not as the release has it.
    """
    records = read_fixed_width(path, REDSHIFTS)
    labels = {
        "bass_id": "ID",
        "bat_name": "SWIFT",
        "source_name": "CName",
        "agn_type": "Type",
        "telescope": "Tel",
        "redshift": "z",
        "line": "Line",
        "extinction": "Av",
    }
    table = pd.DataFrame(convert(records, BASS_DR2_NEW_REDSHIFTS, labels))
    check_table(table, BASS_DR2_NEW_REDSHIFTS, path)
    return table
