"""Contracts of what a user brings: sources in circles and regions, regions with sources."""

from __future__ import annotations

from dataclasses import replace

from nusources.contracts.columns import DEC, GROUP, P_VALUE, RA, count, number, text
from nusources.tables import Contract

TRACK, ALERT, NOTHING = "track", "alert", "nothing"

_MATCH = count("match", "number of the match, the nearest first; 0 where nothing matches")
_DISTANCE = number(
    "distance",
    "deg",
    "pos.angDistance",
    "between the source and the event or the middle of the alert's region",
    low=0,
    nullable=True,
)
_MJD = number("mjd", "d", "time.epoch", "arrival time, modified Julian date", nullable=True)

USER_SOURCES = Contract(
    "user_sources",
    "Sources of a user: the track events whose circle, and the alerts whose region holds each",
    (
        GROUP,
        text("source_name", "name of the source", "meta.id;meta.main"),
        _MATCH,
        text(
            "kind",
            "what holds the source",
            "meta.code",
            choices=(TRACK, ALERT, NOTHING),
        ),
        RA,
        DEC,
        text("event", "season and row of the track event, or name of the alert", nullable=True),
        _MJD,
        number(
            "log10_energy",
            "",
            "em.energy",
            "energy proxy of the track event, log10(E/GeV)",
            nullable=True,
        ),
        _DISTANCE,
        number(
            "radius",
            "deg",
            "phys.angSize",
            "of the circle of the track event",
            low=0,
            nullable=True,
        ),
        count("n_tracks", "track events whose circle holds the source"),
        number("n_expected", "", "meta.number;stat.mean", "mean for random R.A. of events", low=0),
        number(
            "p_value",
            "",
            "stat.probability",
            "exact, right-tailed: of n_tracks events or more, each event's R.A. random; of this "
            "source alone",
            **P_VALUE,
        ),
        count("n_alerts", "alerts whose region holds the source"),
    ),
    ("group", "source_name", "match"),
)

USER_ALERTS = Contract(
    "user_alerts",
    "Alerts of a user: the sources of each list that lie in the region of each",
    (
        text("alert_name", "name of the alert", "meta.id;meta.main"),
        text("sources", "list of sources: blazars, the merged catalogues; or a group"),
        _MATCH,
        replace(RA, description="right ascension of the alert, J2000"),
        replace(DEC, description="declination of the alert, J2000"),
        replace(_MJD, nullable=False),
        number("area", "deg2", "phys.angArea", "of the region", low=0),
        text("source_name", "source in the region", "meta.id", nullable=True),
        number("source_ra", "deg", "pos.eq.ra", "of the source", low=0, high=360, nullable=True),
        number("source_dec", "deg", "pos.eq.dec", "of the source", low=-90, high=90, nullable=True),
        _DISTANCE,
        number(
            "factor",
            "",
            "stat.value",
            "on the half-axes of the region at which the source lies on its border",
            low=0,
            nullable=True,
        ),
        count("n_inside", "sources of the list in the region"),
        number(
            "n_expected",
            "",
            "meta.number;stat.mean",
            "mean of n_inside over all right ascensions of the alert",
            low=0,
        ),
        number(
            "p_value",
            "",
            "stat.probability",
            "share of the right ascensions at which the region holds as many sources or more",
            **P_VALUE,
        ),
    ),
    ("alert_name", "sources", "match"),
)
