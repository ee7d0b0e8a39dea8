"""What the axes of a figure tell: labels, and how much of the canvas is used."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.projections.geo import GeoAxes

ALIGNED_SHARE = 0.7
N_CELLS = 40
"""Cells of the canvas in each direction."""


def all_axes(figure: Figure) -> list[Axes]:
    """Axes that are shown, with the second ones at their edges."""
    found = [one for one in figure.axes if one.get_visible() and one.axison]
    return found + [child for one in found for child in one.child_axes]


def unlabelled_axes(figure: Figure) -> list[str]:
    """Axes with numbers but no label, of their own or of a neighbour in the same row or column."""
    found = all_axes(figure)
    return [
        f"{name} axis at {axes.get_window_extent().bounds} of {type(axes).__name__}"
        for axes in found
        for name in "xy"
        if _has_numbers(axes, name) and not _has_label(figure, found, axes, name)
    ]


def _has_numbers(axes: Axes, name: str) -> bool:
    """Whether there are tick labels other than names of things; a map says its frame below."""
    if getattr(axes, "_orientation", name) != name:  # a second axis has one direction only
        return False
    axis = getattr(axes, f"{name}axis")
    texts = [one.get_text() for one in axis.get_ticklabels() if one.get_visible()]
    texts = [one for one in texts if one]
    is_named = np.mean([one[0].isalpha() for one in texts]) > 0.5 if texts else True
    return axis.get_visible() and not is_named and not isinstance(axes, GeoAxes)


def _has_label(figure: Figure, found: list[Axes], axes: Axes, name: str) -> bool:
    of_figure = getattr(figure, f"get_sup{name}label")() if type(axes) is Axes else ""
    return bool(of_figure) or any(
        getattr(one, f"get_{name}label")()
        for one in found
        if type(one) is type(axes) and _are_aligned(one, axes, name)
    )


def _are_aligned(one: Axes, other: Axes, name: str) -> bool:
    """Whether two axes go over nearly the same part of the page in one direction."""
    sides = np.array(
        [getattr(axes.get_window_extent(), f"interval{name}") for axes in (one, other)]
    )
    shared = sides[:, 1].min() - sides[:, 0].max()
    return shared > ALIGNED_SHARE * np.ptp(sides)


def empty_axes(figure: Figure) -> list[str]:
    """Axes in which nothing is drawn."""
    return [
        axes.get_title(loc="left") or axes.get_label()
        for axes in figure.axes
        if axes.get_visible()
        and axes.axison
        and not (axes.lines or axes.collections or axes.patches or axes.images)
    ]


def used_shares(figure: Figure) -> np.ndarray:
    """Share of each quarter of the canvas that panels with their labels, and legends, take."""
    boxes = [one.get_tightbbox() for one in figure.axes if one.get_visible()]
    boxes += [one.get_window_extent() for one in figure.legends]
    middles = (np.arange(N_CELLS) + 0.5) / N_CELLS
    width, height = figure.bbox.size
    used = np.zeros((N_CELLS, N_CELLS), dtype=bool)
    for box in boxes:
        in_x = (middles * width > box.x0) & (middles * width < box.x1)
        in_y = (middles * height > box.y0) & (middles * height < box.y1)
        used |= in_y[:, np.newaxis] & in_x
    half = N_CELLS // 2
    return used.reshape(2, half, 2, half).mean(axis=(1, 3))
