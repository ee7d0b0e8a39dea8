"""Writers of the X-ray catalogues, in the layout that their readers take."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from nusources.catalogs.xray import bass_dr1, bass_dr2, swift_bat, xray_agn
from nusources.formats.fits import FitsField

# TFORM of the columns, in the order of the file.
EFEDS_FORMATS = {
    "ID_SRC": "J",
    "Name": "22A",
    **dict.fromkeys(("RA_CORR", "DEC_CORR", "RADEC_ERR_CORR"), "D"),
    **{f"FluxCorr_{side}_{band}": "E" for band in "st" for side in ("Med", "Lo1", "Up1")},
}
BAT_FORMATS = {
    "BAT_NAME": "22A",
    "RA": "E",
    "DEC": "E",
    "SNR": "D",
    "COUNTERPART_NAME": "30A",
    "CTPT_RA": "D",
    "CTPT_DEC": "E",
    **dict.fromkeys(("FLUX", "FLUX_LO", "FLUX_HI", "GAMM", "GAMM_LO", "GAMM_HI"), "E"),
    **dict.fromkeys(("CHI_SQ_R", "REDSHIF", "LUM"), "E"),
    "CL2": "I",
    "TYPE": "25A",
}
BASS_UNIT = bass_dr1.FLUX_UNIT


def write_efeds_agn(path: str | Path, table: pd.DataFrame) -> None:
    """Write the AGN of eFEDS (eRoSITAagn.fits); contract ``efeds_agn``."""
    _write_fits(path, table, xray_agn.EFEDS_FIELDS, EFEDS_FORMATS)


def write_swift_bat(path: str | Path, table: pd.DataFrame) -> None:
    """Write the catalogue (BAT105.fits); contract ``swift_bat``. Missing numbers are 0."""
    _write_fits(path, table, swift_bat.FIELDS, BAT_FORMATS)


def write_bass_dr1_sources(path: str | Path, table: pd.DataFrame) -> None:
    """Write table1.dat; contract ``bass_dr1_sources``."""
    codes = np.where(table["is_direct_distance"], "b", "")
    codes = np.where(table["is_photometric_redshift"], "a", codes)
    columns = {
        "SWIFT": _bass_names(table),
        "DZ": codes,
        "OName": table["source_name"],
        "RAdeg": _printed(table["ra"], "9.4f"),
        "DEdeg": _printed(table["dec"], "9.4f"),
        "z": _printed(table["redshift"], "7.4f"),
        "b_zphot": _printed(table["redshift_low"], "5.3f"),
        "B_zphot": _printed(table["redshift_high"], "5.3f"),
        "Dist": _printed(table["distance"], "7.1f"),
        "BZ": table["blazar_type"].fillna(""),
    }
    write_fixed_width(path, bass_dr1.SOURCES, columns)


def write_bass_dr1_spectra(path: str | Path, table: pd.DataFrame) -> None:
    """Write table5.dat; contract ``bass_dr1_spectra``. Columns behind the cut-off stay empty."""
    fixed = {name: np.where(table[f"is_{name}_fixed"], "f", "") for name in ("nh", "photon_index")}
    columns = {
        "SWIFT": _bass_names(table),
        "logNH": _printed(table["log10_nh"], "5.2f"),
        "b_logNH": _printed(table["log10_nh_low"], "5.2f"),
        "B_logNH": _printed(table["log10_nh_high"], "5.2f"),
        "f_logNH": fixed["nh"],
        "Gamma": _printed(table["photon_index"], "4.2f"),
        "E_Gamma": _printed(table["photon_index_error_high"], "4.2f"),
        "e_Gamma": _printed(table["photon_index_error_low"], "4.2f"),
        "f_Gamma": fixed["photon_index"],
        "l_Ecut": table["cutoff_energy_limit"].fillna(""),
        "Ecut": _printed(table["cutoff_energy"], "3.0f"),
        "f_Ecut": np.where(table["is_cutoff_energy_fixed"], "f", ""),
        "E_Ecut": _printed(table["cutoff_energy_error_high"], "3.0f"),
        "e_Ecut": _printed(table["cutoff_energy_error_low"], "3.0f"),
    }
    write_fixed_width(path, bass_dr1.SPECTRA, columns)


def write_bass_dr1_fluxes(path: str | Path, table: pd.DataFrame) -> None:
    """Write table12.dat; contract ``bass_dr1_fluxes``."""
    labels = [label for label in bass_dr1.FLUXES if label.startswith("F")]
    columns = {"SWIFT": _bass_names(table)}
    for label, band in zip(labels, bass_dr1.BANDS, strict=True):
        start, stop = bass_dr1.FLUXES[label]
        columns[label] = _fluxes(table[f"flux_{band}"], stop - start + 1)
    write_fixed_width(path, bass_dr1.FLUXES, columns)


def write_bass_dr1_luminosities(path: str | Path, table: pd.DataFrame) -> None:
    """Write table13.dat; contract ``bass_dr1_luminosities``."""
    labels = [label for label in bass_dr1.LUMINOSITIES if label.startswith("logL")]
    columns = {"SWIFT": _bass_names(table)}
    for label, band in zip(labels, bass_dr1.BANDS, strict=True):
        columns[label] = _printed(table[f"log10_luminosity_{band}"], ".2f")
    write_fixed_width(path, bass_dr1.LUMINOSITIES, columns)


def write_bass_dr1_compton_thick(path: str | Path, table: pd.DataFrame) -> None:
    """Write table14.dat; contract ``bass_dr1_compton_thick``."""
    columns = {
        "SWIFT": _bass_names(table),
        "F2-10": _fluxes(table["flux_2_10"], 5),
        "logL2-10": _printed(table["log10_luminosity_2_10"], ".2f"),
    }
    write_fixed_width(path, bass_dr1.COMPTON_THICK, columns)


def write_bass_dr2_agn(path: str | Path, table: pd.DataFrame) -> None:
    """Write table9.dat; contract ``bass_dr2_agn``."""
    columns = {
        "ID": table["bass_id"].map("{:4d}".format),
        "m_ID": table["component"],
        "CName": table["source_name"],
        "n_ID": table["notes"].fillna(""),
        "RAdeg": _printed(table["ra"], ".7f"),
        "DEdeg": _printed(table["dec"], ".7f"),
        "Type": table["agn_type"].where(~table["is_lensed"], table["agn_type"] + "/Lense"),
        "z": _printed(table["redshift"], ".8f"),
        "ztype": table["redshift_method"].fillna(""),
        "Dist": _printed(table["distance"], ".1f"),
        "logMBH": _printed(table["log10_black_hole_mass"], ".2f"),
        "Method": table["black_hole_mass_method"].fillna(""),
        "logLbol": _printed(table["log10_bolometric_luminosity"], ".2f"),
        "logEdd": _printed(table["log10_eddington_ratio"], ".2f"),
    }
    write_fixed_width(path, bass_dr2.AGN, columns)


def write_bass_dr2_new_redshifts(path: str | Path, table: pd.DataFrame) -> None:
    """Write table11.dat, fields parted by bars; contract ``bass_dr2_new_redshifts``."""
    columns = {
        "ID": table["bass_id"].map("{:4d}".format),
        "SWIFT": table["bat_name"],
        "CName": table["source_name"],
        "Type": table["agn_type"],
        "Tel": table["telescope"],
        "z": _printed(table["redshift"], ".6f"),
        "Line": table["line"],
        "Av": _printed(table["extinction"], ".1f"),
    }
    write_fixed_width(path, bass_dr2.REDSHIFTS, columns, gap="|")


def write_fixed_width(
    path: str | Path,
    fields: Mapping[str, tuple[int, int]],
    columns: Mapping[str, pd.Series],
    gap: str = " ",
) -> None:
    """Write records of fixed columns, as `nusources.formats.text` reads them.

    Parameters
    ----------
    path : str or Path
    fields : mapping of str to (int, int)
        First and last byte (from 1) of each field.
    columns : mapping of str to sequence of str
        Cells of the fields; fields that are not named stay empty.
    gap : str
        Character between fields.

    Raises
    ------
    ValueError
        If a cell is longer than its field.
    """
    width = max(fields[label][1] for label in columns)
    lines = []
    for cells in zip(*columns.values(), strict=True):
        line = [gap] * width
        for label, cell in zip(columns, cells, strict=True):
            start, stop = fields[label]
            if len(cell) > stop - start + 1:
                raise ValueError(f"{label}: {cell!r} is longer than {stop - start + 1} bytes")
            line[start - 1 : stop] = cell.ljust(stop - start + 1)
        lines.append("".join(line).rstrip() + "\n")
    Path(path).write_bytes("".join(lines).encode("ascii"))


def _bass_names(table: pd.DataFrame) -> pd.Series:
    return table["bat_name"].str.replace("SWIFT J", "SWIFTJ")


def _printed(values: pd.Series, form: str) -> list[str]:
    return ["" if pd.isna(value) else format(value, form) for value in values]


def _fluxes(values: pd.Series, width: int) -> list[str]:
    """Fluxes in the unit of BASS, without the decimal where it does not fit."""
    printed = [(f"{value:.1f}", f"{value:.0f}") for value in values / BASS_UNIT]
    return [full if len(full) <= width else short for full, short in printed]


def _write_fits(
    path: str | Path,
    table: pd.DataFrame,
    fields: Mapping[str, FitsField],
    formats: Mapping[str, str],
) -> None:
    """Write the table that a reader takes by `fields`; columns in the order of `formats`."""
    from astropy.io import fits

    ours = {field.name: (name, field) for name, field in fields.items()}
    stored = [
        fits.Column(label, form, array=_stored(table[ours[label][0]], ours[label][1], form))
        for label, form in formats.items()
    ]
    hdus = [fits.PrimaryHDU(), fits.BinTableHDU.from_columns(stored)]
    fits.HDUList(hdus).writeto(path, overwrite=True)


def _stored(values: pd.Series, field: FitsField, form: str) -> np.ndarray:
    if field.kind == "text":
        return np.array(values, dtype=f"S{form[:-1]}")
    if field.missing is not None:
        values = values.fillna(field.missing)
    return (values / field.factor).to_numpy(np.float64 if form in "ED" else np.int64)


HARD_XRAY_WRITERS = {
    "swift_bat": write_swift_bat,
    "bass_dr1_sources": write_bass_dr1_sources,
    "bass_dr1_spectra": write_bass_dr1_spectra,
    "bass_dr1_fluxes": write_bass_dr1_fluxes,
    "bass_dr1_luminosities": write_bass_dr1_luminosities,
    "bass_dr1_compton_thick": write_bass_dr1_compton_thick,
    "bass_dr2_agn": write_bass_dr2_agn,
    "bass_dr2_new_redshifts": write_bass_dr2_new_redshifts,
}
"""Writer of each table of `nusources.archive.xray.hard_tables`, by its contract."""
