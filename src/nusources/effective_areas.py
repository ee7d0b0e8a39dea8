"""Effective areas over energy: averaged over declinations and seasons, weighted by a spectrum.

The recipe from a number of events to a flux, without the acceptance of a search.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.errors import InputDataError
from nusources.fluxes import power_law_integral
from nusources.units import SECONDS_PER_DAY


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

    References
    ----------
    Chang et al. 2022, section 7.4.
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

    References
    ----------
    Chang et al. 2022, section 7.4.
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
        raise InputDataError(
            "the seasons have different bins of energy",
            column="log10_energy_min",
            value=[len(part) for part in parts],
            expected=f"the same {len(summed)} bins",
        )
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

    References
    ----------
    Chang et al. 2022, section 7.4, eq. 2.

    Examples
    --------
    Between 10 TeV and 1 PeV, of 1 cm2 at all energies and an index of 1:

    >>> areas = {"log10_energy_min": [4.0], "log10_energy_max": [6.0], "effective_area": [1.0]}
    >>> found = weighted_area(pd.DataFrame(areas), 4.0, 6.0, 1.0)
    >>> round(float(found / (1e5 * np.log(100))), 12)
    1.0
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


def flux_of_events(n_events: float, area_integral: float, live_time: float) -> float:
    """Flux at 100 TeV that gives so many events, phi = N / (dT int A (E/100 TeV)^-index dE).

    Parameters
    ----------
    n_events : float
        Number of events, or a limit on it.
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
    Chang et al. 2022, eq. 2, solved for the flux; no factor 4 pi.
    """
    seconds = live_time * SECONDS_PER_DAY
    return n_events / (seconds * area_integral) if area_integral > 0 else float("inf")
