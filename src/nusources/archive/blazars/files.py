"""Writers of blazar and gamma-ray catalogues in their official formats.

Inverse of the readers in ``hsp``, ``bzcat``, ``wibrals``, ``fermi_catalogs``, ``fermi_history``,
``open_universe`` and ``alma_calibrators``. Only the columns that those read are written.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from nusources.archive.drawing.draws import galactic
from nusources.catalogs.blazars.alma_calibrators import HEADER as ALMA_HEADER
from nusources.catalogs.blazars.bzcat import (
    FULL_CLASSES,
    FULL_HEADER,
    SLIM_CLASSES,
    SLIM_HEADER,
    XRAY_UNIT,
)
from nusources.catalogs.blazars.wibrals import LABELS as WIBRALS_LABELS
from nusources.catalogs.blazars.wise_coverage import LABELS as WISE_LABELS
from nusources.catalogs.gamma.fermi_time import MJD_REFERENCE_DAY, MJD_REFERENCE_FRACTION
from nusources.errors import InputDataError

MOST_XRT_ROWS = int(np.iinfo(np.int16).max)
HSP_FORMATS = {
    "Name": "20A",
    "ra": "D",
    "dec": "D",
    "sflag": "I",
    "BZCat": "14A",
    "nu": "E",
    "nufnu": "E",
    "nuflag": "I",
    "z": "6A",
    "zflag": "2A",
    "Gamma": "18A",
    "FOM": "E",
    "WHSP": "21A",
}
XRT_FORMATS = {
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
NUSTAR_FORMATS = {
    "ID": "K",
    "ra": "D",
    "dec": "D",
    "Freq": "D",
    "Freq_err": "D",
    "Flux": "E",
    "Flux_err": "E",
    "MJD": "D",
}
PHOTONS, ENERGY = "ph cm-2 s-1", "erg cm-2 s-1"
SPECTRUM_FORMATS = {
    "Signif_Avg": ("E", ""),
    "Pivot_Energy": ("E", "MeV"),
    "Flux1000": ("E", PHOTONS),
    "Unc_Flux1000": ("E", PHOTONS),
    "Energy_Flux100": ("E", ENERGY),
    "Unc_Energy_Flux100": ("E", ENERGY),
    "SpectrumType": ("17A", ""),
    "PL_Index": ("E", ""),
    "Unc_PL_Index": ("E", ""),
    "LP_Index": ("E", ""),
    "Unc_LP_Index": ("E", ""),
    "LP_beta": ("E", ""),
    "Unc_LP_beta": ("E", ""),
    "Variability_Index": ("E", ""),
    "Frac_Variability": ("E", ""),
    "Flags": ("I", ""),
    "ASSOC_PROB_BAY": ("E", ""),
    "ASSOC_PROB_LR": ("E", ""),
    "RA_Counterpart": ("D", "deg"),
    "DEC_Counterpart": ("D", "deg"),
}
POSITION_FORMATS = {
    "Source_Name": ("18A", ""),
    "RAJ2000": ("E", "deg"),
    "DEJ2000": ("E", "deg"),
    "GLON": ("E", "deg"),
    "GLAT": ("E", "deg"),
}
LAT_FORMATS = {
    **POSITION_FORMATS,
    "Conf_95_SemiMajor": ("E", "deg"),
    "Conf_95_SemiMinor": ("E", "deg"),
    "Conf_95_PosAng": ("E", "deg"),
    "Extended_Source_Name": ("18A", ""),
    **SPECTRUM_FORMATS,
    "CLASS1": ("5A", ""),
    "ASSOC1": ("28A", ""),
}
LAC_FORMATS = {
    **POSITION_FORMATS,
    **SPECTRUM_FORMATS,
    "CLASS": ("5A", ""),
    "ASSOC1": ("30A", ""),
    "Counterpart_Catalog": ("20A", ""),
    "VLBI_Counterpart": ("20A", ""),
    "Redshift": ("E", ""),
    "SED_class": ("6A", ""),
    "nu_syn": ("E", "Hz"),
    "nuFnu_syn": ("E", ENERGY),
    "Highest_energy": ("E", "GeV"),
}
HISTORY_FORMATS = {
    "Flux_History": ("{n}E", PHOTONS),
    "Unc_Flux_History": ("{two_n}E", PHOTONS),
    "Sqrt_TS_History": ("{n}E", ""),
}


def write_hsp(path: str | Path, table: pd.DataFrame) -> None:
    """Write 3HSP (``3HSP.fits``).

    Parameters
    ----------
    path : str or Path
    table : DataFrame
        From ``hsp_table``.
    """
    _write_fits(path, [_hdu("Joined", table, {n: (f, "") for n, f in HSP_FORMATS.items()})])


def write_lat_sources(
    path: str | Path, table: pd.DataFrame, history: Mapping[str, np.ndarray]
) -> None:
    """Write 4FGL-DR2 (``gll_psc_v27.fit``) or DR4 (``gll_psc_v35.fit``) with its yearly fluxes.

    Parameters
    ----------
    path : str or Path
    table : DataFrame
        From ``simulate_lat_sources`` or ``extend_lat_sources``.
    history : mapping
        From ``simulate_flux_history`` or ``extend_flux_history``: the columns of HISTORY_FORMATS
        and ``Hist_Start`` [s].
    """
    edges = history["Hist_Start"]
    n_bins = len(edges) - 1
    formats = {
        name: (form.format(n=n_bins, two_n=2 * n_bins), unit)
        for name, (form, unit) in HISTORY_FORMATS.items()
    }
    columns = {name: history[name] for name in formats}
    sources = _hdu("LAT_Point_Source_Catalog", table, LAT_FORMATS | formats, columns)
    times = _hdu("Hist_Start", {}, {"Hist_Start": ("D", "s")}, {"Hist_Start": edges})
    times.header["MJDREFI"] = MJD_REFERENCE_DAY
    times.header["MJDREFF"] = MJD_REFERENCE_FRACTION
    _write_fits(path, [sources, times])


def write_lat_agn(path: str | Path, table: pd.DataFrame) -> None:
    """Write 4LAC-DR2 (``table-4LAC-DR2-h.fits``).

    Parameters
    ----------
    path : str or Path
    table : DataFrame
        From ``lat_agn_table``.
    """
    _write_fits(path, [_hdu("4LAC_DR2 AGNs", table, LAC_FORMATS)])


def write_xrt(path: str | Path, table: pd.DataFrame) -> None:
    """Write the Swift-XRT light curves (``ouspecV2.fits``).

    Parameters
    ----------
    path : str or Path
    table : DataFrame
        From ``xrt_table``.

    Raises
    ------
    InputDataError
        If there are more rows than the format can number.
    """
    if len(table) > MOST_XRT_ROWS:
        raise InputDataError(
            "the format numbers its rows with 16 bits",
            path=path,
            column="ID",
            value=len(table),
            expected=f"at most {MOST_XRT_ROWS} rows: simulate fewer epochs",
        )
    formats = {name: (form, "") for name, form in XRT_FORMATS.items()}
    _write_fits(path, [_hdu("OUSPECTRA", table, formats)])


def write_nustar(path: str | Path, table: pd.DataFrame) -> None:
    """Write the NuSTAR points (``ounblz.fits``).

    Parameters
    ----------
    path : str or Path
    table : DataFrame
        From ``simulate_nustar``.
    """
    formats = {name: (form, "") for name, form in NUSTAR_FORMATS.items()}
    _write_fits(path, [_hdu("OUNBLZ_nustar_allseds", table, formats)])


def write_wibrals(path: str | Path, table: pd.DataFrame) -> None:
    """Write WIBRaLS (``wibrals.csv``).

    Parameters
    ----------
    path : str or Path
    table : DataFrame
        From ``wibrals_table``.
    """
    _write_csv(path, table[list(WIBRALS_LABELS.values())])


def write_alma_calibrators(path: str | Path, table: pd.DataFrame) -> None:
    """Write the ALMA measurements (``alma_calibrators.csv``).

    Parameters
    ----------
    path : str or Path
    table : DataFrame
        From ``alma_table``.
    """
    _write_csv(path, table[list(ALMA_HEADER)])


def write_wise_coverage(path: str | Path, table: pd.DataFrame) -> None:
    """Write the sources with infrared light curves (``wise_coverage.csv``).

    Parameters
    ----------
    path : str or Path
    table : DataFrame
        From ``wise_table``.
    """
    _write_csv(path, table[list(WISE_LABELS.values())])


def write_bzcat_slim(path: str | Path, table: pd.DataFrame) -> None:
    """Write names, classes, positions and redshifts of 5BZCAT (``5bzcat.csv``).

    Parameters
    ----------
    path : str or Path
    table : DataFrame
        From ``bzcat_table``.
    """
    labels = {name: label for label, name in SLIM_CLASSES.items()}
    rows = [
        f"{number},{row.source_name},{labels[row.source_class]},{row.ra:.5f},{row.dec:.5f},"
        + ("" if np.isnan(row.redshift) else f"{row.redshift:g}")
        for number, row in enumerate(table.itertuples(), 1)
    ]
    Path(path).write_text("\n".join([",".join(SLIM_HEADER), *rows]), encoding="ascii")


def write_bzcat(path: str | Path, table: pd.DataFrame) -> None:
    """Write the full table of 5BZCAT (``bzcat5_aro.csv``); missing values are 0.

    Parameters
    ----------
    path : str or Path
    table : DataFrame
        From ``bzcat_table``.
    """
    codes = {name: code for code, name in FULL_CLASSES.items()}
    longitude, latitude = galactic(table["ra"], table["dec"])
    numbers = table.select_dtypes("number").fillna(0.0)
    # The file prints a doubled name twice without the letter that the slim table gives it.
    names = table["source_name"].str.replace(r"[a-z]$", "", regex=True)
    rows = [
        (
            index + 1,
            _quoted(names[index]),
            _quoted(row.other_name),
            _quoted(_sexagesimal(row.ra / 15.0, 2)),
            _quoted(("-" if row.dec < 0 else "+") + _sexagesimal(abs(row.dec), 2)),
            _quoted(f"{longitude[index]:.2f}"),
            _quoted(f"{latitude[index]:.2f}"),
            f"{numbers.at[index, 'redshift']:g}",
            f"{row.r_mag:g}",
            codes[row.source_class],
            f"{numbers.at[index, 'flux_density_1ghz']:g}",
            f"{numbers.at[index, 'flux_density_143ghz']:g}",
            f"{numbers.at[index, 'flux_xray'] / XRAY_UNIT:.2f}",
            _quoted("?" if row.redshift_is_uncertain else "."),
            _quoted(" "),
            _quoted(" "),
            f"{numbers.at[index, 'photon_flux']:.2e}",
            f"{row.alpha_radio_optical:.3f}",
        )
        for index, row in enumerate(table.itertuples())
    ]
    lines = [" , ".join(FULL_HEADER), *(" , ".join(map(str, row)) for row in rows)]
    Path(path).write_text("\n".join(lines) + "\n", encoding="ascii")


def _quoted(text: str) -> str:
    return f'"{text}"'


def _sexagesimal(value: float, digits: int) -> str:
    """Units, minutes and seconds as 05 09 25.96."""
    scale = 10**digits
    minutes, rest = divmod(round(value * 3600 * scale), 60 * scale)
    return f"{minutes // 60:02d} {minutes % 60:02d} {rest / scale:0{3 + digits}.{digits}f}"


def _write_csv(path: str | Path, table: pd.DataFrame) -> None:
    table.to_csv(path, index=False, lineterminator="\n", encoding="ascii")


def _hdu(name: str, table, formats: Mapping[str, tuple[str, str]], more=None):
    """Binary table with the columns of `formats`: form and unit by name."""
    from astropy.io import fits

    values = dict(more or {})
    columns = [
        fits.Column(
            name=label,
            format=form,
            unit=unit or None,
            array=_array(values[label] if label in values else table[label], form),
        )
        for label, (form, unit) in formats.items()
    ]
    return fits.BinTableHDU.from_columns(columns, name=name)


def _array(values, form: str) -> np.ndarray:
    array = np.asarray(values)
    return array.astype(f"U{form[:-1]}") if form.endswith("A") else array


def _write_fits(path: str | Path, hdus: list) -> None:
    from astropy.io import fits

    fits.HDUList([fits.PrimaryHDU(), *hdus]).writeto(path, overwrite=True)
