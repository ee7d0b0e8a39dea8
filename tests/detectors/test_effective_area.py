"""Selection and effective area of the model detector: odds, half ways, products, and means."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import dblquad

from nusources.detectors.effective_area import (
    DEC_EDGES,
    LOG10_ENERGY_EDGES,
    EffectiveAreaParameters,
    effective_area,
    logistic,
    midpoints,
    selection_efficiency,
    tabulate_effective_area,
)
from nusources.detectors.interactions import (
    charged_current_cross_section,
    earth_column,
    muon_range,
    overburden,
)

DETECTOR = EffectiveAreaParameters(
    log10_area=10.0,
    area_slope=0.25,
    log10_half=3.0,
    efficiency_slope=1.5,
    absorption=0.9,
    threshold_horizon=4.5,
    threshold_vertical=6.5,
    threshold_scale=0.2,
    threshold_slope=2.0,
    horizon_dec=-5.0,
    horizon_width=0.05,
    muon_threshold=100.0,
    log10_energy_max=9.0,
)
HORIZON = np.sin(np.radians(-5.0))


def kept(log10_energy, sin_dec, **changes):
    return selection_efficiency(
        np.asarray(log10_energy, float), np.asarray(sin_dec, float), replace(DETECTOR, **changes)
    )


def test_the_logistic_function_has_exponential_odds():
    argument = np.array([-30.0, -2.0, 0.0, 2.0])
    found = logistic(argument)
    np.testing.assert_allclose(found / (1 - found), np.exp(argument), rtol=1e-2)
    assert found[2] == 0.5
    assert found[3] == pytest.approx(0.880797, abs=1e-6)
    assert logistic(np.array([-1e4, 1e4])).tolist() == [0.0, 1.0]


def test_up_going_tracks_pass_the_quality_cut_alone():
    """Odds of one at `log10_half`, and 10^slope times more for each decade."""
    share = kept([2.0, 3.0, 4.0, 5.0], 0.9)
    np.testing.assert_allclose(share / (1 - share), 10 ** (1.5 * np.arange(-1, 3)), rtol=1e-9)
    np.testing.assert_allclose(kept([2.0, 3.0, 4.0, 5.0], 0.1), share, rtol=1e-3)


@pytest.mark.parametrize("sin_dec", [-0.4, -0.7, -1.0])
def test_down_going_tracks_pass_a_second_threshold(sin_dec):
    """Half of them at 4.5 + 2 (1 - exp(sin(dec) / .2)), odds 100 times more for each decade."""
    threshold = 4.5 + 2.0 * (1 - np.exp(sin_dec / 0.2))
    energy = threshold + np.array([-1.0, 0.0, 0.5, 1.0])
    share = kept(energy, sin_dec, log10_half=-30.0)
    np.testing.assert_allclose(share / (1 - share), [0.01, 1.0, 10.0, 100.0], rtol=1e-6)
    # Both cuts: the product of the shares.
    both = kept(energy, sin_dec)
    quality = kept(energy, 0.9)
    np.testing.assert_allclose(both, quality * share, rtol=1e-6)


def test_the_muon_cut_keeps_the_south_out_at_low_energies():
    assert kept(4.0, -0.9) < 1e-3 * kept(4.0, 0.9)
    # Far above both thresholds nothing is cut on either side.
    assert kept(12.0, -0.9) == pytest.approx(1.0, abs=1e-6)


@pytest.mark.parametrize(
    ("widths", "share_up"),
    # Normal distribution at -2, -1, 0, 1 and 2 standard deviations from the horizon.
    [(-2, 0.0227501), (-1, 0.1586553), (0, 0.5), (1, 0.8413447), (2, 0.9772499)],
)
def test_the_change_at_the_horizon(widths, share_up):
    """An energy that passes the quality cut but no muon cut shows the up-going share."""
    found = kept(0.0, HORIZON + 0.05 * widths, log10_half=-30.0, threshold_horizon=30.0)
    assert found == pytest.approx(share_up, abs=1e-6)


def test_the_threshold_at_the_horizon_and_above_it():
    """Down-going begins at sin(dec) = 0: there and above, the threshold is that of the horizon."""
    shares = kept(4.5, [0.0, 0.02], log10_half=-30.0, horizon_dec=80.0, horizon_width=1e-3)
    assert shares.tolist() == pytest.approx([0.5, 0.5], rel=1e-9)


@pytest.mark.parametrize("dec", [-70.0, -1.0, 12.0, 85.0])
@pytest.mark.parametrize("log10_energy", [2.5, 4.0, 6.8])
def test_the_area_is_the_product_of_its_parts(dec, log10_energy):
    """Nucleons in the shorter of range and overburden (added as resistors are) times area."""
    sin_dec, energy = np.sin(np.radians(dec)), 10.0**log10_energy
    per_gram = 6.022e23
    grams = 1 / (1 / muon_range(energy, 100.0) + 1 / overburden(sin_dec))
    cross_section = charged_current_cross_section(energy)
    geometric = 1e10 * (1 - 0.25 * abs(sin_dec))
    # Neutral currents add (5.53 + 2.31) / 5.53 - 1 = .42 to the absorption.
    depth = per_gram * earth_column(sin_dec) * 1.42 * cross_section
    expected = geometric * per_gram * grams * cross_section * np.exp(-0.9 * depth)
    expected *= kept(log10_energy, sin_dec)
    assert effective_area(log10_energy, dec, DETECTOR) == pytest.approx(expected, rel=1e-12)


def test_the_highest_simulated_energy_is_included():
    area = effective_area([9.0, 9.0 + 1e-9], -30.0, DETECTOR)
    assert area[0] > 0
    assert area[1] == 0


def test_midpoints_of_equal_bins():
    np.testing.assert_allclose(midpoints(2.0, 4.0, 4), [2.25, 2.75, 3.25, 3.75], rtol=1e-15)


def test_bins_of_the_release():
    """40 bins of .2 decades from 2 to 10, 50 of .04 in sin(dec): 2000 rows, energy fastest."""
    assert LOG10_ENERGY_EDGES.tolist() == pytest.approx([2 + 0.2 * n for n in range(41)], abs=1e-12)
    sines = np.sin(np.radians(DEC_EDGES))
    np.testing.assert_allclose(sines, np.linspace(-1, 1, 51), atol=1e-4)
    # arcsin(.92) = 66.9261 deg and arcsin(.04) = 2.2924 deg, printed with two decimals
    assert DEC_EDGES[[0, 2, 26, 50]].tolist() == [-90.0, -66.93, 2.29, 90.0]
    table = tabulate_effective_area(DETECTOR, n_sub=1)
    assert len(table) == 2000
    first_band, second_band = table.iloc[:40], table.iloc[40:80]
    assert first_band["log10_energy_min"].tolist() == LOG10_ENERGY_EDGES[:-1].tolist()
    assert first_band["log10_energy_max"].tolist() == LOG10_ENERGY_EDGES[1:].tolist()
    assert set(first_band["dec_min"]) == {-90.0}
    assert set(first_band["dec_max"]) == set(second_band["dec_min"]) == {-73.74}


@pytest.mark.parametrize(("band", "at"), [(3, 24), (25, 10), (30, 20), (49, 18)])
def test_tabulated_areas_are_means_over_their_bin(band, at):
    """Midpoints, 6 by 6, against quadrature over log10(E) and sin(dec)."""
    low, high = -1 + 0.04 * band, -1 + 0.04 * (band + 1)
    start, stop = 2 + 0.2 * at, 2 + 0.2 * (at + 1)
    total, _ = dblquad(
        lambda x, sine: float(effective_area(x, np.degrees(np.arcsin(sine)), DETECTOR)),
        *(low, high, start, stop),
        epsrel=1e-5,
    )
    row = tabulate_effective_area(DETECTOR).iloc[40 * band + at]
    assert row["effective_area"] == pytest.approx(total / 0.04 / 0.2, rel=2e-3)
