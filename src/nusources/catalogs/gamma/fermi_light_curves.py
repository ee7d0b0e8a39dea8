"""Light curves in the layout of the Fermi-LAT Light Curve Repository.

Weekly ones of the repository, and 30-day ones in energy flux, which keep its layout.

References
----------
Abdollahi et al. 2023, ApJS 265, 31 (arXiv:2301.01607).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from nusources.catalogs.gamma.fermi_time import met_to_mjd
from nusources.contracts.fermi import LAT_LIGHT_CURVE_SOURCES, LAT_LIGHT_CURVES
from nusources.contracts.light_curves import LAT_LIKELIHOOD_POINTS
from nusources.errors import InputDataError
from nusources.formats.archives import read_members
from nusources.formats.light_curve_json import read_number_lists
from nusources.formats.raw import read_raw
from nusources.units import SECONDS_PER_DAY

FILE_NAME = re.compile(r"(4FGL)\+(J\d{4}\.\d[+-]\d{4}[a-z]?)\.json")
WEEK, MONTH = 7 * SECONDS_PER_DAY, 30 * SECONDS_PER_DAY  # s
# Numbers in each entry of the lists that are read.
WIDTHS = {
    "ts": 2,
    "flux": 2,
    "flux_upper_limits": 2,
    "flux_error": 3,
    "photon_index": 2,
    "fit_convergence": 2,
}
OTHER_LISTS = ("photon_index_interval", "fit_tolerance", "dlogl", "EG", "GAL", "bin_id")
NO_LIMIT = -1.0  # stands where the calculation of the limit failed


def read_light_curves(path: str | Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read the weekly light curves of all sources: a folder of ``4FGL+J....json``, or a tar of it.

    A week has either a flux (test statistic of 4 and more) or a 95% upper limit; weeks without
    exposure are absent. Times in the file are the middle of the week (the first is
    2008-08-05 to 12), here given with its edges. Errors are differences to the bounds in the file;
    the lower bound may be negative. Flagged as failed: limits of -1, and fluxes whose bounds equal
    the flux (among them the largest), which then have no errors. Neither a failed point nor a flux
    a thousand times the usual one need belong to a fit that did not converge. Names are those of
    4FGL-DR2; seven of the southern sources are called otherwise in DR4.

    Returns
    -------
    sources, points : DataFrame
        Contracts ``lat_light_curve_sources`` and ``lat_light_curves``.
    """
    curves = _read_curves(Path(path), WEEK)
    points = curves[LAT_LIGHT_CURVES.column_names]
    return _summaries(points.assign(photon_index=curves["photon_index"])), points


def read_likelihood_curves(path: str | Path) -> pd.DataFrame:
    """Read 30-day likelihood fits of sources: a folder of ``4FGL+J....json``, or a tar of it.

    The layout is that of the weekly files, with three differences: bins of 30 days; fluxes, errors
    and limits are energy fluxes 0.9-500 GeV [erg cm^-2 s^-1]; the index of each bin is fitted. So
    chang2022 (section 4.2.5) made its curves; none are published. A bin may have a flux at any
    test statistic: what counts as a limit is for who uses them.

    Returns
    -------
    DataFrame
        Contract ``lat_likelihood_points``.
    """
    curves = _read_curves(Path(path), MONTH)
    error = (curves["flux_error_low"] + curves["flux_error_high"]) / 2
    fluxes = {
        "energy_flux": curves["flux"],
        "energy_flux_error": error,
        "energy_flux_limit": curves["flux_limit"],
    }
    return curves.assign(**fluxes)[LAT_LIKELIHOOD_POINTS.column_names]


def _read_curves(path: Path, width: float) -> pd.DataFrame:
    """Points of all sources, in bins of some width [s]."""
    files = list(_files(path))
    if not files:
        raise InputDataError(
            "no light curves",
            path=path,
            value="nothing of that name",
            expected="files 4FGL+J....json",
        )
    texts = [text for _, text, _ in files]
    lists = read_number_lists(texts, WIDTHS, OTHER_LISTS)
    if lists is None:
        lists = [_lists(text, place) for _, text, place in files]
    curves = {
        name: _light_curve(one, width, place)
        for one, (name, _, place) in zip(lists, files, strict=True)
    }
    lengths = [len(curve["mjd"]) for curve in curves.values()]
    keys = list(next(iter(curves.values())))
    joined = {key: np.concatenate([curve[key] for curve in curves.values()]) for key in keys}
    names = pd.Series(list(curves), dtype="string").repeat(lengths).reset_index(drop=True)
    return pd.DataFrame({"source_name": names, **joined})


def _files(path: Path) -> Iterator[tuple[str, bytes, str]]:
    """Name of the source, text and place of each light curve, in the order of their names."""
    if path.is_dir():
        for file in sorted(path.glob("*.json")):
            yield _source_name(file.name, path), read_raw(file), str(file)
        return
    for name, text in read_members(path, "a folder or archive of light curves").items():
        yield _source_name(Path(name).name, path), text, f"{path}:{name}"


def _source_name(file_name: str, path: Path) -> str:
    match = FILE_NAME.fullmatch(file_name)
    if match is None:
        raise InputDataError(
            "unknown file", path=path, value=file_name, expected="files 4FGL+J....json"
        )
    return f"{match[1]} {match[2]}"


def _light_curve(lists: dict[str, np.ndarray], width: float, place: str) -> dict[str, np.ndarray]:
    """Columns of the light curve of one source."""
    met = lists["ts"][:, 0]
    _check_times(lists, width, place)
    n_bins = len(met)
    at_flux = np.searchsorted(met, lists["flux"][:, 0])
    at_limit = np.searchsorted(met, lists["flux_upper_limits"][:, 0])
    empty = np.full(n_bins, np.nan)
    flux, low, high, limit, index = (empty.copy() for _ in range(5))
    flux[at_flux] = lists["flux"][:, 1]
    low[at_flux], high[at_flux] = lists["flux_error"][:, 1:].T
    index[at_flux] = lists["photon_index"][:, 1]
    limit[at_limit] = lists["flux_upper_limits"][:, 1]
    is_upper_limit = np.isfinite(limit)
    failed_limit = limit == NO_LIMIT
    failed_flux = (low == flux) & (high == flux)
    code = lists["fit_convergence"][:, 1]
    _check_values(flux, low, high, limit, code, place)
    return {
        "mjd": met_to_mjd(met),
        "mjd_start": met_to_mjd(met - width / 2),
        "mjd_stop": met_to_mjd(met + width / 2),
        "flux": flux,
        "flux_error_low": np.where(failed_flux, np.nan, flux - low),
        "flux_error_high": np.where(failed_flux, np.nan, high - flux),
        "flux_limit": np.where(failed_limit, np.nan, limit),
        "is_upper_limit": is_upper_limit,
        "ts": lists["ts"][:, 1],
        "convergence_code": code.astype(np.int64),
        "is_converged": code == 0,
        "is_failed": failed_limit | failed_flux,
        "photon_index": index,
    }


def _lists(text: bytes, place: str) -> dict[str, np.ndarray]:
    """Lists of one file as arrays of shape (entries, numbers in an entry)."""
    try:
        stored = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_unique_keys)
    except (ValueError, RecursionError) as error:
        raise InputDataError(f"not JSON ({error})", path=place, expected="a light curve") from error
    if not isinstance(stored, dict):
        raise InputDataError(
            "not a light curve", path=place, value=type(stored).__name__, expected="a JSON object"
        )
    missing = [key for key in WIDTHS if key not in stored]
    if missing:
        raise InputDataError(
            "lacks a list", path=place, value=list(stored), expected=", ".join(missing)
        )
    return {key: _array(stored[key], key, width, place) for key, width in WIDTHS.items()}


def _refuse_constant(constant: str) -> None:
    raise ValueError(f"{constant} is no number")


def _unique_keys(pairs: list[tuple[str, object]]) -> dict[str, object]:
    stored = dict(pairs)
    if len(stored) != len(pairs):
        raise ValueError(f"a key of {', '.join(stored)[:120]} stands twice")
    return stored


def _array(entries: object, key: str, width: int, place: str) -> np.ndarray:
    try:
        array = np.array(entries if entries else np.empty((0, width)))
    except (ValueError, TypeError, OverflowError):
        array = np.array(None)
    shaped = array.ndim == 2 and array.shape[1] == width and array.dtype.kind in "if"
    if not shaped or not np.isfinite(array).all():
        raise InputDataError(
            "not a list of numbers",
            path=place,
            column=key,
            value=str(entries)[:80],
            expected=f"{width} finite numbers in each entry",
        )
    return array.astype(np.float64)


def _check_times(lists: dict[str, np.ndarray], width: float, place: str) -> None:
    """Each bin must have one test statistic and convergence code, and one flux or limit."""
    met = lists["ts"][:, 0]
    steps = np.diff(met)
    if len(met) == 0 or not (steps > 0).all() or (steps % width).any():
        raise InputDataError(
            "times are not increasing by whole bins",
            path=place,
            column="ts",
            value=met[:5].tolist(),
            expected=f"steps of {width:g} s",
        )
    together = np.concatenate([lists["flux"][:, 0], lists["flux_upper_limits"][:, 0]])
    pairs = {
        "fit_convergence": (lists["fit_convergence"][:, 0], met),
        "flux, flux_upper_limits": (np.sort(together), met),
        "flux_error": (lists["flux_error"][:, 0], lists["flux"][:, 0]),
        "photon_index": (lists["photon_index"][:, 0], lists["flux"][:, 0]),
    }
    for key, (found, wanted) in pairs.items():
        if not np.array_equal(found, wanted):
            raise InputDataError(
                "times differ between lists",
                path=place,
                column=key,
                value=len(found),
                expected=f"the {len(wanted)} times of the other lists",
            )


def _check_values(flux, low, high, limit, code, place: str) -> None:
    wrong = {
        "flux_error": (low > flux) | (high < flux),
        "flux": flux <= 0,
        "flux_upper_limits": (limit <= 0) & (limit != NO_LIMIT),
        "fit_convergence": (code < 0) | (code % 1 != 0),
    }
    for key, rows in wrong.items():
        if rows.any():
            row = int(np.argmax(rows))
            raise InputDataError(
                "impossible value",
                path=place,
                row=row + 1,
                column=key,
                value=[float(values[row]) for values in (low, flux, high, limit, code)],
                expected="bound <= flux <= bound, flux > 0, limit > 0 or -1, a whole code",
            )


def _summaries(points: pd.DataFrame) -> pd.DataFrame:
    """One row per source."""
    points["is_flux"] = ~points["is_upper_limit"]
    points["not_converged"] = ~points["is_converged"]
    counts = {
        "n_bins": ("mjd", "size"),
        "n_fluxes": ("is_flux", "sum"),
        "n_upper_limits": ("is_upper_limit", "sum"),
        "n_failed": ("is_failed", "sum"),
        "n_not_converged": ("not_converged", "sum"),
        "mjd_start": ("mjd_start", "min"),
        "mjd_stop": ("mjd_stop", "max"),
        "photon_index": ("photon_index", "median"),
    }
    sources = points.groupby("source_name", sort=False).agg(**counts).reset_index()
    whole = {name: np.int64 for name in counts if name.startswith("n_")}
    return sources.astype(whole)[LAT_LIGHT_CURVE_SOURCES.column_names]
