"""Aperture photometry of Fermi-LAT sources in bins of 30 days.

The format is our own, since that of the public curves is not at hand: a CSV file with one bin per
line (name in 4FGL, start and stop of the bin as MJD, photon flux 0.1-200 GeV in the aperture and
its error, cm^-2 s^-1). A real file must be brought into it. Whether a background was subtracted is
a matter of the file; the recipe of the LAT team subtracts none.

References
----------
Chang et al. 2022, section 3.3; Corbet et al. 2007, The First GLAST Symposium, AIP Conf. Proc. 921,
548 (aperture photometry of LAT sources).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from nusources.contracts.light_curves import LAT_APERTURE_POINTS
from nusources.formats.plain_csv import read_plain_csv
from nusources.formats.raw import read_bytes
from nusources.formats.records import to_table
from nusources.formats.text import read_delimited

LABELS = {
    "source_name": "name",
    "mjd_start": "start",
    "mjd_stop": "stop",
    "photon_flux": "flux",
    "photon_flux_error": "error",
}


def read_aperture_curves(path: str | Path) -> pd.DataFrame:
    """Read the curves (``aperture_30d.csv``).

    Returns
    -------
    DataFrame
        Contract ``lat_aperture_points``.
    """
    header = tuple(LABELS.values())
    table = read_plain_csv(read_bytes(path), header, ("name",))
    if table is None:
        table = to_table(read_delimited(path, header), LAT_APERTURE_POINTS, LABELS)
        return table[LAT_APERTURE_POINTS.column_names]
    table.columns = list(LABELS)
    return table.assign(row=np.arange(1, len(table) + 1))[LAT_APERTURE_POINTS.column_names]
