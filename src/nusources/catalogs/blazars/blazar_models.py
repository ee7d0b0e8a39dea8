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
from nusources.formats.text_lines import to_records
from nusources.formats.text_records import Records, convert, read_delimited
from nusources.sky import angular_separation
from nusources.tables import Contract, check_table

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
PHOTON_LABELS = {"energy": "Energy", "flux": "Flux Value", "flux_error": "Flux Error"}
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


def read_lephad_photons(path: str | Path) -> pd.DataFrame:
    """Read the measured points of all sources (model_results_mw_data.tar.xz).

    One file per source, named by it with underscores for blanks. Points stand there as the
    archives gave them: some stand there several times (in 273 of the 324 files), and an error of 0
    means that none is known and becomes missing. Limits have errors, too, as printed.

    Parameters
    ----------
    path : str or Path
        Archive, as packed for the mirror.

    Returns
    -------
    DataFrame
        Contract ``lephad_photons``, by source and in the order of its file.

    Raises
    ------
    InputDataError
        If the archive is damaged, or a file is not as the release has it.
    """
    records = _read_archive(path, "_mw_data.csv", PHOTON_HEADER)
    table = _by_source(records, PHOTON_LABELS)
    codes = {"0.0": False, "1.0": True}
    table["is_upper_limit"] = np.concatenate(
        [one.flags("Is Upper Limit", codes) for one in records.values()]
    )
    table["flux_error"] = table["flux_error"].where(table["flux_error"] != 0)
    return _finish(table, LEPHAD_PHOTONS, path)


def read_lephad_neutrinos(path: str | Path) -> pd.DataFrame:
    """Read the predicted neutrino spectra of all sources (model_results_neutrinos.tar.xz).

    Parameters
    ----------
    path : str or Path
        Archive, as packed for the mirror.

    Returns
    -------
    DataFrame
        Contract ``lephad_neutrinos``, by source and in the order of its file.

    Raises
    ------
    InputDataError
        If the archive is damaged, or a file is not as the release has it.
    """
    table = _by_source(_read_archive(path, "_neutrinos.csv", NEUTRINO_HEADER), NEUTRINO_LABELS)
    return _finish(table, LEPHAD_NEUTRINOS, path)


def _read_archive(path: str | Path, ending: str, header: str) -> dict[str, Records]:
    """Read the files of an archive, ``<source>/<source><ending>``, by name of the source."""
    found = {}
    for name, text in read_members(path, f"files <source>/<source>{ending}").items():
        folder, place = name.partition("/")[0], f"{path}:{name}"
        if name != f"{folder}/{folder}{ending}":
            raise InputDataError(
                "unknown file", path=path, value=name, expected=f"<source>/<source>{ending}"
            )
        if not text.isascii() or not text.endswith(b"\n"):
            raise InputDataError(
                "binary data, or cut off", path=place, value=text[-40:], expected="lines of ASCII"
            )
        lines = text.decode("ascii").removesuffix("\n").split("\n")
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


def _by_source(records: dict[str, Records], labels: dict[str, str]) -> pd.DataFrame:
    """Numbers of all sources below each other."""
    lengths = [len(one) for one in records.values()]
    columns = {
        name: np.concatenate([one.numbers(label) for one in records.values()])
        for name, label in labels.items()
    }
    names = pd.Series(list(records), dtype="string").repeat(lengths).reset_index(drop=True)
    rows = np.concatenate([np.arange(1, length + 1, dtype=np.int64) for length in lengths])
    return pd.DataFrame({"source_name": names, "row": rows, **columns})


def _finish(table: pd.DataFrame, contract: Contract, path: str | Path) -> pd.DataFrame:
    table = table[contract.column_names]
    check_table(table, contract, path)
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
