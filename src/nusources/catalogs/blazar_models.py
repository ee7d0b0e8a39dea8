"""Leptohadronic models of 324 gamma-ray blazars.

References
----------
Rodrigues et al. 2024, A&A 681, A119 (arXiv:2307.13024).
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd

from nusources.catalogs.text_records import Records, convert, read_delimited
from nusources.contracts.blazar_models import LEPHAD_MODELS
from nusources.sky import angular_separation
from nusources.tables import check_table

HEADER = (
    "Association,Fermi Name,CGRABS Name,Class,dec,RA,Redshift,Fermi-LAT Flux,Disk Luminosity,"
    "BLR Radius,Black Hole Mass,Muon Neutrino Flux Best Fit,Muon Neutrino Flux Min,"
    "Muon Neutrino Flux Max,IceCube Event Rate Best Fit,IceCube Event Rate Min,"
    "IceCube Event Rate Max,Neutrino Peak Energy Best Fit,Blob Radius Best Fit,B-Field Best Fit,"
    "Bulk Lorentz Best Fit,Dissipation Radius Best Fit,Electron Luminosity Best Fit,"
    "Electron Max Lorentz Factor Best Fit,Electron Min Lorentz Factor Best Fit,"
    "Electron Spectral Index Best Fit,Proton Luminosity Best Fit,Proton Luminosity Min,"
    "Proton Luminosity Max,Proton Max Lorentz Factor Best Fit,Proton Min Lorentz Factor Fixed,"
    "Proton Spectral Index Fixed"
)
LABELS = {
    "source_name": "Association",
    "cgrabs_name": "CGRABS Name",
    "source_class": "Class",
    "ra": "RA",
    "dec": "dec",
    "redshift": "Redshift",
    "gamma_flux": "Fermi-LAT Flux",
    "muon_neutrino_flux": "Muon Neutrino Flux Best Fit",
    "muon_neutrino_flux_low": "Muon Neutrino Flux Min",
    "muon_neutrino_flux_high": "Muon Neutrino Flux Max",
    "icecube_rate": "IceCube Event Rate Best Fit",
    "icecube_rate_low": "IceCube Event Rate Min",
    "icecube_rate_high": "IceCube Event Rate Max",
}
CGRABS = re.compile(r"CGRABS J([01]\d|2[0-3])([0-5]\d)([+-])([0-8]\d)([0-5]\d)")
FAR = 1.0  # deg; names are cut to a minute of time (0.25 deg) and of arc


def read_lephad_models(path: str | Path) -> pd.DataFrame:
    """Read positions and predictions (model_parameters.csv).

    The column Fermi Name holds one and the same name in every row and is not kept. Four right
    ascensions are printed as 0, which becomes missing, and one declination has lost its sign:
    positions that contradict the CGRaBS name are flagged. Neutrino numbers are predictions.

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    DataFrame
        Contract ``lephad_models``.

    Raises
    ------
    InputDataError
        If the file is not as the release has it.
    """
    records = read_delimited(path, HEADER.split(","))
    columns = convert(records, LEPHAD_MODELS, LABELS, missing=())
    ra, dec = _position_from_name(records)
    offset = angular_separation(ra, dec, columns["ra"], columns["dec"])
    columns["is_wrong_position"] = offset > FAR
    columns["ra"] = np.where(columns["ra"] == 0.0, np.nan, columns["ra"])
    table = pd.DataFrame(columns)[LEPHAD_MODELS.column_names]
    check_table(table, LEPHAD_MODELS, path)
    return table


def _position_from_name(records: Records) -> tuple[np.ndarray, np.ndarray]:
    """Position [deg] that the CGRaBS names tell."""
    label = "CGRABS Name"
    if not all(map(CGRABS.fullmatch, records.cells[label])):
        records.refuse(label, CGRABS.fullmatch, "CGRABS JHHMM+DDMM")
    parts = [CGRABS.fullmatch(name).groups() for name in records.cells[label]]
    ra = [15.0 * int(hours) + 0.25 * int(minutes) for hours, minutes, *_ in parts]
    dec = [float(f"{sign}1") * (int(deg) + int(arcmin) / 60) for _, _, sign, deg, arcmin in parts]
    return np.array(ra), np.array(dec)
