"""Curves without much of a header: areas and fluxes read off figures, sensitivities, resolution.

References
----------
Effective areas: github.com/robertdstein/i3alerts. Fluxes: IceCube Collaboration, ApJ 809 (2015) 98
and PRL 125 (2020) 121104, read by github.com/dansmithphysics/3yr_icecube_source_search.
Sensitivities: IceCube Collaboration, PRL 124 (2020) 051103, of github.com/PLEnuM-group/Plenum.
Angular resolution: PS-IC86-2011 data release.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from nusources.contracts.flux_points import (
    ANGULAR_RESOLUTION,
    DIGITISED_AREA,
    SENSITIVITY_CURVE,
)
from nusources.errors import InputDataError
from nusources.formats.records import Field, Records, to_table
from nusources.formats.text import read_lines, to_records
from nusources.units import CM2_PER_M2, GEV_PER_TEV

CURVES = {  # by the names of both files
    "pts": "points",
    "pts_up": "upper_errors",
    "pts_down": "lower_errors",
    "points": "points",
    "points_up": "upper_errors",
    "points_down": "lower_errors",
    "upper_lim": "limits",
    "fit_up": "fit_upper",
    "fit_down": "fit_lower",
}


def read_digitised_area(path: str | Path, dec_min: float, dec_max: float) -> pd.DataFrame:
    """Read the effective area of an alert stream (alerts_v2/dec_30_90/Aeff_hese.csv, ...).

    No header; TeV and m^2 in the file (by the readme of the repository), here GeV and cm^2. The
    steps of the figure's histogram are there, so that energies stand twice.

    Parameters
    ----------
    dec_min, dec_max : float
        Band of declination [deg], which the name of the folder tells.
    """
    labels = ("energy", "area")
    records = to_records(path, read_lines(path), labels, first_row=1, separator=",")
    fields = {"energy": Field("energy", GEV_PER_TEV), "effective_area": Field("area", CM2_PER_M2)}
    table = to_table(records, DIGITISED_AREA, fields)
    return table.assign(dec_min=float(dec_min), dec_max=float(dec_max))


def read_digitised_fluxes(path: str | Path) -> pd.DataFrame:
    """Read diffuse fluxes read off a figure (combined_fit_2015.csv, icecube_cascade_data_2020.csv).

    Two header lines: names of six curves, then X and Y. Curves of fewer points leave cells empty.
    Points and the ends of their errors are not always aligned in energy, so each is a curve of its
    own. The level of 2015 looks like the sum of all flavours, that of 2020 like one.
    Curve by curve.
    """
    lines = read_lines(path, may_end_open=True)
    names = lines[0].split(",")[::2]
    n_curves = len(set(CURVES.values()))
    axes = ",".join(["X,Y"] * n_curves)
    is_known = [CURVES.get(name) for name in names] == list(dict.fromkeys(CURVES.values()))
    if lines[:2] != [",,".join(names) + ",", axes] or not is_known:
        raise InputDataError(
            "unknown header lines",
            path=path,
            row=1,
            value=" / ".join(lines[:2])[:200],
            expected=f"pts,,pts_up,,... and {axes}",
        )
    labels = [f"{CURVES[name]} {axis}" for name in names for axis in "XY"]
    records = to_records(path, lines[2:], labels, first_row=3, separator=",")
    return pd.concat([_curve(records, CURVES[name]) for name in names], ignore_index=True)


def read_sensitivity_curve(path: str | Path) -> pd.DataFrame:
    """Read a sensitivity (sens_10yr_gamma-2.txt, ...-3.txt) or tcarver_10y_disc.csv.

    Cells are parted by blanks, or by a comma in the last file; one file has a comment as header,
    whose unit, "E^-2 @ 1 GeV [TeV]", says neither area nor time. The level is that of fluxes at
    1 TeV in TeV^-1 cm^-2 s^-1. The last point of tcarver_10y_disc.csv stands out of order.
    """
    lines = read_lines(path)
    first = 1 if lines[0].startswith("# sine dec ") else 0
    separator = "," if "," in lines[-1] else None
    labels = ("sin_dec", "flux")
    records = to_records(path, lines[first:], labels, first_row=first + 1, separator=separator)
    return to_table(records, SENSITIVITY_CURVE, dict(zip(labels, labels, strict=True)))


def read_angular_resolution(path: str | Path) -> pd.DataFrame:
    """Read the median angular resolution (AngRes.txt): degrees first, no header."""
    lines = read_lines(path, line_end="\r\n")
    records = to_records(path, lines, ("median", "log10_energy"), first_row=1, separator=",")
    fields = {"log10_energy": "log10_energy", "ang_err": "median"}
    return to_table(records, ANGULAR_RESOLUTION, fields)


def _curve(records: Records, name: str) -> pd.DataFrame:
    """Points of one curve: the rows where both cells are filled."""
    energy, flux = (records.numbers(f"{name} {axis}", ("",)) for axis in "XY")
    half = np.isnan(energy) != np.isnan(flux)
    found = list(zip(energy, flux, strict=True))
    records.refuse_rows(half, f"{name} Y", "energy and flux, or neither", "half a point", found)
    kept = np.isfinite(energy)
    points = np.arange(1, int(kept.sum()) + 1, dtype=np.int64)
    return pd.DataFrame(
        {"curve": name, "point": points, "energy": energy[kept], "flux": flux[kept]}
    )
