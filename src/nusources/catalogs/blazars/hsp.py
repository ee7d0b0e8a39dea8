"""3HSP, the catalogue of high-synchrotron-peaked blazars.

References
----------
Chang et al. 2019, A&A 632, A77.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from nusources.contracts.blazar_catalogs import HSP
from nusources.errors import InputDataError
from nusources.formats.fits import FitsField, assemble, read_fits_table
from nusources.formats.records import Records

FIELDS = {
    "source_name": FitsField("Name", "text"),
    "ra": FitsField("ra"),
    "dec": FitsField("dec"),
    "source_flag": FitsField("sflag", "integer"),
    "log10_nu_peak": FitsField("nu"),
    "log10_nu_f_nu_peak": FitsField("nufnu"),
    "peak_flag": FitsField("nuflag", "integer"),
    "redshift_flag": FitsField("zflag", "text"),
    "figure_of_merit": FitsField("FOM"),
    "bzcat_name": FitsField("BZCat", "text"),
    "gamma_name": FitsField("Gamma", "text"),
    "whsp_name": FitsField("WHSP", "text"),
}
NO_TEXT = "--"


def read_hsp(path: str | Path) -> pd.DataFrame:
    """Read 3HSP (``3HSP.fits``) or its later version (``3HSPR_V2.fits``).

    Version 2 has lost the sign of the logarithm of the peak flux: it is put back when all values
    are positive. The file has no units. Redshifts are text: -- and 0 (three rows of the two
    versions together) mean that none is known. -- stands for missing counterparts. One 5BZCAT name
    of version 2 lacks its J (5BZB0040-2719): it is left as it is. PKS 1424+240 and TXS 0506+056
    are in neither version.
    """
    stored = read_fits_table(path)
    columns = assemble(stored, HSP, FIELDS)
    for name in ("redshift_flag", "bzcat_name", "gamma_name", "whsp_name"):
        texts = pd.Series(columns[name])
        columns[name] = texts.mask(texts == NO_TEXT)
    columns["log10_nu_f_nu_peak"] = _with_sign(columns["log10_nu_f_nu_peak"], path)
    texts = Records(path, {"z": list(stored.column(FitsField("z", "text")))}, 1)
    redshift = texts.numbers("z", missing=(NO_TEXT,))
    columns["redshift"] = np.where(redshift == 0, np.nan, redshift)
    return pd.DataFrame(columns)


def _with_sign(flux: np.ndarray, path: str | Path) -> np.ndarray:
    """Give log10 of the peak flux, which is never positive, its sign."""
    positive = flux > 0
    if positive.any() and not positive.all():
        rare = positive if positive.sum() <= len(flux) / 2 else ~positive
        row = int(np.argmax(rare))
        raise InputDataError(
            "values of both signs",
            path=path,
            row=row + 1,
            column="nufnu",
            value=float(flux[row]),
            expected="all negative, or all positive as in version 2",
        )
    return -np.abs(flux)
