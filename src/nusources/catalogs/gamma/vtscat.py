"""VTSCat, the VERITAS catalogue of gamma-ray data: light curves and spectra as ECSV files.

References
----------
Acharyya et al. 2023, RNAAS 7, 6; the paper that names the folder of each file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from nusources.contracts.vtscat import VTSCAT_LIGHT_CURVE, VTSCAT_SPECTRUM, VTSCAT_XRAY
from nusources.errors import InputDataError
from nusources.formats.records import Records
from nusources.formats.text import read_lines, to_records
from nusources.tables import Contract

FIELD = re.compile(r"# - \{name: (\w+),(?: unit: ([^,]+),)? datatype: (float32|float64|string)\}")
TELESCOPE = re.compile(r"# - telescope: (veritas|lat|xrt)")
GEV, TEV = {"MeV": 1e-3, "GeV": 1.0, "TeV": 1e3}, {"TeV": 1.0}
DAYS = {"MJD": 1.0, "d": 1.0}
PHOTONS = {"cm-2 s-1": 1.0, "1 / (cm2 s)": 1.0, "1e-7 cm-2 s-1": 1e-7, "1.e-7 cm-2 s-1": 1e-7}
DENSITY, CGS, PLAIN = {"TeV-1 cm-2 s-1": 1.0}, {"erg / (cm2 s)": 1.0}, {"": 1.0}
LIGHT_CURVE = {  # label and known units of each column
    "mjd": ("time", DAYS),
    "mjd_start": ("time_min", DAYS),
    "mjd_stop": ("time_max", DAYS),
    "live_time": ("live_time", DAYS),
    "energy_min": ("e_min", GEV),
    "energy_max": ("e_max", GEV),
    "flux": ("flux", PHOTONS),
    "flux_error": ("flux_err", PHOTONS),
    "flux_limit": ("flux_ul", PHOTONS),
    "ts": ("ts", PLAIN),
}
SPECTRUM = {
    "energy": ("e_ref", TEV),
    "energy_min": ("e_min", TEV),
    "energy_max": ("e_max", TEV),
    "flux_density": ("dnde", DENSITY),
    "flux_density_err_plus": ("dnde_errp", DENSITY),
    "flux_density_err_minus": ("dnde_errn", DENSITY),
    "limit": ("dnde_ul", DENSITY),
    "significance": ("significance", PLAIN),
}
XRAY = {"mjd": ("MJD", PLAIN)} | {
    f"flux_{band}{error}": (f"flux_{letter}{short}", CGS)
    for band, short in (("soft", "soft"), ("medium", "mod"), ("hard", "hard"))
    for error, letter in (("", ""), ("_err_minus", "errl_"), ("_err_plus", "erru_"))
}


@dataclass(frozen=True)
class Points:
    """Cells, units and telescope of one file."""

    records: Records
    units: Mapping[str, str]
    telescope: str


def read_vtscat_light_curve(path: str | Path) -> pd.DataFrame:
    """Read integral photon fluxes (VER-000168-lc.ecsv, LAT-000180-lc-1.ecsv, ...).

    Energies are in MeV, GeV or TeV and some fluxes in 1e-7 photons; here in GeV and photons.
    Times are the middle or the ends of an interval. ``live_time`` is as printed: nights have hours,
    but VER-000168-lc.ecsv half the step between its times. A flux printed as nan is missing: the
    row is an upper limit. LAT files may have a flux and a limit in one row. Files have
    other columns from one paper to the next; missing ones are missing here.
    """
    points = _read_points(path)
    table = _table(points, LIGHT_CURVE, VTSCAT_LIGHT_CURVE)
    return table.assign(is_upper_limit=table["flux"].isna())


def read_vtscat_spectrum(path: str | Path) -> pd.DataFrame:
    """Read differential photon fluxes (VER-000168-sed-1.ecsv, ...).

    A flux printed as nan is missing: the row is an upper limit.
    """
    points = _read_points(path)
    table = _table(points, SPECTRUM, VTSCAT_SPECTRUM)
    return table.assign(is_upper_limit=table["flux_density"].isna())


def read_vtscat_xray(path: str | Path) -> pd.DataFrame:
    """Read X-ray fluxes in three bands (XRT-000180-lc-1.ecsv), whose edges it does not tell."""
    points = _read_points(path)
    table = _table(points, XRAY, VTSCAT_XRAY)
    table["observation"] = points.records.texts("Obs_id")
    table["mode"] = points.records.texts("mode")
    return table


def _read_points(path: str | Path) -> Points:
    """Read an ECSV file: a YAML header in comments, then labels, then blank-separated cells."""
    lines = read_lines(path)
    n_header = next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))
    fields = [FIELD.fullmatch(line) for line in lines[:n_header]]
    units = {found[1]: found[2] or "" for found in fields if found}
    telescope = [found[1] for line in lines[:n_header] if (found := TELESCOPE.fullmatch(line))]
    labels = lines[n_header].split() if n_header < len(lines) else []
    if not lines[0].startswith("# %ECSV ") or len(telescope) != 1:
        raise InputDataError(
            "not an ECSV file of one telescope", path=path, row=1, value=lines[0][:80],
            expected="# %ECSV, and one line # - telescope: veritas, lat or xrt",
        )  # fmt: skip
    if not units or labels != list(units) or sum(map(bool, fields)) != len(units):
        raise InputDataError(
            "labels and the columns of the header differ",
            path=path,
            row=n_header + 1,
            value=" ".join(labels),
            expected=" ".join(units) or "columns in the header",
        )
    body = lines[n_header + 1 :]
    records = to_records(path, body, labels, first_row=n_header + 2)
    return Points(records, units, telescope[0])


def _table(points: Points, wanted: Mapping[str, tuple], contract: Contract) -> pd.DataFrame:
    """Numbers in the units of the contract; columns that the file lacks are missing."""
    nullable = {column.name for column in contract.columns if column.nullable}
    labels = {label for label, _ in wanted.values()}
    unknown = [label for label in points.units if label not in labels | {"Obs_id", "mode"} | UNUSED]
    lacking = [
        label
        for name, (label, _) in wanted.items()
        if label not in points.units and name not in nullable
    ]
    if unknown or lacking:
        raise InputDataError(
            f"columns unknown: {unknown}, lacking: {lacking}",
            path=points.records.path,
            value=list(points.units),
            expected=f"among {', '.join(sorted(labels))}",
        )
    n_rows = len(points.records)
    columns = {
        name: _numbers(points, label, units, name in nullable)
        if label in points.units
        else np.full(n_rows, np.nan)
        for name, (label, units) in wanted.items()
    }
    rows = np.arange(1, n_rows + 1, dtype=np.int64)
    return pd.DataFrame({"row": rows, "telescope": points.telescope, **columns})


UNUSED = {"non", "noff"}  # counts on and off the source


def _numbers(points: Points, label: str, units: Mapping[str, float], nullable: bool) -> np.ndarray:
    unit = points.units[label]
    if unit not in units:
        raise InputDataError(
            "unknown unit",
            path=points.records.path,
            column=label,
            value=unit,
            expected=", ".join(units),
        )
    return points.records.numbers(label, ("nan",) if nullable else ()) * units[unit]
