"""WIBRaLS: radio-loud blazar candidates chosen by their WISE colours.

The format is recalled, not read from the release: a CSV file with the columns of the published
tables (VizieR J/ApJS/242/4) as far as they are remembered, and the radio flux density, for which
chang2022 (section 4.1) had to look into the radio surveys. A real file must be brought into it.

References
----------
D'Abrusco et al. 2014, ApJS 215, 14; D'Abrusco et al. 2019, ApJS 242, 4.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from nusources.contracts.blazar_catalogs import WIBRALS
from nusources.formats.records import Field, to_table
from nusources.formats.text import read_delimited

LABELS = {
    "source_name": "WISE",
    "ra": "RAJ2000",
    "dec": "DEJ2000",
    "w1_w2": "W1-W2",
    "w2_w3": "W2-W3",
    "w3_w4": "W3-W4",
    "source_class": "Class",
    "q22": "q22",
    "radio_survey": "Survey",
    "flux_density_1400mhz": "S1.4",
}
CLASSES = {"BZB": "bllac", "BZQ": "fsrq", "MIXED": "mixed"}


def read_wibrals(path: str | Path) -> pd.DataFrame:
    """Read WIBRaLS (``wibrals.csv``): degrees, magnitudes, and mJy; no flux density: empty."""
    fields = LABELS | {"source_class": Field("Class", codes=CLASSES)}
    return to_table(read_delimited(path, tuple(LABELS.values())), WIBRALS, fields)
