"""One panel per group of sources, with the threshold of the energy proxy on the x axis."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from nusources.figures.house.labels import legend_rows
from nusources.figures.house.style import MARKERS, NEUTRAL, WIDTH_MM, colours, new_figure, shorten
from nusources.units import LOG10_GEV_PER_TEV

ENERGY_LABEL = "energy proxy"
THRESHOLD_LABEL = "threshold of the energy proxy, log₁₀(E / GeV)"
CHARACTER_MM = 1.6
"""Mean width of a character at 8 pt."""
HANDLE_CHARACTERS = 12
"""Room for the sign of an entry and the edges of a legend."""
TICK_STEPS = (1, 2, 5, 10)
TOUCHING = 1e-6
"""Edges of panels in one row or column differ by less, in parts of the figure."""
EDGE = 0.06
"""Room left and right of the thresholds, in log10(E/GeV)."""


@dataclass(frozen=True)
class Panel:
    """Axes of one group and how its points look.

    Parameters
    ----------
    group : str
    main : Axes
    residuals : Axes or None
        Below `main`, where the paper has numbers of the group.
    colour, marker : str
    """

    group: str
    main: Axes
    residuals: Axes | None
    colour: str
    marker: str


def panel_columns(n_groups: int) -> int:
    """Panels side by side: up to three in one row, four in a square, else in rows of three."""
    return 2 if n_groups == 4 else min(n_groups, 3)


def group_looks(groups: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Colour and marker of each group of a run, the same in all figures."""
    names = list(dict.fromkeys(groups))
    looks = zip(cycle(colours(len(names))), cycle(MARKERS), strict=False)
    return dict(zip(names, looks, strict=False))


def panel_grid(
    facts: Mapping[str, Any], residual_groups: Sequence[str], row_mm: float
) -> tuple[Figure, list[Panel]]:
    """Figure with one panel per group.

    Parameters
    ----------
    facts : mapping
        size: single or double; titles: label of each group that is shown, and how many sources it
        has; group_labels: all groups of the run.
    residual_groups : sequence of str
        Groups with a panel of residuals below.
    row_mm : float
        Height of one row of panels.
    """
    size, titles = facts["size"], facts["titles"]
    columns = 1 if size == "single" else panel_columns(len(titles))
    rows = -(-len(titles) // columns)
    figure = new_figure(size, rows * row_mm + 22)
    grid = figure.add_gridspec(rows, columns)
    width = int(WIDTH_MM[size] / columns / CHARACTER_MM) - 6
    looks = group_looks([*facts["group_labels"], *titles])
    panels = []
    for number, (group, title) in enumerate(titles.items()):
        cell = grid[number // columns, number % columns]
        main, residuals = _axes_of_cell(figure, cell, group in residual_groups)
        main.set_title(panel_title(title[0], title[1], width), loc="left", parse_math=False)
        panels.append(Panel(group, main, residuals, *looks[group]))
    return figure, panels


def panel_title(label: str, count: str, width: int) -> str:
    """Label and count in at most two lines; a long label is cut, the count stays."""
    if not count:
        return shorten(label, width, lines=2)
    room = 2 * width - len(count) - 12
    return shorten(f"{shorten(label, room)} ({count})", width, lines=2)


def _axes_of_cell(figure: Figure, cell, with_residuals: bool) -> tuple[Axes, Axes | None]:
    if not with_residuals:
        return figure.add_subplot(cell), None
    parts = cell.subgridspec(2, 1, height_ratios=(3, 1), hspace=0)
    main = figure.add_subplot(parts[0])
    residuals = figure.add_subplot(parts[1], sharex=main)
    main.tick_params(labelbottom=False)
    return main, residuals


def finish_energy_axes(
    figure: Figure, panels: Sequence[Panel], thresholds: Sequence[float]
) -> None:
    """Label the thresholds below and the same energies in TeV above every panel."""
    in_first_row = _at_edge(panels, "y1", max)
    low, high = min(thresholds) - EDGE, max(thresholds) + EDGE
    for panel in panels:
        panel.main.set_xlim(low, high)
        panel.main.xaxis.set_major_locator(MaxNLocator(nbins=7, steps=TICK_STEPS))
        if len(thresholds) == 1:
            panel.main.set_xticks(list(thresholds), [str(float(thresholds[0]))])
        above = panel.main.secondary_xaxis("top")
        above.set_xlabel(ENERGY_LABEL if panel in in_first_row else "", fontsize=7)
        ticks = energy_ticks_tev(low, high)
        above.set_xticks(
            [np.log10(tick) + LOG10_GEV_PER_TEV for tick in ticks],
            [f"{tick:g} TeV" if tick < 1000 else f"{tick / 1000:g} PeV" for tick in ticks],
        )
    figure.supxlabel(THRESHOLD_LABEL, fontsize=8)


def panels_at_left(panels: Sequence[Panel]) -> list[Panel]:
    """Panels of the first column."""
    return _at_edge(panels, "x0", min)


def _at_edge(panels: Sequence[Panel], side: str, outermost) -> list[Panel]:
    places = [getattr(panel.main.get_position(), side) for panel in panels]
    return [
        panel
        for panel, place in zip(panels, places, strict=True)
        if abs(place - outermost(places)) < TOUCHING
    ]


def energy_ticks_tev(low: float, high: float) -> list[float]:
    """Round energies (TeV) within log10(E/GeV) from `low` to `high`; at least one."""
    decades = range(int(np.floor(low)) - 4, int(np.ceil(high)) - 1)
    for steps in ((1,), (1, 3), (1, 2, 5), range(1, 10)):
        energies = [float(f"{step}e{decade}") for decade in decades for step in steps]
        inside = [one for one in energies if low <= np.log10(one) + LOG10_GEV_PER_TEV <= high]
        if len(inside) >= 3:
            return inside
    middle = 10 ** ((low + high) / 2 - LOG10_GEV_PER_TEV)
    return inside or [float(f"{middle:.2g}")]


def band_edges(thresholds: np.ndarray, half_widths: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Points between which a band is filled; a single threshold gets a band of finite width."""
    if len(thresholds) > 1:
        return thresholds, half_widths
    return thresholds[0] + np.array([-EDGE, EDGE]) / 2, np.repeat(half_widths, 2)


def published_markers(panel: Panel, axes: Axes, x, y, error=None) -> None:
    """Published values: open grey markers, larger than ours so that both are seen."""
    axes.errorbar(
        x, y, yerr=error, marker=panel.marker, ecolor=NEUTRAL, elinewidth=0.6, **PUBLISHED_LOOK
    )


PUBLISHED_LOOK = {
    "linestyle": "none",
    "markerfacecolor": "none",
    "markeredgecolor": NEUTRAL,
    "markersize": 6.5,
    "markeredgewidth": 0.8,
    "zorder": 4,
}


def legend_above(figure: Figure, handles: list, note: str = "") -> None:
    """Legend for all panels, above them, with a note on top of it."""
    figure.legend(
        handles=handles,
        loc="outside upper center",
        ncols=len(handles) if figure.get_figwidth() > 5 else 1,
        title=note or None,
        title_fontsize=7,
    )


def legend_of_panels(
    figure: Figure,
    panels: Sequence[Axes],
    handles: Sequence[Artist],
    columns: int,
    note: str = "",
) -> None:
    """Legend where a grid of panels has free cells, else in a number of columns above it.

    Parameters
    ----------
    figure : Figure
    panels : sequence of Axes
        In the order of the cells; a panel may be a column of several axes, given by one of them.
    handles : sequence of Artist
    columns : int
    note : str, optional
        Title of the legend.
    """
    grid = panels[0].get_subplotspec().get_topmost_subplotspec().get_gridspec()
    n_free = -len(panels) % grid.ncols
    if not n_free:
        legend_rows(figure, handles, columns, note)
        return
    n_rows = -(-len(panels) // grid.ncols)
    cell = figure.add_subplot(grid[-(grid.nrows // n_rows) :, -n_free:])
    fill_with_legend(cell, handles, n_free / grid.ncols, note)


def fill_with_legend(cell: Axes, handles: Sequence[Artist], share: float, note: str = "") -> None:
    """Legend in the place of a panel that takes a share of the width of a page."""
    room = int(share * WIDTH_MM["double"] / CHARACTER_MM) - HANDLE_CHARACTERS
    for handle in handles:
        if "$" not in str(handle.get_label()):  # a formula cannot be broken
            handle.set_label(shorten(str(handle.get_label()), room, lines=3))
    cell.set_axis_off()
    title = shorten(note, room + HANDLE_CHARACTERS, lines=3) or None
    cell.legend(handles=list(handles), loc="center", title=title, title_fontsize=7)


def legend_line(label: str, **look) -> Line2D:
    """Entry of a legend."""
    return Line2D([], [], label=label, **look)


def draw_significance_levels(axes: Axes, levels: Mapping[str, float], floor: float = 0.0) -> None:
    """Lines at p-values of whole significances, named at the right; dotted the smallest possible.

    Parameters
    ----------
    axes : Axes
    levels : mapping
        p-value by significance, from `nusources.significance.significance_levels`.
    floor : float, optional
        Smallest p-value that scrambles can give, 1/(N+1); 0 for none.
    """
    for n_sigma, p in levels.items():
        axes.axhline(p, color=NEUTRAL, linewidth=0.6, linestyle="--")
        axes.annotate(
            f"{n_sigma}σ",
            (1, p),
            xycoords=("axes fraction", "data"),
            xytext=(2, 0),
            textcoords="offset points",
            va="center",
            fontsize=7,
            color=NEUTRAL,
        )
    if floor > 0:
        axes.axhline(floor, color=NEUTRAL, linewidth=0.8, linestyle=":")
