"""Names of samples and columns of luminosities, without what tables need: quick to import."""

from __future__ import annotations

CALIBRATION, BLAZARS, SOURCE_LIST, XRAY_AGN = "calibration", "blazars", "source_list", "xray_agn"
SAMPLES = (CALIBRATION, BLAZARS, SOURCE_LIST, XRAY_AGN)
"""Samples of sources."""
USER_UNITS = {
    "distance": "Mpc",
    "n_signal": "",
    "spectral_index": "",
    "neutrino_luminosity": "erg/s",
    "log10_neutrino_luminosity": "",
    "xray_flux": "erg/(cm2 s)",
    "xray_luminosity": "erg/s",
    "log10_xray_luminosity": "",
}
"""Quantities of a user's list, and the units in which they are taken where it declares none."""
USER_LIMITS = ("is_neutrino_limit", "is_xray_limit")
USER_COLUMNS = (
    *("source_name", "sample", "redshift", "dec", "photon_index", *USER_LIMITS, *USER_UNITS),
    *(f"{one}_error{side}" for one in USER_UNITS for side in ("", "_low", "_high")),
)
"""Columns that a user's list may have."""
