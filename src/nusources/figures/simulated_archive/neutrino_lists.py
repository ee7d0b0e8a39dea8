"""Real beside simulated lists of neutrino alerts and of point sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from nusources.alert_regions import AlertRegions, areas
from nusources.figures.house.inputs import Inputs, Prepared
from nusources.figures.simulated_archive.catalogs import (
    Distribution,
    declination,
    draw_comparison,
    prepare_comparison,
)

ERRORS = {
    "ra_plus": "ra_err_plus",
    "ra_minus": "ra_err_minus",
    "dec_plus": "dec_err_plus",
    "dec_minus": "dec_err_minus",
}
"""Columns of the half-axes of a region."""

ARCHIVAL, CIRCULARS, ICECAT1 = "alerts 2010–17", "circulars 2016–21", "IceCat-1"


def region_area(catalog: str, title: str) -> Distribution:
    """Area of the 90 % region as a quarter-wise ellipse, from the errors to four sides."""
    label = "log₁₀(90 % area / deg²)"
    return Distribution(catalog, title, "area", label, (-1, 2.5, 14), "log10")


ALERTS = (
    declination("icecat", ICECAT1),
    region_area("icecat", ICECAT1),
    Distribution("icecat", ICECAT1, "energy", "log₁₀(E / TeV)", (1.6, 4.4, 14), "log10"),
    Distribution("icecat", ICECAT1, "signalness", "signalness", (0, 1, 20)),
    declination("archival", ARCHIVAL),
    region_area("archival", ARCHIVAL),
    declination("circulars", CIRCULARS),
    region_area("circulars", CIRCULARS),
)

TITLE = "110 sources"
SOURCE_LIST = (
    declination("list", TITLE),
    Distribution("list", TITLE, "n_signal", "signal events $n_s$", (0, 52, 52), is_cumulative=True),
    Distribution(
        "list", TITLE, "minus_log10_p", "−log₁₀ p (local)", (0, 5, 50), is_cumulative=True
    ),
    Distribution("list", TITLE, "ra", "right ascension (deg)", (0, 360, 12)),
    Distribution("list", TITLE, "spectral_index", "spectral index ($n_s > 0$)", (1.5, 4.1, 13)),
    Distribution(
        "list",
        TITLE,
        "flux_limit",
        "log₁₀(limit / TeV⁻¹ cm⁻² s⁻¹)",
        (-12.8, -11.2, 16),
        "log10",
    ),
)


def prepare_alert_lists(inputs: Inputs) -> Prepared:
    """Compare three lists of alerts: see `prepare_comparison`."""
    data = {name: with_area(table) for name, table in inputs.data.items()}
    return prepare_comparison(ALERTS, replace(inputs, data=data))


def draw_alert_lists(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Draw what `prepare_alert_lists` gives."""
    return draw_comparison(plotted, facts, entries="alerts")


def prepare_source_list(inputs: Inputs) -> Prepared:
    """Compare the list of 110 point sources: see `prepare_comparison`.

    Indices of fits that found no signal mean nothing and are left out.
    """
    fitted = {
        name: table.assign(spectral_index=table["spectral_index"].mask(table["has_no_signal"]))
        for name, table in inputs.data.items()
    }
    return prepare_comparison(SOURCE_LIST, replace(inputs, data=fitted))


def draw_source_list(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Draw what `prepare_source_list` gives."""
    return draw_comparison(plotted, facts)


def with_area(alerts: pd.DataFrame) -> pd.DataFrame:
    """Give alerts the solid angle of their 90 % regions.

    Parameters
    ----------
    alerts : DataFrame
        ra, dec and the four errors [deg]; errors may be missing.

    Returns
    -------
    DataFrame
        With the column `area` [deg^2], missing where an error is.
    """
    known = alerts.dropna(subset=list(ERRORS.values()))
    axes = {name: known[column].to_numpy(np.float64) for name, column in ERRORS.items()}
    regions = AlertRegions(known["ra"].to_numpy(), known["dec"].to_numpy(), **axes)
    return alerts.assign(area=pd.Series(areas(regions), index=known.index, dtype=np.float64))
