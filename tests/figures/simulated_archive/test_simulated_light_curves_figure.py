"""What is measured of light curves in the figure that compares simulated with real ones."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from simulated_light_curve_tables import light_curve_tables, weekly, xrays, years

from nusources.figures.house.inputs import Inputs
from nusources.figures.simulated_archive.light_curves import (
    LIGHT_CURVES,
    draw_light_curves,
    excess_variances,
    longest_gaps,
    prepare_light_curves,
    spectrum_slope,
    weekly_measures,
    xray_measures,
    yearly_measures,
)

FACTS = {"size": "double", "simulated": ["X"]}


def test_excess_variance_by_hand():
    names = pd.Series(["A", "A", "A", "B", "B"])
    flux, error = pd.Series([1.0, 2.0, 3.0, 1.0, 1.0]), pd.Series([0.5, 0.5, 0.5, 0.2, 0.2])
    # A: (1 - .25) / 4; B: -.04 / 1
    assert excess_variances(names, flux, error).tolist() == pytest.approx([0.1875, -0.04])


def test_the_longest_gap_is_that_of_the_source():
    names = pd.Series(["A", "A", "A", "B", "B"])
    gaps = longest_gaps(names, pd.Series([1.0, 8.0, 10.0, 500.0, 503.0]))
    assert gaps.to_dict() == {"A": 7.0, "B": 3.0}


@pytest.mark.parametrize("slope", [0.0, 1.0])
def test_the_slope_of_a_known_spectrum(slope):
    rng = np.random.default_rng(3)
    found = []
    for _ in range(60):
        spectrum = rng.normal(size=(2, 1025))
        spectrum[:, 1:] *= np.arange(1, 1025) ** (-slope / 2)
        series = np.fft.irfft(spectrum[0] + 1j * spectrum[1])[:700]
        days = 7.0 * np.arange(700)
        found.append(spectrum_slope(pd.Series(days), pd.Series(series)))
    assert np.mean(found) == pytest.approx(slope, abs=0.1)


def test_weekly_measures_leave_failed_fits_out():
    table = weekly()
    clean = weekly_measures(table)
    assert clean["limit_share"].tolist() == [0.25] * 3
    assert clean["longest_gap"].tolist() == [7.0] * 3
    table.loc[[10, 11], "is_failed"] = True
    table.loc[12, "is_converged"] = False
    assert weekly_measures(table)["longest_gap"].tolist() == [28.0, 7.0, 7.0]
    table["is_upper_limit"] = np.arange(len(table)) % 4 != 0
    assert weekly_measures(table)["slope"].isna().all()  # three of four weeks are limits


def test_the_memory_of_years_is_the_correlation_with_the_next():
    table = years(n_sources=2)
    table["flux"] = [*np.tile([1.0, 2.0], 5), *np.repeat([1.0, 2.0], 5)]
    # Nine products of neighbours, over the variance .25: all -.25; eight +.25 and one -.25.
    assert yearly_measures(table)["memory"].tolist() == pytest.approx([-1.0, 7.0 / 9.0])


def test_xray_sources_with_few_points_are_left_out():
    assert xray_measures(xrays())["longest_gap"].tolist() == [90.0]
    table = xrays()
    table.loc[[0, 5], "is_repeat"] = True
    assert xray_measures(table).empty


def test_the_figure_shows_shares_of_variable_blazars():
    plotted, facts = prepare_light_curves(Inputs(light_curve_tables(), FACTS))
    assert facts["n_panels"] == len(LIGHT_CURVES) == 9
    assert facts["n_real"] == "34"  # 3 weekly, 30 variable blazars, 1 in X-rays
    sums = plotted.groupby("panel")[["n_real", "n_simulated"]].sum()
    np.testing.assert_allclose(sums, 100.0)
    figure = draw_light_curves(plotted, facts)
    assert figure.axes[0].get_ylabel() == "% of sources"
