"""Contract of the truth behind the simulated blazar catalogues."""

from __future__ import annotations

from typing import Any

from nusources.contracts.blazar_photometry import flag
from nusources.contracts.columns import DEC, RA, text
from nusources.tables import Contract

CROSS: dict[str, Any] = {"ucd": "meta.id.cross", "nullable": True}

SIMULATED_BLAZARS = Contract(
    "simulated_blazars",
    "Which sources the simulated catalogues show, where they are, and under which names",
    (
        text("source_name", "name of the source", "meta.id;meta.main"),
        RA,
        DEC,
        flag("is_real_position", "a named source at its real position"),
        flag("is_meta", "one of the meta-blazar sample of Chang et al. 2022"),
        flag("in_hsp", "in 3HSP"),
        flag("in_bzcat", "in 5BZCAT"),
        flag("in_wibrals", "in WIBRaLS"),
        flag("in_lac_only", "in 4LAC and no other list, in the region of an alert"),
        flag("has_fermi", "has a Fermi-LAT light curve: is in 4FGL-DR2"),
        flag("has_wise", "has an infrared light curve (WISE)"),
        flag("has_alma", "has millimetre measurements (ALMA)"),
        flag("has_xrt", "has X-ray measurements (Swift-XRT)"),
        text("hsp_name", "name in 3HSP", **CROSS),
        text("bzcat_name", "name in 5BZCAT", **CROSS),
        text("wibrals_name", "name in WIBRaLS", **CROSS),
        text("lat_name", "name in 4FGL-DR2", **CROSS),
        text("alma_name", "name among the ALMA calibrators", **CROSS),
        text("xrt_name", "name in the Swift-XRT light curves", **CROSS),
    ),
    ("source_name",),
)
