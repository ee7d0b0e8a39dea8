"""Luminosities of prepared sources: both sides with their errors, limits and flags."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.contracts.luminosity import SOUTHERN_DEC
from nusources.luminosity.contours import contour_correlation
from nusources.luminosity.distances import area_of_sphere
from nusources.luminosity.neutrino import INDICES, FluxPerEvent, neutrino_luminosity
from nusources.luminosity.reading import Inputs, Reading
from nusources.luminosity.spread import (
    Spread,
    normal_nodes,
    positive_split_normal,
    shared_correlation,
    split_normal,
    spread_of,
    with_more,
)

INDEX_RANGE = (1.0, INDICES[-1])
"""Of indices within their errors: fits of IceCube do not go below 1."""
LARGE_END_SHARE = 0.5
"""Of the expected events in the last bin of the area: beyond it, the flux hangs on what is not
there."""


def luminosities(sources: pd.DataFrame, inputs: Inputs, reading: Reading) -> pd.DataFrame:
    """Columns of the contract from numbers, X-ray fluxes and distances, row by row."""
    exposure = _Exposure(sources, inputs, reading)
    neutrino, spread, flux = _neutrino_side(sources, inputs, reading, exposure)
    xray = _xray_luminosity(sources, reading)
    sides = [sources[f"distance_error_{side}"].to_numpy() for side in ("low", "high")]
    spread = with_more(spread, *sides)
    xray_spread = with_more(
        Spread(sources["xray_error_low"].to_numpy(), sources["xray_error_high"].to_numpy()), *sides
    )
    is_limit = sources["limit"].notna().to_numpy()
    is_xray_limit = sources["is_xray_limit"].to_numpy() & np.isfinite(xray)
    return sources.assign(
        spectral_index=sources["spectral_index"].where(~is_limit),
        flux_1tev=flux,
        is_index_at_bound=_is_at_bound(sources),
        log10_neutrino_luminosity=neutrino,
        log10_neutrino_error_low=np.where(is_limit, np.nan, spread.low),
        log10_neutrino_error_high=np.where(is_limit, np.nan, spread.high),
        is_neutrino_limit=is_limit,
        log10_xray_luminosity=xray,
        log10_xray_error_low=np.where(is_xray_limit, np.nan, xray_spread.low),
        log10_xray_error_high=np.where(is_xray_limit, np.nan, xray_spread.high),
        is_xray_limit=is_xray_limit,
        error_correlation=shared_correlation((sides[0] + sides[1]) / 2, spread, xray_spread),
        is_southern=sources["dec"] < SOUTHERN_DEC,
        note=_notes(sources, exposure),
    )


class _Exposure:
    """Flux per event of each row: the area of its own live time, or that of the seasons."""

    def __init__(self, sources: pd.DataFrame, inputs: Inputs, reading: Reading) -> None:
        self.index = sources["spectral_index"].fillna(sources["limit_index"]).to_numpy(dtype=float)
        days = sources["live_time"].to_numpy(dtype=float)
        if reading.area == "ic86_ii":
            days = np.where(np.isnan(days), inputs.live_time, days)
        self.own_days = np.isfinite(days)
        self.days = np.where(self.own_days, days, 1.0)
        dec = tuple(sources["dec"])
        self.one_day: FluxPerEvent = inputs.flux_per_event("ic86_ii", dec)
        self.seasons: FluxPerEvent = inputs.flux_per_event("by_season", dec)

    def at(self, index: NDArray[np.float64]) -> NDArray[np.float64]:
        """Flux of one event, shape as that of the indices (n_sources, n)."""
        rows = np.arange(len(index))[:, None]
        own = self.one_day.at(rows, index) / self.days[:, None]
        return np.where(self.own_days[:, None], own, self.seasons.at(rows, index))

    def both(self, measure: str) -> NDArray[np.float64]:
        """`end_share` or an end of `central_window` of each row."""
        rows = np.arange(len(self.index))
        own, seasons = (
            np.asarray(getattr(one, measure)(rows, self.index))
            for one in (self.one_day, self.seasons)
        )
        return np.where(self.own_days, own, seasons)


def _neutrino_side(
    sources: pd.DataFrame, inputs: Inputs, reading: Reading, exposure: _Exposure
) -> tuple[NDArray[np.float64], Spread, NDArray[np.float64]]:
    """log10 luminosity of each row, its spread without that of the distance, and the flux."""
    best_index = exposure.index[:, None]
    flux = sources["flux"].to_numpy(dtype=float)
    from_events = sources["n_signal"].to_numpy(dtype=float) * exposure.at(best_index)[:, 0]
    limit = sources["limit"].to_numpy(dtype=float)
    best = np.where(np.isfinite(limit), limit, np.where(np.isfinite(flux), flux, from_events))
    index = np.where(np.isfinite(limit), sources["limit_index"], exposure.index)
    nodes_flux, nodes_index = _nodes(sources, inputs, reading, exposure)
    values = np.column_stack([best, nodes_flux]), np.column_stack([index, nodes_index])
    window = reading.window_tev
    if window is None:
        low, high = exposure.both("central_window")
        window = (low[:, None], high[:, None])
    redshift, distance = (sources[name].to_numpy()[:, None] for name in ("redshift", "distance"))
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log10(
            neutrino_luminosity(*values, np.nan_to_num(redshift), distance, window, reading.frame)
        )
    return logs[:, 0], spread_of(logs[:, 1:]), best


def _nodes(
    sources: pd.DataFrame, inputs: Inputs, reading: Reading, exposure: _Exposure
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Fluxes and indices on nodes of their joint errors, shape (n_sources, n_nodes)."""
    has_flux = sources["flux"].notna().to_numpy()
    rho = _correlations(sources, inputs, exposure, has_flux)
    standard, standard_index = normal_nodes(rho)
    index = np.broadcast_to(exposure.index[:, None], standard.shape)
    if reading.neutrino_error == "joint":
        low, high = _errors(sources, "spectral_index")
        errors = np.nan_to_num(low), np.nan_to_num(high)
        index = split_normal(exposure.index[:, None], errors, standard_index)
        ends = np.minimum(INDEX_RANGE[0], exposure.index[:, None]), INDEX_RANGE[1]
        index = np.clip(index, *ends)
    with np.errstate(divide="ignore", invalid="ignore"):
        flux, n_signal = (
            positive_split_normal(_column(sources, name), _errors(sources, name), standard)
            for name in ("flux", "n_signal")
        )
    return np.where(has_flux[:, None], flux, n_signal * exposure.at(index)), index


def _column(sources: pd.DataFrame, name: str) -> NDArray[np.float64]:
    """Numbers of each source, shape (n_sources, 1)."""
    return sources[name].to_numpy(dtype=float)[:, None]


def _errors(sources: pd.DataFrame, name: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Lower and upper errors, each shape (n_sources, 1)."""
    return _column(sources, f"{name}_error_low"), _column(sources, f"{name}_error_high")


def _correlations(
    sources: pd.DataFrame, inputs: Inputs, exposure: _Exposure, has_flux: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Correlation of index and ln n_s, or ln flux, from the contours at hand; else 0."""
    found = np.zeros(len(sources))
    for row, name in enumerate(sources["source_name"]):
        if name not in inputs.contours:
            continue
        contour = inputs.contours[name]
        index, log_flux = (contour[name].to_numpy() for name in ("spectral_index", "log_flux"))
        if not has_flux[row]:
            log_flux = log_flux - np.log(exposure.seasons.at(row, index))
        found[row] = contour_correlation(index, log_flux)
    return found


def _xray_luminosity(sources: pd.DataFrame, reading: Reading) -> NDArray[np.float64]:
    area = area_of_sphere(sources["distance"])
    flux = sources["xray_flux"].astype(float)
    if reading.xray_k_correction:
        flux = flux * (1 + sources["redshift"]) ** (sources["photon_index"].astype(float) - 2)
    return np.log10(area * flux).to_numpy()


def _is_at_bound(sources: pd.DataFrame) -> NDArray[np.bool_]:
    at_bound = sources["spectral_index"] >= sources["bound"]
    return (at_bound & sources["limit"].isna()).to_numpy()


def _notes(sources: pd.DataFrame, exposure: _Exposure) -> list[str]:
    is_limit = sources["limit"].notna().to_numpy()
    outside = exposure.both("end_share") > LARGE_END_SHARE
    told = {
        "no redshift": sources["redshift"].isna() & sources["distance"].isna(),
        "index at the bound of the fit": _is_at_bound(sources),
        "south of -5 deg": sources["dec"] < SOUTHERN_DEC,
        "most events where the area table ends": outside & ~is_limit,
    }
    notes = [[text] if text else [] for text in sources["xray_note"]]
    for text, rows in told.items():
        for row in np.flatnonzero(rows):
            notes[row].append(text)
    for row in np.flatnonzero(is_limit):
        notes[row].append(f"limit for an index of {sources['limit_index'].iloc[row]:g}")
    return ["; ".join(one) for one in notes]
