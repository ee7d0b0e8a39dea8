"""Contract of the truth behind the simulated alerts."""

from __future__ import annotations

from nusources.contracts.alerts import NAME, flag
from nusources.contracts.columns import number, text
from nusources.tables import Contract

TRUE_POSITION = {"nullable": True}

SIMULATED_ALERT_TRUTH = Contract(
    "simulated_alert_truth",
    "What is real and what is drawn in the simulated alert lists, and where the neutrino came from",
    (
        NAME,
        flag("is_real", "position, region, time and energy are published facts"),
        text(
            "component",
            "origin that was drawn; real where nobody knows",
            "meta.code",
            choices=("astrophysical", "background", "real"),
        ),
        number("true_ra", "deg", "pos.eq.ra", "direction, J2000", low=0, high=360, **TRUE_POSITION),
        number(
            "true_dec", "deg", "pos.eq.dec", "direction, J2000", low=-90, high=90, **TRUE_POSITION
        ),
    ),
    ("alert_name",),
)
