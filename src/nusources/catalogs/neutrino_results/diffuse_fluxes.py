"""Measurements of the diffuse neutrino flux: segments, power laws, contours, limits.

References
----------
KM3NeT Collaboration, data of KM3-230213A (github.com/KM3NeT/KM3-230213A-data), which names the
paper of each file: HESE PRD 104 (2021) 022002, northern tracks ApJ 928 (2022) 50, Glashow
Nature 591 (2021) 220. Best fits and contours: compilation diffuse_neutrino_flux.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from nusources.contracts.neutrino_searches import FLUX_BEST_FITS
from nusources.errors import InputDataError
from nusources.formats.json_files import is_finite_number, json_column, read_json
from nusources.formats.text import read_lines, to_records

# The unit in these labels means GeV cm^-2 s^-1 sr^-1 (text of the papers).
SEGMENT_FLUX = "FluxNorm [GeV.cm^-2.s.sr]"
SEGMENT_KEYS = (
    "Emin [GeV]",
    "Emax [GeV]",
    SEGMENT_FLUX,
    "ErrorMinus [GeV.cm^-2.s.sr]",
    "ErrorPlus [GeV.cm^-2.s.sr]",
)
CONTOUR_KEYS = ("SpectralIndex", SEGMENT_FLUX)
LIMIT_KEYS = ("Energy [GeV]", "E^2 F(E) [GeV.cm^-2.s^-1.sr^-1]")
MODELS = {  # order of the parameters in measurements.json
    "SinglePowerLaw": ("spectral_index", "norm"),
    "BrokenPowerLaw": ("spectral_index", "spectral_index_2", "log10_break", "norm"),
    "LogParabola": ("spectral_index", "curvature", "norm"),
}
HEADERS = ("gamma,norm", "gamma;norm", ",gamma,norm")


def read_flux_segments(path: str | Path) -> pd.DataFrame:
    """Read a segmented fit (icecube_segmentedfit_hese.json, ..._nst.json, ..._glashow.json).

    An upper error of 0 marks an upper limit: the flux is the limit. A lower error equal to the
    flux is an interval that reaches 0, which plots show as a limit at flux + upper error: flagged.
    E^2 phi per flavour. Limits have no upper error.
    """
    low, high, flux, minus, plus = _columns(path, SEGMENT_KEYS)
    is_limit = plus == 0
    return pd.DataFrame(
        {
            "energy_min": low,
            "energy_max": high,
            "flux": flux,
            "flux_err_plus": np.where(is_limit, np.nan, plus),
            "flux_err_minus": np.where(is_limit, np.nan, minus),
            "is_upper_limit": is_limit,
            "reaches_zero": ~is_limit & (minus >= flux),
        }
    )


def read_flux_limits(path: str | Path) -> pd.DataFrame:
    """Read differential limits (limits_differential_auger.json, ...)."""
    energy, limit = _columns(path, LIMIT_KEYS)
    return pd.DataFrame({"energy": energy, "flux_limit": limit})


def read_flux_contour(path: str | Path, *, is_diffuse: bool = True) -> pd.DataFrame:
    """Read a 68 % contour: JSON (icecube_spl_nst_contour1sigma.json) or text (nt22_contour68.csv).

    Text files are of three kinds: point and comma (decimal point, separator), comma and semicolon,
    and with or without a header or a column of numbers; which one is seen from the first line.
    One ends in an empty line.
    The points of the JSON files follow the contour; those of the text files are sorted by index.
    gp_pi0_contour68.csv holds two points only (the error of the normalisation).

    Parameters
    ----------
    is_diffuse : bool
        Whether the normalisation is per steradian. It is not for ngc1068, txs0506 and gp_pi0.
    """
    if Path(path).name.removesuffix(".gz").endswith(".json"):
        index, norm = _columns(path, CONTOUR_KEYS)
    else:
        index, norm = _text_contour(path)
    nothing = np.full(len(norm), np.nan)
    return pd.DataFrame(
        {
            "point": np.arange(1, len(norm) + 1, dtype=np.int64),
            "spectral_index": index,
            "norm": norm if is_diffuse else nothing,
            "norm_source": nothing if is_diffuse else norm,
        }
    )


def read_flux_best_fits(path: str | Path) -> pd.DataFrame:
    """Read the best fits of the compilation (measurements.json).

    Entries marked "diffusify" are spectra of sources (NGC 1068, TXS 0506+056) or of the Galaxy,
    without sr^-1: their normalisation is in ``norm_source``.
    """
    rows = [_best_fit(name, entry, path) for name, entry in read_json(path).items()]
    if not rows:
        raise InputDataError(
            "no measurements", path=path, value="{}", expected="one entry at least"
        )
    table = pd.DataFrame(rows).reindex(columns=FLUX_BEST_FITS.column_names)
    numbers = [one.name for one in FLUX_BEST_FITS.columns if one.dtype == "float64"]
    return table.astype(dict.fromkeys(numbers, np.float64))


def _columns(path: str | Path, keys: tuple[str, ...]) -> list[np.ndarray]:
    """Read columns of equal length."""
    content = read_json(path, keys)
    columns = [json_column(content, key, path) for key in keys]
    if len({len(column) for column in columns}) != 1:
        raise InputDataError(
            "columns of different lengths",
            path=path,
            value=[len(column) for column in columns],
            expected="as many values in each",
        )
    return columns


def _text_contour(path: str | Path) -> tuple[np.ndarray, np.ndarray]:
    """Read index and normalisation from one of the text formats."""
    lines = read_lines(path, may_end_open=True)
    first = 1 if lines[0] in HEADERS else 0
    body, labels = lines[first:], ["gamma", "norm"]
    if len(body) > 1 and not body[-1]:
        body.pop()
    separator = ";" if body and ";" in body[0] else ","
    if lines[0].startswith(","):
        labels = ["number", *labels]
    if separator == ";":
        body = [line.replace(",", ".") for line in body]
    records = to_records(path, body, labels, first_row=first + 1, separator=separator)
    return records.numbers("gamma"), records.numbers("norm")


def _best_fit(name: str, entry: Any, path: str | Path) -> dict:
    """Make one row from an entry of measurements.json."""
    try:
        model, parameters = entry["class"], entry["best_fit_parameters"]
        bounds, reference = entry["energy_range_gev"], entry["reference_energy_gev"]
        row = dict(zip(MODELS[model], parameters, strict=True))
        row["energy_min"], row["energy_max"] = bounds
    except (KeyError, TypeError, ValueError) as error:
        raise InputDataError(
            f"entry {name!r} is not a measurement ({error})",
            path=path,
            value=str(entry)[:120],
            expected=f"class of {', '.join(MODELS)} with its parameters and energies",
        ) from error
    row["reference_energy"] = reference
    for column, value in row.items():
        if not is_finite_number(value):
            raise InputDataError(
                f"entry {name!r}: not a finite number",
                path=path,
                column=column,
                value=value,
                expected="a number",
            )
    if entry.get("diffusify", False):
        row["norm_source"] = row.pop("norm")
    return row | {"measurement": name, "model": model}
