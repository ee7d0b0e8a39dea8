"""A bare figure: as many panels as one of ours, a line and labels in each, in three formats.

``python -m benchmarks.bare_figure FOLDER N_PANELS WIDTH_INCHES HEIGHT_INCHES``
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

POINTS_PER_LINE = 50
PNG_DPI = 150


def draw(folder: Path, n_panels: int, width: float, height: float) -> None:
    """Draw lines with markers in a grid of panels [inches] and save PDF, SVG and PNG."""
    figure = Figure(figsize=(width, height), layout="constrained")
    columns = int(np.ceil(np.sqrt(n_panels)))
    x = np.linspace(0, 10, POINTS_PER_LINE)
    for number in range(n_panels):
        axes = figure.add_subplot(-(-n_panels // columns), columns, number + 1)
        axes.plot(x, np.sin(x + number), marker="o", label="sine")
        axes.set(xlabel="x", ylabel="y", title=f"panel {number}")
        axes.legend()
    for ending in ("pdf", "svg", "png"):
        figure.savefig(folder / f"{os.getpid()}.{ending}", dpi=PNG_DPI)


if __name__ == "__main__":
    draw(Path(sys.argv[1]), int(sys.argv[2]), *map(float, sys.argv[3:5]))
