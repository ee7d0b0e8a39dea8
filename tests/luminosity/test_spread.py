"""Errors on nodes against closed forms, and contours against ellipses of known correlation."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nusources.errors import InputDataError
from nusources.luminosity.contours import (
    contour_correlation,
    index_error,
    log_flux_at_1tev,
)
from nusources.luminosity.spread import (
    Spread,
    normal_nodes,
    positive_split_normal,
    shared_correlation,
    split_normal,
    spread_of,
    with_more,
)


def test_nodes_have_the_moments_of_correlated_normals():
    first, second = normal_nodes([0.0, -0.6])
    assert np.std(first, axis=1) == pytest.approx([1.0, 1.0], abs=0.01)
    assert np.corrcoef(first[1], second[1])[0, 1] == pytest.approx(-0.6, abs=0.01)


def test_the_spread_of_a_linear_sum_is_the_propagated_error():
    first, second = normal_nodes([0.5])
    found = spread_of(0.3 * first + 0.4 * second)
    expected = np.sqrt(0.09 + 0.16 + 2 * 0.5 * 0.3 * 0.4)
    assert [found.low[0], found.high[0]] == pytest.approx([expected] * 2, rel=0.01)


def test_printed_errors_are_the_quantiles():
    first, _ = normal_nodes([0.0])
    plain = spread_of(split_normal(3.2, (0.3, 0.1), first))
    assert [plain.low[0], plain.high[0]] == pytest.approx([0.3, 0.1], rel=0.01)
    positive = positive_split_normal(79.0, (20.0, 22.0), first)
    low, high = np.quantile(positive, [0.158655, 0.841345])
    assert [79 - low, high - 79] == pytest.approx([20, 22], rel=0.01)
    assert positive_split_normal(1.0, (0.9, 5.0), first).min() > 0


def test_a_shared_error_correlates():
    one = with_more(Spread(np.array([0.3]), np.array([0.3])), 0.4, 0.4)
    other = with_more(Spread(np.array([0.0]), np.array([0.0])), 0.4, 0.4)
    assert one.low[0] == pytest.approx(0.5)
    assert shared_correlation([0.4], one, other)[0] == pytest.approx(0.16 / 0.2)
    assert shared_correlation([0.4], Spread(np.array([np.nan]), np.array([np.nan])), one)[0] == 0


@pytest.mark.parametrize("rho", [-0.9, 0.0, 0.7])
def test_a_contour_gives_its_correlation_however_it_is_sampled(rho):
    rng = np.random.default_rng(3)
    # Ten times denser on one side, in random order, and not in the origin.
    angle = np.concatenate([rng.uniform(0, 1, 2000), np.linspace(1, 2 * np.pi, 400)])
    x = np.cos(angle)
    y = rho * x + np.sqrt(1 - rho**2) * np.sin(angle)
    order = rng.permutation(len(x))
    found = contour_correlation(3.2 + 0.2 * x[order], -24 + 5 * y[order])
    assert found == pytest.approx(rho, abs=2e-3)


def test_the_error_of_the_index_is_that_of_a_normal_with_this_contour():
    # chi^2 of two variables holds 68.27 % up to 2.2957: the rim is 1.5152 standard deviations away.
    angle = np.linspace(0, 2 * np.pi, 401)
    contour = pd.DataFrame({"spectral_index": 2.5 + 0.3 * np.sqrt(2.2957) * np.cos(angle)})
    assert index_error(contour) == pytest.approx(0.3, rel=1e-3)


def test_contours_of_few_points_are_refused():
    with pytest.raises(InputDataError, match="points"):
        contour_correlation(np.arange(4.0), np.arange(4.0))


def test_contours_move_to_1_tev_by_their_own_index():
    contour = pd.DataFrame({"spectral_index": [2.0, 3.0], "norm_source": [1e-20, 1e-20]})
    moved = np.exp(log_flux_at_1tev(contour, 1e5)["log_flux"])
    assert moved.tolist() == pytest.approx([1e-16, 1e-14], rel=1e-6, abs=0)
