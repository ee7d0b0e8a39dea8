"""Fermi-LAT source catalogues: 4FGL and its data releases, 4LAC, 3FHL.

Numbers are single precision in the files (seven digits), stored as float64 without rounding.

References
----------
Abdollahi et al. 2020, ApJS 247, 33 (4FGL); Ballet et al., arXiv:2005.11208 (DR2) and
arXiv:2307.12546 (DR4).
Ajello et al. 2020, ApJ 892, 105 (4LAC); Lott et al., arXiv:2010.08406 (DR2); Ajello et al.,
arXiv:2209.12070 (DR3).
Ajello et al. 2017, ApJS 232, 18 (3FHL).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from nusources.contracts.fermi import HARD_LAT_SOURCES, LAT_AGN, LAT_SOURCES
from nusources.errors import InputDataError
from nusources.formats.fits import (
    FitsField,
    FitsTable,
    assemble,
    read_fits_table,
    read_fits_tables,
)

POINT_SOURCES = "LAT_POINT_SOURCE_CATALOG"
PHOTONS, ENERGY = "ph cm-2 s-1", "erg cm-2 s-1"
PHOTONS_3FHL, ENERGY_3FHL = "photon/cm**2/s", "erg/cm**2/s"
POSITION = {
    "source_name": FitsField("Source_Name", "text"),
    "ra": FitsField("RAJ2000", unit="deg"),
    "dec": FitsField("DEJ2000", unit="deg"),
    "glat": FitsField("GLAT", unit="deg"),
    "significance": FitsField("Signif_Avg"),
}
SPECTRUM = {
    "flux_1_100_gev": FitsField("Flux1000", unit=PHOTONS),
    "flux_1_100_gev_error": FitsField("Unc_Flux1000", unit=PHOTONS),
    "energy_flux": FitsField("Energy_Flux100", unit=ENERGY),
    "energy_flux_error": FitsField("Unc_Energy_Flux100", unit=ENERGY),
    "spectrum_type": FitsField("SpectrumType", "text"),
    "pivot_energy": FitsField("Pivot_Energy", unit="MeV"),
    "power_law_index": FitsField("PL_Index"),
    "power_law_index_error": FitsField("Unc_PL_Index"),
    "log_parabola_index": FitsField("LP_Index"),
    "log_parabola_index_error": FitsField("Unc_LP_Index"),
    "log_parabola_beta": FitsField("LP_beta"),
    "log_parabola_beta_error": FitsField("Unc_LP_beta"),
    "variability_index": FitsField("Variability_Index"),
    "fractional_variability": FitsField("Frac_Variability"),
    "flags": FitsField("Flags", "integer"),
}
ASSOCIATION = {
    "association": FitsField("ASSOC1", "text"),
    "probability_bayes": FitsField("ASSOC_PROB_BAY"),
    "probability_lr": FitsField("ASSOC_PROB_LR"),
}
COUNTERPART = {
    "counterpart_ra": FitsField("RA_Counterpart", unit="deg"),
    "counterpart_dec": FitsField("DEC_Counterpart", unit="deg"),
}
LAT_SOURCE_FIELDS = {
    **POSITION,
    "ang_err_major_95": FitsField("Conf_95_SemiMajor", unit="deg"),
    "ang_err_minor_95": FitsField("Conf_95_SemiMinor", unit="deg"),
    "ang_err_angle": FitsField("Conf_95_PosAng", unit="deg"),
    "extended_name": FitsField("Extended_Source_Name", "text"),
    **SPECTRUM,
    **ASSOCIATION,
    **COUNTERPART,
}
LAT_AGN_FIELDS = {
    **POSITION,
    **SPECTRUM,
    **ASSOCIATION,
    **COUNTERPART,
    "counterpart_catalogue": FitsField("Counterpart_Catalog", "text"),
    "vlbi_name": FitsField("VLBI_Counterpart", "text"),
    "redshift": FitsField("Redshift"),
    "sed_class": FitsField("SED_class", "text"),
    "nu_peak": FitsField("nu_syn", unit="Hz", missing=0.0),
    "nu_f_nu_peak": FitsField("nuFnu_syn", unit=ENERGY, missing=0.0),
    "highest_energy": FitsField("Highest_energy", unit="GeV", missing=0.0),
}
HARD_LAT_SOURCE_FIELDS = {
    **POSITION,
    "ang_err_95": FitsField("Conf_95_SemiMajor", unit="deg"),
    "extended_name": FitsField("Extended_Source_Name", "text"),
    "photon_flux": FitsField("Flux", unit=PHOTONS_3FHL),
    "photon_flux_error": FitsField("Unc_Flux", unit=PHOTONS_3FHL),
    "energy_flux": FitsField("Energy_Flux", unit=ENERGY_3FHL),
    "energy_flux_error": FitsField("Unc_Energy_Flux", unit=ENERGY_3FHL),
    "spectrum_type": FitsField("SpectrumType", "text"),
    "pivot_energy": FitsField("Pivot_Energy", unit="GeV"),
    "power_law_index": FitsField("PowerLaw_Index"),
    "power_law_index_error": FitsField("Unc_PowerLaw_Index"),
    "highest_energy": FitsField("HEP_Energy", unit="GeV"),
    "n_variability_blocks": FitsField("Variability_BayesBlocks", "integer", missing=-1),
    **ASSOCIATION,
    "redshift": FitsField("Redshift"),
    "nu_peak": FitsField("NuPeak_obs", unit="Hz", missing=1.0),
}


def read_lat_sources(path: str | Path) -> pd.DataFrame:
    """Read 4FGL (v20), 4FGL-DR2 (v27), DR4 (v35) or the 16-year list (v41).

    Names of the 16-year list begin with FL16Y and may differ in their last digits from 4FGL: match
    by position or association. Two sources may share a position there, and an association (a
    nebula and its pulsar). The inverse-Compton part of the Crab was not fitted: it has no errors
    and, before v41, no significance. One negative probability of v20 becomes missing.
    """
    table = point_sources(path)
    columns = assemble(table, LAT_SOURCES, LAT_SOURCE_FIELDS)
    chance = columns["probability_lr"]
    columns["probability_lr"] = np.where(chance < 0, np.nan, chance)
    return _with_class(columns, table.column(FitsField("CLASS1", "text")))


def read_lat_agn(path: str | Path) -> pd.DataFrame:
    """Read 4LAC, 4LAC-DR2 or 4LAC-DR3, the high- or the low-latitude table.

    A redshift of -inf means that none is known; peaks of 0, and highest energies of -inf or 0, are
    missing too. Some sources have 0 as fractional variability: no variance above the noise. DR2
    has two sources that are classed as a pulsar and a low-mass binary.
    """
    table = read_fits_table(path)
    columns = assemble(table, LAT_AGN, LAT_AGN_FIELDS)
    return _with_class(columns, table.column(FitsField("CLASS", "text")))


def read_hard_lat_sources(path: str | Path) -> pd.DataFrame:
    """Read 3FHL, the LAT sources above 10 GeV.

    Integral fluxes reach to 1 TeV, though photons up to 2 TeV were used. The error region is a
    circle. Peak frequencies of 1 and a block count of -1 mean that there is none.
    """
    table = point_sources(path)
    columns = assemble(table, HARD_LAT_SOURCES, HARD_LAT_SOURCE_FIELDS)
    return _with_class(columns, table.column(FitsField("CLASS", "text")))


def point_sources(path: str | Path) -> FitsTable:
    """Give the table of point sources of a LAT catalogue file.

    Raises
    ------
    InputDataError
        If the file is not readable or has no such table.
    """
    tables = read_fits_tables(path)
    if POINT_SOURCES not in tables:
        raise InputDataError(
            "not a LAT catalogue", path=path, value=", ".join(tables), expected=POINT_SOURCES
        )
    return tables[POINT_SOURCES]


def _with_class(columns: dict, classes: np.ndarray) -> pd.DataFrame:
    """Add the class, which stands in capitals where the source is identified."""
    texts = pd.Series(classes, dtype="string")
    columns["source_class"] = texts.str.lower().mask(texts == "")
    columns["is_identified"] = texts.str.isupper().to_numpy(dtype=bool)
    return pd.DataFrame(columns)
