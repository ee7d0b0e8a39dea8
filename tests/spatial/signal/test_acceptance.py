"""Closed form of the counted events against quadrature over the proxy, cell by cell."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats
from scipy.integrate import quad

from nusources.detection_model import Exposure, SignalModel
from nusources.detectors.angular_error import AngularErrorParameters
from nusources.detectors.energy_proxy import EnergyProxyParameters
from nusources.spatial.signal.acceptance import accepted_events, share_below

PROXY = EnergyProxyParameters(2.8, 3.0, 0.3, 0.7, 0.9, 0.3, 0.05)
UP = AngularErrorParameters(-0.2, -0.1, 0.03, 0.15, 4.0, 0.2, 0.3, 8.0)
DOWN = AngularErrorParameters(0.1, -0.2, 0.02, 0.05, 4.5, 0.25, 0.15, 6.0)
DETECTOR = SimpleNamespace(
    effective_area=SimpleNamespace(horizon_dec=-5.0),
    energy_proxy=PROXY,
    angular_error_up=UP,
    angular_error_down=DOWN,
)
ENERGY = np.array([3.0, 3.5, 4.2, 5.0, 6.0, 7.0])
DEC = np.array([-90.0, -5.0, 30.0, 90.0])
AREA = np.array([[0.1, 1, 5, 20, 50], [2, 20, 60, 90, 100], [1, 8, 20, 30, 5]]) * 1e4
EXPOSURE = Exposure(DETECTOR, 20.0, ENERGY, DEC, AREA)
MODEL = SignalModel((EXPOSURE,), 2.3, "median", 1.5)
THRESHOLDS = [4.0, 4.605, 6.0]


def split_normal(offset: float, low: float, high: float) -> float:
    """Distribution function by quadrature of the two halves of a normal density."""

    def density(x: float) -> float:
        return stats.norm.pdf(x / (low if x < 0 else high)) * 2 / (low + high)

    ends = [min(offset, 0.0), offset]
    below, _ = quad(density, -10 * low, ends[0])
    above, _ = quad(density, 0, ends[1]) if offset > 0 else (0.0, 0.0)
    return below + above


def share_by_hand(proxy: float, dec: float, errors: AngularErrorParameters, cut: float) -> float:
    """Mode at the reference, changed by energy and zenith; all errors are below the maximum."""
    decades = proxy - errors.reference
    mode = errors.log10_mode + errors.energy_slope * decades + errors.energy_curvature * decades**2
    mode += errors.zenith_slope * abs(np.sin(np.radians(dec)))
    widths = errors.width_low, errors.width_high
    return split_normal(np.log10(cut) - mode, *widths) / split_normal(
        np.log10(errors.maximum) - mode, *widths
    )


def accepted_by_hand(dec: float, errors: AngularErrorParameters, slope: float, row: int) -> dict:
    """Sum over quarters of the bins of true energy, with the proxy of their middle.

    By threshold; index 2.3, cut at 1.5 deg, 20 days, half of the events hold their source.
    """
    step, coarse = 0.005, np.linspace(4.0, 9.0, 41)
    proxies = np.arange(4.0, 9.0, step) + step / 2
    kept = np.interp(proxies, coarse, [share_by_hand(x, dec, errors, 1.5) for x in coarse])
    per_step = np.zeros(proxies.size)
    for column, (low, high) in enumerate(pairwise(ENERGY)):
        for start, stop in pairwise(np.linspace(low, high, 5)):
            flux, _ = quad(lambda x: (10**x / 1e5) ** -2.3 * 10**x * np.log(10), start, stop)
            above = 0.3 * np.logaddexp(0, ((start + stop) / 2 - 3.0) / 0.3)
            density = stats.norm.pdf(proxies, 2.8 + slope * above, 0.3 + 0.05 * above)
            per_step += AREA[row, column] * flux * density * kept * step
    exposed = 20 * 86400 / 2
    return {one: exposed * per_step[proxies > one].sum() for one in THRESHOLDS}


@pytest.mark.parametrize(
    ("dec", "errors", "slope", "row"),
    # The horizon split at -5 deg belongs to the down-going side and to the band that it opens.
    [(-40.0, DOWN, 0.9, 0), (-5.0, DOWN, 0.9, 1), (10.0, UP, 0.7, 1), (60.0, UP, 0.7, 2)],
)
def test_accepted_events_by_quadrature(dec, errors, slope, row):
    found = accepted_events(MODEL, np.array([dec]), THRESHOLDS)
    assert found.shape == (1, 3)
    expected = accepted_by_hand(dec, errors, slope, row)
    # Steps of .02 in the proxy and of .125 in the interpolated share.
    assert dict(zip(THRESHOLDS, found[0], strict=True)) == pytest.approx(expected, rel=2e-3)


def test_sources_on_both_sides_keep_their_order():
    dec = np.array([60.0, -40.0, 10.0, -5.0])
    together = accepted_events(MODEL, dec, THRESHOLDS)
    apart = [accepted_events(MODEL, dec[[at]], THRESHOLDS)[0] for at in range(4)]
    np.testing.assert_allclose(together, apart, rtol=1e-12)
    assert accepted_events(MODEL, np.zeros(0), THRESHOLDS).shape == (0, 3)


def test_exposures_add_up_and_half_of_the_events_hold_their_source():
    both = replace(MODEL, exposures=(EXPOSURE, replace(EXPOSURE, live_time=60.0)))
    dec = np.array([10.0, -40.0])
    once = accepted_events(MODEL, dec, THRESHOLDS)
    np.testing.assert_allclose(accepted_events(both, dec, THRESHOLDS), 4 * once, rtol=1e-12)
    wider = accepted_events(replace(MODEL, containment="r68"), dec, THRESHOLDS)
    np.testing.assert_allclose(wider, 0.68 / 0.5 * once, rtol=1e-12)


def test_larger_errors_are_a_stricter_cut():
    """Errors times 1.5 against a cut of 1.5 deg are plain errors against 1 deg."""
    dec = np.array([10.0, -40.0])
    scaled = accepted_events(replace(MODEL, ang_err_factor=1.5), dec, THRESHOLDS)
    strict = accepted_events(replace(MODEL, ang_err_max=1.0), dec, THRESHOLDS)
    np.testing.assert_allclose(scaled, strict, rtol=1e-12)


def test_the_selection_raises_low_thresholds():
    dec = np.array([10.0])
    selected = replace(MODEL, log10_energy_min=4.605)
    found = accepted_events(selected, dec, THRESHOLDS)[0]
    expected = accepted_events(MODEL, dec, THRESHOLDS)[0]
    assert found == pytest.approx([expected[1], expected[1], expected[2]], rel=1e-3)


@pytest.mark.parametrize("proxy", [3.0, 4.0, 5.5])
@pytest.mark.parametrize("dec", [0.0, -60.0, 80.0])
@pytest.mark.parametrize("cut", [0.3, 1.0, 5.9])
def test_share_below_a_cut_by_quadrature(proxy, dec, cut):
    found = share_below(np.array([proxy]), np.array([dec]), DOWN, cut)
    assert found[0] == pytest.approx(share_by_hand(proxy, dec, DOWN, cut), rel=1e-7)


@pytest.mark.parametrize("cut", [6.0, 180.0])
def test_a_cut_above_the_largest_error_keeps_all(cut):
    found = share_below(np.array([3.0, 4.0]), np.zeros((3, 1)), DOWN, cut)
    np.testing.assert_array_equal(found, np.ones((3, 2)))
