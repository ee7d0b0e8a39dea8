"""One panel per group of sources, with the threshold of the energy proxy on the x axis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from nusources.figures.house.style import MARKERS, NEUTRAL, WIDTH_MM, colours, new_figure, shorten
from nusources.units import LOG10_GEV_PER_TEV

THRESHOLD_LABEL = r"threshold of the energy proxy, $\log_{10}(E\,/\,\mathrm{GeV})$"
CHARACTER_MM = 1.6
"""Mean width of a character at 8 pt."""
TICK_STEPS = (1, 2, 5, 10)
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
    """Panels side by side: one row up to two groups, then two columns, from five on three."""
    return min(n_groups, 2) if n_groups <= 4 else 3


def panel_grid(
    size: str, titles: Mapping[str, Sequence[str]], residual_groups: Sequence[str], row_mm: float
) -> tuple[Figure, list[Panel]]:
    """Figure with one panel per group.

    Parameters
    ----------
    size : str
        single | double.
    titles : mapping
        Label of each group, and how many sources it has.
    residual_groups : sequence of str
        Groups with a panel of residuals below.
    row_mm : float
        Height of one row of panels.
    """
    columns = 1 if size == "single" else panel_columns(len(titles))
    rows = -(-len(titles) // columns)
    figure = new_figure(size, rows * row_mm + 22)
    grid = figure.add_gridspec(rows, columns)
    width = int(WIDTH_MM[size] / columns / CHARACTER_MM) - 6
    looks = zip(colours(len(titles)), MARKERS * len(titles), strict=False)
    panels = []
    for number, ((group, title), look) in enumerate(zip(titles.items(), looks, strict=False)):
        cell = grid[number // columns, number % columns]
        main, residuals = _axes_of_cell(figure, cell, group in residual_groups)
        main.set_title(panel_title(title[0], title[1], width), loc="left", parse_math=False)
        panels.append(Panel(group, main, residuals, *look))
    return figure, panels


def panel_title(label: str, count: str, width: int) -> str:
    """Label and count in at most two lines; a long label is cut, the count stays."""
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
    low, high = min(thresholds) - EDGE, max(thresholds) + EDGE
    for panel in panels:
        panel.main.set_xlim(low, high)
        panel.main.xaxis.set_major_locator(MaxNLocator(nbins=7, steps=TICK_STEPS))
        if len(thresholds) == 1:
            panel.main.set_xticks(list(thresholds), [str(float(thresholds[0]))])
        above = panel.main.secondary_xaxis("top")
        ticks = energy_ticks_tev(low, high)
        above.set_xticks(
            [np.log10(tick) + LOG10_GEV_PER_TEV for tick in ticks],
            [f"{tick:g} TeV" if tick < 1000 else f"{tick / 1000:g} PeV" for tick in ticks],
        )
    figure.supxlabel(THRESHOLD_LABEL, fontsize=8)


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
