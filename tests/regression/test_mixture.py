"""The sum over assignments to two normals against dense linear algebra."""

from __future__ import annotations

from itertools import product
from math import comb

import numpy as np
import pytest
from regression_points import SIX, six
from scipy.special import logsumexp
from scipy.stats import multivariate_normal

from nusources.errors import InputDataError
from nusources.regression.grid import line_likelihood, posterior_grid
from nusources.regression.model import Model
from nusources.regression.points import Points
from nusources.regression.quadrature import fit

WIDE = 1e3  # prior width of an intercept that is as good as flat


def assignment(points: Points, sides: tuple[int, ...], line: tuple, prior: tuple) -> float:
    """Log density of all 2 n numbers: means and intercept are normal, so all are."""
    slope, scatter, *widths = line
    n = len(points.x)
    design, own = np.zeros((2 * n, 3)), np.zeros((2 * n, 2 * n))
    for place, side in enumerate(sides):
        x, y = 2 * place, 2 * place + 1
        design[x, side], design[y, side], design[y, 2] = 1, slope, 1
        x_variance, y_variance, covariance = (one[place] for one in points.covariances)
        t2 = widths[side] ** 2
        own[x, x], own[y, y] = t2 + x_variance, slope**2 * t2 + scatter**2 + y_variance
        own[x, y] = own[y, x] = slope * t2 + covariance
    centre, width = prior
    shared = design @ np.diag([width**2, width**2, WIDE**2]) @ design.T
    mean = design @ [centre, centre, 0]
    values = np.stack([points.x - points.pivot, points.y - points.y.mean()], axis=1).ravel()
    found = multivariate_normal(mean, own + shared, allow_singular=True).logpdf(values)
    return found + np.log(np.sqrt(2 * np.pi) * WIDE)


def test_likelihood_of_two_normals_is_that_of_all_assignments():
    points = Points.of(
        *(one[:4] for one in SIX.values()), 0.15, [0.2, 0.3, 0.25, 0.1], correlation=0.4
    )
    model = Model("two_normals", centre=43.0, spread=0.7)
    line = 0.8, 0.4, 0.3, 0.9
    prior = 43.0 - points.pivot, 3 * 0.7
    # The integral over the weight of (1 - w)^(n - k) w^k is 1 / [(n + 1) (n over k)].
    terms = [
        assignment(points, sides, line, prior) - np.log(5 * comb(4, sum(sides)))
        for sides in product((0, 1), repeat=4)
    ]
    axes = [np.array([one]) for one in (*line[:2], *line[2:])]
    exchanged = [axes[0], axes[1], axes[3], axes[2]]
    found = [line_likelihood(points, model, one).item() for one in (axes, exchanged)]
    # The first point is in the first normal: both orders of the widths are half of the sum each.
    assert logsumexp(found) - np.log(2) == pytest.approx(logsumexp(terms), abs=1e-4)


def test_two_normals_of_one_width_are_near_one():
    """Evidence and slope of points that one normal describes."""
    points = six()
    one, two = posterior_grid(points, Model()), posterior_grid(points, Model("two_normals"))
    assert two.log_evidence == pytest.approx(one.log_evidence, abs=0.5)


def test_two_clumps_prefer_two_normals():
    rng = np.random.default_rng(4)
    x = np.concatenate([rng.normal(41, 0.1, 5), rng.normal(47, 0.1, 5)])
    points = Points.of(x, x + rng.normal(0, 0.3, 10), 0.05, 0.1)
    one, two = posterior_grid(points, Model()), posterior_grid(points, Model("two_normals"))
    assert two.log_evidence > one.log_evidence + 3


def test_what_only_a_chain_can_fit():
    rng = np.random.default_rng(5)
    x = rng.normal(0, 1, 14)
    with pytest.raises(
        InputDataError, match=r"too many points for the sum.*found 14; expected at mo"
    ):
        fit(Points.of(x, x, 0.1, 0.1), Model("two_normals"), rng=rng)
