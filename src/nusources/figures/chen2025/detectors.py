"""Events of detectors per year, their astrophysical share, and their resolution.

References
----------
Chen et al. 2025, sections II and IV.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from nusources.figures.house.inputs import Inputs, Prepared
from nusources.figures.house.labels import legend_rows
from nusources.figures.house.panels import legend_line
from nusources.figures.house.style import NEUTRAL, colours, new_figure, shorten, styled
from nusources.units import GEV_PER_TEV
from nusources.wording import number

LINES = ("-", (0, (6, 1)), (0, (4, 1.5)), (0, (3, 1.5, 1, 1.5)), (0, (2, 2)), (0, (3, 5)))
"""With wider gaps the later: detectors with the same area and resolution lie on each other."""
WIDEST, NARROWEST = 2.0, 0.7
"""Widths of lines."""
BAND, BAND_EDGE = 0.05, 0.5
"""Opacity: filled bands that lie on each other mix to other colours, their edges do not."""
TRUE_ENERGY, PIPELINE = "true_energy", "pipeline"
TOLD_TEV = (100.0, 300.0)
"""Thresholds whose astrophysical shares stand in the caption."""
LABEL_WIDTH = 34


def prepare_detectors(inputs: Inputs) -> Prepared:
    """Events and shares by threshold, with the range over atmospheres; widths by energy."""
    rates, about = inputs["rates"], inputs["detectors"]
    about = about.sort_values(["order", "atmosphere"], kind="stable")
    labels = dict(zip(about["detector"], about["label"], strict=True))
    main = [name for name in labels if is_main(name, labels)]
    true = rates[(rates["threshold_of"] == TRUE_ENERGY) & rates["detector"].isin(main)]
    grouped = true.groupby(["detector", "threshold_tev"], sort=False)
    above = grouped.agg(
        n_astrophysical=("n_astrophysical", "first"),
        n_total_min=("n_total", "min"),
        n_total_max=("n_total", "max"),
        fraction_min=("astrophysical_fraction", "min"),
        fraction_max=("astrophysical_fraction", "max"),
    )
    above = above.reset_index().rename(columns={"threshold_tev": "energy_tev"})
    widths = inputs["curves"][["detector", "log10_energy", "psf_sigma"]]
    widths = widths.assign(energy_tev=10.0 ** widths["log10_energy"] / GEV_PER_TEV)
    low, high = above["energy_tev"].min(), above["energy_tev"].max()
    widths = widths[widths["energy_tev"].between(low * 0.999, high * 1.001)]
    plotted = pd.concat(
        [above.assign(element="threshold"), widths.drop(columns="log10_energy")],
        ignore_index=True,
    )
    plotted["element"] = plotted["element"].fillna("width")
    plotted["label"] = plotted["detector"].map(labels)
    order = plotted["detector"].map({name: at for at, name in enumerate(labels)})
    plotted = plotted.iloc[np.lexsort([plotted["energy_tev"], order, plotted["element"]])]
    facts = _texts(true, about, {name: labels[name] for name in main})
    return plotted.reset_index(drop=True), inputs.facts | facts | {"main": main}


def is_main(name: str, names: Mapping[str, str]) -> bool:
    """Whether a detector is no other reading of one that is there."""
    own, _, reading = name.partition("/")
    return not reading or own not in names


def _texts(true: pd.DataFrame, about: pd.DataFrame, labels: Mapping[str, str]) -> dict[str, Any]:
    """Events above a threshold that all have, shares, and where components cross."""
    first = next(iter(labels))
    common = set.intersection(
        *(set(true["threshold_tev"][true["detector"] == name]) for name in labels)
    )
    told = TOLD_TEV[0] if TOLD_TEV[0] in common else min(common, default=np.nan)
    at = true[(true["threshold_tev"] == told) & (true["atmosphere"] == PIPELINE)]
    events = dict(zip(at["detector"], at["n_astrophysical"], strict=True))
    own = about[about["detector"] == first].set_index("atmosphere")
    return {
        "told_tev": told,
        "events_text": "; ".join(f"{labels[name]} {number(events[name], 3)}" for name in labels),
        "first": labels[first],
        "shares_text": _shares_text(true[true["detector"] == first]),
        "n_detectors": len(labels),
        "crossing_text": _range_text(own["crossing_energy_tev"]),
        "half_text": _range_text(own["crossing_threshold_tev"]),
        "largest": float(max(events.values())),
        "status_text": "; ".join(
            f"{labels[name]}: {status}"
            for name, status in dict(zip(about["detector"], about["status"], strict=True)).items()
            if name in labels
        ),
    }


def _shares_text(rows: pd.DataFrame) -> str:
    """Shares of one detector at the thresholds of the caption that it has, or at its lowest."""
    told = [one for one in TOLD_TEV if one in set(rows["threshold_tev"])]
    parts = []
    for threshold in told or [rows["threshold_tev"].min()]:
        shares = rows["astrophysical_fraction"][rows["threshold_tev"] == threshold]
        parts.append(f"{shares.min():.2f} to {shares.max():.2f} above {threshold:g} TeV")
    return " and ".join(parts)


def _range_text(energies: pd.Series) -> str:
    """Energies of the atmospheres in words."""
    known = sorted(energies.dropna())
    if not known:
        return "nowhere"
    return " to ".join(dict.fromkeys(f"{number(one, 2)}" for one in known)) + " TeV"


@styled
def draw_detectors(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Events, shares and widths, a colour per detector.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_detectors`.
    """
    figure = new_figure(facts["size"], 92)
    events, shares, widths = figure.subplots(1, 3)
    looks = looks_of(facts["main"])
    above = plotted[plotted["element"] == "threshold"]
    for name, look in looks.items():
        rows = above[above["detector"] == name]
        events.plot(rows["energy_tev"], rows["n_astrophysical"], **look)
        limits = (rows["n_total_min"], rows["n_total_max"])
        events.fill_between(rows["energy_tev"], *limits, **_band(look["color"]))
    _draw_shares(shares, above, looks)
    for name, rows in plotted[plotted["element"] == "width"].groupby("detector", sort=False):
        own = str(name).partition("/")[0]
        look = looks[str(name)] if name in looks else {"color": looks[own]["color"]} | OTHER
        widths.plot(rows["energy_tev"], rows["psf_sigma"], **look)
    titles = {
        events: ("events per year", "least energy (TeV)"),
        shares: ("astrophysical share", "least energy (TeV)"),
        widths: ("σ of the PSF per axis (degrees)", "energy (TeV)"),
    }
    for axes, (title, below) in titles.items():
        axes.set(xscale="log", yscale="linear" if axes is shares else "log")
        axes.set_ylabel(title)
        axes.set_xlabel(below)
        axes.xaxis.set_major_formatter(FuncFormatter(lambda at, _: f"{at:g}"))
    shares.set_ylim(0, 1)
    widths.yaxis.set_major_formatter(FuncFormatter(lambda at, _: f"{at:g}"))
    widths.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    widths.yaxis.set_minor_formatter(NullFormatter())
    names = dict(zip(plotted["detector"], plotted["label"], strict=True))
    entries = [legend_line(shorten(names[one], LABEL_WIDTH), **looks[one]) for one in looks]
    entries.append(legend_line("all events, range over atmospheres", color="0.8", linewidth=5))
    if set(plotted["detector"]) - set(looks):
        entries.append(legend_line("other readings of the PSF", color=NEUTRAL, **OTHER))
    legend_rows(figure, entries, 3)
    return figure


OTHER = {"linestyle": ":", "linewidth": 0.8}
"""Other readings of a detector's resolution."""


def looks_of(names: list[str]) -> dict[str, dict[str, Any]]:
    """Colour and line of each detector; later ones lie above, thinner and broken."""
    widths = np.linspace(WIDEST, NARROWEST, len(names))
    return {
        name: {
            "color": colour,
            "linestyle": LINES[min(at, len(LINES) - 1)],
            "linewidth": widths[at],
            "zorder": 3 + at / 100,
        }
        for at, (name, colour) in enumerate(zip(names, colours(len(names)), strict=True))
    }


def _band(colour: str) -> dict[str, Any]:
    """A light band with edges."""
    return {
        "facecolor": (colour, BAND),
        "edgecolor": (colour, BAND_EDGE),
        "linewidth": 0.4,
    }


def _draw_shares(axes: Axes, rows: pd.DataFrame, looks: Mapping[str, dict[str, Any]]) -> None:
    """Range of the share over atmospheres, once for multiples of one area."""
    drawn: list[np.ndarray] = []
    for name, look in looks.items():
        own = rows[rows["detector"] == name]
        low, high = own["fraction_min"].to_numpy(), own["fraction_max"].to_numpy()
        same = [one for one in drawn if one.shape == low.shape and np.allclose(one, low, rtol=1e-9)]
        if same:
            continue
        drawn.append(low)
        axes.plot(own["energy_tev"], low, **look)
        axes.plot(own["energy_tev"], high, **look)
        axes.fill_between(own["energy_tev"], low, high, **_band(look["color"]))
