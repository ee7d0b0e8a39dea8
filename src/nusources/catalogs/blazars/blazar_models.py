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

from nusources.contracts.blazar_models import LEPHAD_MODELS, LEPHAD_NEUTRINOS, LEPHAD_PHOTONS
from nusources.errors import InputDataError
from nusources.formats.archives import read_members
from nusources.formats.records import Field, Records, to_table
from nusources.formats.text import read_delimited, split_lines, to_records
from nusources.sky import angular_separation
from nusources.tables import Contract

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
PHOTON_HEADER = "Energy,Flux Value,Flux Error,Is Upper Limit"
PHOTON_FIELDS = {
    "energy": "Energy",
    "flux": "Flux Value",
    "flux_error": "Flux Error",
    "is_upper_limit": Field("Is Upper Limit", codes={"0.0": False, "1.0": True}),
}
NEUTRINO_HEADER = "Energy,Neutrino Flux Best Fit,Neutrino Flux Min,Neutrino Flux Max"
NEUTRINO_LABELS = {
    "energy": "Energy",
    "flux": "Neutrino Flux Best Fit",
    "flux_low": "Neutrino Flux Min",
    "flux_high": "Neutrino Flux Max",
}
CGRABS = re.compile(r"CGRABS J([01]\d|2[0-3])([0-5]\d)([+-])([0-8]\d)([0-5]\d)")
FAR = 1.0  # deg; names are cut to a minute of time (0.25 deg) and of arc


def read_lephad_models(path: str | Path) -> pd.DataFrame:
    """Read positions and predictions (model_parameters.csv).

    The column Fermi Name holds one and the same name in every row and is not kept. Four right
    ascensions are printed as 0, which becomes missing, and one declination has lost its sign:
    positions that contradict the CGRaBS name are flagged. Neutrino numbers are predictions.
    """
    records = read_delimited(path, HEADER.split(","))
    table = to_table(records, LEPHAD_MODELS, LABELS, missing=())
    ra, dec = _position_from_name(records)
    table["is_wrong_position"] = angular_separation(ra, dec, table["ra"], table["dec"]) > FAR
    table["ra"] = table["ra"].where(table["ra"] != 0.0)
    return table


def read_lephad_photons(path: str | Path) -> pd.DataFrame:
    """Read the measured points of all sources (model_results_mw_data.tar.xz).

    One file per source, named by it with underscores for blanks. Points stand there as the
    archives gave them: some stand there several times (in 273 of the 324 files), and an error of 0
    means that none is known and becomes missing. Limits have errors, too, as printed.
    By source and in the order of its file.
    """
    records = _read_archive(path, "_mw_data.csv", PHOTON_HEADER)
    table = _by_source(records, LEPHAD_PHOTONS, PHOTON_FIELDS)
    table["flux_error"] = table["flux_error"].where(table["flux_error"] != 0)
    return table


def read_lephad_neutrinos(path: str | Path) -> pd.DataFrame:
    """Read the predicted neutrino spectra of all sources (model_results_neutrinos.tar.xz).

    By source and in the order of its file.
    """
    records = _read_archive(path, "_neutrinos.csv", NEUTRINO_HEADER)
    return _by_source(records, LEPHAD_NEUTRINOS, NEUTRINO_LABELS)


def _read_archive(path: str | Path, ending: str, header: str) -> dict[str, Records]:
    """Read the files of an archive, ``<source>/<source><ending>``, by name of the source."""
    found = {}
    for name, text in read_members(path, f"files <source>/<source>{ending}").items():
        folder, place = name.partition("/")[0], f"{path}:{name}"
        if name != f"{folder}/{folder}{ending}":
            raise InputDataError(
                "unknown file", path=path, value=name, expected=f"<source>/<source>{ending}"
            )
        if not text.isascii():
            raise InputDataError(
                "binary data, not text", path=place, value=text[-40:], expected="lines of ASCII"
            )
        lines = split_lines(text.decode("ascii"), place)
        if lines[0] != header:
            raise InputDataError(
                "unknown header line", path=place, row=1, value=lines[0][:120], expected=header
            )
        source = folder.replace("_", " ")
        found[source] = to_records(place, lines[1:], header.split(","), first_row=2, separator=",")
    if not found:
        raise InputDataError(
            "no files", path=path, value="an empty archive", expected=f"<source>/<source>{ending}"
        )
    return found


def _by_source(records: dict[str, Records], contract: Contract, fields: dict) -> pd.DataFrame:
    """Tables of all sources below each other."""
    tables = [to_table(one, contract, fields, missing=()) for one in records.values()]
    lengths = [len(one) for one in tables]
    names = pd.Series(list(records), dtype="string").repeat(lengths).reset_index(drop=True)
    return pd.concat(tables, ignore_index=True).assign(source_name=names)


def _position_from_name(records: Records) -> tuple[np.ndarray, np.ndarray]:
    """Position [deg] that the CGRaBS names tell."""
    label = "CGRABS Name"
    parts = records.matched(label, CGRABS, "CGRABS JHHMM+DDMM")
    ra = [15.0 * int(hours) + 0.25 * int(minutes) for hours, minutes, *_ in parts]
    dec = [float(f"{sign}1") * (int(deg) + int(arcmin) / 60) for _, _, sign, deg, arcmin in parts]
    return np.array(ra), np.array(dec)
