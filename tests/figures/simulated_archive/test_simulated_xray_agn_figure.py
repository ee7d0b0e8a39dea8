"""Figure that compares catalogues of X-ray AGN with real ones."""

import numpy as np
import pandas as pd
import pytest

from nusources.figures.house.inputs import Inputs
from nusources.figures.simulated_archive.xray_agn import (
    XRAY_AGN,
    draw_xray_agn,
    prepare_xray_agn,
    source_counts,
)

FACTS = {"size": "double", "simulated": ["X"]}


def test_source_counts_have_bins_of_a_tenth_of_a_decade():
    one = source_counts("efeds", "eFEDS", "flux_soft", -15.4, -11.2)
    assert one.edges == (-15.4, -11.2, 42)
    assert one.is_cumulative


def test_counts_of_bright_sources_are_a_power_law():
    # Fluxes (n / k)^(1 / 1.5) 1e-14 of the k-th of n sources: N(>S) = n (S / 1e-14)^-1.5.
    n = 10_000
    flux = 1e-14 * (n / np.arange(1, n + 1)) ** (1 / 1.5)
    columns = {one.column for one in XRAY_AGN} - {"flux_soft"}
    table = pd.DataFrame({name: np.full(n, 0.5) for name in columns} | {"flux_soft": flux})
    names = {one.catalog for one in XRAY_AGN}
    tables = {f"{name}_{kind}": table for name in names for kind in ("real", "twin")}
    plotted, facts = prepare_xray_agn(Inputs(tables, FACTS))
    counts = plotted[plotted["catalog"] == "eFEDS, 0.5–2 keV"].set_index("low")["n_real"]
    found = counts[counts.index.to_series().between(-13.95, -12.05)]
    expected = n * 10 ** (-1.5 * (found.index.to_numpy() + 14))
    assert found.to_numpy() == pytest.approx(expected, abs=1)  # whole sources
    assert facts["n_panels"] == 12
    assert facts["largest_distance"] == 0
    assert draw_xray_agn(plotted, facts).axes[1].get_yscale() == "log"
