"""What detectors would see: single sources by declination, and source lists.

Beyond the paper: the likelihood on the sphere, with bins of energy.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter

from nusources.figures.chen2025.years import detector_labels
from nusources.figures.house.inputs import Inputs, Prepared
from nusources.figures.house.labels import legend_rows
from nusources.figures.house.panels import legend_line
from nusources.figures.house.style import NEUTRAL, colours, new_figure, shorten, styled
from nusources.wording import number

LABEL_WIDTH = 30
LINES = {"sensitivity": "-", "discovery_5sigma": "--"}
MARKS = {"sensitivity": "o", "discovery_3sigma": "s", "discovery_5sigma": "D"}
NAMES = {
    "sensitivity": "sensitivity",
    "limit_90": "median 90 % upper limit",
    "discovery_3sigma": "3σ discovery potential",
    "discovery_5sigma": "5σ discovery potential",
}
SINES = (-1, -0.5, 0, 0.5, 1)
ENERGY_TEV = 100.0
"""At which fluxes are given; E^2 times them is drawn."""


def main_detectors(labels: Mapping[str, str]) -> list[str]:
    """Detectors without those that are other readings of one that is there."""
    return [name for name in labels if "/" not in name or name.partition("/")[0] not in labels]


def prepare_prospects(inputs: Inputs) -> Prepared:
    """Fluxes of single sources by declination, and shares that lists must have to be seen."""
    forecasts, singles = inputs["forecasts"], inputs["declinations"]
    every = detector_labels(inputs["detectors"])
    names = main_detectors(every)
    labels = {name: every[name] for name in names}
    single = singles[singles["detector"].isin(names)].assign(
        element="declination", energy_flux=singles["flux"] * (1e3 * ENERGY_TEV) ** 2 * 1e-3
    )
    lists = forecasts[forecasts["quantity"].isin(NAMES)].assign(element="list")
    lists = lists[lists["detector"].isin(names)]
    columns = ["element", "detector", "label", "catalogue", "catalogue_label", "quantity"]
    columns += ["dec", "energy_flux", "flux", "flux_error", "astrophysical_share"]
    plotted = pd.concat([single, lists], ignore_index=True)
    plotted["label"] = plotted["detector"].map(labels)
    place = plotted["detector"].map({name: at for at, name in enumerate(names)})
    keys = [plotted[one].fillna("") for one in ("quantity", "catalogue")]
    order = np.lexsort([plotted["dec"].fillna(0), *keys, place, plotted["element"]])
    plotted = plotted.iloc[order][columns].reset_index(drop=True)
    return plotted, inputs.facts | _texts(forecasts, single, labels)


def _texts(
    forecasts: pd.DataFrame, single: pd.DataFrame, labels: Mapping[str, str]
) -> dict[str, Any]:
    """Best declination of each detector, S/N of lists, and what they were made from."""
    of_sensitivity = single[single["quantity"] == "sensitivity"]
    best = of_sensitivity.loc[of_sensitivity.groupby("detector")["flux"].idxmin()]
    best = best.set_index("detector")
    worst = of_sensitivity.groupby("detector")["flux"].max()
    snr = forecasts[forecasts["quantity"] == "signal_to_noise"]
    parts = []
    for catalogue, rows in snr.groupby("catalogue_label", sort=True):
        own = rows.set_index("detector")
        values = ", ".join(
            f"{labels[name]} {_with_error(own.loc[name, 'value'], own.loc[name, 'value_error'])}"
            for name in labels
            if name in own.index
        )
        parts.append(f"{catalogue} ({int(rows['n_sources'].iloc[0]):,}): {values}")
    errors = single["flux_error"] / single["flux"]
    return {
        "labels": dict(labels),
        "best_text": "; ".join(
            f"{labels[name]} {number(best.loc[name, 'energy_flux'], 2)} at "
            f"{best.loc[name, 'dec']:.0f}° (elsewhere up to "
            f"{number(worst[name] / best.loc[name, 'flux'], 2)} times as much)"
            for name in labels
            if name in best.index
        ),
        "snr_text": "; ".join(parts),
        "error_percent": 100 * float(errors.median()),
        "n_detectors": len(labels),
        "lowest": float(single["energy_flux"].min()),
    } | _assumptions(forecasts)


def _assumptions(forecasts: pd.DataFrame) -> dict[str, float]:
    """What all rows were made with."""
    columns = {
        "years": "years",
        "index": "spectral_index",
        "energy_min": "energy_min_tev",
        "assumed": "assumed_share",
    }
    return {name: float(forecasts[column].iloc[0]) for name, column in columns.items()}


def _with_error(value: float, error: float) -> str:
    """A value to two digits of its error, and the error."""
    digits = int(np.clip(1 - np.floor(np.log10(error)), 0, 2)) if error > 0 else 1
    return f"{value:.{digits}f} ± {error:.{digits}f}"


@styled
def draw_prospects(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Fluxes against declination, and shares of lists, a colour per detector.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_prospects`.
    """
    figure = new_figure(facts["size"], 95)
    left, right = figure.subplots(1, 2)
    looks = dict(zip(facts["labels"], colours(len(facts["labels"])), strict=True))
    single = plotted[plotted["element"] == "declination"]
    for (name, quantity), rows in single.groupby(["detector", "quantity"], sort=False):
        left.plot(
            np.sin(np.radians(rows["dec"])),
            rows["energy_flux"],
            color=looks[str(name)],
            linestyle=LINES[str(quantity)],
            marker=".",
        )
    left.set(yscale="log", xlabel="sin(declination)", xticks=SINES)
    left.set_ylabel("E² × flux at 100 TeV (TeV cm$^{-2}$ s$^{-1}$)")
    _draw_lists(right, plotted[plotted["element"] == "list"], looks)
    entries = [
        legend_line(shorten(label, LABEL_WIDTH), color=looks[name])
        for name, label in facts["labels"].items()
    ]
    entries += [
        legend_line(NAMES[quantity], color=NEUTRAL, marker=mark, linestyle=LINES.get(quantity, ""))
        for quantity, mark in MARKS.items()
    ]
    legend_rows(figure, entries, 3)
    return figure


def _draw_lists(axes: Axes, rows: pd.DataFrame, looks: Mapping[str, Any]) -> None:
    """Share of the astrophysical events that each list must make, detectors below each other."""
    catalogues = list(dict.fromkeys(rows["catalogue_label"]))
    names = list(looks)
    height = 0.8 / max(len(names), 1)
    for at, catalogue in enumerate(catalogues):
        for line, name in enumerate(names):
            own = rows[(rows["catalogue_label"] == catalogue) & (rows["detector"] == name)]
            values = own.set_index("quantity")["astrophysical_share"]
            place = at + (line - (len(names) - 1) / 2) * height
            shown = values[list(MARKS)]
            axes.plot(shown, np.full(len(shown), place), color=looks[name], linewidth=0.6)
            for quantity, mark in MARKS.items():
                axes.plot(values[quantity], place, mark, color=looks[name], markersize=3)
    axes.set(xscale="log", xlabel="share of the astrophysical events")
    axes.xaxis.set_minor_formatter(NullFormatter())
    named = [shorten(one, LABEL_WIDTH).replace(", ", ",\n") for one in catalogues]
    axes.set_yticks(range(len(catalogues)), named)
    axes.set_ylim(len(catalogues) - 0.5, -0.5)


HEADERS = {
    "label": "detector",
    "catalogue_label": "source list",
    "signal_to_noise": "S/N",
    "median_significance": "√(median TS)",
    "sensitivity": "sensitivity",
    "limit_90": "90 % limit",
    "discovery_3sigma": "3σ potential",
    "discovery_5sigma": "5σ potential",
    "flux_5sigma": "5σ flux",
}
"""Signal events but for the first two and the last."""


def prepare_prospect_table(inputs: Inputs) -> Prepared:
    """All quantities of each detector and list, with errors."""
    forecasts = inputs["forecasts"]
    labels = detector_labels(inputs["detectors"])
    rows = []
    for name, label in labels.items():
        own = forecasts[forecasts["detector"] == name]
        for catalogue, part in own.groupby("catalogue_label", sort=True):
            found = part.set_index("quantity")
            row = {"label": label, "catalogue_label": catalogue}
            for quantity in list(HEADERS)[2:-1]:
                value, error = found.loc[quantity, ["value", "value_error"]]
                row[quantity] = _with_error(value, error)
            row["flux_5sigma"] = f"{found.loc['discovery_5sigma', 'flux']:.2e}"
            rows.append(row)
    table = pd.DataFrame(rows)
    facts = {
        "headers": HEADERS,
        "formats": {},
        "remarks": inputs.remarks,
        "n_detectors": len(labels),
        "n_lists": int(forecasts["catalogue"].nunique()),
    }
    facts |= _assumptions(forecasts)
    return table, inputs.facts | facts
