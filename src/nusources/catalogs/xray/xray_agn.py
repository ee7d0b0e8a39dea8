"""X-ray selected AGN: eFEDS, the neutrino searches at them, a luminosity function.

References
----------
Liu et al. 2022, A&A 661, A5 (eFEDS).
arXiv:2510.13403 (IceCube's search at X-ray bright AGN and at gamma-ray sources).
Peca et al. 2023, ApJ 943, 162 (luminosity function).
"""

from __future__ import annotations

import io
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

from nusources.contracts.xray_agn import (
    EFEDS_AGN,
    ICECUBE_GAMMA_SOURCES,
    ICECUBE_XRAY_AGN,
)
from nusources.errors import InputDataError
from nusources.formats.fits import FitsField, assemble, read_fits_table
from nusources.formats.raw import read_raw
from nusources.formats.records import Field, to_table
from nusources.formats.text import read_delimited

EFEDS_FIELDS = {
    "efeds_id": FitsField("ID_SRC", "integer"),
    "source_name": FitsField("Name", "text"),
    "ra": FitsField("RA_CORR", unit=None),
    "dec": FitsField("DEC_CORR", unit=None),
    "ang_err": FitsField("RADEC_ERR_CORR", unit=None),
    "flux_soft": FitsField("FluxCorr_Med_s", unit=None),
    "flux_soft_low": FitsField("FluxCorr_Lo1_s", unit=None),
    "flux_soft_high": FitsField("FluxCorr_Up1_s", unit=None),
    "flux_hard": FitsField("FluxCorr_Med_t", unit=None),
    "flux_hard_low": FitsField("FluxCorr_Lo1_t", unit=None),
    "flux_hard_high": FitsField("FluxCorr_Up1_t", unit=None),
}
SEARCH = {
    "n_s": "ns_hat",
    "gamma": "gamma_hat",
    "neg_log10_p": "neglog10_p_local",
    "sigma": "neglog10_p_local_sigma",
    "limit_e2": "phi90_E-2",
    "limit_e3": "phi90_E-3",
}
POSITION = {"source_name": "source_name", "ra": "ra_deg", "dec": "dec_deg"}
FLUX_LABEL = "F_intr_20-50keV_1e-11_erg_cm2_s"
FLUX_UNIT = 1e-11  # erg cm-2 s-1, as the label says
CORONA = {
    "corona_n_s": "cc_ns_hat",
    "corona_neg_log10_p": "cc_neglog10_p_local",
    "corona_sigma": "cc_neglog10_p_local_sigma",
    "corona_n_s_limit": "cc_ns_90pct_UL",
}
GAMMA_HEADER = (*POSITION.values(), *SEARCH.values())
XRAY_HEADER = (
    *POSITION.values(),
    FLUX_LABEL,
    *(f"pl_{label}" for label in SEARCH.values()),
    *CORONA.values(),
    "in_47_source_sample",
)
XRAY_FIELDS = {
    **POSITION,
    "flux_20_50": Field(FLUX_LABEL, FLUX_UNIT),
    **{f"power_law_{name}": f"pl_{label}" for name, label in SEARCH.items()},
    **CORONA,
    "is_in_sample": Field("in_47_source_sample", codes={"0": False, "1": True}),
}
NO_INDEX = "-"  # index of a source whose best fit has no signal
XLF_STEPS = 101  # on each axis: README of github.com/alessandropeca/S82X


def read_efeds_agn(path: str | Path) -> pd.DataFrame:
    """Read the AGN of eFEDS (eRoSITAagn.fits, reduced columns).

    There are no redshifts or classes. Fluxes are posterior medians, and even their lower bounds
    are positive for every source: a faint one is a detection only above a flux that the user sets.
    """
    return pd.DataFrame(assemble(read_fits_table(path), EFEDS_AGN, EFEDS_FIELDS))


def read_icecube_gamma_sources(path: str | Path) -> pd.DataFrame:
    """Read the search at 110 gamma-ray sources (icecube_2510.13403_tab_gammaray_110sources.csv).

    Numbers are rounded as in the paper; the index is missing where no signal was fitted.
    """
    records = read_delimited(path, GAMMA_HEADER, line_end="\r\n")
    return to_table(records, ICECUBE_GAMMA_SOURCES, POSITION | SEARCH, missing=(NO_INDEX,))


def read_icecube_xray_agn(path: str | Path) -> pd.DataFrame:
    r"""Read the search at 47 X-ray bright AGN and NGC 1068 (..._tab_xray_47sources.csv).

    A star behind a name becomes a flag. Where the paper's LaTeX continued a long name on a second
    line (blanks written as ``\ ``), only its end is left: that is flagged.
    """
    records = read_delimited(path, XRAY_HEADER, line_end="\r\n")
    printed = pd.Series(records.cells["source_name"], dtype="string")
    names = printed.str.removesuffix("*").str.strip("\\ ")
    records = records.changed({"source_name": names.tolist()})
    table = to_table(records, ICECUBE_XRAY_AGN, XRAY_FIELDS, missing=(NO_INDEX,))
    table["is_starred"] = printed.str.endswith("*").to_numpy(bool)
    table["is_garbled_name"] = printed.str.contains("\\", regex=False).to_numpy(bool)
    return table


def read_agn_xlf(path: str | Path) -> pd.DataFrame:
    """Read the X-ray luminosity function (Peca23_XLF.npy).

    The axes are not in the file. They are those of the README of its repository: log10(L/(erg/s))
    from 42 to 47 along the first, redshift from 0 to 4 along the second, 101 even steps each.
    One row per grid point.
    """
    data = read_raw(path)
    try:
        stream = io.BytesIO(data)
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # numpy mends some headers and only warns
            values = np.load(stream, allow_pickle=False)
        rest = stream.read()
    except Exception as error:  # numpy parses the header as Python: many kinds when damaged
        raise InputDataError(
            f"not a readable NumPy array ({type(error).__name__})", path=path, expected="npy data"
        ) from error
    shape = getattr(values, "shape", None)
    if shape != (XLF_STEPS, XLF_STEPS) or values.dtype != np.dtype("<f8") or rest:
        raise InputDataError(
            "wrong array",
            path=path,
            value=shape,
            expected=f"({XLF_STEPS}, {XLF_STEPS}) of little-endian float64, nothing behind it",
        )
    if not values.flags.c_contiguous:
        raise InputDataError(
            "wrong order of the axes", path=path, value="Fortran order", expected="C order"
        )
    luminosity = np.linspace(42.0, 47.0, XLF_STEPS)
    redshift = np.linspace(0.0, 4.0, XLF_STEPS)
    return pd.DataFrame(
        {
            "log10_luminosity": np.repeat(luminosity, XLF_STEPS),
            "redshift": np.tile(redshift, XLF_STEPS),
            "log10_density": values.ravel(),
        }
    )
