"""Blocks equal the exact optimum: by trying all partitions, and astropy's where that holds."""

from itertools import pairwise, product

import numpy as np
import pandas as pd
import pytest
from astropy.stats import bayesian_blocks

from nusources.errors import InputDataError
from nusources.flares.blocks import (
    Curves,
    block_begins,
    block_prior,
    calibrated_prior,
    curves_of,
    false_alarm_rate,
)


def many(rng, sizes, jump=2.0):
    first = np.append(0, np.cumsum(sizes)).astype(np.int64)
    error = rng.uniform(0.3, 1.5, first[-1])
    level = np.concatenate(
        [np.where(np.arange(n) < n // 2, 0.0, rng.normal(0, jump)) for n in sizes]
    )
    flux = 10 + level + error * rng.standard_normal(first[-1])
    return Curves(np.arange(len(sizes)).astype(str), first, flux, error)


def value_of(begins, flux, weight, prior):
    edges = [*np.flatnonzero(begins), len(flux)]
    pairs = pairwise(edges)
    parts = [(flux[a:b] @ weight[a:b]) ** 2 / (2 * weight[a:b].sum()) - prior for a, b in pairs]
    return sum(parts)


@pytest.mark.parametrize("n", [3, 7, 11])
def test_no_partition_is_better(n):
    rng = np.random.default_rng(n)
    curves = many(rng, [n] * 12)
    prior = block_prior(n, 0.05)
    begins = block_begins(curves, prior)
    for start in curves.first[:-1]:
        one = slice(start, start + n)
        flux, weight = curves.flux[one] - 10, curves.flux_error[one] ** -2.0
        best = max(
            product([True, False], repeat=n - 1),
            key=lambda rest: value_of((True, *rest), flux, weight, prior),
        )
        np.testing.assert_array_equal(begins[one], [True, *best])


def test_same_borders_as_astropy():
    rng = np.random.default_rng(5)
    curves = many(rng, rng.integers(5, 60, 150), jump=3.0)
    begins = block_begins(curves, block_prior(curves.n_points, 0.01))
    n_cut = 0
    for number in range(len(curves.names)):
        one = slice(curves.first[number], curves.first[number + 1])
        time = np.arange(one.stop - one.start, dtype=float)
        theirs = bayesian_blocks(
            time, curves.flux[one], curves.flux_error[one], fitness="measures", p0=0.01
        )
        inner = np.flatnonzero(begins[one])[1:] - 0.5
        np.testing.assert_allclose(theirs[1:-1], inner)
        n_cut += len(inner) > 0
    assert n_cut > 20


def test_prior_of_scargle():
    assert block_prior(152, 0.01) == pytest.approx(6.70889158874448)
    assert block_prior(1000, 0.05) == pytest.approx(5.999945810699321)


@pytest.mark.parametrize(("step", "is_cut"), [(0.999, False), (1.001, True)])
def test_two_flat_parts_are_cut_from_the_step_that_pays(step, is_cut):
    n, prior = 20, 6.0
    # The gain is step^2 n1 n2 / (n1 + n2) / 2 of unit errors.
    height = step * np.sqrt(2 * prior * n / (8 * 12))
    flux = np.where(np.arange(n) < 8, 0.0, height)
    curves = Curves(np.array(["a"]), np.array([0, n]), flux, np.ones(n))
    assert np.flatnonzero(block_begins(curves, prior)).tolist() == ([0, 8] if is_cut else [0])


def test_scale_and_offset_move_no_border():
    """Sums of squares of 1e9 would keep no digit of errors of 1."""
    curves = many(np.random.default_rng(1), [50] * 20)
    prior = block_prior(50, 0.05)
    scaled = Curves(
        curves.names, curves.first, 1e-13 * (curves.flux + 1e9), 1e-13 * curves.flux_error
    )
    np.testing.assert_array_equal(block_begins(scaled, prior), block_begins(curves, prior))


def test_calibrated_prior_has_the_rate_that_it_is_made_for():
    prior = calibrated_prior(24, 0.05, np.random.default_rng(1))
    curves = Curves(
        np.arange(4000),
        np.arange(4001) * 24,
        np.random.default_rng(2).standard_normal(4000 * 24),
        np.ones(4000 * 24),
    )
    begins = block_begins(curves, prior)
    rate = np.mean(np.add.reduceat(begins, curves.first[:-1]) > 1)
    assert rate == pytest.approx(0.05, abs=0.018)


def test_rate_of_false_alarms_is_of_the_order_of_the_probability():
    assert 0.002 < false_alarm_rate(24, 0.01, np.random.default_rng(3)) < 0.05


@pytest.mark.parametrize(
    ("column", "values", "text"),
    [
        ("mjd", [1.0, 1.0, 2.0], "ascend"),
        ("flux_error", [1.0, 0.0, 1.0], "positive error"),
        ("flux", [1.0, np.nan, 1.0], "finite flux"),
    ],
)
def test_bad_curves_are_told_by_name(column, values, text):
    table = pd.DataFrame(
        {"source_name": "one", "mjd": [1.0, 2.0, 3.0], "flux": 1.0, "flux_error": 1.0}
    )
    with pytest.raises(InputDataError, match=text) as caught:
        curves_of(table.assign(**{column: values}))
    assert "one" in str(caught.value)
