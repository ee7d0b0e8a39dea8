"""Bias of the fitted fraction where sources are confused, by several ways to fit.

References
----------
Chen et al. 2025, section III.2 and Figure 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from nusources.contracts.forecast import BIAS
from nusources.forecast.estimates import estimate_fractions, signal_of
from nusources.forecast.experiments import Events, Readings, Setup, draw_events
from nusources.forecast.fields import SourceField, without_edges
from nusources.forecast.subsets import number_at_separation

RandomStreams = Callable[..., np.random.Generator]

PANELS: dict[str, dict[str, str]] = {
    "no_edges": {},
    "as_printed": {},
    "normalised": {"normalisation": "footprint", "leaving": "redrawn"},
}
"""Panels of Figure 1: eq. 2 without edges; in the footprint; normalised, with all events in it."""
ESTIMATORS: dict[str, dict[str, str]] = {
    **PANELS,
    "nearest": {"estimator": "nearest"},
    "unnormalised_weights": {"estimator": "unnormalised"},
    "without_eq5": {"estimator": "uncorrected"},
    "faint_as_background": {"estimator": "faint_as_background"},
    "bounded_by_share": {"bounds": "share"},
}
"""Ways to fit that are tried for the published bias."""


@dataclass(frozen=True)
class BiasGrid:
    """Where the bias is measured.

    Parameters
    ----------
    n_events, n_experiments : int
    fractions : sequence of float
    sigmas : sequence of float
        [deg].
    separations : sequence of float
        [deg], or over the width for `try_estimators`.
    """

    n_events: int
    n_experiments: int
    fractions: Sequence[float]
    sigmas: Sequence[float]
    separations: Sequence[float]


def measure_bias(
    sources: SourceField, grid: BiasGrid, readings: Readings, random: RandomStreams
) -> pd.DataFrame:
    """Bias on the grid of Figure 1, for its three panels.

    Experiments of one fraction and width are fitted with every number of sources.

    Parameters
    ----------
    sources : SourceField
    grid : BiasGrid
    readings : Readings
    random : callable
        From names to a random stream.

    Returns
    -------
    DataFrame
        Contract ``forecast_bias``.
    """
    endless = without_edges(sources, random("forecast", "places"))
    fields = {"no_edges": endless, "surveyed": sources}
    rows: list[dict[str, Any]] = []
    for sigma, (field, one) in product(grid.sigmas, fields.items()):
        setups = [_setup(one, grid, sigma, d, readings) for d in grid.separations]
        signals = [signal_of(one, setup, readings) for setup in setups]
        panels = [name for name in PANELS if (name == "no_edges") == (field == "no_edges")]
        for fraction, panel in product(grid.fractions, panels):
            # One stream for the panels of a field: they differ by the way to fit, not by chance.
            rng = random("forecast", "bias", field, f"{fraction:g}", f"{sigma:g}")
            ways = readings.changed(**PANELS[panel])
            setup = replace(setups[0], fraction=fraction)
            events = draw_events(one, setup, ways, grid.n_experiments, rng)
            rows += _rows(panel, fraction, grid, signals, events, ways)
    return pd.DataFrame(rows)[BIAS.column_names]


def try_estimators(
    sources: SourceField,
    grid: BiasGrid,
    readings: Readings,
    random: RandomStreams,
) -> pd.DataFrame:
    """Bias and scatter of all ways to fit, at each width and separation of the grid.

    The grid's separations are in widths of the PSF here.

    Returns
    -------
    DataFrame
        Contract ``forecast_bias``.
    """
    endless = without_edges(sources, random("forecast", "places"))
    rows: list[dict[str, Any]] = []
    for sigma, fraction, over_sigma in product(grid.sigmas, grid.fractions, grid.separations):
        one = replace(grid, separations=[over_sigma * sigma])
        drawn: dict[tuple[bool, bool, str], Events] = {}
        for name, changes in ESTIMATORS.items():
            ways, is_endless = readings.changed(**changes), name == "no_edges"
            field = endless if is_endless else sources
            setup = _setup(field, grid, sigma, one.separations[0], ways)
            setup = replace(setup, fraction=fraction)
            key = is_endless, ways.estimator == "faint_as_background", ways.leaving
            if key not in drawn:
                # One stream for all: they differ by the way to fit, not by chance.
                rng = random("forecast", "estimators", f"{sigma:g}", f"{over_sigma:g}")
                drawn[key] = draw_events(field, setup, ways, grid.n_experiments, rng)
            signals = [signal_of(field, setup, ways)]
            rows += _rows(name, fraction, one, signals, drawn[key], ways)
    return pd.DataFrame(rows)[BIAS.column_names]


def _setup(
    sources: SourceField, grid: BiasGrid, sigma: float, separation: float, readings: Readings
) -> Setup:
    n_bright = number_at_separation(sources, separation, readings.separation)
    return Setup(grid.n_events, grid.fractions[0], sigma, n_bright)


def _rows(
    name: str, fraction: float, grid: BiasGrid, signals: list, events: Events, readings: Readings
) -> Iterator[dict[str, Any]]:
    for separation, (signal, share) in zip(grid.separations, signals, strict=True):
        fitted = estimate_fractions(signal, share, events, readings)[0]
        scatter = float(fitted.std(ddof=1))
        yield {
            "estimator": name,
            "fraction": fraction,
            "psf_sigma": signal.sigma,
            "separation": separation,
            "flux_min": float(signal.sources.flux[-1]),
            "n_sources": len(signal.weights),
            "bright_share": share,
            "bias": float(fitted.mean()) - fraction,
            "bias_error": scatter / np.sqrt(len(fitted)),
            "scatter": scatter,
            "n_experiments": len(fitted),
        }
