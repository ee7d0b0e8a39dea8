from __future__ import annotations

import numpy as np
import pytest

from nusources.errors import InputDataError
from nusources.likelihood.information import (
    fraction_error,
    information,
    separated_information,
)
from nusources.likelihood.maps import FlatGrid, signal_map

AREA = 142.0


def lattice_map(sigma: float, separation: float, step: float) -> np.ndarray:
    """S / B of sources on a square lattice: one cell of it, with one source."""
    n = round(separation / step)
    grid = FlatGrid(0.0, 0.0, step, n, n)
    return signal_map(grid, [0.0], [0.0], [1.0], sigma, periodic=True) * separation**2


@pytest.mark.parametrize("fraction", [1e-6, 0.05, 0.5])
@pytest.mark.parametrize(("separation", "close"), [(6.0, 0.01), (10.0, 1e-8)])
def test_the_closed_form_is_the_integral_of_separated_sources(fraction, separation, close):
    sigma, n = 0.1, 25
    ratio = lattice_map(sigma, separation * sigma, sigma / 10)
    area = n * (separation * sigma) ** 2
    closed = separated_information(np.ones(n), sigma, area, fraction)
    assert closed == pytest.approx(information(ratio, np.ones(ratio.shape), fraction), rel=close)


def test_the_closed_form_as_it_is_printed():
    weights = np.array([0.5, 0.3, 0.2])
    fraction, share = 0.3, 2 * np.pi * 0.1**2 / AREA
    contrast = weights / share
    printed = 1 - share / fraction * np.log(1 + fraction * contrast / (1 - fraction)).sum()
    printed /= fraction * (1 - fraction)
    assert separated_information(weights, 0.1, AREA, fraction) == pytest.approx(printed, rel=1e-12)


@pytest.mark.parametrize("u", [2e-4, 0.99e-3, 1.01e-3, 0.1])
def test_small_fractions_lose_no_digits(u: float):
    share = 2 * np.pi * 0.1**2 / AREA
    fraction = u * share / (1 + u * share)
    found = separated_information([1.0], 0.1, AREA, fraction)
    exact, rest = np.longdouble(u), 1 - np.longdouble(fraction)
    deficit = (exact - np.log1p(exact)) / exact**2
    assert found == pytest.approx(float(deficit / share / rest**3 - 1 / rest**2), rel=1e-9)


def test_without_signal_the_closed_form_is_the_mean_square_excess():
    weights = np.array([0.6, 0.4])
    share = 2 * np.pi * 0.1**2 / AREA
    exact = (weights**2).sum() / (2 * share) - 1
    for fraction in (0.0, 1e-12, 1e-9):
        found = separated_information(weights, 0.1, AREA, fraction)
        assert found == pytest.approx(exact, rel=1e-5)


def test_sharp_sources_leave_the_error_of_a_count():
    found = separated_information([1.0, 1.0], 1e-7, AREA, 0.3)
    assert fraction_error(found, 100, true_fraction=0.3) == pytest.approx(
        np.sqrt(0.3 * 0.7 / 100), rel=1e-6
    )
    fixed = fraction_error(found, 100, true_fraction=0.3, signal_number="fixed")
    assert fixed == pytest.approx(0, abs=1e-4)


def test_a_fixed_number_leaves_the_binomial_error_of_the_bright_share():
    # Every event is known: 40 of 100 are signal, of which a share of 1/4 is bright.
    found = 1 / (0.1 * 0.9)
    error = fraction_error(found, 100, true_fraction=0.4, bright_share=0.25, signal_number="fixed")
    assert error == pytest.approx(np.sqrt(40 * 0.25 * 0.75) / 100)


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: information([1.0], [1.0], 1.5), "the fraction is no share .*; found 1.5"),
        (lambda: information([], [], 0.5), "without sources"),
        (lambda: separated_information([1.0], 0.1, AREA, -0.1), "found -0.1"),
        (lambda: separated_information([1.0], 0.1, AREA, 1.0), "no background"),
        (lambda: separated_information([1.0], 6.0, AREA, 0.1), "wider than the field"),
        (lambda: separated_information([], 0.1, AREA, 0.1), "without sources"),
        (lambda: separated_information([1.0, -1.0], 0.1, AREA, 0.1), "row 2"),
        (lambda: fraction_error(1.0, 0, true_fraction=0.5), "zero events"),
        (lambda: fraction_error(0.0, 9, true_fraction=0.5), "no information"),
        (lambda: fraction_error(1.0, 9, true_fraction=2.0), "the true fraction"),
    ],
)
def test_what_gives_no_error_is_told(call, told):
    with pytest.raises(InputDataError, match=told):
        call()
