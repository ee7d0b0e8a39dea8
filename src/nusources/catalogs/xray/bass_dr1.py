"""BAT AGN Spectroscopic Survey (BASS), data release 1: X-ray spectra, fluxes, luminosities.

The files are those of VizieR, J/ApJS/233/17; the byte ranges are those of its ReadMe.

References
----------
Ricci et al. 2017, ApJS 233, 17.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from nusources.contracts import hard_xray as contracts
from nusources.formats.records import Field, Records, to_table
from nusources.formats.text import read_fixed_width

FLUX_UNIT = 1e-12  # erg cm-2 s-1 (10-12mW/m2 in the ReadMe)
NAME = {"SWIFT": (1, 19)}
SOURCES = NAME | {
    "DZ": (21, 21),
    "OName": (23, 47),
    "RAdeg": (49, 57),
    "DEdeg": (59, 67),
    "z": (69, 75),
    "b_zphot": (77, 81),
    "B_zphot": (83, 87),
    "Dist": (89, 95),
    "BZ": (97, 99),
}
SPECTRA = NAME | {
    "logNH": (21, 25),
    "b_logNH": (27, 31),
    "B_logNH": (33, 37),
    "f_logNH": (39, 39),
    "Gamma": (41, 44),
    "E_Gamma": (46, 49),
    "e_Gamma": (51, 54),
    "f_Gamma": (56, 56),
    "l_Ecut": (58, 60),
    "Ecut": (62, 64),
    "f_Ecut": (66, 66),
    "E_Ecut": (68, 70),
    "e_Ecut": (72, 74),
    "reflection and other columns": (76, 210),
}
FLUXES = NAME | {
    "F2-10obs": (21, 26),
    "F14-195obs": (28, 33),
    "F2-10int": (35, 40),
    "F20-50int": (42, 46),
    "F14-150int": (48, 53),
    "F14-195int": (55, 60),
}
LUMINOSITIES = NAME | {
    "logL2-10obs": (21, 25),
    "logL14-195obs": (27, 31),
    "logL2-10int": (33, 37),
    "logL20-50int": (39, 43),
    "logL14-150int": (45, 49),
    "logL14-195int": (51, 55),
}
COMPTON_THICK = NAME | {"F2-10": (21, 25), "logL2-10": (27, 31)}
BANDS = ("2_10_observed", "14_195_observed", "2_10", "20_50", "14_150", "14_195")
FIXED = {"": False, "f": True}


def _bat_names(records: Records, label: str) -> pd.Series:
    """Names with the blank behind SWIFT that the BAT catalogue has."""
    if not all(name.startswith("SWIFTJ") for name in records.cells[label]):
        records.refuse(label, lambda name: name.startswith("SWIFTJ"), "SWIFTJHHMM.m+DDMM")
    names = [name.replace("SWIFTJ", "SWIFT J", 1) for name in records.cells[label]]
    return pd.Series(names, dtype="string")


KEY = {"bat_name": Field("SWIFT", made_by=_bat_names)}
SOURCE_FIELDS = KEY | {
    "source_name": "OName",
    "ra": "RAdeg",
    "dec": "DEdeg",
    "redshift": "z",
    "redshift_low": "b_zphot",
    "redshift_high": "B_zphot",
    "distance": "Dist",
    "blazar_type": "BZ",
    "is_photometric_redshift": Field("DZ", codes={"": False, "a": True, "b": False}),
    "is_direct_distance": Field("DZ", codes={"": False, "a": False, "b": True}),
}
SPECTRUM_FIELDS = KEY | {
    "log10_nh": "logNH",
    "log10_nh_low": "b_logNH",
    "log10_nh_high": "B_logNH",
    "is_nh_fixed": Field("f_logNH", codes=FIXED),
    "photon_index": "Gamma",
    "photon_index_error_high": "E_Gamma",
    "photon_index_error_low": "e_Gamma",
    "is_photon_index_fixed": Field("f_Gamma", codes=FIXED),
    "cutoff_energy": "Ecut",
    "cutoff_energy_error_high": "E_Ecut",
    "cutoff_energy_error_low": "e_Ecut",
    "cutoff_energy_limit": "l_Ecut",
    "is_cutoff_energy_fixed": Field("f_Ecut", codes=FIXED),
}
FLUX_FIELDS = KEY | {
    f"flux_{band}": Field(label, FLUX_UNIT)
    for band, label in zip(BANDS, list(FLUXES)[1:], strict=True)
}
LUMINOSITY_FIELDS = KEY | {
    f"log10_luminosity_{band}": label
    for band, label in zip(BANDS, list(LUMINOSITIES)[1:], strict=True)
}
COMPTON_THICK_FIELDS = KEY | {
    "flux_2_10": Field("F2-10", FLUX_UNIT),
    "log10_luminosity_2_10": "logL2-10",
}


def read_bass_dr1_sources(path: str | Path) -> pd.DataFrame:
    """Read names, positions, redshifts and distances (table1.dat).

    The key of all DR1 tables is ``bat_name``, with the blank behind SWIFT that the files leave out.
    """
    return to_table(read_fixed_width(path, SOURCES), contracts.BASS_DR1_SOURCES, SOURCE_FIELDS)


def read_bass_dr1_spectra(path: str | Path) -> pd.DataFrame:
    """Read column densities, photon indices and cut-off energies (table5.dat).

    The columns of reflection, scattering and thermal emission behind them are not kept. Bounds and
    errors are at 90% confidence; a cut-off energy can be a limit.
    """
    return to_table(read_fixed_width(path, SPECTRA), contracts.BASS_DR1_SPECTRA, SPECTRUM_FIELDS)


def read_bass_dr1_fluxes(path: str | Path) -> pd.DataFrame:
    """Read observed and intrinsic fluxes [erg cm-2 s-1] (table12.dat, printed in 1e-12)."""
    return to_table(read_fixed_width(path, FLUXES), contracts.BASS_DR1_FLUXES, FLUX_FIELDS)


def read_bass_dr1_luminosities(path: str | Path) -> pd.DataFrame:
    """Read observed and intrinsic luminosities (table13.dat); sources without one are not there."""
    return to_table(
        read_fixed_width(path, LUMINOSITIES), contracts.BASS_DR1_LUMINOSITIES, LUMINOSITY_FIELDS
    )


def read_bass_dr1_compton_thick(path: str | Path) -> pd.DataFrame:
    """Read extrapolated 2-10 keV fluxes and luminosities of Compton-thick AGN (table14.dat)."""
    return to_table(
        read_fixed_width(path, COMPTON_THICK),
        contracts.BASS_DR1_COMPTON_THICK,
        COMPTON_THICK_FIELDS,
    )
