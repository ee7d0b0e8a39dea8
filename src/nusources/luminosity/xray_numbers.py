"""Hard X-ray fluxes of sources in the band of a reading, with their errors, from every table."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from nusources.luminosity.distances import nearest_rows
from nusources.luminosity.reading import Inputs, Reading
from nusources.luminosity.xrays import band_ratio, epoch_fluxes, flux_limits, mean_over_epochs

BASS_BAND, BASS_OBSERVED_BAND, XRT_BAND = (20.0, 50.0), (14.0, 195.0), (2.0, 10.0)
NINETY_PERCENT = 1.6448536269514722
"""Standard deviations of a two-sided 90 % error."""
COLUMNS = [
    *("xray_flux", "photon_index", "xray_error_low", "xray_error_high", "is_xray_limit"),
    *("xray_status", "xray_source", "is_proxy", "xray_note"),
]
NOTHING = {
    **dict.fromkeys(COLUMNS[:4], np.nan),
    **{"is_xray_limit": False, "xray_status": "not found", "xray_source": "", "is_proxy": False},
    "xray_note": "no hard X-rays in any table",
}


def xray_numbers(sources: pd.DataFrame, inputs: Inputs, reading: Reading) -> pd.DataFrame:
    """X-ray fluxes of sources.

    The first that has one: a fact of a chosen reading; BASS DR1 for Seyferts, NuSTAR for others;
    for calibrators, a fact of the default reading, then Swift-XRT extrapolated by its index, a
    proxy.

    Parameters
    ----------
    sources : DataFrame
        source_name, ra, dec [deg], is_seyfert, is_calibrator.
    inputs : Inputs
    reading : Reading

    Returns
    -------
    DataFrame, in the order of `sources`
        `COLUMNS`: fluxes [erg cm-2 s-1], errors [dex].
    """
    seyfert = sources["is_seyfert"].to_numpy()
    calibrator = sources["is_calibrator"].to_numpy()
    tried = (
        (_chosen_facts(sources, inputs, reading), np.ones(len(sources), dtype=bool)),
        (_of_bass(sources, inputs, reading), seyfert),
        (_of_nustar(sources, inputs, reading), ~seyfert),
        (_facts(sources, inputs, reading, ()), calibrator),
        (_of_xrt(sources, inputs, reading), calibrator),
    )
    found = pd.DataFrame(NOTHING, index=sources.index)
    for table, allowed in tried:
        if table is not None:
            new = found["xray_flux"].isna() & table["xray_flux"].notna() & allowed
            found = table.where(new, found)
    return found.astype({"is_xray_limit": bool, "is_proxy": bool})


def _table(sources: pd.DataFrame, **columns: Any) -> pd.DataFrame:
    defaults = {"is_xray_limit": False, "is_proxy": False, "xray_note": ""}
    return pd.DataFrame(defaults | columns, index=sources.index)[COLUMNS]


def _chosen_facts(sources: pd.DataFrame, inputs: Inputs, reading: Reading) -> pd.DataFrame | None:
    """Facts of readings that were asked for; those of the default come later."""
    return _facts(sources, inputs, reading, reading.facts) if reading.facts else None


def _facts(
    sources: pd.DataFrame, inputs: Inputs, reading: Reading, readings: tuple[str, ...]
) -> pd.DataFrame:
    rows = inputs.facts.of("xray_flux", readings)
    if readings:
        rows = rows[rows["reading"].isin(readings)]
    found = rows.reindex(sources["source_name"])
    flux = [
        row.value * _ratio(row.photon_index, (row.energy_min_kev, row.energy_max_kev), reading)
        for row in found.itertuples()
    ]
    is_limit = found["is_limit"].fillna(False).to_numpy(dtype=bool)
    error = np.where(is_limit, np.nan, reading.xray_error_dex)
    return _table(
        sources,
        xray_flux=np.array(flux, dtype=float),
        photon_index=found["photon_index"].to_numpy(dtype=float),
        xray_error_low=error,
        xray_error_high=error,
        is_xray_limit=is_limit,
        xray_status=found["status"].to_numpy(),
        xray_source=found["source"].to_numpy(),
    )


def _ratio(index: float, band: tuple[float, float], reading: Reading) -> float:
    return float(band_ratio(index, band, reading.band_kev)) if np.isfinite(index) else np.nan


def _of_bass(sources: pd.DataFrame, inputs: Inputs, reading: Reading) -> pd.DataFrame | None:
    """BASS DR1: intrinsic 20-50 keV, or observed 14-195 keV, by the photon index of each."""
    if inputs.bass is None:
        return None
    place = nearest_rows(
        sources["ra"], sources["dec"], inputs.bass.rows, reading.match_radius_arcmin
    )
    rows = inputs.bass.rows.iloc[np.maximum(place, 0)]
    index = rows["photon_index"].to_numpy()
    measured = rows["cutoff_energy"].where(rows["cutoff_energy_limit"].isna()).fillna(np.inf)
    cutoff = measured.to_numpy() if reading.cutoff else np.full(len(rows), np.inf)
    name, band = ("flux_20_50", BASS_BAND)
    if not reading.intrinsic:
        name, band = ("flux_14_195_observed", BASS_OBSERVED_BAND)
    factor = band_ratio(index, band, reading.band_kev, cutoff)
    errors = {}
    for side, harder in (("low", 1), ("high", -1)):
        step = rows[f"photon_index_error_{side}"].fillna(0.0).to_numpy() / NINETY_PERCENT
        moved = band_ratio(index - harder * step, band, reading.band_kev, cutoff)
        errors[side] = np.abs(np.log10(moved / factor))
    both = np.hypot(np.maximum(errors["low"], errors["high"]), reading.xray_error_dex)
    flux = np.where(place >= 0, rows[name].to_numpy() * factor, np.nan)
    return _table(
        sources,
        xray_flux=np.where(flux > 0, flux, np.nan),
        photon_index=index,
        xray_error_low=both,
        xray_error_high=both,
        xray_status=inputs.bass.status,
        xray_source=inputs.bass.source,
    )


def _of_nustar(sources: pd.DataFrame, inputs: Inputs, reading: Reading) -> pd.DataFrame | None:
    """Mean over the epochs of NuSTAR, or the limit of a source without any positive point."""
    if inputs.nustar is None:
        return None
    epochs = inputs.nustar.rows
    places = epochs.drop_duplicates("source").reset_index(drop=True)
    added = sources["source_name"].isin(reading.blazars_added).to_numpy()
    place = np.where(
        added,
        nearest_rows(sources["ra"], sources["dec"], places, reading.match_radius_added_arcmin),
        nearest_rows(sources["ra"], sources["dec"], places, reading.match_radius_arcmin),
    )
    source = np.where(place >= 0, places["source"].to_numpy()[np.maximum(place, 0)], -1)
    fluxes = epoch_fluxes(epochs, reading.band_kev)
    mean = mean_over_epochs(fluxes, reading.single_epoch_dex).reindex(source)
    limit = flux_limits(epochs, reading.band_kev).reindex(source)
    is_limit = limit.notna().to_numpy()
    counts = mean["n_epochs"].fillna(0).to_numpy(dtype=int)
    return _table(
        sources,
        xray_flux=mean["flux"].fillna(limit).to_numpy(),
        photon_index=mean["photon_index"].fillna(2.0).to_numpy(),
        xray_error_low=mean["log10_error"].to_numpy(),
        xray_error_high=mean["log10_error"].to_numpy(),
        is_xray_limit=is_limit,
        xray_status=inputs.nustar.status,
        xray_source=[f"{inputs.nustar.source}: {n} epoch{'' if n == 1 else 's'}" for n in counts],
    )


def _of_xrt(sources: pd.DataFrame, inputs: Inputs, reading: Reading) -> pd.DataFrame | None:
    """Swift-XRT, 2-10 keV, extrapolated by the photon index of each observation."""
    if inputs.xrt is None:
        return None
    rows = inputs.xrt.rows
    rows = rows[~rows["is_failed_fit"] & ~rows["is_repeat"] & (rows["flux_hard"] > 0)]
    places = rows.drop_duplicates("source_name").reset_index(drop=True)
    place = nearest_rows(sources["ra"], sources["dec"], places, reading.match_radius_arcmin)
    name = np.where(place >= 0, places["source_name"].to_numpy()[np.maximum(place, 0)], "")
    rows = rows[rows["source_name"].isin(set(name))]
    fluxes = pd.DataFrame(
        {
            "source": rows["source_name"],
            "flux": rows["flux_hard"]
            * band_ratio(rows["photon_index"], XRT_BAND, reading.band_kev),
            "photon_index": rows["photon_index"],
            "log10_error": rows["flux_hard_error"] / rows["flux_hard"] / np.log(10),
        }
    )
    mean = mean_over_epochs(fluxes, reading.single_epoch_dex).reindex(name)
    return _table(
        sources,
        xray_flux=mean["flux"].to_numpy(),
        photon_index=mean["photon_index"].to_numpy(),
        xray_error_low=mean["log10_error"].to_numpy(),
        xray_error_high=mean["log10_error"].to_numpy(),
        is_proxy=True,
        xray_status="inferred",
        xray_source=f"{inputs.xrt.source}, extrapolated by its index",
        xray_note="X-rays extrapolated from 2-10 keV",
    )
