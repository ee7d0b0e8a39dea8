"""Limits on signal events and Figure 15 of chang2022; numbers from `chang2022_limits_numbers`.

References
----------
Chang et al. 2022, section 7.4.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpecBase
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from nusources.figures.chang2022.limits_numbers import (
    TRACKS_CURVE,
    prepare_event_limits,
    prepare_flux_limits,
)
from nusources.figures.house.curves import LINES, draw_curves
from nusources.figures.house.labels import legend_rows
from nusources.figures.house.panels import (
    CHARACTER_MM,
    PUBLISHED_LOOK,
    THRESHOLD_LABEL,
    Panel,
    band_edges,
    fill_with_legend,
    finish_energy_axes,
    legend_line,
    legend_of_panels,
    panel_columns,
    panel_grid,
    panel_title,
)
from nusources.figures.house.style import NEUTRAL, PETROFF6, WIDTH_MM, new_figure, styled
from nusources.spatial.limits.flux_limits import ACCEPTANCE_RECIPE, PAPER_RECIPE

__all__ = ["draw_event_limits", "draw_flux_limits", "prepare_event_limits", "prepare_flux_limits"]

POISSON_LOOK = {"marker": "v", "linestyle": ":", "color": NEUTRAL, "markerfacecolor": "white"}
SENSITIVITY_LOOK = {"color": "black", "linestyle": "--", "linewidth": 0.8}
OPEN_LOOK = {"linestyle": "none", "marker": "v", "markerfacecolor": "white", "markersize": 3.5}
LIMIT_LINES = ("-", "--", "-.", ":")
FLUX_UNIT = "(GeV cm⁻² s⁻¹ sr⁻¹)"
SPECTRA_ENERGIES = (1e4, 1.1e7)
"""[GeV]"""
RECIPE_WIDTHS = {PAPER_RECIPE: 0.8, ACCEPTANCE_RECIPE: 2.2}
RECIPE_LABELS = {
    PAPER_RECIPE: "events of the paper, its recipe",
    ACCEPTANCE_RECIPE: "the same by the acceptance",
}
ARROW = 0.3
"""Length of a limit's arrow over its flux."""
MAIN_MM, GROUP_MM = 66, 50
"""Heights of the panel of spectra and of a row of groups."""


@styled
def draw_event_limits(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Limits on the number of signal events against threshold, one panel per group.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_event_limits`.
    """
    figure, panels = panel_grid(facts, (), row_mm=58)
    for panel in panels:
        rows = plotted[plotted["group"] == panel.group]
        x = rows["log10_energy_min"].to_numpy()
        panel.main.axhline(0, color=NEUTRAL, linewidth=0.6)
        edges, low = band_edges(x, rows["unified_low"].to_numpy())
        _, high = band_edges(x, rows["unified_high"].to_numpy())
        panel.main.fill_between(edges, low, high, color=panel.colour, alpha=0.25, linewidth=0)
        panel.main.plot(x, rows["upper_limit"], color=panel.colour, marker="v")
        panel.main.plot(x, rows["upper_limit_poisson"], markersize=6.5, zorder=1.5, **POISSON_LOOK)
        panel.main.plot(x, rows["sensitivity"], **SENSITIVITY_LOOK)
        panel.main.plot(x, rows["excess"], color="black", marker="o", linestyle="none")
    finish_energy_axes(figure, panels, plotted["log10_energy_min"].unique())
    figure.supylabel("number of events", fontsize=8)
    level = f"{facts['level_percent']:g} %"
    entries = [
        legend_line("observed − expected", color="black", marker="o", linestyle="none"),
        legend_line(f"classical {level} upper limit", color="black", marker="v"),
        legend_line("the same, background Poisson", markersize=6.5, **POISSON_LOOK),
        legend_line("sensitivity", **SENSITIVITY_LOOK),
        Patch(color="0.5", alpha=0.4, label=f"Feldman-Cousins {level} interval", linewidth=0),
    ]
    columns = 3 if facts["size"] == "double" else 1
    legend_of_panels(figure, [one.main for one in panels], entries, columns)
    return figure


@styled
def draw_flux_limits(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Figure 15: spectra and limits in the paper's bands; below, limits of each group at 100 TeV.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_flux_limits`.
    """
    n_groups = len(facts["titles"])
    columns = 1 if facts["size"] == "single" else panel_columns(n_groups)
    rows = -(-n_groups // columns)
    figure = new_figure(facts["size"], MAIN_MM + rows * GROUP_MM + 30)
    halves = figure.add_gridspec(2, 1, height_ratios=[MAIN_MM, rows * GROUP_MM])
    index_looks = _index_looks(facts["indices"])
    grid = halves[1].subgridspec(rows, columns)
    entries = _draw_spectra(figure.add_subplot(halves[0]), plotted)
    entries += _draw_bands(figure.axes[0], plotted, index_looks)
    panels = _group_panels(figure, grid, facts)
    _draw_groups(panels, plotted, index_looks)
    finish_energy_axes(figure, panels, plotted["log10_energy_min"].dropna().unique())
    figure.supxlabel("")
    _label_edges(panels, columns, facts)
    of_groups = _group_entries(index_looks)
    if n_free := -n_groups % columns:
        fill_with_legend(figure.add_subplot(grid[-1, -n_free:]), of_groups, n_free / columns)
    else:
        entries += of_groups[len(index_looks) :]  # the indices are among the others
    legend_rows(figure, entries, 3 if facts["size"] == "double" else 1, facts["note"])
    return figure


def _group_entries(index_looks: Mapping[float, dict]) -> list:
    """What the panels of groups show."""
    lines = [
        legend_line(rf"$E^{{-{index:g}}}$", marker="v", markersize=3, **look)
        for index, look in index_looks.items()
    ]
    grey = {"color": NEUTRAL, "linestyle": "none"}
    return [
        *lines,
        legend_line("group: classical limit", marker="v", markersize=3, **grey),
        legend_line("group: Feldman-Cousins limit", **grey | OPEN_LOOK),
    ]


def _index_looks(indices: Sequence[float]) -> dict[float, dict[str, Any]]:
    return {
        index: {
            "color": PETROFF6[number % len(PETROFF6)],
            "linestyle": LIMIT_LINES[number % len(LIMIT_LINES)],
        }
        for number, index in enumerate(indices)
    }


def _draw_spectra(axes: Axes, plotted: pd.DataFrame) -> list:
    rows = plotted[plotted["element"] == "diffuse"]
    others = [name for name in dict.fromkeys(rows["curve"]) if name != TRACKS_CURVE]
    looks = {TRACKS_CURVE: {"color": "black", "linewidth": 1.4, "marker": "o"}}
    looks |= {
        name: {"color": NEUTRAL, "linewidth": 0.7, "linestyle": line, "marker": "o"}
        for name, line in zip(others, itertools.cycle(LINES[1:]), strict=False)
    }
    entries = draw_curves(axes, rows, looks)
    axes.set(xscale="log", yscale="log", xlim=SPECTRA_ENERGIES)
    axes.set_xlabel("neutrino energy (GeV)")
    axes.set_ylabel(f"E²φ or E²φ/4π {FLUX_UNIT}")
    axes.set_title("diffuse flux and limits in the bands of the paper", loc="left")
    return entries


def _draw_bands(axes: Axes, plotted: pd.DataFrame, looks: Mapping[float, dict]) -> list:
    """Each band as a line per index, with an arrow; the printed limits."""
    events = plotted[plotted["element"] == "events"]
    for keys, band in events.groupby(["recipe", "spectral_index", "log10_energy_min"]):
        look = looks[keys[1]] | {"linewidth": RECIPE_WIDTHS[keys[0]]}
        axes.plot(band["energy"], band["flux"], **look)
    # All lines of a band cross near its middle: one arrow is enough.
    first = events[events["spectral_index"] == min(looks)]
    for _, band in first.groupby(["recipe", "log10_energy_min"]):
        middle = band.iloc[[len(band) // 2]]
        length = ARROW * middle["flux"]
        colour = looks[min(looks)]["color"]
        axes.errorbar(middle["energy"], middle["flux"], yerr=length, uplims=True, color=colour)
    published = plotted[plotted["element"] == "published"]
    axes.plot(published["energy"], published["flux"], marker="v", **PUBLISHED_LOOK)
    entries = [legend_line(rf"limit, $E^{{-{index:g}}}$", **look) for index, look in looks.items()]
    entries += [
        legend_line(text, color="black", linewidth=RECIPE_WIDTHS[recipe])
        for recipe, text in RECIPE_LABELS.items()
        if (events["recipe"] == recipe).any()
    ]
    if len(published):
        entries.append(legend_line("published (section 7.4)", marker="v", **PUBLISHED_LOOK))
    return entries


def _group_panels(figure: Figure, grid: GridSpecBase, facts: Mapping[str, Any]) -> list[Panel]:
    width = int(WIDTH_MM[facts["size"]] / grid.ncols / CHARACTER_MM) - 6
    panels: list[Panel] = []
    for number, (group, title) in enumerate(facts["titles"].items()):
        axes = figure.add_subplot(grid[divmod(number, grid.ncols)], sharey=_first(panels))
        axes.set_title(panel_title(title[0], title[1], width), loc="left", parse_math=False)
        panels.append(Panel(group, axes, None, "black", "v"))
    return panels


def _first(panels: Sequence[Panel]) -> Axes | None:
    return panels[0].main if panels else None


def _draw_groups(panels: Sequence[Panel], plotted: pd.DataFrame, looks) -> None:
    """Limits at 100 TeV by threshold, over the diffuse flux there."""
    tracks = plotted[plotted["curve"] == TRACKS_CURVE]
    level = _at_100_tev(tracks)
    for panel in panels:
        rows = plotted[(plotted["element"] == "group") & (plotted["group"] == panel.group)]
        panel.main.set_yscale("log", nonpositive="clip")
        panel.main.axhspan(level["flux_low"], level["flux_high"], color="0.85", linewidth=0)
        panel.main.axhline(level["flux"], color="black", linewidth=1.4)
        for index, look in looks.items():
            one = rows[rows["spectral_index"] == index]
            panel.main.plot(one["log10_energy_min"], one["flux"], marker="v", markersize=3, **look)
            # A limit that few events make stronger than the search can be does not stand alone.
            low = one[one["n_events"] < one["n_sensitivity"]]
            panel.main.plot(low["log10_energy_min"], low["flux_unified"], **look | OPEN_LOOK)


def _at_100_tev(curve: pd.DataFrame) -> pd.Series:
    """The drawn curve at 100 TeV, between its points."""
    curve = curve.sort_values("energy")
    log_energy = np.log(curve["energy"])
    at = {
        name: float(np.exp(np.interp(np.log(1e5), log_energy, np.log(curve[name]))))
        for name in ("flux", "flux_low", "flux_high")
    }
    return pd.Series(at)


def _label_edges(panels: Sequence[Panel], columns: int, facts: Mapping[str, Any]) -> None:
    """Axes at the edges have names; right of each row the share of the diffuse flux."""
    for number, panel in enumerate(panels):
        panel.main.set_xlabel(THRESHOLD_LABEL if columns == 1 else "threshold, log₁₀(E / GeV)")
        panel.main.yaxis.set_minor_formatter(NullFormatter())
        is_left, is_right = number % columns == 0, (number + 1) % columns == 0
        panel.main.tick_params(labelleft=is_left, right=False, which="both")
        if is_left:
            panel.main.set_ylabel(f"E²φ/4π at 100 TeV\n{FLUX_UNIT}")
        if not is_right:
            continue
        share = panel.main.secondary_yaxis(
            "right",
            functions=(
                lambda flux: 100 * flux / facts["tracks_flux"],
                lambda percent: percent * facts["tracks_flux"] / 100,
            ),
        )
        share.yaxis.set_major_locator(LogLocator(subs=(1, 3)))
        share.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        share.yaxis.set_minor_formatter(NullFormatter())
        share.set_ylabel("share of the\ndiffuse flux (%)")
