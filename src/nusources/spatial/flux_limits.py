"""Limits on the flux of a group of sources from a limit on its number of events.

chang2022, section 7.4, eq. 2 and Figure 15. The flux is the sum over the sources of the group.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.errors import InputDataError
from nusources.fluxes import REFERENCE_ENERGY, PowerLawFlux

SECONDS_PER_DAY = 86400.0
PAPER_EVENTS, PAPER_INDEX, PAPER_LIVE_TIME = 10.0, 2.0, 3650.0
"""Events, index and days behind the printed limits: section 7.4; the days give its numbers."""
PRINTED_BANDS = {"flux_limit.4.8": (4.8, 5.0), "flux_limit.5.0": (5.0, 5.2)}
"""Bands of the printed limits, log10(E/GeV), by the identifiers in data/published/."""


def power_law_integral(
    energy_min: NDArray | float, energy_max: NDArray | float, spectral_index: float
) -> NDArray[np.float64]:
    """Integral of (E / 100 TeV)^-index dE.

    Parameters
    ----------
    energy_min, energy_max : float or ndarray
        Energies [GeV].
    spectral_index : float

    Returns
    -------
    ndarray
        Integral [GeV].
    """
    low, high = (np.asarray(one) / REFERENCE_ENERGY for one in (energy_min, energy_max))
    power = 1 - spectral_index
    # expm1 joins the powers to the logarithm at index 1 without losing digits beside it.
    ratio = np.log(high / low)
    integral = ratio if power == 0 else low**power * np.expm1(power * ratio) / power
    return REFERENCE_ENERGY * integral


def mean_area(areas: pd.DataFrame, dec: NDArray | None = None) -> pd.DataFrame:
    """Effective area of each bin of energy, averaged over declinations.

    Parameters
    ----------
    areas : DataFrame
        Columns log10_energy_min, log10_energy_max [log10(E/GeV)], dec_min, dec_max [deg],
        effective_area [cm2]; bins equal in sin(dec).
    dec : ndarray, optional
        Declinations of the sources [deg]: average over these. Without them over all bins, as the
        paper does ("assuming our selected sources are uniformly distributed on the sky").

    Returns
    -------
    DataFrame
        log10_energy_min, log10_energy_max, effective_area [cm2].
    """
    edges = ["log10_energy_min", "log10_energy_max"]
    if dec is None:
        return areas.groupby(edges, as_index=False)["effective_area"].mean()
    low = np.sort(areas["dec_min"].unique())
    bins = np.clip(np.searchsorted(low, dec, side="right") - 1, 0, None)
    share = np.bincount(bins, minlength=low.size) / len(bins)
    weight = share[np.searchsorted(low, areas["dec_min"])]
    weighted = areas.assign(effective_area=areas["effective_area"] * weight)
    return weighted.groupby(edges, as_index=False)["effective_area"].sum()


def exposure_area(
    areas: pd.DataFrame, live_times: Mapping[str, float]
) -> tuple[pd.DataFrame, float]:
    """Area averaged over declinations and, by live time, over seasons; and the live time.

    Parameters
    ----------
    areas : DataFrame
        Contract ``effective_area``; equal bins of energy in all seasons.
    live_times : mapping
        Live time [day] that each season of `areas` serves.

    Returns
    -------
    areas : DataFrame
        As `mean_area`.
    live_time : float
        Sum [day].

    Raises
    ------
    InputDataError
        If a season has no area, or other bins of energy.
    """
    total = sum(live_times.values())
    parts = []
    for season, days in live_times.items():
        part = mean_area(areas[areas["season"] == season])
        if part.empty:
            raise InputDataError(
                "no effective area of a season",
                column="season",
                value=season,
                expected=f"one of {', '.join(sorted(areas['season'].unique()))}",
            )
        parts.append(part.assign(effective_area=part["effective_area"] * days / total))
    edges = ["log10_energy_min", "log10_energy_max"]
    both = pd.concat(parts, ignore_index=True)
    summed = both.groupby(edges, as_index=False)["effective_area"].sum()
    if any(len(part) != len(summed) for part in parts):
        raise InputDataError("the seasons have different bins of energy")
    return summed, float(total)


def weighted_area(
    areas: pd.DataFrame, log10_energy_min: float, log10_energy_max: float, spectral_index: float
) -> float:
    """Integral of A(E) (E / 100 TeV)^-index dE over a band.

    Parameters
    ----------
    areas : DataFrame
        From `mean_area`.
    log10_energy_min, log10_energy_max : float
        Band of neutrino energy [log10(E/GeV)]; the area is constant within a bin.
    spectral_index : float

    Returns
    -------
    float
        [cm2 GeV]

    Raises
    ------
    InputDataError
        If the band has no width, or the areas do not reach over it.
    """
    low = areas["log10_energy_min"].to_numpy()
    high = areas["log10_energy_max"].to_numpy()
    # Edges are printed with two decimals.
    if not low.min() - 0.005 <= log10_energy_min < log10_energy_max <= high.max() + 0.005:
        raise InputDataError(
            "the band of energy is not within the effective area",
            value=f"{log10_energy_min:g} to {log10_energy_max:g}",
            expected=f"rising values of log10(E/GeV) from {low.min():g} to {high.max():g}",
        )
    low, high = (np.clip(one, log10_energy_min, log10_energy_max) for one in (low, high))
    integrals = power_law_integral(10.0**low, 10.0**high, spectral_index)
    return float(areas["effective_area"].to_numpy() @ integrals)


def flux_limit(n_events: float, area_integral: float, live_time: float) -> float:
    """Flux at 100 TeV that gives so many events, phi = N / (dT int A (E/100 TeV)^-index dE).

    Parameters
    ----------
    n_events : float
        Limit on the number of events.
    area_integral : float
        From `weighted_area` [cm2 GeV].
    live_time : float
        [day]

    Returns
    -------
    float
        Flux, summed over the sources [GeV^-1 cm^-2 s^-1]; infinite without area.

    References
    ----------
    chang2022, eq. 2, solved for the flux; no factor 4 pi.
    """
    seconds = live_time * SECONDS_PER_DAY
    return n_events / (seconds * area_integral) if area_integral > 0 else float("inf")


def summarise_flux_limits(
    group: str,
    n_events: Sequence[float],
    bands: Sequence[tuple[float, float]],
    areas: pd.DataFrame,
    live_time: float,
    spectral_indices: Sequence[float],
    diffuse: PowerLawFlux,
) -> pd.DataFrame:
    """Flux limits of each band of energy and spectral index.

    Parameters
    ----------
    group : str
    n_events : sequence of float
        Limit on the number of events of each band.
    bands : sequence of (log10_energy_min, log10_energy_max)
    areas : DataFrame
        From `mean_area`.
    live_time : float
        [day]
    spectral_indices : sequence of float
    diffuse : PowerLawFlux
        Diffuse flux to compare with [GeV^-1 cm^-2 s^-1 sr^-1 at 100 TeV].

    Returns
    -------
    DataFrame
        Contract ``group_flux_limits``. The differential limit is E^2 phi in the middle of the
        logarithmic band; the share of the diffuse flux is phi / 4 pi over it, both at 100 TeV.
    """
    rows = []
    for (low, high), number in zip(bands, n_events, strict=True):
        for index in spectral_indices:
            flux = flux_limit(number, weighted_area(areas, low, high, index), live_time)
            middle = 10 ** ((low + high) / 2)
            rows.append(
                {
                    "group": group,
                    "log10_energy_min": low,
                    "log10_energy_max": high,
                    "spectral_index": float(index),
                    "n_events": float(number),
                    "flux": flux,
                    "differential_limit": flux * (middle / REFERENCE_ENERGY) ** -index * middle**2,
                    "diffuse_share": flux / (4 * np.pi * diffuse.norm),
                }
            )
    return pd.DataFrame(rows)


def limits_of_paper(
    areas: pd.DataFrame, settings: Mapping[str, Any], diffuse: PowerLawFlux
) -> pd.DataFrame:
    """Flux limits of the number of events and the bands of section 7.4.

    Parameters
    ----------
    areas : DataFrame
        Contract ``effective_area``; averaged over declinations.
    settings : mapping
        n_events, bands, live_time_days, spectral_indices.
    diffuse : PowerLawFlux
        As for `summarise_flux_limits`.

    Returns
    -------
    DataFrame
        Contract ``group_flux_limits``, group ``paper``.
    """
    bands = [tuple(band) for band in settings["bands"]]
    return summarise_flux_limits(
        "paper",
        [settings["n_events"]] * len(bands),
        bands,
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
    """Flux limits of each group from its limits on events above each threshold.

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
    """
    top = float(areas["log10_energy_max"].max())
    return pd.concat(
        [
            summarise_flux_limits(
                group,
                rows["upper_limit"].tolist(),
                [(low, top) for low in rows["log10_energy_min"]],
                areas,
                live_time,
                spectral_indices,
                diffuse,
            )
            for group, rows in limits.groupby("group", sort=False)
        ],
        ignore_index=True,
    )


def published_limit_numbers(paper: pd.DataFrame, live_time: float) -> pd.DataFrame:
    """Our values of the limits that section 7.4 prints.

    Parameters
    ----------
    paper : DataFrame
        Contract ``group_flux_limits``, for the paper's number of events and bands.
    live_time : float
        [day]

    Returns
    -------
    DataFrame
        Contract ``our_numbers`` but for the column simulated.
    """
    rows = paper[paper["spectral_index"] == PAPER_INDEX]
    rows = rows[(rows["n_events"] == PAPER_EVENTS) & (live_time == PAPER_LIVE_TIME)]
    found = {(row.log10_energy_min, row.log10_energy_max): row.flux for row in rows.itertuples()}
    ours = [found.get(band, np.nan) for band in PRINTED_BANDS.values()]
    other = "this run has another number of events, live time, band or index than the paper"
    return pd.DataFrame(
        {
            "study": "chang2022",
            "id": list(PRINTED_BANDS),
            "ours": ours,
            "ours_error": np.nan,
            "missing": ["" if np.isfinite(value) else other for value in ours],
            "note": "",
        }
    )
