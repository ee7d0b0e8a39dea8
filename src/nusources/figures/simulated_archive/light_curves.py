"""Simulated beside real light curves: how they vary, what they remember, what they miss."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from numpy.typing import NDArray

from nusources.figures.house.inputs import Inputs, Prepared
from nusources.figures.simulated_archive.catalogs import (
    Distribution,
    draw_comparison,
    prepare_comparison,
)

VARIABLE = 18.48  # variability index of 4FGL-DR2 above which a source is variable
BLAZAR_CLASSES = ("bll", "fsrq", "bcu")
FEWEST_POINTS = 5
MOST_LIMITS = 0.5  # share of limits beyond which a spectrum tells nothing
WEEK = 7.0  # d
SHORTEST_PERIOD = 60.0  # d: faster, errors dominate
WEEKLY, YEARLY, XRAYS = "Fermi LCR, weekly", "4FGL-DR2, yearly", "Swift-XRT"
GAP = "log₁₀(longest gap / d)"
EXCESS = "log₁₀(excess variance)"
LIGHT_CURVES = (
    Distribution("weekly", WEEKLY, "limit_share", "share of limits", (0, 1, 20)),
    Distribution("weekly", WEEKLY, "excess_variance", EXCESS, (-2.5, 1.5, 20), "log10"),
    Distribution("weekly", WEEKLY, "slope", "slope of the power spectrum", (-0.5, 2.5, 15)),
    Distribution("weekly", WEEKLY, "longest_gap", GAP, (0.8, 3.2, 24), "log10"),
    Distribution("yearly", YEARLY, "limit_share", "share of limits", (0, 1, 10)),
    Distribution("yearly", YEARLY, "excess_variance", EXCESS, (-2.5, 1, 20), "log10"),
    Distribution("yearly", YEARLY, "memory", "correlation of successive years", (-1, 1, 20)),
    Distribution("xrt", XRAYS, "excess_variance", EXCESS, (-2.5, 1, 20), "log10"),
    Distribution("xrt", XRAYS, "longest_gap", GAP, (1, 4, 20), "log10"),
)


def prepare_light_curves(inputs: Inputs) -> Prepared:
    """Compare what is measured of each source: `prepare_comparison`, with shares in per cent.

    Parameters
    ----------
    inputs : Inputs
        ``<name>_real`` and ``<name>_twin`` of weekly, years, lat and xrt.
    """
    measured = {}
    for kind in ("real", "twin"):
        lat, years = inputs[f"lat_{kind}"], inputs[f"years_{kind}"]
        is_blazar = lat["source_class"].isin(BLAZAR_CLASSES)
        variable = lat.loc[is_blazar & (lat["variability_index"] > VARIABLE), "source_name"]
        measured[f"yearly_{kind}"] = yearly_measures(
            years[years["source_name"].isin(variable)].reset_index(drop=True)
        )
        measured[f"weekly_{kind}"] = weekly_measures(inputs[f"weekly_{kind}"])
        measured[f"xrt_{kind}"] = xray_measures(inputs[f"xrt_{kind}"])
    plotted, facts = prepare_comparison(LIGHT_CURVES, Inputs(measured, inputs.facts))
    for name in ("n_real", "n_simulated"):
        # Shares: the real X-ray file has few sources.
        plotted[name] *= 100.0 / plotted.groupby("panel")[name].transform("sum")
    return plotted, facts


def draw_light_curves(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Draw what `prepare_light_curves` gives."""
    return draw_comparison(plotted, facts, "% of sources")


def weekly_measures(points: pd.DataFrame) -> pd.DataFrame:
    """Measure weekly curves; failed and unconverged fits are left out.

    Parameters
    ----------
    points : DataFrame
        Contract ``lat_light_curves``.

    Returns
    -------
    DataFrame
        One row per source: ``limit_share, excess_variance`` (of the fluxes), ``longest_gap``
        between weeks [d], ``slope`` of the power spectrum of ln flux where at most half are limits.
    """
    points = points[points["is_converged"] & ~points["is_failed"]].reset_index(drop=True)
    fluxes = points[~points["is_upper_limit"]]
    error = (fluxes["flux_error_low"] + fluxes["flux_error_high"]) / 2.0
    measures = pd.DataFrame(
        {
            "limit_share": points.groupby("source_name")["is_upper_limit"].mean(),
            "excess_variance": excess_variances(fluxes["source_name"], fluxes["flux"], error),
            "longest_gap": longest_gaps(points["source_name"], points["mjd"]),
        }
    )
    often = measures.index[measures["limit_share"] <= MOST_LIMITS]
    value = points["flux"].fillna(points["flux_limit"] / 2.0)
    curves = points.assign(value=value)[points["source_name"].isin(often)].groupby("source_name")
    slopes = {name: spectrum_slope(one["mjd"], np.log(one["value"])) for name, one in curves}
    return measures.assign(slope=pd.Series(slopes, dtype="float64"))


def yearly_measures(points: pd.DataFrame) -> pd.DataFrame:
    """Measure yearly fluxes: limits, excess variance, correlation of a year with the next.

    Parameters
    ----------
    points : DataFrame
        Contract ``flux_history``, with the same years for all sources, in order.
    """
    names, counts = np.unique(points["source_name"].to_numpy(str), return_counts=True)
    flux = points["flux"].to_numpy().reshape(len(names), counts[0])
    deviation = flux - flux.mean(axis=1, keepdims=True)
    products = (deviation[:, 1:] * deviation[:, :-1]).mean(axis=1)
    rows = points["source_name"].to_numpy(str)[:: counts[0]]
    error = points["flux_error_high"]
    return pd.DataFrame(
        {
            "limit_share": points.groupby("source_name")["is_upper_limit"].mean(),
            "excess_variance": excess_variances(points["source_name"], points["flux"], error),
            "memory": pd.Series(products / (deviation**2).mean(axis=1), index=rows),
        }
    )


def xray_measures(points: pd.DataFrame) -> pd.DataFrame:
    """Measure 2-10 keV fluxes of sources with five usable fits at least.

    Parameters
    ----------
    points : DataFrame
        Contract ``xrt_fits``.
    """
    points = points[~points["is_failed_fit"] & ~points["is_repeat"]].sort_values("mjd")
    enough = points.groupby("source_name")["mjd"].transform("size") >= FEWEST_POINTS
    points = points[enough]
    names, error = points["source_name"], points["flux_hard_error"]
    return pd.DataFrame(
        {
            "excess_variance": excess_variances(names, points["flux_hard"], error),
            "longest_gap": longest_gaps(names, points["mjd"]),
        }
    )


def excess_variances(names: pd.Series, flux: pd.Series, error: pd.Series) -> pd.Series:
    """Variance beyond the errors, over the squared mean (Vaughan et al. 2003, MNRAS 345, 1271).

    Parameters
    ----------
    names, flux, error : Series
        One row per point.

    Returns
    -------
    Series
        By source.
    """
    table = pd.DataFrame({"flux": flux, "squared": error**2}).groupby(names)
    mean, variance = table["flux"].mean(), table["flux"].var(ddof=1)
    return (variance - table["squared"].mean()) / mean**2


def longest_gaps(names: pd.Series, mjd: pd.Series) -> pd.Series:
    """Longest time [d] between successive points of each source; points in order of time."""
    return mjd.groupby(names).diff().groupby(names).max()


def spectrum_slope(mjd: pd.Series, log_flux: pd.Series) -> float:
    """Slope of a power law through the periodogram of ln flux on a weekly grid.

    Gaps are filled by straight lines.

    Parameters
    ----------
    mjd, log_flux : Series

    Returns
    -------
    float
        b of power ~ frequency^-b.
    """
    days: NDArray[np.float64] = np.arange(mjd.iloc[0], mjd.iloc[-1], WEEK)
    series = np.interp(days, mjd, log_flux)
    power = np.abs(np.fft.rfft(series - series.mean())) ** 2
    frequency = np.fft.rfftfreq(days.size, WEEK)
    chosen = (frequency > 0) & (frequency < 1.0 / SHORTEST_PERIOD)
    return -float(np.polyfit(np.log(frequency[chosen]), np.log(power[chosen]), 1)[0])
