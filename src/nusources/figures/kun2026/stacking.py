"""Stacks in all track events: test statistics, sensitivity by declination, sources one by one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nusources.figures.house.inputs import Inputs, Prepared
from nusources.figures.house.labels import legend_rows
from nusources.figures.house.panels import PUBLISHED_LOOK, legend_line
from nusources.figures.house.style import MARKERS, NEUTRAL, PETROFF6, new_figure, styled
from nusources.fluxes import REFERENCE_ENERGY
from nusources.significance import significance_text
from nusources.units import GEV_PER_TEV
from nusources.wording import enumerated, number

MOST_SOURCES = 10
"""Sources with the largest test statistics, which the right panel shows."""
MOST_POINTS = 100
WEIGHTS = {
    "xray_flux": "their hard X-ray flux",
    "equal": "equal weights",
    "column": "weights of the user",
}
STYLES = ("-", ":", "-.", "--")
"""Lines of the samples; `MARKERS` are their points."""
PUBLISHED = PUBLISHED_LOOK | {"marker": "o", "markersize": 6}
E2_FLUX = REFERENCE_ENERGY**2 / GEV_PER_TEV
"""E^2 times an E^-2 flux [TeV cm^-2 s^-1] over its value at 100 TeV [GeV^-1 cm^-2 s^-1]."""


def prepare_stacking(inputs: Inputs) -> Prepared:
    """Tails of the scrambled skies, sensitivities, and the sources that stand out."""
    fits, sources = inputs["fits"], inputs["sources"]
    curves = [
        _tail(one, inputs["nulls"]).assign(stack=one.stack, sample=one.sample)
        for one in fits.itertuples()
    ]
    by_dec = inputs["sensitivities"].assign(sine=lambda one: np.sin(np.radians(one["dec"])))
    by_dec["sensitivity"] *= E2_FLUX
    by_dec["published"] *= E2_FLUX
    alone = sources.sort_values("ts", ascending=False).drop_duplicates(["sample", "source_name"])
    alone = alone.groupby("sample", sort=False).head(MOST_SOURCES)
    parts = [
        *(one.assign(panel="scrambled") for one in curves),
        by_dec[["sample", "dec", "sine", "sensitivity", "published"]].assign(panel="sensitivity"),
        alone[["sample", "source_name", "ts", "n_signal"]].assign(panel="source"),
    ]
    plotted = pd.concat(parts, ignore_index=True)
    # The column of numbers that no part has is one of numbers all the same.
    plotted = plotted.astype({"published": float})
    return plotted, inputs.facts | _facts(fits, by_dec) | {"fits": fits.to_dict("records")}


def _tail(fit: Any, nulls: pd.DataFrame) -> pd.DataFrame:
    """Share of scrambled skies with at least each test statistic above 0."""
    own = nulls[(nulls["sample"] == fit.sample) & (nulls["stack"] == fit.stack)]
    ordered = np.sort(own["ts"].to_numpy())[::-1]
    above = int((ordered > 0).sum())
    places = np.unique(np.geomspace(1, max(above, 1), MOST_POINTS).astype(int)) - 1
    places = places[places < above]
    return pd.DataFrame({"ts": ordered[places], "share": (places + 1) / len(ordered)})


def _facts(fits: pd.DataFrame, by_dec: pd.DataFrame) -> dict[str, Any]:
    """What the texts tell."""
    known = by_dec.dropna(subset=["published", "sensitivity"])
    ratio = float((known["published"] / known["sensitivity"]).median()) if len(known) else None
    published = "no published curve is at hand"
    if ratio is not None:
        spread = known["published"] / known["sensitivity"] / ratio
        published = (
            f"black: published sensitivity of ten years, on average {number(ratio, 2)} of the "
            f"measured one, and {number(spread.min(), 2)} to {number(spread.max(), 2)} of that"
        )
    several = fits["sample"].nunique() > 1
    told = [_told(one, several) for one in fits.itertuples()]
    return {
        "results_text": "; ".join(told) or "no stack has a source",
        "n_stacks": fits["stack"].nunique(),
        "weights_text": enumerated([WEIGHTS[one] for one in fits["weights"].unique()])
        or "no weights",
        "n_trials": number(fits["n_trials"].max() if len(fits) else 0),
        "n_events_text": ", ".join(number(one) for one in fits["n_events"].unique()) or "no",
        "published_text": published,
        "index_text": number(fits["injected_index"].iloc[0], 2) if len(fits) else "2",
    }


def _told(fit: Any, with_sample: bool) -> str:
    """One fit in words."""
    name = f"{fit.stack_label} ({fit.sample_label})" if with_sample else fit.stack_label
    sign = "≤" if np.isclose(fit.p_value, 1 / (fit.n_trials + 1)) else "="
    signal = f"{number(fit.n_signal, 2)} events" if fit.n_signal > 0 else "no signal"
    limit = f"limit {number(fit.limit_events, 2)}" if np.isfinite(fit.limit) else "no limit"
    p_text = significance_text(fit.p_value)
    return f"{name}, {fit.n_sources} sources: {signal}, p {sign} {p_text}, {limit}"


@styled
def draw_stacking(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Scrambled skies and observed ones; sensitivity; sources with the largest statistics.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_stacking`.
    """
    fits = facts["fits"]
    samples = list(plotted["sample"].unique())
    styles = dict(zip(samples, STYLES, strict=False))
    figure = new_figure(facts["size"], 75, side_inches=0.06)
    left, middle, right = figure.subplots(1, 3)
    looks = dict(zip(dict.fromkeys(one["stack"] for one in fits), PETROFF6, strict=False))
    _draw_statistics(left, plotted[plotted["panel"] == "scrambled"], fits, looks, styles)
    by_dec = plotted[plotted["panel"] == "sensitivity"]
    _draw_sensitivity(middle, by_dec, styles)
    _draw_sources(right, plotted[plotted["panel"] == "source"], samples)
    labels = {one["stack"]: one["stack_label"] for one in fits}
    entries = [legend_line(labels[one], color=colour, marker="o") for one, colour in looks.items()]
    if len(samples) > 1:
        entries += [
            legend_line(sample, color=NEUTRAL, linestyle=style, marker=marker)
            for (sample, style), marker in zip(styles.items(), MARKERS, strict=False)
        ]
    if by_dec["published"].notna().any():
        entries.append(legend_line("published, ten years", **PUBLISHED))
    legend_rows(figure, entries, 3)
    return figure


def _draw_statistics(
    axes: Axes,
    curves: pd.DataFrame,
    fits: list[dict[str, Any]],
    looks: Mapping[str, str],
    styles: Mapping[str, str],
) -> None:
    for one in fits:
        own = curves[(curves["stack"] == one["stack"]) & (curves["sample"] == one["sample"])]
        colour = looks[one["stack"]]
        axes.plot(own["ts"], own["share"], color=colour, linestyle=styles[one["sample"]])
        axes.plot(one["ts"], one["p_value"], color=colour, marker="o", clip_on=False, zorder=4)
    axes.set_yscale("log")
    axes.set_ylim(0.5 / max((one["n_trials"] for one in fits), default=100), 1.2)
    axes.set_xlim(0, None)
    axes.set_xlabel("test statistic TS of a stack")
    axes.set_ylabel("share of scrambled skies above")


def _draw_sensitivity(axes: Axes, by_dec: pd.DataFrame, styles: Mapping[str, str]) -> None:
    for (sample, rows), marker in zip(by_dec.groupby("sample", sort=False), MARKERS, strict=False):
        axes.plot(
            rows["sine"],
            rows["sensitivity"],
            color=NEUTRAL,
            linestyle=styles[sample],
            marker=marker,
        )
    published = by_dec.drop_duplicates("sine").dropna(subset="published")
    axes.plot(published["sine"], published["published"], **PUBLISHED)
    axes.set_yscale("log")
    axes.set_xlim(-1, 1)
    axes.set_xlabel("sin(declination)")
    axes.set_ylabel("sensitivity E²φ (TeV cm⁻² s⁻¹)")


def _draw_sources(axes: Axes, rows: pd.DataFrame, samples: list[str]) -> None:
    names = list(dict.fromkeys(rows.sort_values("ts", ascending=False)["source_name"]))
    names = names[:MOST_SOURCES]
    for sample, marker in zip(samples, MARKERS, strict=False):
        own = rows[(rows["sample"] == sample) & rows["source_name"].isin(names)]
        places = [names.index(one) for one in own["source_name"]]
        axes.plot(own["ts"], places, marker, color=NEUTRAL, clip_on=False)
    axes.set_yticks(np.arange(len(names)), names, parse_math=False)
    axes.set_ylim(max(len(names), 1) - 0.5, -0.5)
    axes.set_xlim(0, None)
    axes.set_xlabel("TS of a source alone")
    axes.set_ylabel("source")
