"""X-ray binaries and stellar-mass black holes.

References
----------
Neumann et al. 2023, A&A 677, A134 (HMXBwebcat, version 2024-08).
Liu, van Paradijs & van den Heuvel 2006, A&A 455, 1165 (HMXB) and 2007, A&A 469, 807 (LMXB).
github.com/LiviaSR/CatNoir (black holes).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from nusources.contracts.xray_binaries import BLACK_HOLES, HMXB_WEBCAT, LIU_BINARIES
from nusources.formats.angles import degrees_of_dec, degrees_of_ra
from nusources.formats.records import Field, Records, to_table
from nusources.formats.text import read_delimited

WEBCAT_MAIN = (
    "Main_ID,RAdeg,DEdeg,PosErr,Pos_ref,Spectype,Spectype_ref,Class,Compact,Mx,Mx_err,Mx_ref,"
    "Mo,Mo_err,Mo_ref,Period,Period_err,Period_ref,Superorbital Period,Superorbital Period_err,"
    "Superorbital Period_ref,Eccentricity,Eccentricity_err,Eccentricity_ref,Spin_period,"
    "Spin_period_err,Spin_period_ref,RV,RV_err,RV_ref,Distance,Distance_err_lo,Distance_err_up,"
    "IGR_var,Swift_var,XMM_var,Chandra_var,Var,best_ID"
)
# Missions whose identifier, position, error and reference stand behind them, five columns each.
MISSIONS = "AGILE,HEAO,UHURU4,ARIEL3,IGR,2E,ROSAT,ROSATF,FERMI,SAX,Swift,XMM,Chandra,2MASS,Gaia"
WEBCAT_HEADER = [
    *WEBCAT_MAIN.split(","),
    *(f"{one}_{what}" for one in MISSIONS.split(",") for what in ("ID", "RA", "Dec", "err", "ref")),
]
WEBCAT_FIELDS = {
    "source_name": "Main_ID",
    "ra": "RAdeg",
    "dec": "DEdeg",
    "pos_err": "PosErr",
    "spectral_type": "Spectype",
    "system_class": "Class",
    "compact_object": "Compact",
    "compact_mass": "Mx",
    "compact_mass_error": "Mx_err",
    "companion_mass": "Mo",
    "companion_mass_error": "Mo_err",
    "orbital_period": "Period",
    "orbital_period_error": "Period_err",
    "eccentricity": "Eccentricity",
    "eccentricity_error": Field("Eccentricity_err", no_value=-1.0),
    "spin_period": "Spin_period",
    "spin_period_error": "Spin_period_err",
    "radial_velocity": "RV",
    "radial_velocity_error": "RV_err",
    "distance": "Distance",
    "distance_error_low": Field("Distance_err_lo", factor=-1.0),
    "distance_error_high": "Distance_err_up",
}
HMXB_HEADER = "Links,name,optical_name,ra,dec,porb,fx_limit,fx,fx_max"  # below a line "Service"
LMXB_HEADER = (
    ",name,ra,dec,vmag,bv_color,porb,flux_limit,flux,flux_max,xray_type,pulse_period,"
    "alt_name_1,alt_name_2,"
)
BLACK_HOLE_HEADER = (
    "name,Type,porb_mu,porb_sigma_plus,porb_sigma_minus,type_p,kcp_mu,kcp_sigma_plus,"
    "kcp_sigma_minus,type_k,e_mu,e_sigma,type_e,i_mu,i_sigma_plus,i_sigma_minus,type_i,q_mu,"
    "q_sigma_plus,q_sigma_minus,type_q,mbh_mu,mbh_sigma_plus,mbh_sigma_minus,type_m,m_new_mu,"
    "m_new_sigma_plus,m_new_sigma_minus,type_mnew,ref_1,ref_2,ref_3"
)
LIU_FIELDS = {
    "source_name": "name",
    "ra": Field("ra", made_by=degrees_of_ra),
    "dec": Field("dec", made_by=degrees_of_dec),
    "orbital_period": "porb",
}
HMXB_FIELDS = LIU_FIELDS | {
    "other_name": "optical_name",
    "flux": "fx",
    "flux_max": "fx_max",
    "is_upper_limit": Field("fx_limit", codes={"": False, "<": True}),
}
LMXB_FIELDS = LIU_FIELDS | {
    "other_name": "alt_name_1",
    "flux": "flux",
    "flux_max": "flux_max",
    "xray_type": "xray_type",
    "spin_period": "pulse_period",
    "is_upper_limit": Field("flux_limit", codes={"": False, "&lt;": True}),
}
BLACK_HOLE_LABELS = {
    "source_name": "name",
    "system_type": "Type",
    "orbital_period": "porb_mu",
    "orbital_period_error": "porb_sigma_plus",
    "eccentricity": "e_mu",
    "eccentricity_error": "e_sigma",
    "mass": "m_new_mu",
    "mass_error_high": "m_new_sigma_plus",
    "mass_error_low": "m_new_sigma_minus",
}
IS_MEASURED = {"n": True, "an": True, "u": True, "0": False}


def read_hmxb_webcat(path: str | Path) -> pd.DataFrame:
    """Read HMXBwebcat (HMXBwebcat_v2024-08.csv); identifiers of single missions are not kept.

    An empty cell is a missing value. An error of the eccentricity of -1 stands for a limit without
    an error and becomes missing; errors of 0 are kept. The lower error of the distance is printed
    negative and is turned positive.
    """
    return to_table(read_delimited(path, WEBCAT_HEADER), HMXB_WEBCAT, WEBCAT_FIELDS)


def read_liu_hmxb(path: str | Path) -> pd.DataFrame:
    """Read the list of high-mass X-ray binaries (hmxb_cat.dat, parted by tabs).

    The header is broken over two lines and the first column is text of a web page.
    """
    records = read_delimited(path, HMXB_HEADER.split(","), separator="\t", title=("Service",))
    nothing = {"xray_type": pd.array([None] * len(records), dtype="string"), "spin_period": np.nan}
    return _liu_table(records, "HMXB", HMXB_FIELDS).assign(**nothing)


def read_liu_lmxb(path: str | Path) -> pd.DataFrame:
    """Read the list of low-mass X-ray binaries (lmxb_cat.dat, parted by bars).

    The sign < of an upper limit is printed as ``&lt;``. Two fluxes are printed negative, which
    the list does not explain: flagged. Magnitudes are not kept.
    """
    records = read_delimited(path, LMXB_HEADER.split(","), separator="|")
    return _liu_table(records, "LMXB", LMXB_FIELDS)


def _liu_table(records: Records, binary_class: str, fields: dict) -> pd.DataFrame:
    table = to_table(records, LIU_BINARIES, fields)
    return table.assign(binary_class=binary_class, is_negative_flux=table["flux"] < 0)


def read_black_holes(path: str | Path) -> pd.DataFrame:
    """Read the list of stellar-mass black holes (BH_parameters_FullSamp.csv).

    A parameter whose type is 0 does not exist and is printed as 0: it becomes missing. The mass is
    the one that the list recomputes (m_new).
    """
    records = read_delimited(path, BLACK_HOLE_HEADER.split(","))
    table = to_table(records, BLACK_HOLES, BLACK_HOLE_LABELS, missing=())
    for name, label in (("orbital_period", "type_p"), ("eccentricity", "type_e")):
        measured = records.flags(label, IS_MEASURED)
        for column in (name, f"{name}_error"):
            table[column] = table[column].where(measured)
    return table
