"""The line."""

from __future__ import annotations

from matplotlib.figure import Figure

from nusources.figures.house.inputs import Inputs, Prepared
from nusources.figures.house.style import new_figure, styled


def prepare_line(inputs: Inputs) -> Prepared:
    """Numbers of the figure: the points."""
    line = inputs["line"]
    return line, {**inputs.facts, "slope": f"{line['y'].iloc[-1]:g}"}


@styled
def draw_line(plotted, facts) -> Figure:
    """Draw the points."""
    figure = new_figure(facts["size"], 60)
    axes = figure.subplots()
    axes.plot(plotted["x"], plotted["y"], marker="o")
    axes.set(xlabel="x", ylabel="y")
    return figure
