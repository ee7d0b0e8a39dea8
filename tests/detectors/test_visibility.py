"""Visibility of declinations: poles, horizon, an integral over the day, and isotropy."""

from __future__ import annotations

import numpy as np
import pytest

from nusources.detectors.visibility import band_visibility, share_below, visibility

EDGES = np.array([-1.0, -0.4, 0.0, 0.1, 0.7, 1.0])


@pytest.mark.parametrize("latitude", [-90.0, -30.0, 0.0, 36.27, 90.0])
@pytest.mark.parametrize("dec", [-89.0, -20.0, 5.3, 60.0])
def test_shares_are_those_of_a_day_in_steps(latitude, dec):
    hours = (np.arange(400_000) + 0.5) / 400_000 * 2 * np.pi
    site, declination = np.radians(latitude), np.radians(dec)
    cosine = np.sin(declination) * np.sin(site)
    cosine = cosine + np.cos(declination) * np.cos(site) * np.cos(hours)
    counted = np.histogram(cosine, EDGES)[0] / hours.size
    assert visibility([dec], EDGES, latitude)[0] == pytest.approx(counted, abs=1e-5)


def test_at_the_south_pole_the_zenith_angle_never_changes():
    assert visibility([30.0], EDGES, -90.0)[0].tolist() == [1, 0, 0, 0, 0]
    assert visibility([-30.0], EDGES, -90.0)[0].tolist() == [0, 0, 0, 1, 0]
    assert visibility([-30.0], EDGES, 90.0)[0].tolist() == [1, 0, 0, 0, 0]


def test_the_northern_sky_sets_for_half_a_day_at_the_equator():
    assert share_below(0.0, [-80.0, 0.0, 45.0], 0.0) == pytest.approx([0.5] * 3)


@pytest.mark.parametrize("latitude", [-90.0, 17.0, 50.0])
def test_all_declinations_together_are_isotropic(latitude):
    dec = np.linspace(-90, 90, 37)
    solid_angle = np.diff(np.sin(np.radians(dec)))
    seen = solid_angle @ band_visibility(dec, EDGES, latitude, n_sub=200)
    assert seen == pytest.approx(np.diff(EDGES), abs=3e-4)
