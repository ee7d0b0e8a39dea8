"""Names beside points, clear of each other, and legends in rows above a figure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

POINTS_PER_INCH = 72
LETTER_PT = 7.0
LETTER_WIDTH = 0.6
"""Mean width of a letter over its size; DejaVu Sans."""
MARKER_PT = 6.0
"""Size of a point that no label may cover."""
N_DIRECTIONS = 24
N_RINGS = 14
"""Places that are tried: directions, and distances that grow by half a letter."""
LEADER_FROM_PT = 6.0
"""A label with a wider gap to its point is tied to it by a line."""
HALO = (withStroke(linewidth=1.5, foreground="white"),)


def legend_rows(figure: Figure, handles: Sequence, columns: int, note: str = "") -> None:
    """Legend above all panels in a number of columns, with a note on top of it."""
    figure.legend(
        handles=list(handles),
        loc="outside upper center",
        ncols=columns,
        title=note or None,
        title_fontsize=LETTER_PT,
    )


def place_labels(
    axes: Axes, anchors: NDArray[np.float64], labels: Sequence[str], taken: Sequence[Bbox] = ()
) -> None:
    """Write a label beside each point, in the order given.

    Parameters
    ----------
    axes : Axes
        Its figure was laid out, so that sizes are final.
    anchors : ndarray, shape (n, 2)
        Points in the coordinates of the data.
    labels : sequence of str
    taken : sequence of Bbox
        Boxes in pixels that labels must leave free.
    """
    scale = POINTS_PER_INCH / axes.figure.dpi
    spots = axes.transData.transform(np.reshape(anchors, (-1, 2))) * scale
    boxes = [(*spot, MARKER_PT, MARKER_PT) for spot in spots]
    boxes += [_middle_and_size(box, scale) for box in taken]
    frame = _middle_and_size(axes.bbox, scale)
    for spot, anchor, label in zip(spots, anchors, labels, strict=True):
        size = np.array([LETTER_WIDTH * LETTER_PT * len(label) + 1, LETTER_PT + 1])
        offset = free_offset(spot, size, np.array(boxes), np.array(frame))
        boxes.append((*(spot + offset), *size))
        _write(axes, anchor, label, offset, size)


def free_offset(spot, size, taken: NDArray, frame: NDArray) -> NDArray[np.float64]:
    """Smallest offset at which a label covers nothing that is taken and stays in the frame.

    Parameters
    ----------
    spot, size : ndarray, shape (2,)
        Point, and width and height of the label [pt].
    taken : ndarray, shape (n, 4)
        Middles and sizes of boxes [pt].
    frame : ndarray, shape (4,)
        Middle and size of the axes [pt].

    Returns
    -------
    ndarray, shape (2,)
        From the point to the middle of the label [pt]; above the point if no place is free.
    """
    angles = np.arange(N_DIRECTIONS) * 2 * np.pi / N_DIRECTIONS
    directions = np.column_stack([np.cos(angles), np.sin(angles)])
    # A label to the side begins at the point, one above or below is centred on it.
    sideways = directions * np.array([size[0] / 2, 0])
    for ring in range(N_RINGS):
        tried = sideways + directions * LETTER_PT * (0.8 + 0.5 * ring)
        middles = spot + tried
        apart = np.abs(middles[:, np.newaxis] - taken[:, :2]) >= (taken[:, 2:] + size) / 2
        inside = (np.abs(middles - frame[:2]) <= (frame[2:] - size) / 2).all(axis=1)
        free = apart.any(axis=2).all(axis=1) & inside
        if free.any():
            return tried[np.flatnonzero(free)[0]]
    return np.array([0.0, LETTER_PT])


def _write(axes: Axes, anchor, label: str, offset: NDArray, size: NDArray) -> None:
    gap = np.hypot(*(np.sign(offset) * np.maximum(np.abs(offset) - size / 2, 0)))
    line = {"arrowstyle": "-", "linewidth": 0.4, "color": "0.4", "shrinkA": 0, "shrinkB": 2}
    axes.annotate(
        label,
        anchor,
        xytext=tuple(offset),
        textcoords="offset points",
        ha="center",
        va="center_baseline",
        fontsize=LETTER_PT,
        arrowprops=line if gap > LEADER_FROM_PT else None,
        zorder=8,
        parse_math=False,
        path_effects=HALO,
    )


def _middle_and_size(box: Bbox, scale: float) -> tuple[float, float, float, float]:
    return (
        (box.x0 + box.x1) / 2 * scale,
        (box.y0 + box.y1) / 2 * scale,
        box.width * scale,
        box.height * scale,
    )
