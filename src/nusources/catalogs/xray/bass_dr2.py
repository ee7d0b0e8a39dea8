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
from nusources.formats.records import Field, Records, to_table
from nusources.formats.text import read_fixed_width

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


def _types(records: Records, label: str) -> pd.Series:
    types = [cell.removesuffix(LENSED) for cell in records.cells[label]]
    return records.changed({label: types}).texts(label, ("",))


def _is_lensed(records: Records, label: str) -> np.ndarray:
    return np.array([cell.endswith(LENSED) for cell in records.cells[label]], dtype=bool)


def _components(records: Records, label: str) -> pd.Series:
    return pd.Series(records.cells[label], dtype="string")


LENSED = "/Lense"
AGN_FIELDS = {
    "bass_id": "ID",
    "component": Field("m_ID", made_by=_components),
    "source_name": "CName",
    "notes": "n_ID",
    "ra": "RAdeg",
    "dec": "DEdeg",
    "agn_type": Field("Type", made_by=_types),
    "is_lensed": Field("Type", made_by=_is_lensed),
    "redshift": "z",
    "redshift_method": "ztype",
    "distance": "Dist",
    "log10_black_hole_mass": "logMBH",
    "black_hole_mass_method": "Method",
    "log10_bolometric_luminosity": "logLbol",
    "log10_eddington_ratio": "logEdd",
}
REDSHIFT_LABELS = {
    "bass_id": "ID",
    "bat_name": "SWIFT",
    "source_name": "CName",
    "agn_type": "Type",
    "telescope": "Tel",
    "redshift": "z",
    "line": "Line",
    "extinction": "Av",
}


def read_bass_dr2_agn(path: str | Path) -> pd.DataFrame:
    """Read types, redshifts, distances and black-hole masses (table9.dat).

    Two types end in ``/Lense``: they are counted with their type and flagged as lensed. Three
    numbers stand for two AGN each, told apart by ``component``.
    """
    return to_table(read_fixed_width(path, AGN), BASS_DR2_AGN, AGN_FIELDS)


def read_bass_dr2_new_redshifts(path: str | Path) -> pd.DataFrame:
    """Read the redshifts measured for the first time (table11.dat, fields parted by bars)."""
    return to_table(read_fixed_width(path, REDSHIFTS), BASS_DR2_NEW_REDSHIFTS, REDSHIFT_LABELS)
