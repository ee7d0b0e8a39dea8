"""Limits on the flux of a group of sources from a limit on its number of events.

chang2022, section 7.4, eq. 2 and Figure 15: the paper's recipe. `accepted_limits` has the limits by
the acceptance of the search. The flux is the sum over the sources of the group.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.effective_areas import flux_of_events, mean_area, weighted_area
from nusources.fluxes import REFERENCE_ENERGY, PowerLawFlux

PAPER_EVENTS, PAPER_INDEX, PAPER_LIVE_TIME = 10.0, 2.0, 3650.0
"""Events, index and days behind the printed limits: section 7.4; the days give its numbers."""
PAPER_RECIPE, ACCEPTANCE_RECIPE = "paper", "acceptance"
"""How events become a flux: eq. 2 with the band of the proxy taken for one of neutrino energy and
every event inside its circle, or through the acceptance of the search."""
PAPER_EVENTS_GROUP = "paper"
"""Name under which the ten events of section 7.4 stand beside the groups."""
EVENT_COLUMNS = ["n_events", "n_unified", "n_sensitivity"]
PRINTED_BANDS = {"flux_limit.4.8": (4.8, 5.0), "flux_limit.5.0": (5.0, 5.2)}
"""Bands of the printed limits, log10(E/GeV), by the identifiers in data/published/."""


def events_in_bands(n_events: float, bands: Sequence[Sequence[float]]) -> pd.DataFrame:
    """The same limit on the number of events for each band.

    Parameters
    ----------
    n_events : float
    bands : sequence of (log10_energy_min, log10_energy_max)

    Returns
    -------
    DataFrame
        log10_energy_min, log10_energy_max, n_events; n_unified and n_sensitivity are missing.

    References
    ----------
    Chang et al. 2022, section 7.4.
    """
    low, high = np.array(bands, dtype=float).T
    edges = {"log10_energy_min": low, "log10_energy_max": high}
    return pd.DataFrame(
        edges | dict(zip(EVENT_COLUMNS, (float(n_events), np.nan, np.nan), strict=True))
    )


def events_of_group(limits: pd.DataFrame, log10_energy_max: float) -> pd.DataFrame:
    """Limits on the events of one group above each threshold, as `flux_limit_rows` takes them.

    Parameters
    ----------
    limits : DataFrame
        Contract ``excess_limits``, rows of one group.
    log10_energy_max : float
        End of all bands.

    References
    ----------
    Chang et al. 2022, section 7.4, eq. 2 and Figure 15.
    """
    names = {"upper_limit": "n_events", "unified_high": "n_unified", "sensitivity": "n_sensitivity"}
    rows = limits.rename(columns=names).assign(log10_energy_max=log10_energy_max)
    return rows[["log10_energy_min", "log10_energy_max", *EVENT_COLUMNS]]


def flux_limit_rows(
    keys: Mapping[str, str],
    events: pd.DataFrame,
    per_event: NDArray,
    spectral_indices: Sequence[float],
    diffuse: PowerLawFlux,
) -> pd.DataFrame:
    """Flux limits of each band and spectral index.

    Parameters
    ----------
    keys : mapping
        recipe and group.
    events : DataFrame
        One row per band: log10_energy_min, log10_energy_max [log10(E/GeV)], and limits on the
        number of events: n_events, n_unified, n_sensitivity.
    per_event : ndarray, shape (n_bands, n_indices)
        Flux at 100 TeV for one expected event [GeV^-1 cm^-2 s^-1].
    spectral_indices : sequence of float
    diffuse : PowerLawFlux
        Diffuse flux to compare with [GeV^-1 cm^-2 s^-1 sr^-1 at 100 TeV].

    Returns
    -------
    DataFrame
        Contract ``group_flux_limits``. The differential limit is E^2 phi in the middle of the
        logarithmic band; the share of the diffuse flux is phi / 4 pi over it, both at 100 TeV.

    References
    ----------
    Chang et al. 2022, section 7.4, eq. 2 and Figure 15.
    """
    index = np.tile(np.asarray(spectral_indices, dtype=float), len(events))
    rows = events.loc[events.index.repeat(len(spectral_indices))].reset_index(drop=True)
    unit = per_event.ravel()
    flux = np.where(rows["n_events"] > 0, rows["n_events"] * unit, 0.0)
    middle = 10 ** ((rows["log10_energy_min"] + rows["log10_energy_max"]) / 2)
    return rows.assign(
        **keys,
        spectral_index=index,
        flux=flux,
        flux_unified=rows["n_unified"] * unit,
        differential_limit=flux * (middle / REFERENCE_ENERGY) ** -index * middle**2,
        diffuse_share=flux / (4 * np.pi * diffuse.norm),
    )


def summarise_flux_limits(
    group: str,
    events: pd.DataFrame,
    areas: pd.DataFrame,
    live_time: float,
    spectral_indices: Sequence[float],
    diffuse: PowerLawFlux,
) -> pd.DataFrame:
    """Flux limits by the paper's recipe: eq. 2 over the band, every event inside its circle.

    Parameters
    ----------
    group : str
    events, spectral_indices, diffuse
        As for `flux_limit_rows`; the bands are of neutrino energy.
    areas : DataFrame
        From `nusources.effective_areas.mean_area`.
    live_time : float
        [day]

    Returns
    -------
    DataFrame
        Contract ``group_flux_limits``.

    References
    ----------
    Chang et al. 2022, section 7.4, eq. 2 and Figure 15.
    """
    bands = zip(events["log10_energy_min"], events["log10_energy_max"], strict=True)
    per_event = [
        [
            flux_of_events(1.0, weighted_area(areas, *band, one), live_time)
            for one in spectral_indices
        ]
        for band in bands
    ]
    keys = {"recipe": PAPER_RECIPE, "group": group}
    return flux_limit_rows(keys, events, np.array(per_event), spectral_indices, diffuse)


def limits_of_paper(
    areas: pd.DataFrame, settings: Mapping[str, Any], diffuse: PowerLawFlux
) -> pd.DataFrame:
    """Flux limits of the number of events and the bands of section 7.4, by the paper's recipe.

    Parameters
    ----------
    areas : DataFrame
        Contract ``effective_area``; averaged over declinations.
    settings : mapping
        n_events, bands, live_time_days, spectral_indices.
    diffuse : PowerLawFlux
        As for `flux_limit_rows`.

    Returns
    -------
    DataFrame
        Contract ``group_flux_limits``, group ``paper``.
    """
    return summarise_flux_limits(
        PAPER_EVENTS_GROUP,
        events_in_bands(settings["n_events"], settings["bands"]),
        mean_area(areas),
        settings["live_time_days"],
        settings["spectral_indices"],
        diffuse,
    )


def limits_of_groups(
    limits: pd.DataFrame,
    areas: pd.DataFrame,
    live_time: float,
    spectral_indices: Sequence[float],
    diffuse: PowerLawFlux,
) -> pd.DataFrame:
    """Flux limits of each group from its limits on events, by the paper's recipe.

    Parameters
    ----------
    limits : DataFrame
        Contract ``excess_limits``.
    areas, live_time, spectral_indices, diffuse
        As for `summarise_flux_limits`; the bands reach from the threshold to the highest energy
        of the areas.

    Returns
    -------
    DataFrame
        Contract ``group_flux_limits``.

    References
    ----------
    Chang et al. 2022, section 7.4, eq. 2 and Figure 15.
    """
    top = float(areas["log10_energy_max"].max())
    parts = [
        summarise_flux_limits(
            group, events_of_group(rows, top), areas, live_time, spectral_indices, diffuse
        )
        for group, rows in limits.groupby("group", sort=False)
    ]
    return pd.concat(parts, ignore_index=True)


def published_limit_numbers(
    paper: pd.DataFrame, live_time: float, live_time_of_files: float
) -> pd.DataFrame:
    """Our values of the limits that section 7.4 prints.

    Parameters
    ----------
    paper : DataFrame
        Contract ``group_flux_limits``, for the paper's number of events and bands.
    live_time, live_time_of_files : float
        Of the limits, and of the ten seasons by the release's own lists of good runs [day].

    Returns
    -------
    DataFrame
        For `nusources.run_numbers.our_numbers`.
    """
    is_printed = (paper["spectral_index"] == PAPER_INDEX) & (paper["recipe"] == PAPER_RECIPE)
    rows = paper[is_printed]
    rows = rows[(rows["n_events"] == PAPER_EVENTS) & (live_time == PAPER_LIVE_TIME)]
    found = {(row.log10_energy_min, row.log10_energy_max): row.flux for row in rows.itertuples()}
    ours = [found.get(band, np.nan) for band in PRINTED_BANDS.values()]
    other = "this run has another number of events, live time, band or index than the paper"
    files = live_time / live_time_of_files
    return pd.DataFrame(
        {
            "id": list(PRINTED_BANDS),
            "ours": ours,
            "missing": ["" if np.isfinite(value) else other for value in ours],
            "caveat": [
                f"live time of {live_time:g} d chosen because it fits; the "
                f"{live_time_of_files:.0f} d of the files give {value * files:.3e}"
                for value in ours
            ],
        }
    )
