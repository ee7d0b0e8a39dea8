"""Swift-BAT 105-month catalogue of hard X-ray sources.

References
----------
Oh et al. 2018, ApJS 235, 4.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from nusources.contracts.hard_xray import SWIFT_BAT
from nusources.formats.fits import FitsField, assemble, read_fits_table
from nusources.sky import angular_separation

FLUX_UNIT = 1e-12  # erg cm-2 s-1: Oh et al. 2018, Table 2
AGN_CODES = (40, 50, 60, 70, 80)
FIELDS = {
    "bat_name": FitsField("BAT_NAME", "text"),
    "bat_ra": FitsField("RA"),
    "bat_dec": FitsField("DEC"),
    "source_name": FitsField("COUNTERPART_NAME", "text"),
    "ra": FitsField("CTPT_RA"),
    "dec": FitsField("CTPT_DEC"),
    "snr": FitsField("SNR"),
    "flux": FitsField("FLUX", factor=FLUX_UNIT),
    "flux_low": FitsField("FLUX_LO", factor=FLUX_UNIT),
    "flux_high": FitsField("FLUX_HI", factor=FLUX_UNIT),
    "photon_index": FitsField("GAMM"),
    "photon_index_low": FitsField("GAMM_LO", missing=0.0),
    "photon_index_high": FitsField("GAMM_HI", missing=0.0),
    "reduced_chi2": FitsField("CHI_SQ_R"),
    "redshift": FitsField("REDSHIF", missing=0.0),
    "log10_luminosity": FitsField("LUM", missing=0.0),
    "class_code": FitsField("CL2", "integer"),
    "source_class": FitsField("TYPE", "text"),
}


def read_swift_bat(path: str | Path) -> pd.DataFrame:
    """Read the catalogue (BAT105.fits).

    The file tells no units: fluxes are 14-195 keV in 1e-12 erg cm-2 s-1 and are converted. Bounds
    are at 90% confidence, not errors; a bound of 0 of the photon index stands for none, a lower
    bound of 0 of the flux is kept. The redshift and the luminosity are 0 where unknown. Most
    numbers are single precision (seven digits). One counterpart lies 2.6 deg from its BAT position
    (SWIFT J1541.4-5053, whose counterpart's name says -50 where its declination says -53): see
    ``counterpart_offset``.
    ``ra`` and ``dec`` are those of the counterpart.
    """
    table = pd.DataFrame(assemble(read_fits_table(path), SWIFT_BAT, FIELDS))
    table["counterpart_offset"] = angular_separation(
        *(table[name].to_numpy() for name in ("bat_ra", "bat_dec", "ra", "dec"))
    )
    table["is_agn"] = table["class_code"].isin(AGN_CODES)
    return table
