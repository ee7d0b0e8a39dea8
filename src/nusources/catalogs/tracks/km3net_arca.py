"""Response of KM3NeT/ARCA230, the full ARCA detector.

References
----------
KM3NeT Collaboration, "Astronomy potential of KM3NeT/ARCA", Eur. Phys. J. C 84 (2024) 885; files
of github.com/KM3NeT/KM3NeT-ARCA-irf (CC BY 4.0).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from nusources.contracts.responses import (
    ARCA_BACKGROUND,
    ARCA_EFFECTIVE_AREA,
    ARCA_ENERGY_RESPONSE,
    ARCA_PSF,
)
from nusources.errors import InputDataError
from nusources.formats.records import Records
from nusources.formats.text import read_delimited
from nusources.tables import Contract
from nusources.units import CM2_PER_M2

TRUE, PROXY = "log10(nu_E [GeV])", "log10(reco_E [GeV])"
CENTRE_TOLERANCE = 0.01  # centres are printed with two or three decimals


def read_arca_effective_area(path: str | Path) -> pd.DataFrame:
    """Read an effective area (aeff_coszen_allnumuCC_track.csv, aeff_coszen_allnueCC_shower.csv).

    cos(zenith) = 1 is down-going. Areas of m^2 in the file are cm^2 here.
    """
    records, columns = _read(path, {"true_log10_energy": TRUE, "cos_zenith": "cos(zen)"})
    area = records.numbers("aeff [m^2]") * CM2_PER_M2
    return _finish(columns | {"effective_area": area}, ARCA_EFFECTIVE_AREA, path)


def read_arca_background(path: str | Path) -> pd.DataFrame:
    """Read the background (bkg_track.csv): atmospheric neutrinos and muons."""
    records, columns = _read(path, {"log10_energy": PROXY, "sin_dec": "sin(dec)"})
    return _finish(columns | {"rate": records.numbers("rate [s^-1]")}, ARCA_BACKGROUND, path)


def read_arca_energy_response(path: str | Path) -> pd.DataFrame:
    """Read the energy response of tracks (energyresponse_numuCC_track.csv)."""
    records, columns = _read(path, {"true_log10_energy": TRUE, "log10_energy": PROXY})
    density = records.numbers("dP/dlog10(nu_E [GeV])")
    return _finish(columns | {"density": density}, ARCA_ENERGY_RESPONSE, path)


def read_arca_psf(path: str | Path) -> pd.DataFrame:
    """Read the point-spread function of tracks (psf_numuCC_track.csv.gz).

    Some densities of the far tail are below 0 (down to -2e-4 per sr): flagged, kept as printed.
    """
    records, columns = _read(path, {"true_log10_energy": TRUE}, ["log10(psi [degrees])"])
    density = records.numbers("dP/dOmega")
    columns |= {
        "log10_distance": records.numbers("log10(psi [degrees])"),
        "density": density,
        "is_negative": density < 0,
    }
    return _finish(columns, ARCA_PSF, path)


HEADER_ENDS = {
    (TRUE, "cos(zen)"): "aeff [m^2]",
    (PROXY, "sin(dec)"): "rate [s^-1]",
    (TRUE, PROXY): "dP/dlog10(nu_E [GeV])",
    (TRUE,): "dP/dOmega",
}


def _read(
    path: str | Path, axes: dict[str, str], points: list[str] | None = None
) -> tuple[Records, dict[str, np.ndarray]]:
    """Read a table of bins; each axis is printed as lower edge, centre and upper edge."""
    header = [f"{axis} {end}" for axis in axes.values() for end in ("low", "center", "high")]
    header += [*(points or []), HEADER_ENDS[tuple(axes.values())]]
    records = read_delimited(path, header)
    columns: dict[str, np.ndarray] = {}
    for name, axis in axes.items():
        low, centre, high = (records.numbers(f"{axis} {end}") for end in ("low", "center", "high"))
        wrong = (high <= low) | (np.abs((low + high) / 2 - centre) > CENTRE_TOLERANCE)
        problem = "edges and centre of a bin do not fit"
        bins = list(zip(low, centre, high, strict=True))
        records.refuse_rows(wrong, f"{axis} center", "low < center < high", problem, bins)
        columns |= {f"{name}_min": low, f"{name}_max": high}
    return records, columns


def _finish(columns: dict[str, np.ndarray], contract: Contract, path: str | Path) -> pd.DataFrame:
    """Make the table; every combination of bins must be there once."""
    table = pd.DataFrame(columns)
    sizes = [table[name].nunique() for name in contract.key]
    if len(table) != np.prod(sizes):
        raise InputDataError(
            "bins are missing or given twice",
            path=path,
            value=f"{len(table)} rows",
            expected=f"{' x '.join(map(str, sizes))} rows",
        )
    return table
