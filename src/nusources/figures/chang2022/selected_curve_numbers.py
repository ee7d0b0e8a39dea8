"""Numbers of Figure 16: one small panel per selected source, fluxes scaled into it.

References
----------
Chang et al. 2022, section 4.2.4 and Appendix B, Figure 16.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from nusources.figures.chang2022.light_curve_numbers import OF_THE_PAPER
from nusources.figures.chang2022.source_curves import (
    BANDS,
    GAMMA,
    chosen_bands,
    gamma_order,
    neutrino_rows,
    of_curves,
    plain_name,
    source_rows,
)
from nusources.figures.house.inputs import Inputs, Prepared
from nusources.figures.house.light_curves import framed, time_axis
from nusources.wording import enumerated, plural

SELECTED = "TXS_like"
LOW_OF_INFRARED = 1.4
"""Fluxes of gamma rays go from 0 to 1 in a panel, those of the infrared from here to 1 more."""
BARS = {"infrared": -0.2, "gamma": -0.36, "simultaneous": -0.52}
MOST = 32
"""Sources that are shown, as many as the paper has in its Figure 16."""
NOTHING = "input not available: no light curve of a selected source in this run"


def prepare_selected_light_curves(inputs: Inputs) -> Prepared:
    """Scaled light curves of every selected source; of the published list where none is selected.

    The column height is the flux in parts of the panel, height_low and height_high its error bar.
    """
    chosen, which = _selected(inputs)
    own = of_curves(inputs, pd.concat([inputs["links"].iloc[:0], *chosen.values()]))
    parts, cells = [], {}
    for name, links in chosen.items():
        bands = chosen_bands(links, OF_THE_PAPER, gamma_order(inputs["classes"], links))
        rows = source_rows(own, links, bands)
        if not (rows["kind"] == "point").any():
            continue
        neutrinos = neutrino_rows(links.iloc[0], inputs["alerts"])
        scaled, ticks = _scaled(rows.assign(source_name=name))
        parts.append(pd.concat([scaled, neutrinos.assign(source_name=name)], ignore_index=True))
        cells[name] = {"ticks": ticks}
    plotted = pd.concat(parts, ignore_index=True) if parts else _scaled(framed([], "none"))[0]
    facts = {
        "cells": cells,
        "bars": BARS,
        "which": which,
        "note": "" if cells else NOTHING,
        "limits": [] if cells else [NOTHING],
        "n_shown": len(cells),
        "bands_text": _bands_text(plotted),
        "alert_text": _alert_text(plotted),
    }
    return plotted, inputs.facts | facts | time_axis(plotted)


def _selected(inputs: Inputs) -> tuple[dict[str, pd.DataFrame], str]:
    """Links of the sources that are shown, by their name, and in words which they are."""
    links, classes = inputs["links"], inputs["classes"]
    listed = inputs["published_lists"]
    listed = set(listed.loc[listed["group"] == SELECTED, "name_4fgl"].map(plain_name))
    chosen = classes[(classes["sample"] == "FIBS") & (classes["class"] == SELECTED)]
    if len(chosen):
        is_new = ~chosen["gamma_name"].fillna("").map(plain_name).isin(listed)
        chosen = chosen.assign(is_new=is_new).sort_values(["is_new", "ra", "source_name"])
        names = chosen["source_name"].head(MOST).tolist()
        own = links[(links["sample"] == "FIBS") & links["source_name"].isin(names)]
        found = {name: own[own["source_name"] == name] for name in names}
        return found, _words(len(chosen), int((~is_new).sum()))
    plain = links["curve_name"].map(plain_name)
    own = links[plain.isin(listed)].sort_values("ra", kind="stable").drop_duplicates("curve_name")
    found = {
        one.curve_name: links[
            (links["sample"] == one.sample) & (links["source_name"] == one.source_name)
        ]
        for one in own.itertuples()
    }
    return found, (
        "this run selects no source; those of the paper's list (Table 4) that have a light curve"
    )


def _words(n_selected: int, n_listed: int) -> str:
    first = f", {n_listed} of them in the paper's list (Table 4)"
    shown = f"; the first {MOST} are shown, the paper's before others" if n_selected > MOST else ""
    return f"{plural(n_selected, 'source')} that this run selects as TXS-like{first}{shown}"


def _scaled(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[tuple[float, str]]]:
    """Rows with heights in the panel, and ticks at the least and the largest flux of each band."""
    rows = rows.assign(height=np.nan, height_low=np.nan, height_high=np.nan)
    ticks: list[tuple[float, str]] = []
    for band in dict.fromkeys(rows.loc[rows["kind"] == "point", "panel"]):
        own = rows["panel"] == band
        base = LOW_OF_INFRARED if band == "infrared" else 0.0
        points = rows.loc[own & (rows["kind"] == "point"), "flux"]
        low, high = float(points.min()), float(points.max())
        width = high - low or 1.0
        flux, error = rows.loc[own, "flux"], rows.loc[own, "flux_error"].fillna(0)
        for column, value in (
            ("height", flux),
            ("height_low", flux - error),
            ("height_high", flux + error),
        ):
            # A panel is 100 pixels high: four digits.
            rows.loc[own, column] = (base + ((value - low) / width).clip(0, 1)).round(4)
        ticks += [(base, _short(low)), (base + 1.0, _short(high))]
    is_gamma = rows["label"].isin(GAMMA)
    return rows.assign(label=rows["label"].mask(is_gamma, "gamma")), ticks


def _short(flux: float) -> str:
    return f"{flux:.2g}" if abs(flux) < 100 else f"{flux:.0f}"


def _bands_text(plotted: pd.DataFrame) -> str:
    points = plotted[plotted["kind"] == "point"]
    counts = points.groupby("panel")["source_name"].nunique()
    told = [
        f"{BANDS[one][0]} for {plural(counts[one], 'source')}" for one in BANDS if one in counts
    ]
    return enumerated(told) if told else NOTHING


def _alert_text(plotted: pd.DataFrame) -> str:
    inside = plotted[plotted["kind"] == "episode"].groupby("source_name", sort=False)["label"]
    told = [f"{name} ({', '.join(labels)})" for name, labels in inside]
    return enumerated(told) if told else "none of them"
