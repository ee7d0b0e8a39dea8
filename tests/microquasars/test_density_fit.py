"""Fit of the profile: chi-square by hand, least squares in closed form, errors as defined."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from nusources.microquasars.density import annulus_shape
from nusources.microquasars.density_fit import (
    annulus_averages,
    best_norm,
    chi_square,
    fit_profile,
)

LOW, HIGH = np.array([0.0, 2.0, 5.0, 8.0, 11.0]), np.array([2.0, 5.0, 8.0, 11.0, 14.0])


def table_of(density, plus, minus, systematic, n=5) -> pd.DataFrame:
    columns = {"stat_plus": plus, "stat_minus": minus, "systematic": systematic}
    return pd.DataFrame({"r_min": LOW[:n], "r_max": HIGH[:n], "density": density} | columns)


@pytest.mark.parametrize(
    ("model", "error"),
    # 12 above the data counts with the upper error, hypot(3, 4) = 5; 12 below with the lower one,
    # hypot(5, 4); on the data neither counts.
    [(22.0, 5.0), (-2.0, math.sqrt(41)), (10.5, 5.0), (9.5, math.sqrt(41)), (10.0, 1.0)],
)
def test_the_error_on_the_side_of_the_model(model, error):
    table = table_of([10.0], 3.0, 5.0, 4.0, 1)
    found = chi_square(table, model, np.ones(1))
    assert found == pytest.approx(((model - 10) / error) ** 2, rel=1e-14)


def test_annuli_add_up_and_missing_errors_are_none():
    table = table_of([1.0, 2.0, 3.0], [np.nan, 3.0, 6.0], [np.nan, 6.0, 8.0], [0.5, 4.0, 6.0], 3)
    # Models 2, 7 and -7: (1 / .5)^2 + (5 / 5)^2 + (10 / 10)^2
    found = chi_square(table, 2.0, np.array([1.0, 3.5, -3.5]))
    assert found == pytest.approx(4 + 1 + 1, rel=1e-14)


@pytest.mark.parametrize("scale", [1.0, 4.0])
def test_averages_over_annuli_by_midpoints_in_the_area(scale):
    """Equal steps in r^2 are equal areas: the mean over them is the mean over the annulus."""
    squared = LOW[:, None] ** 2 + (HIGH**2 - LOW**2)[:, None] * (np.arange(4000) + 0.5) / 4000
    expected = annulus_shape(np.sqrt(squared), scale).mean(axis=1)
    np.testing.assert_allclose(annulus_averages(LOW, HIGH, scale), expected, rtol=1e-5)


def test_annuli_without_a_partner_are_refused():
    with pytest.raises(ValueError, match="zip"):
        annulus_averages(LOW, HIGH[:-1], 4.0)


@pytest.mark.parametrize("scale", [2.0, 4.0, 9.0])
def test_with_equal_errors_the_norm_is_that_of_least_squares(scale):
    """Sum of d a / s^2 over that of a^2 / s^2; chi-square = sum of d^2 / s^2 - norm^2 sum."""
    density = np.array([0.02, 0.9, 1.7, 1.1, 0.2])
    error = np.array([0.05, 0.2, 0.1, 0.3, 0.1])
    average = annulus_averages(LOW, HIGH, scale)
    norm = np.sum(density * average / error**2) / np.sum((average / error) ** 2)
    least = np.sum((density / error) ** 2) - norm**2 * np.sum((average / error) ** 2)
    found = best_norm(table_of(density, 0.6 * error, 0.6 * error, 0.8 * error), scale)
    assert found == pytest.approx((norm, least), rel=1e-5)


def test_the_norm_may_be_far_above_the_brightest_annulus():
    """An annulus of great weight: 3 times the density over the average of another."""
    average = annulus_averages(LOW, HIGH, 4.0)
    density = 3.0 * average
    density[np.argmax(average)] /= 3.0
    error = np.full(5, 1e-4)
    error[np.argmax(average)] = 1e3
    norm, _ = best_norm(table_of(density, error, error, 0.0), 4.0)
    assert norm == pytest.approx(3.0, rel=1e-3)


def test_errors_of_the_scale_are_where_chi_square_rises_by_one():
    density = 20 * annulus_averages(LOW, HIGH, 3.5) * [1.2, 0.9, 1.05, 1.1, 0.8]
    table = table_of(density, 0.3, 0.2, 0.1)
    fit = fit_profile(table)
    assert fit.scale_low < fit.scale < fit.scale_high
    for end in (fit.scale_low, fit.scale_high):
        assert best_norm(table, end)[1] == pytest.approx(fit.chi_square + 1, abs=1e-6)
    for near in (fit.scale - 0.02, fit.scale + 0.02):
        assert best_norm(table, near)[1] > fit.chi_square
    assert fit.norm == best_norm(table, fit.scale)[0]
    assert fit.n_degrees == 3


def test_three_annuli_are_enough():
    density = 20 * annulus_averages(LOW[:3], HIGH[:3], 3.5)
    fit = fit_profile(table_of(density, 0.3, 0.3, 0.1, 3))
    assert (fit.n_degrees, fit.scale) == (1, pytest.approx(3.5, abs=1e-3))
    with pytest.raises(ValueError, match=r"found 2 annuli; .* needs at least 3"):
        fit_profile(table_of(density[:2], 0.3, 0.3, 0.1, 2))
