"""Luminosities of the sources that a user brings."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.contracts.luminosity import LUMINOSITIES, SOUTHERN_DEC
from nusources.errors import InputDataError
from nusources.luminosity.distances import distance_errors_dex, luminosity_distance
from nusources.luminosity.neutrino import INDICES
from nusources.luminosity.reading import Inputs, Reading
from nusources.luminosity.sides import LARGE_END_SHARE, luminosities
from nusources.luminosity.spread import Spread, shared_correlation

FILE = "your file"
LINEAR = {
    "log10_neutrino_luminosity": "neutrino_luminosity",
    "log10_xray_luminosity": "xray_luminosity",
}
STAND_IN_INDEX = 2.5
"""Where a luminosity is given, the index plays no part."""


def derive_own(rows: pd.DataFrame, inputs: Inputs, reading: Reading) -> pd.DataFrame:
    """Luminosities of a user's sources; those that are given are taken as they are.

    Parameters
    ----------
    rows : DataFrame
        From `nusources.user_files.luminosities.luminosity_rows`; fluxes and luminosities of X-rays
        are in the band of the reading.
    inputs : Inputs
        Areas and live times of them are used.
    reading : Reading

    Returns
    -------
    DataFrame
        Contract ``luminosities``.

    Raises
    ------
    InputDataError
        If an index is none that the area can weigh, or most events would lie where its table ends.
    """
    sources = _sources(rows, reading)
    has_events = sources["has_events"].to_numpy()
    _check_indices(rows, sources, inputs)
    table = luminosities(sources, inputs, reading)
    neutrino, xray = (
        _given(rows, "log10_neutrino_luminosity"),
        _given(rows, "log10_xray_luminosity"),
    )
    sides = [sources[f"distance_error_{side}"].to_numpy() for side in ("low", "high")]
    shared = (sides[0] + sides[1]) / 2
    spreads = {}
    for name, given in (("neutrino", neutrino), ("xray", xray)):
        column = f"log10_{name}_luminosity"
        is_given = np.isfinite(given[0])
        table[column] = np.where(is_given, given[0], table[column])
        is_limit = rows[f"is_{name}_limit"].to_numpy()
        table[f"is_{name}_limit"] = is_limit
        for side, error in zip(("low", "high"), given[1:], strict=True):
            errors = f"log10_{name}_error_{side}"
            both = np.where(is_given, error, table[errors])
            table[errors] = np.where(is_limit, np.nan, both)
        spreads[name] = Spread(*(table[f"log10_{name}_error_{side}"] for side in ("low", "high")))
    # Given luminosities hold the error of their distance as their own.
    shared = np.where(np.isfinite(neutrino[0]) | np.isfinite(xray[0]), 0.0, shared)
    return table.assign(
        dec=rows["dec"],
        ra=np.nan,
        redshift=rows["redshift"].where(rows["redshift"] > 0),
        spectral_index=rows["spectral_index"],
        n_signal=rows["n_signal"],
        flux_1tev=table["flux_1tev"].where(has_events),
        error_correlation=shared_correlation(shared, spreads["neutrino"], spreads["xray"]),
        is_southern=(rows["dec"] < SOUTHERN_DEC) & has_events,
        note=np.where((rows["dec"] < SOUTHERN_DEC) & has_events, "south of -5 deg", ""),
    )[LUMINOSITIES.column_names]


def _sources(rows: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """Rows as `luminosities` takes them; events stand in where a luminosity is given."""
    has_events = np.isnan(_given(rows, "log10_neutrino_luminosity")[0])
    by_redshift = luminosity_distance(rows["redshift"], reading.cosmology)
    is_given = rows["distance"] > 0
    given_error = [
        np.abs(
            2 * np.log10(1 + sign * rows[f"distance_error_{side}"].fillna(0.0) / rows["distance"])
        )
        for sign, side in ((-1, "low"), (1, "high"))
    ]
    velocity = distance_errors_dex(rows["redshift"], reading.peculiar_velocity_km_s)
    sides = [np.where(is_given, error, velocity) for error in given_error]
    flux_error = [
        np.abs(np.log10(1 + sign * rows[f"xray_flux_error_{side}"] / rows["xray_flux"]))
        for sign, side in ((-1, "low"), (1, "high"))
    ]
    stand_in = {
        "n_signal": rows["n_signal"].where(has_events, 1.0),
        "spectral_index": rows["spectral_index"].where(has_events, STAND_IN_INDEX),
        "dec": rows["dec"].where(has_events, 0.0),
    }
    told = {
        f"{name}_{what}": value
        for name in ("neutrino", "xray", "redshift")
        for what, value in (("status", "user"), ("source", FILE))
    }
    return rows.assign(
        **stand_in,
        **told,
        **dict.fromkeys(
            ("flux", "flux_error_low", "flux_error_high", "limit", "live_time"), np.nan
        ),
        source_class="",
        has_events=has_events,
        limit_index=2.0,
        bound=np.inf,
        distance=np.where(is_given, rows["distance"], by_redshift),
        distance_error_low=sides[0],
        distance_error_high=sides[1],
        redshift=rows["redshift"].where(rows["redshift"] > 0, 0.0),
        photon_index=rows["photon_index"].fillna(2.0),
        xray_error_low=flux_error[0],
        xray_error_high=flux_error[1],
        is_proxy=False,
        xray_note="",
    )


def _given(rows: pd.DataFrame, name: str) -> tuple[NDArray[np.float64], ...]:
    """A luminosity that the file has, in log10, and its errors [dex]; missing elsewhere."""
    linear = rows[LINEAR[name]].to_numpy()
    sides = [rows[f"{LINEAR[name]}_error_{side}"].to_numpy() for side in ("low", "high")]
    with np.errstate(invalid="ignore", divide="ignore"):
        of_linear = (
            np.log10(linear),
            -np.log10(1 - sides[0] / linear),
            np.log10(1 + sides[1] / linear),
        )
    has_log = rows[name].notna().to_numpy()
    plain = (rows[name], *(rows[f"{name}_error_{side}"] for side in ("low", "high")))
    return tuple(
        np.where(has_log, one.to_numpy(), other)
        for one, other in zip(plain, of_linear, strict=True)
    )


def _check_indices(rows: pd.DataFrame, sources: pd.DataFrame, inputs: Inputs) -> None:
    index = sources["spectral_index"].to_numpy(dtype=float)
    ends = INDICES[0], INDICES[-1]
    outside = ~((index >= ends[0]) & (index <= ends[1]))
    _refuse(rows, outside, "spectral_index", "no spectral index", f"{ends[0]:g} to {ends[1]:g}")
    share = inputs.flux_per_event("by_season", tuple(sources["dec"])).end_share(
        np.arange(len(sources)), index
    )
    outside = (share > LARGE_END_SHARE) & sources["has_events"].to_numpy()
    _refuse(
        rows,
        outside,
        "spectral_index",
        "most events would lie where the effective area ends, and n_signal gives no flux",
        "an index whose events lie within the area, or the neutrino luminosity itself",
    )


def _refuse(
    rows: pd.DataFrame, wrong: NDArray[np.bool_], column: str, problem: str, expected: str
) -> None:
    if wrong.any():
        first = rows[wrong].iloc[0]
        raise InputDataError(
            f"{first['source_name']}: {problem}",
            row=int(first["row"]),
            column=column,
            value=float(first[column]),
            expected=expected,
        )
