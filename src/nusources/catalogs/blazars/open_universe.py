"""X-ray spectra of blazars by the Open Universe initiative: Swift-XRT fits, NuSTAR points.

References
----------
Giommi et al. 2021, MNRAS 507, 5690 (Swift-XRT).
Middei et al. 2022, MNRAS 514, 3179 (NuSTAR).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from nusources.contracts.blazar_photometry import NUSTAR_POINTS, XRT_FITS
from nusources.formats.fits_records import read_fits_columns
from nusources.tables import check_table

NO_ERROR = -999.0  # what ouspecV2 prints where a fit gave no error
XRT_COLUMNS = {
    "ID": "I",
    "NAME": "15A",
    "RA": "D",
    "Dec": "D",
    "Flux05_2": "E",
    "Flux05_2_Err": "E",
    "Flux2_10": "E",
    "Flux2_10_Err": "E",
    "PL_Index": "E",
    "PL_Index_Err": "E",
    "Observation_time": "D",
}
NUSTAR_COLUMNS = {
    "ID": "K",
    "ra": "D",
    "dec": "D",
    "Freq": "D",
    "Freq_err": "D",
    "Flux": "E",
    "Flux_err": "E",
    "MJD": "D",
}


def read_xrt_fits(path: str | Path) -> pd.DataFrame:
    """Read the Swift-XRT light curves (ouspecV2.fits).

    Fluxes are single precision (seven digits) in erg cm-2 s-1, which the file does not tell. An
    error of -999 (the fit failed) and an error of the index that is NaN become missing. Many
    observations have several fits at one time, and some rows repeat another in all but the row
    number: flagged, not dropped. The position of a source may differ by arcseconds between rows.

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    DataFrame
        Contract ``xrt_fits``.

    Raises
    ------
    InputDataError
        If the file is not as the release has it.
    """
    stored = read_fits_columns(path, XRT_COLUMNS)
    errors = [
        np.where(stored[name] == NO_ERROR, np.nan, stored[name])
        for name in ("Flux05_2_Err", "Flux2_10_Err")
    ]
    table = pd.DataFrame(
        {
            "row": stored["ID"],
            "source_name": pd.Series(stored["NAME"], dtype="string"),
            "ra": stored["RA"],
            "dec": stored["Dec"],
            "mjd": stored["Observation_time"],
            "flux_soft": stored["Flux05_2"],
            "flux_soft_error": errors[0],
            "flux_hard": stored["Flux2_10"],
            "flux_hard_error": errors[1],
            "photon_index": stored["PL_Index"],
            "photon_index_error": stored["PL_Index_Err"],
            "is_failed_fit": np.isnan(errors[0]) | np.isnan(errors[1]),
        }
    )
    repeated = table.duplicated([name for name in table.columns if name != "row"])
    table["is_repeat"] = repeated.to_numpy()
    check_table(table, XRT_FITS, path)
    return table


def read_nustar_points(path: str | Path) -> pd.DataFrame:
    """Read the NuSTAR spectral points (ounblz.fits).

    Sources are given by position only. Fluxes that are not positive are kept and flagged.

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    DataFrame
        Contract ``nustar_points``.

    Raises
    ------
    InputDataError
        If the file is not as the release has it.
    """
    stored = read_fits_columns(path, NUSTAR_COLUMNS)
    table = pd.DataFrame(
        {
            "row": stored["ID"],
            "ra": stored["ra"],
            "dec": stored["dec"],
            "frequency": stored["Freq"],
            "frequency_half_width": stored["Freq_err"],
            "nu_f_nu": stored["Flux"],
            "nu_f_nu_error": stored["Flux_err"],
            "mjd": stored["MJD"],
            "is_not_positive": stored["Flux"] <= 0,
        }
    )
    check_table(table, NUSTAR_POINTS, path)
    return table
