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
from nusources.formats.fixed_width import read_fixed_width
from nusources.formats.text_records import Records, convert
from nusources.tables import Contract, check_table

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


def read_bass_dr1_sources(path: str | Path) -> pd.DataFrame:
    """Read names, positions, redshifts and distances (table1.dat).

    Returns
    -------
    DataFrame
        Contract ``bass_dr1_sources``. The key of all DR1 tables is ``bat_name``, written with the
        blank behind SWIFT that the files leave out.

    Raises
    ------
    InputDataError
        If the file is not as the release has it.
    """
    records = _named(read_fixed_width(path, SOURCES))
    labels = {
        "source_name": "OName",
        "ra": "RAdeg",
        "dec": "DEdeg",
        "redshift": "z",
        "redshift_low": "b_zphot",
        "redshift_high": "B_zphot",
        "distance": "Dist",
        "blazar_type": "BZ",
    }
    extra = {
        "is_photometric_redshift": records.flags("DZ", {"": False, "a": True, "b": False}),
        "is_direct_distance": records.flags("DZ", {"": False, "a": False, "b": True}),
    }
    return _table(records, contracts.BASS_DR1_SOURCES, labels, extra)


def read_bass_dr1_spectra(path: str | Path) -> pd.DataFrame:
    """Read column densities, photon indices and cut-off energies (table5.dat).

    The columns of reflection, scattering and thermal emission behind them are not kept. Bounds and
    errors are at 90% confidence; a cut-off energy can be a limit.

    Returns
    -------
    DataFrame
        Contract ``bass_dr1_spectra``.

    Raises
    ------
    InputDataError
        If the file is not as the release has it.
    """
    records = _named(read_fixed_width(path, SPECTRA))
    labels = {
        "log10_nh": "logNH",
        "log10_nh_low": "b_logNH",
        "log10_nh_high": "B_logNH",
        "photon_index": "Gamma",
        "photon_index_error_high": "E_Gamma",
        "photon_index_error_low": "e_Gamma",
        "cutoff_energy": "Ecut",
        "cutoff_energy_error_high": "E_Ecut",
        "cutoff_energy_error_low": "e_Ecut",
        "cutoff_energy_limit": "l_Ecut",
    }
    extra = {
        "is_nh_fixed": records.flags("f_logNH", FIXED),
        "is_photon_index_fixed": records.flags("f_Gamma", FIXED),
        "is_cutoff_energy_fixed": records.flags("f_Ecut", FIXED),
    }
    return _table(records, contracts.BASS_DR1_SPECTRA, labels, extra)


def read_bass_dr1_fluxes(path: str | Path) -> pd.DataFrame:
    """Read observed and intrinsic fluxes [erg cm-2 s-1] (table12.dat, printed in 1e-12).

    Returns
    -------
    DataFrame
        Contract ``bass_dr1_fluxes``.

    Raises
    ------
    InputDataError
        If the file is not as the release has it.
    """
    records = _named(read_fixed_width(path, FLUXES))
    printed = [label for label in FLUXES if label.startswith("F")]
    labels = {f"flux_{band}": label for band, label in zip(BANDS, printed, strict=True)}
    return _table(records, contracts.BASS_DR1_FLUXES, labels, {})


def read_bass_dr1_luminosities(path: str | Path) -> pd.DataFrame:
    """Read observed and intrinsic luminosities (table13.dat); sources without one are not there.

    Returns
    -------
    DataFrame
        Contract ``bass_dr1_luminosities``.

    Raises
    ------
    InputDataError
        If the file is not as the release has it.
    """
    records = _named(read_fixed_width(path, LUMINOSITIES))
    printed = [label for label in LUMINOSITIES if label.startswith("logL")]
    labels = {f"log10_luminosity_{band}": label for band, label in zip(BANDS, printed, strict=True)}
    return _table(records, contracts.BASS_DR1_LUMINOSITIES, labels, {})


def read_bass_dr1_compton_thick(path: str | Path) -> pd.DataFrame:
    """Read extrapolated 2-10 keV fluxes and luminosities of Compton-thick AGN (table14.dat).

    Returns
    -------
    DataFrame
        Contract ``bass_dr1_compton_thick``.

    Raises
    ------
    InputDataError
        If the file is not as the release has it.
    """
    records = _named(read_fixed_width(path, COMPTON_THICK))
    labels = {"flux_2_10": "F2-10", "log10_luminosity_2_10": "logL2-10"}
    return _table(records, contracts.BASS_DR1_COMPTON_THICK, labels, {})


def _named(records: Records) -> Records:
    """Records with the blank behind SWIFT that the BAT catalogue has."""
    if not all(name.startswith("SWIFTJ") for name in records.cells["SWIFT"]):
        records.refuse("SWIFT", lambda name: name.startswith("SWIFTJ"), "SWIFTJHHMM.m+DDMM")
    names = [name.replace("SWIFTJ", "SWIFT J", 1) for name in records.cells["SWIFT"]]
    return Records(records.path, {**records.cells, "SWIFT": names}, records.first_row)


def _table(records: Records, contract: Contract, labels: dict, extra: dict) -> pd.DataFrame:
    columns = convert(records, contract, {"bat_name": "SWIFT"} | labels)
    columns |= {name: columns[name] * FLUX_UNIT for name in columns if name.startswith("flux")}
    table = pd.DataFrame(columns | extra)[contract.column_names]
    check_table(table, contract, records.path)
    return table
