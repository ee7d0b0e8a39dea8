"""WISE photometry of flare candidates: the sample, single exposures, means of visits.

The files are the test data of the program timewise; its sources are no blazars but
candidates of tidal disruptions and accretion flares.

References
----------
Necker & Mechbal 2024 (timewise); van Velzen et al. 2024, MNRAS 529, 2559 (the sample).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from nusources.contracts.blazar_photometry import WISE_EXPOSURES, WISE_SAMPLE
from nusources.errors import InputDataError
from nusources.formats.raw import read_text
from nusources.formats.records import Field, Records, to_table
from nusources.formats.text import read_delimited

SAMPLE_HEADER = (
    "orig_id,name,tpeak,risetime,fadetime,df_over_rms,df_raw,z,mbh,pagntde,class,df,df_e,ra,dec,"
    "AllWISE_id,sep_to_WISE_source,w1mpro,w2mpro"
)
MEASURES = tuple(
    f"{band}_{quantity}{suffix}"
    for quantity in ("mag", "flux")
    for band in ("W1", "W2")
    for suffix in ("", "_error")
)
IDENTIFIERS = {"allwise": "cntr_mf", "neowise": "allwise_cntr"}
EXPOSURE_LABELS = {
    "sample_id": "orig_id",
    "row": "",
    **{name: name for name in ("ra", "dec", "mjd")},
    **{name.lower(): name for name in MEASURES},
}
DASH = "\u2013"  # en dash: no value


def _mass(records: Records, label: str) -> np.ndarray:
    masses = [cell.split(" (")[0] for cell in records.cells[label]]
    return records.changed({label: masses}).numbers(label, (DASH,))


SAMPLE_FIELDS = {
    "sample_id": "orig_id",
    "source_name": "name",
    "ra": "ra",
    "dec": "dec",
    "mjd_peak": "tpeak",
    "redshift": "z",
    "log10_black_hole_mass": Field("mbh", made_by=_mass),
    "source_class": "class",
}


def read_wise_sample(path: str | Path) -> pd.DataFrame:
    """Read the sources (test_sample.csv).

    Missing redshifts, masses and classes are an en dash. A mass has its reference in brackets
    behind it, which is not kept.
    """
    records = read_delimited(path, SAMPLE_HEADER.split(","), encoding="utf-8")
    return to_table(records, WISE_SAMPLE, SAMPLE_FIELDS, missing=(DASH,))


def read_wise_exposures(path: str | Path, survey: str) -> pd.DataFrame:
    """Read single exposures (raw_photometry_*.csv).

    All detections near a source are there, up to 6 arcsec away, so that one exposure can give two
    rows. A magnitude without an error is a limit. Fluxes are in the instrument's raw unit and can
    be negative.

    Parameters
    ----------
    survey : {"allwise", "neowise"}
        Which table of the archive the file comes from.
    """
    identifier = IDENTIFIERS[survey]
    records = read_delimited(path, ("", "ra", "dec", "mjd", identifier, *MEASURES, "orig_id"))
    table = to_table(records, WISE_EXPOSURES, EXPOSURE_LABELS | {"allwise_id": identifier})
    for band in ("w1", "w2"):
        limit = table[f"{band}_mag"].notna() & table[f"{band}_mag_error"].isna()
        table[f"{band}_is_upper_limit"] = limit
    return table.assign(survey=survey)


def read_wise_visits(path: str | Path) -> pd.DataFrame:
    """Read the means over visits (timewise_data_product_*.json).

    A band without a detection in a visit has no value there.
    """
    product = _parse(path)
    visits = [_source_visits(key, source, path) for key, source in product.items()]
    if not visits:
        raise InputDataError("no source", path=path, value=product, expected="at least one")
    return pd.concat(visits, ignore_index=True)


def _parse(path: str | Path) -> dict:
    try:
        product = json.loads(read_text(path), object_pairs_hook=_unique, parse_constant=_only_nan)
    except (ValueError, RecursionError) as error:
        raise InputDataError(
            f"not readable as JSON ({error})", path=path, expected="a product of timewise"
        ) from error
    if not isinstance(product, dict):
        raise InputDataError(
            "wrong JSON",
            path=path,
            value=type(product).__name__,
            expected="one entry for each source",
        )
    return product


def _unique(pairs: list[tuple[str, object]]) -> dict:
    """Dictionary of pairs; a name that stands twice would hide a value."""
    stored = dict(pairs)
    if len(stored) < len(pairs):
        raise ValueError(f"a name of {', '.join(stored)[:120]} stands twice")
    return stored


def _only_nan(constant: str) -> float:
    if constant != "NaN":
        raise ValueError(f"{constant} is no value")
    return np.nan


def _source_visits(key: str, source: Any, path: str | Path) -> pd.DataFrame:
    """Both bands of one source."""
    try:
        curve = source["timewise_lightcurve"]
        numbers = [int(number) for number in curve["mean_mjd"]]
        head = {
            "sample_id": int(key),
            "source_name": source["id"],
            "ra": float(source["ra"]),
            "dec": float(source["dec"]),
            "visit": np.array(numbers, dtype=np.int64),
            "mjd": _values(curve, "mean_mjd"),
        }
        return pd.concat(
            [pd.DataFrame(head | {"band": band} | _band(curve, band)) for band in ("W1", "W2")]
        )
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise InputDataError(
            f"wrong light curve ({type(error).__name__}: {error})",
            path=path,
            column=f"source {key}",
            expected="ra, dec, id and a timewise_lightcurve with the same visits in each column",
        ) from None


def _band(curve: Mapping, band: str) -> dict[str, np.ndarray]:
    return {
        "flux_density": _values(curve, f"{band}_mean_flux_density"),
        "flux_density_error": _values(curve, f"{band}_flux_density_rms"),
        "mag": _values(curve, f"{band}_mean_mag"),
        "mag_error": _values(curve, f"{band}_mag_rms"),
        "is_upper_limit": _flags(curve, f"{band}_flux_density_ul"),
        "is_upper_limit_mag": _flags(curve, f"{band}_mag_ul"),
        "n_exposures": _counts(curve, f"{band}_flux_density_Npoints"),
    }


def _column(curve: Mapping, name: str, kinds: tuple[type, ...]) -> list:
    """Values of one column in the order of the visits."""
    column = curve[name]
    if list(column) != list(curve["mean_mjd"]):
        raise ValueError(f"{name} has other visits than mean_mjd")
    for value in column.values():
        if type(value) not in kinds:
            raise ValueError(f"{name} holds {value!r}")
    return list(column.values())


def _values(curve: Mapping, name: str) -> np.ndarray:
    return np.array(_column(curve, name, (int, float)), dtype=np.float64)


def _flags(curve: Mapping, name: str) -> np.ndarray:
    return np.array(_column(curve, name, (bool,)), dtype=bool)


def _counts(curve: Mapping, name: str) -> np.ndarray:
    """Counts, which the program writes as floating-point numbers, NaN for none."""
    values = np.nan_to_num(_values(curve, name), nan=0.0)
    if (values != np.round(values)).any():
        raise ValueError(f"{name} holds a fraction")
    return values.astype(np.int64)
