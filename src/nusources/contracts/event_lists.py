"""Contracts of lists of high-energy neutrino events that others compiled."""

from __future__ import annotations

from nusources.contracts.alerts import errors, flag
from nusources.contracts.columns import DEC, RA, number, text
from nusources.tables import Column, Contract

ROW = Column("row", "int64", "", "meta.record", "row of the file, from 1", low=1)
MJD = number("mjd", "d", "time.epoch", "arrival time, modified Julian date (UTC)", low=5e4)
SKY_ERROR = {"low": 0.0, "high": 180.0}

PLAVIN_EVENTS = Contract(
    "plavin_events",
    "IceCube events above 200 TeV (Plavin et al. 2023)",
    (
        ROW,
        MJD,
        RA,
        DEC,
        *(
            number(
                f"{axis}_err_{sign}",
                "deg",
                f"stat.error;pos.eq.{ucd}",
                f"90 % error, {what}",
                **SKY_ERROR,
            )
            for axis, ucd, note in (("ra_cos_dec", "ra", " times cos(dec)"), ("dec", "dec", ""))
            for sign, what in (("minus", f"lower{note}"), ("plus", f"upper{note}"))
        ),
    ),
    ("row",),
)

PLENUM_TRACKS = Contract(
    "plenum_tracks",
    "High-energy tracks 2009-2017: starting events, alerts, diffuse muon neutrinos (PLEnuM)",
    (
        text("event_name", "selection and number", "meta.id;meta.main"),
        text("selection", "selection", "meta.code", choices=("HES", "AHES", "DIF", "EHE")),
        MJD,
        RA,
        DEC,
        *errors(nullable=False),
        flag("is_placeholder_error", "1.3 deg on all sides stands for an error not known"),
    ),
    ("event_name",),
)
