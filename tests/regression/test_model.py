"""Priors of a line with scatter."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad

from nusources.regression.model import Model

SLOPES = [("rotation", 1e4), ("uniform", 10.0)]
SCATTERS = [("uniform", 0.0), ("log_uniform", 0.01), ("half_normal", 0.0)]
SHARES = np.array([0.05, 0.3, 0.5, 0.8, 0.95])


@pytest.mark.parametrize(("prior", "reach"), SLOPES)
def test_slopes_of_a_prior_are_its_quantiles(prior, reach):
    model = Model(slope_prior=prior)

    def density(slope: float) -> float:
        return float(np.exp(model.log_slope_prior(np.array(slope))))

    for share, slope in zip(SHARES, model.slope_at(SHARES), strict=True):
        below = quad(density, -reach, -2)[0] + quad(density, -2, slope)[0]
        assert below == pytest.approx(share, abs=1e-6)


@pytest.mark.parametrize(("prior", "least"), SCATTERS)
def test_scatters_of_a_prior_are_its_quantiles(prior, least):
    model = Model(scatter_prior=prior, scatter_max=2.0)

    def density(scatter: float) -> float:
        return float(np.exp(model.log_scatter_prior(np.array(scatter))))

    for share, scatter in zip(SHARES, model.scatter_at(SHARES), strict=True):
        assert quad(density, least, scatter)[0] == pytest.approx(share, abs=1e-6)
    assert quad(density, least, 2.0)[0] == pytest.approx(1, abs=1e-6)
    assert model.log_scatter_prior(np.array([-0.1, 2.1])).tolist() == [-np.inf, -np.inf]


def test_priors_of_the_scatter_have_their_ends_and_widths():
    log_uniform, half_normal = (Model(scatter_prior=one) for one in ("log_uniform", "half_normal"))
    assert log_uniform.scatter_at([0.0, 1.0]).tolist() == pytest.approx([0.01, 3.0])
    assert half_normal.scatter_at(1.0) == pytest.approx(3.0)
    # A normal of width 1 dex falls by half of a unit in the logarithm from 0 to 1.
    densities = half_normal.log_scatter_prior(np.array([1e-9, 1.0]))
    assert densities[0] - densities[1] == pytest.approx(0.5)


def test_the_prior_of_a_slope_does_not_change_when_axes_are_exchanged():
    """A slope b becomes 1 / b; with a flat perpendicular distance, (1 + b^2)^(-3/2) becomes itself
    times the Jacobian of the intercept, |b|."""
    model = Model()
    slope = np.array([0.2, 0.7, 1.5, 4.0])
    density = np.exp(model.log_slope_prior(slope))
    exchanged = np.exp(model.log_slope_prior(1 / slope)) / slope**2
    np.testing.assert_allclose(density * slope, exchanged)
