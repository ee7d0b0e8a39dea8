"""Galactic coordinates and places in the disk."""

import numpy as np
import pytest
from astropy.coordinates import SkyCoord
from hypothesis import given, settings
from hypothesis import strategies as st

from nusources.microquasars.geometry import disk_position
from nusources.sky import galactic


@given(st.lists(st.tuples(st.floats(0, 360), st.floats(-89.9, 89.9)), min_size=1, max_size=20))
@settings(max_examples=30, deadline=None, derandomize=True)
def test_coordinates_are_those_of_astropy(positions):
    ra, dec = np.array(positions).T
    longitude, latitude = galactic(ra, dec)
    ours = SkyCoord(longitude, latitude, unit="deg", frame="galactic")
    theirs = SkyCoord(ra, dec, unit="deg").galactic
    # The pole is given to 1e-5 deg, and astropy's ICRS is not FK5: some 0.02 arcsec.
    assert ours.separation(theirs).deg.max() < 2e-5
    assert (longitude >= -180).all()
    assert (longitude <= 180).all()


def test_places_of_known_directions():
    x, y, z = disk_position(
        [0.0, 180.0, 90.0, 0.0], [0.0, 0.0, 0.0, 90.0], [8.3, 1.0, 2.0, 3.0], 8.3
    )
    np.testing.assert_allclose(x, [0.0, 9.3, 8.3, 8.3], atol=1e-12)
    np.testing.assert_allclose(y, [0.0, 0.0, 2.0, 0.0], atol=1e-12)
    np.testing.assert_allclose(z, [0.0, 0.0, 0.0, 3.0], atol=1e-12)


def test_unknown_distance_stays_unknown():
    x, y, z = disk_position([10.0], [1.0], [np.nan], 8.3)
    assert np.isnan([x[0], y[0], z[0]]).all()


def test_the_galactic_centre():
    longitude, latitude = galactic(266.40499, -28.93617)  # Sgr A* direction l = b = 0, J2000
    assert float(longitude) == pytest.approx(0, abs=1e-3)
    assert float(latitude) == pytest.approx(0, abs=1e-3)
