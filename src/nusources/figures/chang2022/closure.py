"""Closure of the spatial search: p-values without signal, exact against scrambled, coverage.

References
----------
The search of Chang et al. 2022, section 6.3; docs/method-spatial.md, section Closure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from scipy.stats import binom, kstest, norm

from nusources.figures.house.inputs import Inputs, Prepared
from nusources.figures.house.panels import TICK_STEPS, legend_line
from nusources.figures.house.style import MARKERS, NEUTRAL, PETROFF6, new_figure, styled
from nusources.spatial.names import (
    CLASSICAL,
    DENSE,
    EVENTS_NORMAL,
    EVENTS_SCRAMBLED,
    PAIRS_EXACT,
    SPARSE,
    UNIFIED,
)

STATISTIC_LABELS = {
    EVENTS_SCRAMBLED: "events, scrambles",
    EVENTS_NORMAL: "events, normal",
    PAIRS_EXACT: "pairs, exact",
}
LIMIT_LABELS = {CLASSICAL: "classical", UNIFIED: "Feldman-Cousins"}
PULL_LABELS = {"mean_pull": "mean", "sigma_pull": "width"}
REGIMES = (SPARSE, DENSE)
RANDOMISED, PLAIN = "p_value_randomised", "p_value"
BAND_SHARE = 0.95
BAND_QUANTILES = (0.5 - BAND_SHARE / 2, 0.5 + BAND_SHARE / 2)
PULL_EDGES = np.linspace(-4, 4, 17)
"""Bins of half a Monte-Carlo error; what is beyond is in the outermost ones."""
EXACT_LOOK = {"marker": "_", "markersize": 9, "linestyle": "none"}
LINES = ("-", "--", "-.")


def prepare_closure(inputs: Inputs) -> Prepared:
    """Distributions of p-values and of pulls, and coverage.

    Columns part, regime, name, x, y, y_error. Part `p_value` or `p_value_randomised`: share y
    of the skies with a p-value of at most x. Part `pulls`: share y of the skies in the bin
    about x. Part `coverage` (no regime): coverage y of the signal x [standard deviations of the
    background]; part `coverage_expected`: the exact one.
    """
    coverage = inputs["coverage"]
    parts, facts = [], dict(inputs.facts)
    for regime in REGIMES:
        of_regime = inputs["p_values"][inputs["p_values"]["regime"] == regime]
        by_statistic = dict(list(of_regime.groupby("statistic")))
        pulls = scrambled_pulls(by_statistic[EVENTS_SCRAMBLED], by_statistic[EVENTS_NORMAL])
        curves = [
            _cumulative(by_statistic[name][column], column, name)
            for column in (RANDOMISED, PLAIN)
            for name in STATISTIC_LABELS
        ]
        curves += [_histogram(pulls[name].dropna(), name) for name in PULL_LABELS]
        parts += [one.assign(regime=regime) for one in curves]
        found = _facts_of_p_values(by_statistic)
        found |= {f"{name}_text": _mean_and_width(pulls[name].dropna()) for name in PULL_LABELS}
        facts |= {f"{regime}_{name}": value for name, value in found.items()}
    x = coverage["signal"] / coverage["sigma"].where(coverage["sigma"] > 0, 1.0)
    for part in ("coverage", "coverage_expected"):
        error = coverage["coverage_error"] if part == "coverage" else 0.0
        rows = {"part": part, "name": coverage["limit"], "x": x, "y": coverage[part]}
        parts.append(pd.DataFrame(rows | {"y_error": error}).assign(regime=""))
    return pd.concat(parts, ignore_index=True), facts | _facts_of_coverage(coverage)


def scrambled_pulls(scrambled: pd.DataFrame, exact: pd.DataFrame) -> pd.DataFrame:
    """Mean and standard deviation of each sky's scrambles minus exact, in Monte-Carlo errors.

    Parameters
    ----------
    scrambled, exact : DataFrame
        Rows of ``null_sky_p_values``.

    Returns
    -------
    DataFrame
        Columns mean_pull, sigma_pull; missing where the count cannot vary.
    """
    rows = scrambled.merge(exact, on="sky", suffixes=("", "_exact"))
    sigma = rows["sigma_exact"].where(rows["sigma_exact"] > 0)
    error = sigma / np.sqrt(rows["n_scrambles"])
    return pd.DataFrame(
        {
            "mean_pull": (rows["n_expected"] - rows["n_expected_exact"]) / error,
            # As for a normal distribution; a skewed one has a few per cent more.
            "sigma_pull": (rows["sigma"] - sigma) / (error / np.sqrt(2)),
        }
    )


def _cumulative(values: pd.Series, part: str, name: str) -> pd.DataFrame:
    share = np.arange(1, len(values) + 1) / len(values)
    rows = {"part": part, "name": name, "x": np.sort(values), "y": share, "y_error": 0.0}
    return pd.DataFrame(rows)


def _histogram(values: pd.Series, name: str) -> pd.DataFrame:
    inside = np.clip(values, PULL_EDGES[0], np.nextafter(PULL_EDGES[-1], 0))
    number = np.histogram(inside, PULL_EDGES)[0].astype(float)
    share, error = number / max(len(values), 1), np.sqrt(number) / max(len(values), 1)
    middle = (PULL_EDGES[1:] + PULL_EDGES[:-1]) / 2
    return pd.DataFrame({"part": "pulls", "name": name, "x": middle, "y": share, "y_error": error})


def _mean_and_width(values: pd.Series) -> str:
    return f"{values.mean():+.2f} ± {values.std():.2f}" if len(values) > 1 else "none"


def _short(p: float) -> str:
    return f"{p:.2f}" if p >= 0.01 else f"{p:.1g}"


def distance_text(distance: float, p: float) -> str:
    """Kolmogorov's D with its p-value, marked where it is outside the range of 95 % of draws."""
    text = f"D = {distance:.3f} (p = {_short(p)})"
    return text if p >= 1 - BAND_SHARE else f"{text}, outside 95 %"


def _facts_of_p_values(by_statistic: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    tests = {name: kstest(by_statistic[name][RANDOMISED], "uniform") for name in STATISTIC_LABELS}
    above = {
        name: kstest(by_statistic[name][PLAIN], "uniform", alternative="greater").statistic
        for name in STATISTIC_LABELS
    }
    scrambled, exact = by_statistic[EVENTS_SCRAMBLED], by_statistic[EVENTS_NORMAL]
    pairs = by_statistic[PAIRS_EXACT]["n_expected"].mean()
    return {
        "n_skies": len(scrambled),
        "n_scrambles": int(scrambled["n_scrambles"].max()),
        "mean_expected": float(exact["n_expected"].mean()),
        "width_over_poisson": float(np.sqrt((exact["sigma"] ** 2 / exact["n_expected"]).mean())),
        "saturated_percent": float(100 * (1 - exact["n_expected"].mean() / pairs)),
        "ks": {name: [float(test.statistic), float(test.pvalue)] for name, test in tests.items()},
        "ks_text": ", ".join(
            f"{STATISTIC_LABELS[name]} {distance_text(test.statistic, test.pvalue)}"
            for name, test in tests.items()
        ),
        "largest_above": float(max(above.values())),
    }


def _facts_of_coverage(coverage: pd.DataFrame) -> dict[str, Any]:
    expected = coverage["coverage_expected"]
    error = np.sqrt(expected * (1 - expected) / coverage["n_trials"])
    pull = ((coverage["coverage"] - expected) / error.where(error > 1e-6)).dropna()
    least = coverage.loc[coverage["coverage"].idxmin()]
    return {
        "confidence_level": float(coverage["confidence_level"].iloc[0]),
        "n_coverage_trials": int(coverage["n_trials"].max()),
        "background_mean": float(coverage["n_expected"].iloc[0]),
        "coverage_low": float(least["coverage"]),
        "coverage_low_error": float(least["coverage_error"]),
        "coverage_expected_low": float(expected.min()),
        "largest_coverage_pull": float(pull.abs().max()) if len(pull) else 0.0,
    }


@styled
def draw_closure(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Distributions of p-values by regime, scrambles beside exact, and coverage.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_closure`.
    """
    is_wide = facts["size"] == "double"
    figure = new_figure(facts["size"], 175 if is_wide else 310)
    grid = figure.add_gridspec(3, 2) if is_wide else figure.add_gridspec(6, 1)
    places = [(0, 2), (1, 3), (4, 5)] if is_wide else [(0, 1), (2, 3), (4, 5)]
    cells = [[grid[place] for place in pair] for pair in places]
    for pair, regime in zip(cells, REGIMES, strict=False):
        above, below = (figure.add_subplot(cell) for cell in pair)
        below.sharex(above)
        _draw_regime(above, below, plotted[plotted["regime"] == regime], facts, regime)
    _draw_pulls(figure.add_subplot(cells[2][0]), plotted[plotted["part"] == "pulls"], facts)
    _draw_coverage(figure.add_subplot(cells[2][1]), plotted, facts)
    return figure


def _draw_regime(
    above: Axes, below: Axes, rows: pd.DataFrame, facts: Mapping[str, Any], regime: str
) -> None:
    """Shares of skies by randomised and by plain p-value, minus uniform ones."""
    n_skies = facts[f"{regime}_n_skies"]
    for column, axes in ((RANDOMISED, above), (PLAIN, below)):
        _draw_differences(axes, rows[rows["part"] == column], n_skies)
    above.tick_params(labelbottom=False)
    above.set_ylabel("share − a, randomised p")
    below.set_ylabel("share − a, P(≥ n)")
    below.set_xlabel("p-value a")
    entries = []
    for name, look in _looks().items():
        distance, p = facts[f"{regime}_ks"][name]
        label = f"{STATISTIC_LABELS[name]}: {distance_text(distance, p)}"
        entries.append(legend_line(label, **look))
    _legend_above(above, entries, f"{regime}: {n_skies:,} skies without signal")


def _legend_above(axes: Axes, entries: list, title: str, columns: int = 1) -> None:
    """Legend with the title of a panel, outside its data."""
    axes.legend(
        handles=entries,
        title=title,
        title_fontsize=8,
        alignment="left",
        loc="lower left",
        bbox_to_anchor=(0, 1),
        borderaxespad=0,
        ncols=columns,
    )


def _looks() -> dict[str, dict[str, Any]]:
    return {
        name: {"color": colour, "linestyle": line}
        for name, colour, line in zip(STATISTIC_LABELS, PETROFF6, LINES, strict=False)
    }


def _draw_differences(axes: Axes, rows: pd.DataFrame, n_skies: int) -> None:
    """Shares minus the uniform one, on the band that holds 95 % of uniform draws at each point."""
    at = np.linspace(0, 1, 201)
    low, high = (binom.ppf(one, n_skies, at) / n_skies - at for one in BAND_QUANTILES)
    axes.fill_between(at, low, high, color="0.88", linewidth=0)
    axes.axhline(0, color=NEUTRAL, linewidth=0.6)
    for name, look in _looks().items():
        one = rows[rows["name"] == name]
        x, before = one["x"].to_numpy(), np.concatenate([[0], one["y"].to_numpy()[:-1]])
        # Both ends of each step: between them the difference falls with a slope of 1.
        ends = np.column_stack([before - x, one["y"] - x]).ravel()
        axes.plot([0, *np.repeat(x, 2), 1], [0, *ends, 0], **(look | {"linewidth": 0.8}))
    axes.set_xlim(0, 1)
    axes.yaxis.set_major_locator(MaxNLocator(6, steps=TICK_STEPS, prune="both"))


def _draw_pulls(axes: Axes, rows: pd.DataFrame, facts: Mapping[str, Any]) -> None:
    """Histograms of the skies beside the normal distribution."""
    width = PULL_EDGES[1] - PULL_EDGES[0]
    at = np.linspace(PULL_EDGES[0], PULL_EDGES[-1], 201)
    axes.plot(at, width * norm.pdf(at), color=NEUTRAL, linewidth=0.8)
    entries = [legend_line("normal", color=NEUTRAL, linewidth=0.8)]
    series = [(regime, name) for regime in REGIMES for name in PULL_LABELS]
    # Side by side: points of all would lie on each other.
    for place, (regime, name) in enumerate(series):
        one = rows[(rows["regime"] == regime) & (rows["name"] == name)]
        look: dict[str, Any] = {"color": PETROFF6[place], "marker": MARKERS[place]}
        look |= {"linestyle": "none", "markersize": 2.5}
        x = one["x"] + width * (place - 1.5) / 6
        axes.errorbar(x, one["y"], yerr=one["y_error"], elinewidth=0.6, **look)
        label = f"{PULL_LABELS[name]}, {regime}: {facts[f'{regime}_{name}_text']}"
        entries.append(legend_line(label, **look))
    top = max((rows["y"] + rows["y_error"]).max(), width * norm.pdf(0))
    axes.set(xlim=1.15 * PULL_EDGES[[0, -1]], ylim=(0, 1.1 * top))
    axes.yaxis.set_major_locator(MaxNLocator(6, steps=TICK_STEPS, prune="upper"))
    axes.set_xlabel("scrambled − exact (Monte-Carlo errors)")
    axes.set_ylabel("share of skies")
    _legend_above(axes, entries, "scrambles beside exact moments")


def _draw_coverage(axes: Axes, plotted: pd.DataFrame, facts: Mapping[str, Any]) -> None:
    axes.axhline(facts["confidence_level"], color=NEUTRAL, linewidth=0.8, linestyle="--")
    entries = [legend_line("nominal", color=NEUTRAL, linewidth=0.8, linestyle="--")]
    for place, (name, colour) in enumerate(zip(LIMIT_LABELS, PETROFF6, strict=False)):
        rows = plotted[plotted["name"] == name]
        found, expected = (rows[rows["part"] == part] for part in ("coverage", "coverage_expected"))
        look = {"color": colour, "marker": MARKERS[place], "linestyle": "none", "markersize": 2.5}
        axes.plot(expected["x"], expected["y"], **(EXACT_LOOK | {"color": colour}))
        axes.errorbar(found["x"], found["y"], yerr=found["y_error"], elinewidth=0.8, **look)
        entries.append(legend_line(LIMIT_LABELS[name], **look))
    entries.append(legend_line("exact", color="black", **EXACT_LOOK))
    axes.yaxis.set_major_locator(MaxNLocator(8, steps=TICK_STEPS))
    axes.set_xlabel("true signal (standard deviations of the background)")
    axes.set_ylabel("coverage")
    _legend_above(axes, entries, "coverage of limits", columns=2)
