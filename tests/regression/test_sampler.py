"""Chains against distributions that are known, and against quadrature."""

from __future__ import annotations

import numpy as np
import pytest
from regression_points import of_two_sides, six, with_limits

from nusources.regression import quadrature, sampler
from nusources.regression.diagnostics import Unconverged
from nusources.regression.model import Model

CASES = {
    "flat": (six(correlation=0.3), Model("flat")),
    "one normal": (six(correlation=0.3), Model()),
    "two normals": (six(correlation=0.3), Model("two_normals")),
    "other priors": (six(), Model("flat", "uniform", "log_uniform")),
    "half-normal scatter": (six(), Model("flat", scatter_prior="half_normal", scatter_max=1.5)),
    "two sides": (of_two_sides(), Model()),
    "limits": (with_limits(), Model("flat")),
}


def test_widths_of_a_gaussian_in_three_dimensions():
    """To 1 %; a snooker move that was released with emcee 3.1.6 gives 6 to 8 % less."""
    covariance = np.array([[1.0, 0.8, 0.0], [0.8, 2.0, -0.5], [0.0, -0.5, 0.5]])
    inverse = np.linalg.inv(covariance)

    def log_density(values: np.ndarray) -> np.ndarray:
        return -0.5 * np.einsum("ki,ij,kj->k", values, inverse, values)

    rng = np.random.default_rng(1)
    start = rng.standard_normal((256, 3))
    chain, found = sampler.run_chain(log_density, start, rng=rng, least_steps=4000)
    widths = chain.reshape(-1, 3).std(axis=0)
    np.testing.assert_allclose(widths, np.sqrt(np.diag(covariance)), rtol=0.01)
    # The error of a width is 1 / sqrt(2 n).
    assert found.n_effective > 20_000
    assert 0.2 < found.acceptance < 0.9


@pytest.mark.parametrize("case", CASES)
def test_chain_and_quadrature_agree(case, monkeypatch):
    """Within four standard errors, for means and widths; the tails of slopes are heavy."""
    monkeypatch.setattr(sampler, "LONG_ENOUGH", 12.0)
    points, model = CASES[case]
    chain = sampler.fit(points, model, rng=np.random.default_rng(2))
    exact = quadrature.fit(points, model, n_draws=20_000, rng=np.random.default_rng(3))
    assert chain.method == "emcee"
    assert exact.method == "quadrature" + ", reweighted" * (not points.is_gaussian)
    assert chain.pivot == exact.pivot
    n = chain.diagnostics.n_effective
    for name in ("slope", "intercept", "scatter"):
        ours, theirs = getattr(exact, name), getattr(chain, name)
        deviation = ((ours - ours.mean()) / ours.std()) ** 2
        error = ours.std() * np.sqrt(1 / n + 1 / len(ours))
        assert theirs.mean() == pytest.approx(ours.mean(), abs=4 * error), name
        error = np.sqrt((deviation.var() / 4) * (1 / n + 1 / len(ours)))
        assert theirs.std() / ours.std() == pytest.approx(1, abs=4 * error), name


def test_a_chain_that_is_too_short_is_refused():
    with pytest.raises(
        Unconverged, match=r"a chain of 200 steps that has not converged.*at least 50"
    ):
        sampler.fit(six(), Model(), rng=np.random.default_rng(4), most_steps=200)


def test_a_chain_that_is_stuck_is_refused():
    """Walkers at two peaks that are too far apart."""

    def log_density(values: np.ndarray) -> np.ndarray:
        return -0.5 * np.minimum(values[:, 0] ** 2, (values[:, 0] - 1e4) ** 2)

    rng = np.random.default_rng(5)
    start = rng.standard_normal((64, 1)) + 1e4 * (np.arange(64) % 2)[:, np.newaxis]
    with pytest.raises(Unconverged, match=r"split R-hat \d{2,}"):
        sampler.run_chain(log_density, start, rng=rng, most_steps=2000)


def test_one_stream_gives_one_chain():
    fits = [sampler.fit(six(), Model("flat"), rng=np.random.default_rng(6)) for _ in range(2)]
    np.testing.assert_array_equal(fits[0].slope, fits[1].slope)
