"""Effective area and events of detectors by declination.

References
----------
Chen et al. 2025 throw the events of the whole sky evenly into the field; a detector does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from nusources.figures.chen2025.detectors import LABEL_WIDTH, PIPELINE, is_main, looks_of
from nusources.figures.house.inputs import Inputs, Prepared
from nusources.figures.house.labels import legend_rows
from nusources.figures.house.panels import legend_line
from nusources.figures.house.style import new_figure, shorten, styled
from nusources.units import CM2_PER_M2
from nusources.wording import number

DEC_TICKS = (-90, -45, -20, 0, 20, 45, 90)
FIELD_DEC = 1.5
"""Declination of the middle of the eFEDS field [deg]."""


def prepare_declinations(inputs: Inputs) -> Prepared:
    """Area and events in bands of declination, and what a field on the equator gets of the sky."""
    about = inputs["detectors"].sort_values(["order", "atmosphere"], kind="stable")
    labels = dict(zip(about["detector"], about["label"], strict=True))
    main = [name for name in labels if is_main(name, labels)]
    rows = inputs["declinations"]
    rows = rows[rows["detector"].isin(main) & (rows["atmosphere"] == PIPELINE)]
    rows = rows.assign(
        sin_dec=(np.sin(np.radians(rows["dec_min"])) + np.sin(np.radians(rows["dec_max"]))) / 2,
        area_m2=rows["effective_area"] / CM2_PER_M2,
        label=rows["detector"].map(labels),
        order=rows["detector"].map({name: at for at, name in enumerate(main)}),
    )
    solid_angle = 2 * np.pi * 2 / rows.groupby("detector")["dec_min"].transform("size")
    for kind in ("n_astrophysical", "n_atmospheric"):
        rows[f"{kind}_per_sr"] = rows[kind] / solid_angle
    rows = rows.sort_values(["order", "sin_dec"], kind="stable", ignore_index=True)
    ratios = {labels[name]: _in_field(rows[rows["detector"] == name]) for name in main}
    columns = ["detector", "label", "sin_dec", "dec_min", "dec_max", "threshold_tev", "area_m2"]
    columns += ["n_astrophysical_per_sr", "n_atmospheric_per_sr"]
    facts = {
        "main": main,
        "threshold_tev": float(rows["threshold_tev"].min()),
        "ratio_text": "; ".join(f"{label} {number(one, 2)}" for label, one in ratios.items()),
        "largest_area": float(rows["area_m2"].max()),
        "n_detectors": len(main),
    }
    return rows[columns], inputs.facts | facts


def _in_field(rows: pd.DataFrame) -> float:
    """Astrophysical events per solid angle at the field over those of the mean sky."""
    at = np.interp(np.sin(np.radians(FIELD_DEC)), rows["sin_dec"], rows["n_astrophysical_per_sr"])
    return float(at / rows["n_astrophysical_per_sr"].mean())


@styled
def draw_declinations(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Areas left, events right (astrophysical: lines, atmospheric: thin).

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_declinations`.
    """
    figure = new_figure(facts["size"], 88)
    areas, events = figure.subplots(1, 2)
    looks = looks_of(facts["main"])
    for name, look in looks.items():
        rows = plotted[plotted["detector"] == name]
        seen = rows["area_m2"] > 0
        areas.plot(rows["sin_dec"][seen], rows["area_m2"][seen], **look)
        events.plot(rows["sin_dec"], rows["n_astrophysical_per_sr"], **look)
        thin = look | {"linewidth": 0.5}
        events.plot(rows["sin_dec"], rows["n_atmospheric_per_sr"], **thin)
    areas.set_yscale("log")
    events.set_yscale("log")
    low = plotted.loc[plotted["n_astrophysical_per_sr"] > 0, "n_astrophysical_per_sr"].min()
    events.set_ylim(bottom=low / 2)
    areas.set_ylabel("effective area (m²)")
    events.set_ylabel("events per year and steradian")
    for axes in (areas, events):
        axes.set_xlim(-1, 1)
        axes.set_xticks(np.sin(np.radians(DEC_TICKS)), [f"{one}°" for one in DEC_TICKS])
        axes.set_xlabel("declination (equal steps in its sine)")
        axes.yaxis.set_minor_formatter(FuncFormatter(lambda at, _: ""))
    names = dict(zip(plotted["detector"], plotted["label"], strict=True))
    entries = [legend_line(shorten(names[one], LABEL_WIDTH), **looks[one]) for one in looks]
    entries.append(legend_line("atmospheric events", color="black", linewidth=0.5))
    legend_rows(figure, entries, 3)
    return figure
