"""Made-up points that tests of the regression share."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from numpy.polynomial.legendre import leggauss

from nusources.regression.points import Points

SIX = {"x": [43.26, 43.2, 42.0, 43.5, 45.5, 46.5], "y": [43.3, 42.8, 42.1, 44.2, 45.0, 47.1]}


def six(x_error=0.15, y_error=0.25, **more) -> Points:
    """Six sources like those of a small calibration sample."""
    return Points.of(*SIX.values(), x_error, y_error, **more)


def of_two_sides(**more) -> Points:
    """The six, with errors of two sides on both axes."""
    return six([[0.1] * 6, [0.2] * 6], [[0.4] * 6, [0.2] * 6], correlation=0.3, **more)


def with_limits() -> Points:
    """The six, of which one ordinate is a limit."""
    return of_two_sides(is_y_limit=[False] * 5 + [True])


def double_integral(function: Callable, x_cuts: list[float], y_cuts: list[float]) -> float:
    """Gauss-Legendre sum with 200 x 200 nodes in each rectangle between the cuts."""
    nodes, weights = leggauss(200)
    total = 0.0
    for x_low, x_high in pairwise(x_cuts):
        for y_low, y_high in pairwise(y_cuts):
            x = x_low + (nodes + 1) / 2 * (x_high - x_low)
            y = y_low + (nodes + 1) / 2 * (y_high - y_low)
            size = (x_high - x_low) * (y_high - y_low) / 4
            total += size * weights @ function(x[:, np.newaxis], y) @ weights
    return float(total)
