"""Real beside simulated tables of what has both X-rays and neutrinos: NuSTAR, later searches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from nusources.figures.house.inputs import Inputs, Prepared
from nusources.figures.simulated_archive.catalogs import (
    FLUX,
    Distribution,
    declination,
    draw_comparison,
    prepare_comparison,
)

NUSTAR, GAMMA, AGN = "NuSTAR points", "110 gamma-ray sources", "X-ray AGN"
EVENTS, P_VALUE = "signal events $n_s$", "−log₁₀ p (local)"
INDEX = "spectral index ($n_s > 0$)"


def _search(name: str, title: str, prefix: str) -> tuple[Distribution, ...]:
    """Fits of a power law."""
    return (
        Distribution(name, title, f"{prefix}n_s", EVENTS, (0, 104, 52), is_cumulative=True),
        Distribution(name, title, f"{prefix}neg_log10_p", P_VALUE, (0, 7, 70), is_cumulative=True),
        Distribution(name, title, f"{prefix}gamma", INDEX, (1.2, 4.6, 17)),
    )


XRAY_NEUTRINOS = (
    declination("nustar", NUSTAR),
    Distribution("nustar", NUSTAR, "frequency", "log₁₀(frequency / Hz)", (17.8, 19.4, 16), "log10"),
    Distribution(
        "nustar", NUSTAR, "nu_f_nu", "log₁₀(νFν / erg cm⁻² s⁻¹)", (-13.5, -8.5, 20), "log10"
    ),
    Distribution("nustar", NUSTAR, "relative_error", "log₁₀(error / νFν)", (-2.5, 1, 14), "log10"),
    declination("gamma", GAMMA),
    *_search("gamma", GAMMA, ""),
    Distribution("agn", AGN, "flux_20_50", FLUX, (-11, -9, 40), "log10", is_cumulative=True),
    *_search("agn", AGN, "power_law_"),
)


def with_relative_error(points: pd.DataFrame) -> pd.DataFrame:
    """Points with the error over the absolute value."""
    return points.assign(relative_error=points["nu_f_nu_error"] / points["nu_f_nu"].abs())


def prepare_xray_neutrinos(inputs: Inputs) -> Prepared:
    """Compare NuSTAR points and later neutrino searches: see `prepare_comparison`."""
    data = {
        name: with_relative_error(table) if name.startswith("nustar") else table
        for name, table in inputs.data.items()
    }
    return prepare_comparison(XRAY_NEUTRINOS, replace(inputs, data=data))


def draw_xray_neutrinos(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Draw what `prepare_xray_neutrinos` gives."""
    return draw_comparison(plotted, facts)
