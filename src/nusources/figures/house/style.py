"""The look of all figures: sizes, fonts, colours and markers, and what fixes their bytes."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from functools import wraps

import matplotlib as mpl
from matplotlib.figure import Figure

from nusources.figures.house.powers import use_plain_powers

WIDTH_MM = {"single": 88.0, "double": 180.0}
"""Width of one column and of the page of A&A (REPORT, section 2)."""

MM_PER_INCH = 25.4

PETROFF6 = ("#5790fc", "#f89c20", "#e42536", "#964a8b", "#9c9ca1", "#7a21dd")
PETROFF8 = (
    "#1845fb", "#ff5e02", "#c91f16", "#c849a9", "#adad7d", "#86c8dd", "#578dff", "#656364",
)  # fmt: skip
"""Colour-blind safe cycles of 6 and 8 colours (Petroff 2021, arXiv:2107.02270)."""

MARKERS = ("o", "s", "D", "^", "v", "P", "X", "p")

PNG_DPI = 150
"""A figure across the page then has as many pixels as the report shows of it."""

NEUTRAL = "0.35"
"""Grey of published values and of notes; 7:1 against white."""

STYLE = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],  # comes with matplotlib: the same on every machine
    "font.size": 8,
    "axes.titlesize": 8,
    "axes.labelsize": 8,
    "xtick.labelsize": 7,
    "ytick.labelsize": 7,
    "legend.fontsize": 7,
    "legend.frameon": False,
    "axes.linewidth": 0.6,
    "lines.linewidth": 1.0,
    "lines.markersize": 4,
    "xtick.direction": "in",
    "ytick.direction": "in",
    "ytick.right": True,
    "ytick.minor.right": False,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.minor.width": 0.4,
    "ytick.minor.width": 0.4,
    "hatch.linewidth": 0.4,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "savefig.dpi": PNG_DPI,
    "path.simplify_threshold": 0.25,  # in pixels; of an SVG, .09 mm
    "svg.hashsalt": "nusources",
    "svg.fonttype": "path",
    "pdf.fonttype": 3,  # no font file inside, hence no date of one
    "mathtext.fontset": "dejavusans",
}


def styled(draw: Callable[..., Figure]) -> Callable[..., Figure]:
    """Make a function draw in the house style, whatever the user's matplotlibrc says."""

    @wraps(draw)
    def in_style(*args, **kwargs):
        with house_style():
            return draw(*args, **kwargs)

    return in_style


def house_style():
    """Context in which matplotlib has its defaults and the house style on top."""
    defaults = {
        name: value
        for name, value in mpl.rcParamsDefault.items()
        if not name.startswith(("backend", "interactive", "toolbar", "webagg"))
    }
    return mpl.rc_context(defaults | STYLE)


def new_figure(size: str, height_mm: float, side_inches: float = 0.03) -> Figure:
    """Empty figure with constrained layout.

    Parameters
    ----------
    size : str
        single (88 mm) or double (180 mm).
    height_mm : float
    side_inches : float, optional
        Left and right of what is drawn. Beside long names more is needed: a text may be drawn by a
        hundredth longer than it is when places are found.
    """
    inches = (WIDTH_MM[size] / MM_PER_INCH, height_mm / MM_PER_INCH)
    figure = Figure(figsize=inches, layout="constrained")
    figure.get_layout_engine().set(w_pad=side_inches, h_pad=0.03, wspace=0.02, hspace=0.02)
    return figure


def lay_out(figure: Figure) -> None:
    """Give everything its final place, once: matplotlib would do it again for each format.

    Parameters
    ----------
    figure : Figure
        From `new_figure`. What is added afterwards has no influence on the places.
    """
    with house_style():
        use_plain_powers(figure)
        figure.get_layout_engine().execute(figure)
        for axes in figure.axes:
            if axes.get_axes_locator() is None:
                axes.apply_aspect()
        figure.set_layout_engine(None)  # "none" leaves a placeholder, for which all is drawn twice


def colours(count: int) -> list[str]:
    """Distinct colours for this many groups; from the ninth on they repeat with other markers."""
    cycle = PETROFF6 if count <= len(PETROFF6) else PETROFF8
    return [cycle[number % len(cycle)] for number in range(count)]


def shorten(label: str, width: int, lines: int = 1) -> str:
    """Break a label into lines of at most `width` characters; what does not fit ends in `…`."""
    broken = textwrap.wrap(label, width, max_lines=lines, placeholder=" …", break_long_words=True)
    return "\n".join(broken)
