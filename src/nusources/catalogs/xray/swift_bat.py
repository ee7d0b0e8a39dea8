"""Swift-BAT 105-month catalogue of hard X-ray sources.

References
----------
Oh et al. 2018, ApJS 235, 4.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from nusources.contracts.hard_xray import SWIFT_BAT
from nusources.formats.fits_records import read_fits_columns
from nusources.sky import angular_separation
from nusources.tables import check_table

FLUX_UNIT = 1e-12  # erg cm-2 s-1: Oh et al. 2018, Table 2
AGN_CODES = (40, 50, 60, 70, 80)
COLUMNS = {
    "BAT_NAME": "22A",
    "RA": "E",
    "DEC": "E",
    "SNR": "D",
    "COUNTERPART_NAME": "30A",
    "CTPT_RA": "D",
    "CTPT_DEC": "E",
    "FLUX": "E",
    "FLUX_LO": "E",
    "FLUX_HI": "E",
    "GAMM": "E",
    "GAMM_LO": "E",
    "GAMM_HI": "E",
    "CHI_SQ_R": "E",
    "REDSHIF": "E",
    "LUM": "E",
    "CL2": "I",
    "TYPE": "25A",
}


def read_swift_bat(path: str | Path) -> pd.DataFrame:
    """Read the catalogue (BAT105.fits).

    The file tells no units: fluxes are 14-195 keV in 1e-12 erg cm-2 s-1 and are converted. Bounds
    are at 90% confidence, not errors; a bound of 0 of the photon index stands for none, a lower
    bound of 0 of the flux is kept. The redshift and the luminosity are 0 where unknown. Most
    numbers are single precision (seven digits). One counterpart lies 2.6 deg from its BAT position
    (SWIFT J1541.4-5053, whose counterpart's name says -50 where its declination says -53): see
    ``counterpart_offset``.

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    DataFrame
        Contract ``swift_bat``; ``ra`` and ``dec`` are those of the counterpart.

    Raises
    ------
    InputDataError
        If the file is not as the release has it.
    """
    stored = read_fits_columns(path, COLUMNS)
    table = pd.DataFrame(
        {
            "bat_name": pd.Series(stored["BAT_NAME"], dtype="string"),
            "bat_ra": stored["RA"],
            "bat_dec": stored["DEC"],
            "source_name": pd.Series(stored["COUNTERPART_NAME"], dtype="string"),
            "ra": stored["CTPT_RA"],
            "dec": stored["CTPT_DEC"],
            "counterpart_offset": angular_separation(
                stored["RA"], stored["DEC"], stored["CTPT_RA"], stored["CTPT_DEC"]
            ),
            "snr": stored["SNR"],
            "flux": stored["FLUX"] * FLUX_UNIT,
            "flux_low": stored["FLUX_LO"] * FLUX_UNIT,
            "flux_high": stored["FLUX_HI"] * FLUX_UNIT,
            "photon_index": stored["GAMM"],
            "photon_index_low": _nonzero(stored["GAMM_LO"]),
            "photon_index_high": _nonzero(stored["GAMM_HI"]),
            "reduced_chi2": stored["CHI_SQ_R"],
            "redshift": _nonzero(stored["REDSHIF"]),
            "log10_luminosity": _nonzero(stored["LUM"]),
            "class_code": stored["CL2"],
            "source_class": pd.Series(stored["TYPE"], dtype="string"),
            "is_agn": np.isin(stored["CL2"], AGN_CODES),
        }
    )
    check_table(table, SWIFT_BAT, path)
    return table


def _nonzero(values: np.ndarray) -> np.ndarray:
    return np.where(values == 0, np.nan, values)
