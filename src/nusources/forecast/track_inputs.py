"""From tables to the searches of track events for catalogues."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.detection_model import SignalModel
from nusources.errors import InputDataError
from nusources.footprints import Footprint
from nusources.forecast.track_model import Region, SourceList
from nusources.forecast.tracks import Search
from nusources.spatial.signal.acceptance import accepted_events
from nusources.units import GEV_PER_TEV

Array = NDArray[np.float64]
Acceptance = Callable[[Array], Array]
DEC_STEP = 0.1  # deg, of the acceptance
ABOVE_HORIZON = 0.01  # deg: the borders of bands belong to the other side


def acceptance_of(model: SignalModel, dec_min: float, log10_energy_min: float) -> Acceptance:
    """Selected events per unit of flux against declination [deg].

    Parameters
    ----------
    model : SignalModel
    dec_min : float
        Least declination [deg].
    log10_energy_min : float
        Least energy proxy, log10(E/GeV).
    """
    dec = np.arange(dec_min + ABOVE_HORIZON, 90.0, DEC_STEP)
    found = accepted_events(model, dec, [log10_energy_min])[:, 0]
    return lambda at: np.interp(at, dec, found)


def sources_of(
    table: pd.DataFrame, settings: Mapping[str, Any], region: Region, acceptance: Acceptance
) -> SourceList:
    """Sources of a catalogue above the least declination, with their share of the signal.

    Parameters
    ----------
    table : DataFrame
        With ``ra``, ``dec`` [deg] and the columns that the settings name.
    settings : mapping
        table (its name), flux (a column), where (values that rows may have, by column).
    region : Region
    acceptance : callable
        From `acceptance_of`.

    Raises
    ------
    InputDataError
        If a column is missing, a flux is none or negative, or no source is left.
    """
    asked = [settings["flux"], *settings["where"]]
    missing = [name for name in asked if name not in table]
    if missing:
        raise InputDataError(
            f"{settings['table']} has no column {missing[0]!r}",
            value=", ".join(table.columns),
            expected=missing[0],
        )
    chosen = table["dec"] >= region.dec_min
    for name, values in settings["where"].items():
        chosen &= table[name].isin(values)
    rows = table[chosen.to_numpy(dtype=bool)]
    flux = rows[settings["flux"]].to_numpy(dtype=float)
    wrong = np.flatnonzero(~(flux >= 0))
    if wrong.size or not (flux > 0).any():
        raise InputDataError(
            f"{settings['table']} gives no weights for the fit",
            column=settings["flux"],
            row=int(rows.index[wrong[0]]) + 1 if wrong.size else None,
            value=float(flux[wrong[0]]) if wrong.size else f"{len(flux)} rows",
            expected="a flux that is not negative for each source, and one above 0",
        )
    dec = rows["dec"].to_numpy()
    weights = flux * acceptance(dec)
    return SourceList(rows["ra"].to_numpy(), dec, weights / weights.sum())


def chosen_events(tracks: pd.DataFrame, settings: Mapping[str, Any]) -> pd.DataFrame:
    """Events above the least declination and energy proxy."""
    least = log10_energy_min(settings)
    chosen = (tracks["dec"] >= settings["dec_min_deg"]) & (tracks["log10_energy"] >= least)
    return tracks[chosen].reset_index(drop=True)


def log10_energy_min(settings: Mapping[str, Any]) -> float:
    """Least energy proxy, log10(E/GeV)."""
    return float(np.log10(settings["energy_proxy_min_tev"] * GEV_PER_TEV))


def searches_of(
    samples: Mapping[str, tuple[pd.DataFrame, SignalModel]],
    catalogues: Sequence[tuple[Mapping[str, Any], pd.DataFrame]],
    footprint: Footprint,
    settings: Mapping[str, Any],
) -> list[tuple[Search, pd.DataFrame]]:
    """All searches, samples first, each with its events.

    Samples without an event above the least declination have none.

    Parameters
    ----------
    samples : mapping
        Tracks and signal model by name.
    catalogues : sequence of tuple
        Settings (name, table, flux, where, in_footprint) and table.
    footprint : Footprint
        Of the catalogues whose settings say so.
    settings : mapping
        dec_min_deg, energy_proxy_min_tev.
    """
    found = []
    for sample, (tracks, model) in samples.items():
        events = chosen_events(tracks, settings)
        if events.empty:
            continue
        acceptance = acceptance_of(model, settings["dec_min_deg"], log10_energy_min(settings))
        for own, table in catalogues:
            region = Region(settings["dec_min_deg"], footprint if own["in_footprint"] else None)
            sources = sources_of(table, own, region, acceptance)
            names = sample, own["name"]
            found.append((Search.of(names, events, sources, region), events))
    return found
