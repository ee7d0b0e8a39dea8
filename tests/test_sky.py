"""Great-circle geometry against astropy, closed forms and plain trigonometry."""

from __future__ import annotations

import numpy as np
import pytest
from astropy.coordinates import angular_separation as astropy_separation
from hypothesis import given
from hypothesis import strategies as st
from spatial.oracle import half_width, separation
from spatial.skies import STEADY

from nusources.sky import angular_separation, ra_half_width, squared_chord, unit_vectors

RA, DEC = st.floats(0, 360), st.floats(-90, 90)


@STEADY
@given(RA, DEC, RA, DEC)
def test_separation(ra_1, dec_1, ra_2, dec_2):
    found = float(angular_separation(ra_1, dec_1, ra_2, dec_2))
    by_astropy = np.degrees(astropy_separation(*np.radians([ra_1, dec_1, ra_2, dec_2])))
    # rounding of 360 deg is 6e-14 deg
    assert found == pytest.approx(by_astropy, abs=1e-12)
    assert found == pytest.approx(separation(ra_1, dec_1, ra_2, dec_2), abs=1e-12)
    assert found == pytest.approx(float(angular_separation(ra_2, dec_2, ra_1, dec_1)), abs=1e-12)


@pytest.mark.parametrize(
    ("first", "second", "angle"),
    [
        ((0, 0), (0, 0), 0),
        ((0, 90), (123, 90), 0),
        ((0, 90), (77, -90), 180),
        ((10, 20), (190, -20), 180),
        ((359.5, 0), (0.5, 0), 1),
        ((12, 30), (12, 30 + 1e-9), 1e-9),
        ((0, 45), (90, 45), 60),
    ],
)
def test_known_separations(first, second, angle):
    assert float(angular_separation(*first, *second)) == pytest.approx(angle, rel=1e-5, abs=1e-13)


@STEADY
@given(RA, DEC, RA, DEC)
def test_chords_are_those_of_unit_vectors(ra_1, dec_1, ra_2, dec_2):
    one, other = unit_vectors([ra_1, ra_2], [dec_1, dec_2])
    assert np.linalg.norm(one) == pytest.approx(1, abs=1e-15)
    angle = angular_separation(ra_1, dec_1, ra_2, dec_2)
    assert np.sum((one - other) ** 2) == pytest.approx(float(squared_chord(angle)), abs=2e-14)


def test_unit_vectors_point_where_they_should():
    found = unit_vectors([0, 90, 10, 0], [0, 0, 90, -90])
    expected = [[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, -1]]
    np.testing.assert_allclose(found, expected, atol=1e-15)


@pytest.mark.parametrize(("radius", "chord2"), [(0, 0), (60, 1), (90, 2), (180, 4)])
def test_squared_chord(radius, chord2):
    assert float(squared_chord(radius)) == pytest.approx(chord2, abs=1e-15)


@STEADY
@given(DEC, DEC, st.floats(1e-6, 180))
def test_half_width_agrees_with_the_oracle(dec_source, dec_event, radius):
    found = float(ra_half_width(dec_source, dec_event, radius))
    expected = np.degrees(half_width(radius, dec_event, dec_source))
    # rounding of 4e-16 in the numerator of sin^2(h/2) is amplified where the arc opens or closes
    scale = np.cos(np.radians(dec_source)) * np.cos(np.radians(dec_event))
    allowed = np.degrees(2 * np.sqrt(4e-16 / max(scale, 4e-16))) + 1e-12
    assert max(found, 0) == pytest.approx(expected, abs=allowed)


@STEADY
@given(DEC, DEC, st.floats(1e-3, 179))
def test_the_end_of_the_arc_is_on_the_rim(dec_source, dec_event, radius):
    half = float(ra_half_width(dec_source, dec_event, radius))
    if 0 <= half < 180:
        distance = float(angular_separation(0, dec_event, half, dec_source))
        # sin^2(r/2) is known to about 2e-16: d(sin^2(r/2)) = sin(r)/2 dr
        allowed = np.degrees(1e-15 / np.sin(np.radians(radius))) + 1e-13
        assert distance == pytest.approx(radius, abs=allowed)
    elif half == 180:
        assert float(angular_separation(0, dec_event, 180, dec_source)) <= radius + 1e-5
    else:
        assert half == -1
        assert abs(dec_source - dec_event) > radius - 1e-12


def test_all_three_branches_are_met():
    """Guards the test above."""
    half = ra_half_width([0, 80, 40], [0, 80, 0], [10, 25, 10])
    assert half[0] == pytest.approx(10)
    assert half[1:].tolist() == [180, -1]


def test_a_circle_of_half_a_turn_is_the_whole_sky():
    """Rounding once left a hole of some microdegrees opposite the event, and one at the poles."""
    dec = np.linspace(-90, 90, 1801)
    assert np.all(ra_half_width(dec, -dec, 180.0) == 180)
    assert np.all(ra_half_width(dec[:, None], dec[None, ::20], 180.0) == 180)
