"""What tests of luminosities are called in figures and tables."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nusources.significance import significance_text

FLUXES, WITHIN = "fluxes", "fluxes_within_classes"
LUMINOSITIES, SAMPLES = "luminosities", "samples"
SHUFFLED = {
    FLUXES: "X-ray fluxes exchanged",
    WITHIN: "within the two samples",
    LUMINOSITIES: "luminosities exchanged",
    SAMPLES: "membership of the samples exchanged",
}
STATISTICS = {
    "pearson_luminosity": "r of luminosities",
    "pearson_flux": "r of fluxes",
    "partial_distance": "partial r given distance",
    "spearman_luminosity": "Spearman, luminosities",
    "kendall_luminosity": "Kendall, luminosities",
    "mann_whitney": "Mann-Whitney, ratios",
    "kolmogorov_smirnov": "Kolmogorov-Smirnov, ratios",
}
DEFAULT = (FLUXES, "pearson_luminosity")
"""Reading of the published test."""
LEVEL = 0.05
"""Of rejections that are shown."""


def in_order(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of tests in the order of the labels."""
    ways, names = list(SHUFFLED), list(STATISTICS)
    place = rows["shuffled"].map(ways.index) * len(names) + rows["statistic"].map(names.index)
    return rows.iloc[np.argsort(place, kind="stable")].reset_index(drop=True)


def rejected(rejections: pd.DataFrame, hypothesis: str) -> pd.Series:
    """Share that each test rejects at the level shown, by what is exchanged and statistic."""
    level = rejections["level"].iloc[(rejections["level"] - LEVEL).abs().argmin()]
    rows = rejections[(rejections["hypothesis"] == hypothesis) & (rejections["level"] == level)]
    return rows.set_index(["shuffled", "statistic"])["share"]


def p_text(row: pd.Series) -> str:
    """p-value of a test with its significance."""
    return significance_text(float(row["p_value"]))


def percent(share: float) -> str:
    """Share in whole percent; 0.05 is ``5 %``."""
    return f"{100 * share:.0f} %"
