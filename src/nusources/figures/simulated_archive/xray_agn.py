"""Real beside simulated catalogues of X-ray AGN: eFEDS, Swift-BAT, and BASS DR1 and DR2."""

from __future__ import annotations

from collections.abc import Mapping
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

EFEDS, BAT, DR1, DR2 = "eFEDS", "Swift-BAT", "BASS DR1", "BASS DR2"


def source_counts(catalog: str, title: str, column: str, low: float, high: float) -> Distribution:
    """Sources above a flux (log N-log S), in bins of a tenth of a decade."""
    edges = (low, high, round(10 * (high - low)))
    return Distribution(catalog, title, column, FLUX, edges, "log10", is_cumulative=True)


XRAY_AGN = (
    Distribution("efeds", EFEDS, "dec", "declination (deg)", (-3.2, 6.4, 24)),
    source_counts("efeds", f"{EFEDS}, 0.5–2 keV", "flux_soft", -15.4, -11.2),
    source_counts("efeds", f"{EFEDS}, 2.3–5 keV", "flux_hard", -16.0, -11.4),
    Distribution("efeds", EFEDS, "ang_err", "position error (arcsec)", (0, 12, 24)),
    declination("bat", BAT),
    source_counts("bat", f"{BAT}, 14–195 keV", "flux", -11.8, -7.6),
    Distribution("bat", BAT, "photon_index", "photon index", (0.4, 6, 28)),
    Distribution("bat", BAT, "redshift", "log₁₀(redshift)", (-3, 0.8, 19), "log10"),
    Distribution("spectra", DR1, "log10_nh", "log₁₀(N$_H$ / cm⁻²)", (19.75, 25.25, 11)),
    Distribution("spectra", DR1, "photon_index", "photon index", (0.5, 3.1, 26)),
    Distribution("agn", DR2, "log10_black_hole_mass", "log₁₀(M / M$_⊙$)", (5.4, 10.8, 18)),
    Distribution(
        "agn", DR2, "log10_eddington_ratio", "log₁₀(L$_{bol}$ / L$_{Edd}$)", (-4.8, 2.4, 24)
    ),
)


def prepare_xray_agn(inputs: Inputs) -> Prepared:
    """Compare the catalogues of X-ray AGN: see `prepare_comparison`."""
    return prepare_comparison(XRAY_AGN, inputs)


def draw_xray_agn(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Draw what `prepare_xray_agn` gives."""
    return draw_comparison(plotted, facts)
