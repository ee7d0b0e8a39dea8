"""Numbers of signal events, indices and fluxes of sources, with errors, from every table."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtri

from nusources.facts.luminosity_sources import SourceFacts
from nusources.luminosity.contours import index_error
from nusources.luminosity.distances import Catalogue, nearest_rows
from nusources.luminosity.reading import Inputs, Reading

LATEST = "arXiv:2510.13403"
LIMIT_UNIT = 1e-13
"""Of the flux limits of arXiv:2510.13403 [TeV^-1 cm^-2 s^-1 at 1 TeV]."""
BOUND_2020, BOUND_2025 = 4.0, 4.4
"""Largest spectral indices of the fits of PRL 124, 051103 and of arXiv:2510.13403."""
SAME_SOURCE_ARCMIN = 6.0
"""The two lists print positions to .01 deg, and differ by up to .03 deg for one source."""
NUMBERS = [
    *("source_name", "source_class", "ra", "dec"),
    *("n_signal", "n_signal_error_low", "n_signal_error_high", "minus_log10_p"),
    *("spectral_index", "spectral_index_error_low", "spectral_index_error_high", "bound"),
    *("flux", "flux_error_low", "flux_error_high", "limit", "limit_index", "live_time"),
    *("neutrino_status", "neutrino_source"),
]
SIDES = ("_error_low", "_error_high")


def _numbers(rows: pd.DataFrame, **columns: Any) -> pd.DataFrame:
    """Rows with all columns of `NUMBERS`; what is not given is missing."""
    return rows.assign(**columns).reindex(columns=NUMBERS).reset_index(drop=True)


def numbers_of_list(catalogue: Catalogue) -> pd.DataFrame:
    """Numbers of the list of 110 (PRL 124, 051103)."""
    rows = catalogue.rows
    return _numbers(
        rows,
        bound=BOUND_2020,
        limit=rows["flux_limit"].where(rows["n_signal"] == 0),
        limit_index=2.0,
        neutrino_status=catalogue.status,
        neutrino_source=catalogue.source,
    )


def numbers_of_gamma_sources(catalogue: Catalogue, live_time: float) -> pd.DataFrame:
    """Numbers of the 110 gamma-ray sources of arXiv:2510.13403."""
    rows = catalogue.rows.rename(columns={"n_s": "n_signal", "gamma": "spectral_index"})
    return _latest(rows, catalogue, live_time, 2.0, rows["limit_e2"]).assign(source_class="")


def numbers_of_xray_agn(catalogue: Catalogue, live_time: float, limit_index: float) -> pd.DataFrame:
    """Numbers of the 47 + 1 X-ray AGN of arXiv:2510.13403."""
    plain = {name: name.removeprefix("power_law_") for name in catalogue.rows}
    rows = catalogue.rows.rename(columns=plain)
    rows = rows.rename(columns={"n_s": "n_signal", "gamma": "spectral_index"})
    limits = rows[f"limit_e{limit_index:.0f}"]
    return _latest(rows, catalogue, live_time, limit_index, limits).assign(source_class="X-ray AGN")


def _latest(
    rows: pd.DataFrame,
    catalogue: Catalogue,
    live_time: float,
    limit_index: float,
    limits: pd.Series,
) -> pd.DataFrame:
    return _numbers(
        rows,
        minus_log10_p=rows["neg_log10_p"],
        bound=BOUND_2025,
        limit=(LIMIT_UNIT * limits).where(rows["n_signal"] == 0),
        limit_index=limit_index,
        live_time=live_time,
        neutrino_status=catalogue.status,
        neutrino_source=catalogue.source,
    )


def numbers_of_facts(facts: SourceFacts, names: list[str], reading: Reading) -> pd.DataFrame:
    """Numbers of sources that no table has, one row for each name with an index."""
    taken = {name: facts.of(name, reading.facts) for name in ("spectral_index", "source_class")}
    index = taken["spectral_index"]
    rows = index.loc[[name for name in names if name in index.index]]
    columns: dict[str, object] = {"source_name": rows.index}
    for name in ("ra", "dec", "minus_log10_p", "live_time"):
        columns[name] = facts.of(name, reading.facts)["value"].reindex(rows.index).to_numpy()
    for name, quantity in (
        ("n_signal", "n_signal"),
        ("spectral_index", "spectral_index"),
        ("flux", "flux_1tev"),
    ):
        found = facts.of(quantity, reading.facts).reindex(rows.index)
        columns[name] = found["value"].to_numpy()
        columns |= {name + side: found[side[1:]].to_numpy() for side in SIDES}
    columns["source_class"] = taken["source_class"]["value"].reindex(rows.index).to_numpy()
    columns["neutrino_status"] = rows["status"].to_numpy()
    columns["neutrino_source"] = rows["source"].to_numpy()
    return _numbers(pd.DataFrame(columns))


def neutrino_numbers(inputs: Inputs, reading: Reading) -> pd.DataFrame:
    """Numbers of the calibrators and of the list of 110, by name, calibrators first.

    Returns
    -------
    DataFrame
        `NUMBERS` with errors everywhere: printed ones, and else those of `Reading`.
    """
    listed = numbers_of_list(inputs.listed)
    known = numbers_of_facts(inputs.facts, list(reading.calibrators), reading)
    both = pd.concat([known, listed], ignore_index=True).drop_duplicates("source_name")
    if reading.live_time_days is not None:
        both["live_time"] = both["live_time"].fillna(reading.live_time_days)
    both = _with_contours(both.reset_index(drop=True), inputs)
    if reading.neutrinos == "latest":
        both = _with_latest(both, inputs, reading)
    return with_errors(both, reading)


def _with_contours(numbers: pd.DataFrame, inputs: Inputs) -> pd.DataFrame:
    """Errors of indices that are not printed, from the contours at hand."""
    widths = {name: index_error(contour) for name, contour in inputs.contours.items()}
    error = numbers["source_name"].map(widths).astype(float)
    names = [f"spectral_index{side}" for side in SIDES]
    return numbers.assign(**{name: numbers[name].astype(float).fillna(error) for name in names})


def _with_latest(numbers: pd.DataFrame, inputs: Inputs, reading: Reading) -> pd.DataFrame:
    """Numbers of arXiv:2510.13403 where it has a source at the same place."""
    parts = []
    if inputs.xray_agn is not None:
        days = inputs.live_time_latest
        parts.append(numbers_of_xray_agn(inputs.xray_agn, days, reading.limit_index))
    if inputs.gamma_sources is not None:
        parts.append(numbers_of_gamma_sources(inputs.gamma_sources, inputs.live_time_latest))
    if not parts:
        return numbers
    latest = pd.concat(parts, ignore_index=True)
    place = nearest_rows(numbers["ra"], numbers["dec"], latest, SAME_SOURCE_ARCMIN)
    found = latest.iloc[np.maximum(place, 0)].reset_index(drop=True)
    kept = numbers[["source_name", "source_class", "ra", "dec"]].reset_index(drop=True)
    found[kept.columns] = kept
    return found.where(pd.Series(place >= 0), numbers.reset_index(drop=True))


def with_errors(numbers: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """Fill in errors that are not printed (inferred), and keep intervals above 0.

    An index with a contour has that of the contour already. An n_s has n_s over the deviations of
    its local p, one-sided, at least
    ``reading.least_deviations``; an index has ``reading.index_error / sqrt(n_s)``, at most
    ``reading.index_error_max``: .2 of the published .2 for 79 events of NGC 1068, and .32 where .31
    is published for NGC 4151.
    """
    n_signal = numbers["n_signal"].astype(float)
    p = 10.0 ** -numbers["minus_log10_p"].astype(float)
    deviations = np.maximum(np.nan_to_num(-ndtri(p)), reading.least_deviations)
    errors = {
        "n_signal": n_signal / deviations,
        "spectral_index": np.minimum(
            reading.index_error / np.sqrt(n_signal.where(n_signal > 0)), reading.index_error_max
        ),
    }
    filled = {
        name + side: numbers[name + side].astype(float).fillna(error)
        for name, error in errors.items()
        for side in SIDES
    }
    for name in ("n_signal", "flux"):
        low = filled.get(f"{name}_error_low", numbers[f"{name}_error_low"].astype(float))
        most = (1 - reading.n_signal_floor) * numbers[name].astype(float)
        filled[f"{name}_error_low"] = np.minimum(low, most)
    return numbers.assign(**filled)
