"""Readers of light curves in our own formats, invented bytes, and naive readers to compare with."""

from __future__ import annotations

from functools import partial

from release_cases import commas
from test_fermi_light_curves import CURVE, T

from nusources.catalogs.blazars import wise_exposures
from nusources.catalogs.gamma import lat_aperture

EXPOSURES = (
    ",".join(wise_exposures.LABELS.values()) + "\nJ0101+3015,allwise,55300.25,13.25,0.0625"
    "\nJ0101+3015,neowise,57000.5,14.75,\nJ0202-0006,neowise,57000.75,12.5,0.03125\n"
).encode()
APERTURE = (
    ",".join(lat_aperture.LABELS.values())
    + "\n4FGL J0101.0+3015,54682,54712,-1.25e-9,2.5e-9\n4FGL J0101.0+3015,54712,54742,0,3.5e-9\n"
).encode()
MONTH = 30 * 86400  # s
TIMES = dict(zip(T, [T[0] + MONTH * bin_ for bin_ in (0, 1, 2, 4)], strict=True))
LIKELIHOOD = {
    key: [[TIMES[entry[0]], *entry[1:]] if isinstance(entry, list) else entry for entry in entries]
    for key, entries in CURVE.items()
}
CASES = {  # reader, invented bytes, columns, naive reader, factors of units
    "wise_exposures": (
        wise_exposures.read_infrared_exposures, EXPOSURES, ["mjd", "w2_mag", "w2_mag_error"],
        partial(commas, places=(2, 3, 4)), 1,
    ),
    "lat_aperture": (
        lat_aperture.read_aperture_curves, APERTURE,
        ["mjd_start", "mjd_stop", "photon_flux", "photon_flux_error"],
        partial(commas, places=(1, 2, 3, 4)), 1,
    ),
}  # fmt: skip
