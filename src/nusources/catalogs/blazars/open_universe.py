"""X-ray spectra of blazars by the Open Universe initiative: Swift-XRT fits, NuSTAR points.

References
----------
Giommi et al. 2021, MNRAS 507, 5690 (Swift-XRT).
Middei et al. 2022, MNRAS 514, 3179 (NuSTAR).
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from nusources.contracts.blazar_photometry import NUSTAR_POINTS, XRT_FITS
from nusources.formats.fits import FitsField, assemble, read_fits_table

XRT_FIELDS = {
    "row": FitsField("ID", "integer"),
    "source_name": FitsField("NAME", "text"),
    "ra": FitsField("RA"),
    "dec": FitsField("Dec"),
    "mjd": FitsField("Observation_time"),
    "flux_soft": FitsField("Flux05_2"),
    "flux_soft_error": FitsField("Flux05_2_Err", missing=-999.0),
    "flux_hard": FitsField("Flux2_10"),
    "flux_hard_error": FitsField("Flux2_10_Err", missing=-999.0),
    "photon_index": FitsField("PL_Index"),
    "photon_index_error": FitsField("PL_Index_Err"),
}
NUSTAR_FIELDS = {
    "row": FitsField("ID", "integer"),
    "ra": FitsField("ra"),
    "dec": FitsField("dec"),
    "frequency": FitsField("Freq"),
    "frequency_half_width": FitsField("Freq_err"),
    "nu_f_nu": FitsField("Flux"),
    "nu_f_nu_error": FitsField("Flux_err"),
    "mjd": FitsField("MJD"),
}


def read_xrt_fits(path: str | Path) -> pd.DataFrame:
    """Read the Swift-XRT light curves (ouspecV2.fits).

    Fluxes are single precision (seven digits) in erg cm-2 s-1, which the file does not tell. An
    error of -999 (the fit failed) and an error of the index that is NaN become missing. Many
    observations have several fits at one time, and some rows repeat another in all but the row
    number: flagged, not dropped. The position of a source may differ by arcseconds between rows.
    """
    table = pd.DataFrame(assemble(read_fits_table(path), XRT_FITS, XRT_FIELDS))
    table["is_failed_fit"] = table["flux_soft_error"].isna() | table["flux_hard_error"].isna()
    repeated = table.duplicated([name for name in table.columns if name != "row"])
    table["is_repeat"] = repeated.to_numpy()
    return table


def read_nustar_points(path: str | Path) -> pd.DataFrame:
    """Read the NuSTAR spectral points (ounblz.fits).

    Sources are given by position only. Fluxes that are not positive are kept and flagged.
    """
    table = pd.DataFrame(assemble(read_fits_table(path), NUSTAR_POINTS, NUSTAR_FIELDS))
    table["is_not_positive"] = table["nu_f_nu"] <= 0
    return table
