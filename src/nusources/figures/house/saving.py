"""The one function that writes figures: same numbers, same bytes; simulated ones say so."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.transforms import Bbox

from nusources.figures.house.rasters import png_with_palette
from nusources.figures.house.style import MM_PER_INCH, PNG_DPI, house_style, lay_out, shorten
from nusources.figures.house.svg import brief_svg
from nusources.postponed_imports import postpone_import

POINTS_PER_INCH = 72
BAND_LINE_PT = 10.0
"""Height of one line of text in the band that marks simulated input."""
BAND_MARGIN_PT = 6.0
CHARACTER_MM = 1.55
"""Mean width of a bold character at 7 pt."""
MAX_BAND_LINES = 4
MAP_DPI = {"pdf": 200, "svg": 72}
"""Of maps, whose colours flow; lines and letters have no resolution."""


def save_figure(
    figure: Figure,
    paths: Iterable[str | Path],
    *,
    product_id: str,
    run: str,
    title: str,
    alt: str,
    simulated: Sequence[str],
) -> None:
    """Write a figure in the formats that the endings of the paths name.

    Parameters
    ----------
    figure : Figure
    paths : iterable of str or Path
        Ending in .pdf, .svg or .png (150 dpi).
    product_id, run, title, alt : str
        Go into the metadata of each file.
    simulated : sequence of str
        Simulated datasets; if there are any, a hatched band above the figure names them.

    Raises
    ------
    ValueError
        If an ending is none of the three.
    """
    about = {
        "title": title,
        "description": alt,
        "keywords": f"product: {product_id}; run: {run}; "
        f"simulated: {', '.join(simulated) or 'nothing'}",
    }
    postpone_import("fontTools.subset")  # for whole fonts in a PDF; letters are drawn here
    with house_style():
        if figure.get_layout_engine() is not None:
            lay_out(figure)  # before the band, so that it changes no place
        page = _add_band(figure, simulated) if simulated else None
        for path in map(Path, paths):
            kind = path.suffix.removeprefix(".")
            path.write_bytes(_written(figure, kind, _metadata(kind, about), page))


def _written(figure: Figure, kind: str, metadata: dict[str, Any], page: Bbox | None) -> bytes:
    """File of one format."""
    buffer = io.BytesIO()
    if kind != "png":
        figure.savefig(buffer, format=kind, metadata=metadata, bbox_inches=page, dpi=MAP_DPI[kind])
        return (
            buffer.getvalue() if kind == "pdf" else brief_svg(buffer.getvalue().decode()).encode()
        )
    figure.savefig(buffer, format="raw", bbox_inches=page)
    width = int((figure.get_figwidth() if page is None else page.width) * PNG_DPI)
    height = len(buffer.getvalue()) // (4 * width)
    has_map = bool(figure.findobj(lambda one: bool(one.get_rasterized())))
    return png_with_palette(buffer.getvalue(), (width, height), metadata, PNG_DPI, has_map)


def _add_band(figure: Figure, simulated: Sequence[str]) -> Bbox:
    """Put the band above the figure, outside its layout; give the page that holds both."""
    for legend in figure.legends:  # else they move with the edge of the page
        legend.set_bbox_to_anchor((0, 0, 1, 1), transform=figure.transFigure)
    width, height = figure.get_size_inches()
    characters = int(width * MM_PER_INCH / CHARACTER_MM) - 4
    text = shorten(f"SIMULATED: {', '.join(simulated)}", characters, lines=MAX_BAND_LINES)
    n_lines = text.count("\n") + 1
    band = (n_lines * BAND_LINE_PT + BAND_MARGIN_PT) / POINTS_PER_INCH
    figure.add_artist(
        Rectangle(
            (0, 1),
            1,
            band / height,
            transform=figure.transFigure,
            facecolor="0.92",
            edgecolor="0.6",
            hatch="////",
            linewidth=0,
            clip_on=False,
        )
    )
    figure.text(
        0.5,
        1 + band / height / 2,
        text,
        ha="center",
        va="center",
        fontsize=7,
        fontweight="bold",
        linespacing=1.15,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5},
        in_layout=False,
        parse_math=False,
    )
    return Bbox([[0, 0], [width, height + band]])


def _metadata(kind: str, about: dict[str, str]) -> dict[str, Any]:
    """Metadata of one format; no dates, so that equal figures are equal files."""
    if kind == "pdf":
        return {
            "Title": about["title"],
            "Subject": about["description"],
            "Keywords": about["keywords"],
            "Creator": "nusources",
            "CreationDate": None,
        }
    if kind == "svg":
        return {
            "Title": about["title"],
            "Description": about["description"],
            "Keywords": about["keywords"],
            "Creator": "nusources",
            "Date": None,
        }
    if kind == "png":
        return {
            "Title": about["title"],
            "Description": about["description"],
            "Keywords": about["keywords"],
            "Software": "nusources",
        }
    raise ValueError(f"figures are written as pdf, svg or png; found {kind!r}")
