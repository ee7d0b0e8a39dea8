"""Simulation-based calibration, and what fits of made-up samples find."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import kstest

from nusources.regression.batch import fit_many
from nusources.regression.calibration import Mocks, prior_samples, rank_counts, recovery
from nusources.regression.model import Model
from nusources.regression.quadrature import fit

SIX = Mocks(6, 0.4, 0.3)
GIVEN = Model(centre=0.0, spread=1.0)


@pytest.mark.parametrize(
    "model",
    [
        GIVEN,
        replace(GIVEN, abscissa="flat"),
        replace(GIVEN, abscissa="flat", slope_prior="uniform", scatter_prior="log_uniform"),
        replace(GIVEN, abscissa="flat", scatter_prior="half_normal"),
    ],
    ids=["one normal", "flat", "other priors", "half-normal"],
)
def test_ranks_of_truths_from_the_priors_are_uniform(model):
    counts = rank_counts(400, SIX, model, np.random.default_rng(1))
    assert counts.groupby("parameter")["n"].sum().to_dict() == {"slope": 400, "scatter": 400}
    assert counts["p_value"].min() > 0.01


def test_ranks_of_the_intercept_are_uniform():
    """True intercepts are 0; the posterior is told at the mean of the measured abscissae."""
    rng = np.random.default_rng(2)
    samples, (slope, _) = prior_samples(200, SIX, GIVEN, rng)
    ranks = []
    for points, own in zip(samples, slope, strict=True):
        draws = fit(points, GIVEN, rng=rng, n_draws=400).intercept
        ranks.append((draws < own * points.pivot).mean())
    assert kstest(ranks, "uniform").pvalue > 0.01


def test_a_wrong_prior_does_not_give_uniform_ranks():
    """Samples of scatters up to 3, fitted as if they reached to 1."""
    samples, truth = prior_samples(300, SIX, GIVEN, np.random.default_rng(3))
    found = fit_many(samples, replace(GIVEN, scatter_max=1.0), truth=truth)
    assert kstest(found["scatter_rank"], "uniform").pvalue < 1e-6


def test_recovered_slopes():
    """With 40 sources: flat abscissae lose 1 / (1 + error^2) of the slope, one normal does not."""
    mocks = Mocks(40, 0.6, 0.2)
    normal = recovery(60, mocks, Model(slope_prior="uniform"), np.random.default_rng(4))
    flat = recovery(60, mocks, Model("flat", "uniform"), np.random.default_rng(4))
    assert normal["slope_mean"] == pytest.approx(1, abs=4 * normal["slope_error"])
    assert flat["slope_mean"] < 1 - 4 * flat["slope_error"]
    assert flat["slope_coverage_68"] < 0.5


def test_intervals_cover():
    found = recovery(100, Mocks(30, 0.2, 0.2), Model("flat", "uniform"), np.random.default_rng(5))
    for name in ("slope", "scatter"):
        for level, share in (("68", 0.68), ("95", 0.95)):
            error = np.sqrt(share * (1 - share) / 100)
            assert found[f"{name}_coverage_{level}"] == pytest.approx(share, abs=3.5 * error)
