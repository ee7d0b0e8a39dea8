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
CLEAR_PT = 2.0
"""A label is nearer to its own point than to any other by this, or it is tied to its own."""
MORE_RINGS = 4
"""How much farther a label may go for that."""
NO_POINTS = np.empty((0, 2))
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
    for number, (spot, anchor, label) in enumerate(zip(spots, anchors, labels, strict=True)):
        size = np.array([LETTER_WIDTH * LETTER_PT * len(label) + 1, LETTER_PT + 1])
        others = np.delete(spots, number, axis=0)
        offset = free_offset(spot, size, np.array(boxes), np.array(frame), others)
        boxes.append((*(spot + offset), *size))
        is_clear = _is_nearest((spot + offset)[np.newaxis], size, spot, others)[0]
        _write(axes, anchor, label, offset, size, not is_clear)


def free_offset(
    spot, size, taken: NDArray, frame: NDArray, others: NDArray = NO_POINTS
) -> NDArray[np.float64]:
    """Smallest offset at which a label covers nothing that is taken and stays in the frame.

    A somewhat larger one is taken if there the label cannot be read as that of another point.

    Parameters
    ----------
    spot, size : ndarray, shape (2,)
        Point, and width and height of the label [pt].
    taken : ndarray, shape (n, 4)
        Middles and sizes of boxes [pt].
    frame : ndarray, shape (4,)
        Middle and size of the axes [pt].
    others : ndarray, shape (m, 2), optional
        Points that have labels of their own [pt].

    Returns
    -------
    ndarray, shape (2,)
        From the point to the middle of the label [pt]; above the point if no place is free.
    """
    angles = np.arange(N_DIRECTIONS) * 2 * np.pi / N_DIRECTIONS
    directions = np.column_stack([np.cos(angles), np.sin(angles)])
    # A label to the side begins at the point, one above or below is centred on it.
    sideways = directions * np.array([size[0] / 2, 0])
    nearest, last = np.array([0.0, LETTER_PT]), N_RINGS
    for ring in range(N_RINGS):
        tried = sideways + directions * LETTER_PT * (0.8 + 0.5 * ring)
        middles = spot + tried
        apart = np.abs(middles[:, np.newaxis] - taken[:, :2]) >= (taken[:, 2:] + size) / 2
        inside = (np.abs(middles - frame[:2]) <= (frame[2:] - size) / 2).all(axis=1)
        free = apart.any(axis=2).all(axis=1) & inside
        clear = free & _is_nearest(middles, size, spot, others)
        if clear.any():
            return tried[np.flatnonzero(clear)[0]]
        if free.any() and last == N_RINGS:
            nearest, last = tried[np.flatnonzero(free)[0]], ring + MORE_RINGS
        if ring == last:
            break
    return nearest


def _is_nearest(middles: NDArray, size: NDArray, spot: NDArray, others: NDArray) -> NDArray:
    """Whether labels with these middles are nearer to their own point than to any other."""
    own, *gaps = (_gap(middles - point, size) for point in (spot, *others))
    return np.all([own + CLEAR_PT < gap for gap in gaps], axis=0) if gaps else own >= 0


def _gap(offsets: NDArray, size: NDArray) -> NDArray[np.float64]:
    """Distance from a point to the edge of a label whose middle is at an offset."""
    return np.hypot(*np.maximum(np.abs(offsets) - size / 2, 0).T)


def _write(axes: Axes, anchor, label: str, offset: NDArray, size: NDArray, is_tied: bool) -> None:
    line = {"arrowstyle": "-", "linewidth": 0.4, "color": "0.4", "shrinkA": 0, "shrinkB": 2}
    axes.annotate(
        label,
        anchor,
        xytext=tuple(offset),
        textcoords="offset points",
        ha="center",
        va="center_baseline",
        fontsize=LETTER_PT,
        arrowprops=line if is_tied or _gap(offset, size) > LEADER_FROM_PT else None,
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
