"""Real beside simulated catalogues: any list of named distributions, one panel each.

Here are the comparison and the blazar catalogues; alerts and the list of point sources are in
`simulated_neutrino_lists`, X-ray AGN in `simulated_xray_agn`. For another family: a tuple of
`Distribution`, and a ``prepare_...`` and ``draw_...`` of one line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nusources.figures.house.inputs import Inputs, Prepared
from nusources.figures.house.panels import legend_above, legend_line
from nusources.figures.house.style import colours, new_figure, styled
from nusources.figures.simulated_archive.track_numbers import ks_distance

MOST_COLUMNS = 4
ROW_MM = 50
LEGEND_MM = 15
CHANCE_FACTOR = 1.358
"""Kolmogorov-Smirnov distance that equal samples exceed in 5 % of cases, times sqrt(n m / (n + m)):
the asymptotic distribution of Kolmogorov (1933)."""
CUMULATIVE_NOTE = "Logarithmic vertical axes: number at or above the value; others: per bin."
BEYOND = "*"
BEYOND_NOTE = "*: a Kolmogorov-Smirnov distance D that 5 % of independent draws exceed."
TRANSFORMS: Mapping[str, Callable] = {
    "linear": np.asarray,
    "log10": np.log10,
    "sine": lambda degrees: np.sin(np.radians(degrees)),
}


@dataclass(frozen=True)
class Distribution:
    """A quantity of a catalogue that is compared.

    Parameters
    ----------
    catalog : str
        Tables ``<catalog>_real`` and ``<catalog>_twin`` hold it.
    title : str
        Name of the catalogue in the figure.
    column : str
        Column of both tables; missing values, and those without a logarithm, are left out.
    label : str
        Axis label, with unit.
    edges : tuple of float
        Lowest and highest edge in the transformed quantity, and the number of bins.
    transform : str
        ``linear``, ``log10`` or ``sine`` (of degrees: equal bins are equal areas of the sky).
    is_cumulative : bool
        Number at or above a value (log N-log S) in place of the number in a bin.
    """

    catalog: str
    title: str
    column: str
    label: str
    edges: tuple[float, float, int]
    transform: str = "linear"
    is_cumulative: bool = False


def declination(catalog: str, title: str) -> Distribution:
    """Density on the sky in bins of equal area."""
    return Distribution(catalog, title, "dec", "sine of declination", (-1, 1, 20), "sine")


FLUX = "log₁₀(flux / erg cm⁻² s⁻¹)"
BLAZARS = (
    declination("hsp", "3HSP"),
    declination("bzcat", "5BZCAT"),
    declination("lat", "4FGL-DR2"),
    declination("lac", "4LAC-DR2"),
    Distribution(
        "hsp",
        "3HSP",
        "log10_nu_f_nu_peak",
        "log₁₀(νFν peak / erg cm⁻² s⁻¹)",
        (-13.7, -9.7, 40),
        is_cumulative=True,
    ),
    Distribution(
        "bzcat",
        "5BZCAT",
        "flux_density_1ghz",
        "log₁₀(S₁.₄ GHz / mJy)",
        (0, 4.5, 45),
        "log10",
        is_cumulative=True,
    ),
    *(
        Distribution(
            name, title, "energy_flux", FLUX, (-12.4, -8.4, 40), "log10", is_cumulative=True
        )
        for name, title in (("lat", "4FGL-DR2"), ("lac", "4LAC-DR2"))
    ),
    Distribution("hsp", "3HSP", "log10_nu_peak", "log₁₀(ν peak / Hz)", (14.95, 18.55, 18)),
    Distribution("bzcat", "5BZCAT", "redshift", "redshift", (0, 4, 20)),
    Distribution(
        "lat", "4FGL-DR2", "variability_index", "log₁₀(variability index)", (0, 4, 20), "log10"
    ),
    Distribution("lac", "4LAC-DR2", "power_law_index", "photon index", (1.3, 3.3, 20)),
)


def prepare_blazar_catalogs(inputs: Inputs) -> Prepared:
    """Compare the catalogues of blazars and of gamma-ray sources: see `prepare_comparison`."""
    return prepare_comparison(BLAZARS, inputs)


def draw_blazar_catalogs(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Draw what `prepare_blazar_catalogs` gives."""
    return draw_comparison(plotted, facts)


def prepare_comparison(distributions: Sequence[Distribution], inputs: Inputs) -> Prepared:
    """Count real and simulated sources in the bins of each distribution.

    Parameters
    ----------
    distributions : sequence of Distribution
    inputs : Inputs
        ``<catalog>_real`` and ``<catalog>_twin``.

    Returns
    -------
    plotted : DataFrame
        panel, catalog, label, is_cumulative, low, high, n_real, n_simulated; outer bins hold what
        is beyond, and cumulative numbers are those above `low`.
    facts : dict
        With the Kolmogorov-Smirnov distance of each distribution, the largest, and the one that
        independent draws of the same numbers of entries exceed in 5 % of cases.
    """
    parts, distances, by_chance = [], {}, {}
    for panel, one in enumerate(distributions):
        real, twin = (_values(inputs[f"{one.catalog}_{kind}"], one) for kind in ("real", "twin"))
        edges = np.linspace(one.edges[0], one.edges[1], one.edges[2] + 1)
        part = pd.DataFrame({"low": edges[:-1], "high": edges[1:]})
        part["n_real"], part["n_simulated"] = (
            _counts(values, edges, one.is_cumulative) for values in (real, twin)
        )
        part = part.assign(
            panel=panel, catalog=one.title, label=one.label, is_cumulative=one.is_cumulative
        )
        parts.append(part)
        name = f"{one.title}, {one.column}"
        distances[name] = ks_distance(real, twin)
        by_chance[name] = CHANCE_FACTOR * np.sqrt(1 / len(real) + 1 / len(twin))
    largest = max(distances, key=distances.__getitem__)
    catalogs = {one.catalog for one in distributions}
    names = [f"{one.title}, {one.column}" for one in distributions]
    facts = inputs.facts | {
        "n_panels": len(distributions),
        "n_real": f"{sum(len(inputs[f'{name}_real']) for name in catalogs):,}",
        "n_simulated": f"{sum(len(inputs[f'{name}_twin']) for name in catalogs):,}",
        "distances": distances,
        "largest_distance": distances[largest],
        "largest_distance_of": largest,
        "chance_distance": float(by_chance[largest]),
        "tests": [[distances[name], bool(distances[name] > by_chance[name])] for name in names],
        "n_beyond_chance": sum(bool(distances[name] > by_chance[name]) for name in distances),
    }
    return pd.concat(parts, ignore_index=True), facts


def _values(table: pd.DataFrame, one: Distribution) -> pd.Series:
    """Transformed values of a column, finite ones only."""
    values = table[one.column].dropna().to_numpy(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        values = TRANSFORMS[one.transform](values)
    return pd.Series(values[np.isfinite(values)])


def _counts(values: pd.Series, edges: np.ndarray, is_cumulative: bool) -> np.ndarray:
    counts = np.histogram(values.clip(edges[0], edges[-1]), edges)[0]
    return counts[::-1].cumsum()[::-1] if is_cumulative else counts


@styled
def draw_comparison(
    plotted: pd.DataFrame, facts: Mapping[str, Any], entries: str = "sources"
) -> Figure:
    """One panel per distribution: real sources as a line, simulated ones as an area.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_comparison`.
    entries : str
        What is counted: the label of the vertical axes.
    """
    n_panels = int(plotted["panel"].max()) + 1
    rows, columns = _grid(n_panels, MOST_COLUMNS if facts["size"] == "double" else 2)
    figure = new_figure(facts["size"], rows * ROW_MM + LEGEND_MM)
    grid = figure.subplots(rows, columns, squeeze=False).ravel()
    colour = colours(2)[1]
    panels = plotted.groupby("panel")
    tests = facts["tests"]
    for axes, (_, part), (distance, is_beyond) in zip(grid, panels, tests, strict=False):
        _draw_panel(axes, part, colour)
        name = part["catalog"].iloc[0]
        axes.set_title(f"{name}\nD = {distance:.2f}{BEYOND * is_beyond}", loc="left")
    for axes in grid[n_panels:]:
        axes.set_visible(False)
    for axes in grid[::columns]:
        axes.set_ylabel(entries)
    legend_above(
        figure,
        [
            legend_line("real", color="black"),
            legend_line("simulated", color=colour, linewidth=5, alpha=0.4),
        ],
        _note(plotted, facts),
    )
    return figure


def _note(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> str:
    notes = [CUMULATIVE_NOTE] if plotted["is_cumulative"].any() else []
    return "\n".join([*notes, BEYOND_NOTE] if facts["n_beyond_chance"] else notes)


def _grid(n_panels: int, most_columns: int) -> tuple[int, int]:
    """Rows and columns with as few rows as can be, and rows as equal as can be."""
    rows = -(-n_panels // most_columns)
    return rows, -(-n_panels // rows)


def _draw_panel(axes: Axes, part: pd.DataFrame, colour: str) -> None:
    edges = [*part["low"], part["high"].iloc[-1]]
    axes.stairs(part["n_simulated"], edges, color=colour, fill=True, alpha=0.4)
    axes.stairs(part["n_real"], edges, color="black", linewidth=0.9)
    axes.set_xlabel(part["label"].iloc[0])
    if part["is_cumulative"].iloc[0]:
        axes.set_yscale("log")
        axes.set_ylim(bottom=0.7)
    else:
        axes.set_ylim(bottom=0)
        axes.yaxis.get_major_locator().set_params(integer=True)
