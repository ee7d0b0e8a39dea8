"""Mission elapsed time against astropy."""

import numpy as np
from astropy.time import Time, TimeDelta

from nusources.catalogs.gamma.fermi_time import met_to_mjd

# Two adjacent float64 near 60000 are 7e-12 d apart; astropy sums in two parts and is exact.
ROUNDING = 2e-11


def test_mjd_agrees_with_astropy():
    met = np.array([0.0, 239557417.0, 2.5e8 + 0.125, 744290000.0])
    zero = Time(51910, 7.428703703703703e-4, format="mjd", scale="tt")
    expected = (zero + TimeDelta(met, format="sec")).mjd
    np.testing.assert_allclose(met_to_mjd(met), expected, rtol=0, atol=ROUNDING)


def test_start_of_the_mission_in_utc():
    # Start of science operations, 2008-08-04 15:43:36 UTC, is MET 239557417.
    mjd = met_to_mjd(np.array([239557417.0]))
    utc = Time(mjd, format="mjd", scale="tt").utc
    expected = Time("2008-08-04T15:43:36", scale="utc")
    np.testing.assert_allclose((utc - expected).sec, 0.0, atol=86400 * ROUNDING)
