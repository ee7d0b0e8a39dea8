"""Widths: what a printed resolution means, power laws between points, tabulated functions."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nusources.detectors.point_spread import RADIUS_PER_SIGMA, containment_radius, width_curve
from nusources.detectors.spread_tables import widths_of_table
from nusources.errors import InputDataError

SIGMA = 0.3


def test_a_radius_holds_its_share_of_a_gaussian():
    rng = np.random.default_rng(1)
    distance = np.hypot(*rng.normal(size=(2, 400_000)))
    for meaning, share in (("r50", 0.5), ("r68", 0.68)):
        assert np.mean(distance < RADIUS_PER_SIGMA[meaning]) == pytest.approx(share, abs=0.003)
    assert RADIUS_PER_SIGMA["r50"] == pytest.approx(1.177, abs=5e-4)
    assert RADIUS_PER_SIGMA["r68"] == pytest.approx(1.510, abs=5e-4)


def test_widths_follow_a_power_law_between_points_and_stay_outside():
    width = width_curve([1e4, 1e6], [0.4, 0.1], "per_axis")
    assert width([4, 5, 6]) == pytest.approx([0.4, 0.2, 0.1])
    assert width([3, 9]) == pytest.approx([0.4, 0.1])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (([1e5], [0.1], "median"), "unknown meaning 'median'; expected per_axis, r50, r68"),
        (([1e5, 1e5], [0.1, 0.1], "r50"), "ascending energies"),
        (([1e5], [0.0], "r50"), "resolutions above 0"),
    ],
)
def test_impossible_widths_are_refused(arguments, told):
    with pytest.raises(ValueError, match=told):
        width_curve(*arguments)


def contained_table() -> pd.DataFrame:
    """Gaussians of .3 deg at cos(zenith) 0 and of .6 deg at -1, at two energies."""
    distance = np.linspace(0, 3, 601)
    tables = [
        pd.DataFrame(
            {
                "log10_energy": log10_energy,
                "cos_zenith": cosine,
                "distance": distance,
                "contained": 1 - np.exp(-((distance / sigma) ** 2) / 2),
            }
        )
        for log10_energy in (5.0, 6.0)
        for cosine, sigma in ((0.0, SIGMA), (-1.0, 2 * SIGMA))
    ]
    return pd.concat(tables, ignore_index=True)


def density_table() -> pd.DataFrame:
    """The Gaussian of .3 deg as a density per solid angle, not normalised."""
    log10_distance = np.linspace(-4, 1, 1001)
    density = 7.0 * np.exp(-((10**log10_distance / SIGMA) ** 2) / 2)
    edges = {"true_log10_energy_min": 5.0, "true_log10_energy_max": 5.4}
    return pd.DataFrame({"log10_distance": log10_distance, "density": density, **edges})


@pytest.mark.parametrize("meaning", ["r50", "r68"])
def test_tabulated_functions_give_back_the_gaussian_they_are(meaning):
    energy, radius = widths_of_table(contained_table(), "psf", meaning, 0.1)
    assert energy == pytest.approx([1e5, 1e6])
    assert width_curve(energy, radius, meaning)([5, 6]) == pytest.approx([SIGMA] * 2, rel=1e-3)
    energy, radius = widths_of_table(contained_table(), "psf", meaning, -0.9)
    assert width_curve(energy, radius, meaning)(5) == pytest.approx(2 * SIGMA, rel=1e-3)
    energy, radius = widths_of_table(density_table(), "psf", meaning, 0.0)
    assert energy == pytest.approx([10**5.2])
    assert width_curve(energy, radius, meaning)(5) == pytest.approx(SIGMA, rel=2e-3)


def test_a_negative_tail_counts_as_none():
    table = density_table()
    far = table["log10_distance"] > 0.5
    table.loc[far, "density"] = -1e-3
    cut = widths_of_table(table.assign(density=table["density"].clip(lower=0)), "psf", "r68", 0.0)
    assert widths_of_table(table, "psf", "r68", 0.0)[1] == pytest.approx(cut[1])


def test_other_tables_are_refused():
    with pytest.raises(InputDataError, match="no table of a point-spread function"):
        widths_of_table(pd.DataFrame({"a": [1.0]}), "x/y", "r50", 0.0)
    short = contained_table().query("distance < .1")
    with pytest.raises(InputDataError, match="holds 50% at no energy"):
        widths_of_table(short, "x/y", "r50", 0.0)


def test_the_first_of_several_radii_counts_where_a_fit_wiggles():
    wiggle = np.array([[0.0, 0.1, 0.2, 0.3, 0.4, 0.6, *np.linspace(0.3, 0.48, 10), 1.0]])
    radius = containment_radius(np.arange(17.0), wiggle, 0.5)
    assert radius == pytest.approx([4.5])


def test_radii_beyond_a_distribution_are_unknown():
    radius = containment_radius(np.array([0.0, 1.0]), np.array([[0.0, 1.0], [0.0, 0.4]]), 0.5)
    assert radius.tolist() == pytest.approx([0.5, np.nan], nan_ok=True)
