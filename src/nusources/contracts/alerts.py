"""Contracts of IceCube's alerts: published lists, notices, and the list of Chang et al. 2022."""

from __future__ import annotations

from nusources.contracts.columns import DEC, RA, number, text
from nusources.tables import Column, Contract

ALERT_CLASSES = ("HESE", "EHE", "GOLD", "BRONZE", "EXTRA")
ICECAT1_CLASSES = ("gfu-gold", "gfu-bronze", "ehe-gold", "hese-gold", "hese-bronze")
GROUPS = ("archival", "realtime_v1", "realtime_v2", "user")
MEMBERSHIPS = ("member", "doubtful member", "doubtful non-member", "excluded")
REGIONS = ("rectangle", "circle", "none")
PROBABILITY = {"low": 0.0, "high": 1.0}
MJD = number("mjd", "d", "time.epoch", "arrival time, modified Julian date (UTC)", low=5e4)
NAME = text("alert_name", "name of the alert, IC<yymmdd> and letter", "meta.id;meta.main")
RUN = Column("run", "int64", "", "meta.id;obs", "run of the detector", low=1)
EVENT = Column("event", "int64", "", "meta.id", "event of the run", low=0)
NULLABLE_RA = number(
    "ra", "deg", "pos.eq.ra;meta.main", "right ascension, J2000", low=0, high=360, nullable=True
)
NULLABLE_DEC = number(
    "dec", "deg", "pos.eq.dec;meta.main", "declination, J2000", low=-90, high=90, nullable=True
)
SIGNALNESS = number(
    "signalness", "", "stat.probability", "probability of cosmic origin", **PROBABILITY
)


def flag(name: str, description: str) -> Column:
    """Column of true and false."""
    return Column(name, "bool", "", "meta.code", description)


def errors(nullable: bool = True) -> tuple[Column, ...]:
    """Half-sides of a 90 % rectangle; those in R.A. are differences of R.A. as published."""
    ra, dec = "stat.error;pos.eq.ra", "stat.error;pos.eq.dec"
    rules = {"low": 0.0, "high": 360.0, "nullable": nullable}
    return (
        number("ra_err_plus", "deg", ra, "90 % error towards larger R.A.", **rules),
        number("ra_err_minus", "deg", ra, "90 % error towards smaller R.A.", **rules),
        number("dec_err_plus", "deg", dec, "90 % error towards the north", **rules),
        number("dec_err_minus", "deg", dec, "90 % error towards the south", **rules),
    )


def optional(column: Column) -> Column:
    """Give the same column with missing values allowed."""
    return Column(**{**vars(column), "nullable": True})


TXS0506_ALERTS = Contract(
    "txs0506_alerts",
    "Historical HESE and EHE alerts to IC170922A (IceCube release TXS0506_alerts, 2018)",
    (
        text("stream", "selection", "meta.code", choices=("HESE", "EHE")),
        flag("is_realtime", "issued in real time, not archival"),
        MJD,
        RA,
        DEC,
        *errors(),
        flag("has_bad_resolution", "no well localised minimum: would have been retracted"),
    ),
    ("mjd", "stream"),
)

ASASSN_ALERTS = Contract(
    "asassn_alerts",
    "IceCube alerts 2016-2021 with positions of the GCN circulars (Necker et al. 2022)",
    (
        NAME,
        text("alert_class", "stream of the alert", "meta.code", choices=ALERT_CLASSES),
        MJD,
        NULLABLE_RA,
        NULLABLE_DEC,
        *errors(),
        optional(SIGNALNESS),
        number(
            "initial_ra",
            "deg",
            "pos.eq.ra",
            "R.A. of the first notice",
            low=0,
            high=360,
            nullable=True,
        ),
        number(
            "initial_dec",
            "deg",
            "pos.eq.dec",
            "declination of the first notice",
            low=-90,
            high=90,
            nullable=True,
        ),
        number(
            "initial_error",
            "deg",
            "stat.error;pos.angDistance",
            "radius of the first notice, as printed: 90 %, but 50 % for EHE",
            low=0,
            nullable=True,
        ),
        flag("is_retracted", "retracted by a circular"),
        flag("lacks_region", "marked as without uncertainty of the direction"),
    ),
    ("alert_name", "alert_class"),
)

EHE_HESE_NOTICES = Contract(
    "ehe_hese_notices",
    "Notices of the EHE and HESE streams 2016-2019 (GCN/AMON)",
    (
        text("stream", "stream", "meta.code", choices=("HESE", "EHE")),
        RUN,
        EVENT,
        Column("revision", "int64", "", "meta.version", "0 is the first notice", low=0),
        MJD,
        RA,
        DEC,
        number(
            "error_radius",
            "deg",
            "stat.error;pos.angDistance",
            "radius as printed: 50 % for EHE, 90 % for HESE",
            low=0,
            high=180,
        ),
        optional(SIGNALNESS),
        number(
            "charge", "", "phys.electCharge", "photo-electrons, HESE only", low=0, nullable=True
        ),
        flag("is_last_revision", "no later notice of this event and stream"),
    ),
    ("stream", "run", "event", "revision"),
)

GOLD_BRONZE_NOTICES = Contract(
    "gold_bronze_notices",
    "Notices of the Gold and Bronze streams since 2019-06-19 (GCN/AMON)",
    (
        text("stream", "stream", "meta.code", choices=("GOLD", "BRONZE")),
        RUN,
        EVENT,
        Column("revision", "int64", "", "meta.version", "0 is the first notice", low=0),
        MJD,
        RA,
        DEC,
        number(
            "error_radius_90", "deg", "stat.error;pos.angDistance", "90 % radius", low=0, high=180
        ),
        number(
            "error_radius_50", "deg", "stat.error;pos.angDistance", "50 % radius", low=0, high=180
        ),
        number("energy", "TeV", "em.energy", "most probable neutrino energy", low=0),
        SIGNALNESS,
        number("false_alarm_rate", "yr**-1", "arith.rate", "background alerts like this", low=0),
        flag("is_last_revision", "no later notice of this event"),
        flag("is_retraction", "signalness and energy 0, rate 1000 per year (inferred)"),
    ),
    ("run", "event", "revision"),
)

ICECAT1 = Contract(
    "icecat1",
    "IceCat-1: IceCube event catalogue of alert tracks, 2011-2023",
    (
        NAME,
        RUN,
        EVENT,
        MJD,
        text("alert_class", "selection", "meta.code", choices=ICECAT1_CLASSES),
        text("other_classes", "other selections passed", "meta.code", nullable=True),
        RA,
        DEC,
        *errors(nullable=False),
        number("energy", "TeV", "em.energy", "most probable neutrino energy, E^-2.19", low=0),
        number("false_alarm_rate", "yr**-1", "arith.rate", "background alerts like this", low=0),
        SIGNALNESS,
        *(
            number(f"{kind}_score", "", "stat.probability", f"score: {what}", **PROBABILITY)
            for kind, what in (
                ("cascade", "cascade"),
                ("skimming", "passing outside of the detector"),
                ("starting", "track that starts inside"),
                ("stopping", "track that stops inside"),
                ("throughgoing", "track through the detector"),
            )
        ),
        flag("has_cosmic_ray_veto", "air shower seen in IceTop: likely background"),
    ),
    ("alert_name",),
)

ICECAT1_REGIONS = Contract(
    "icecat1_regions",
    "Solid angles of the error regions of IceCat-1, from the maps of the likelihood",
    (
        RUN,
        EVENT,
        number("area_50", "deg2", "phys.angArea", "50 % region", low=0),
        number("area_90", "deg2", "phys.angArea", "90 % region", low=0),
    ),
    ("run", "event"),
)

VETOED_EVENTS = Contract(
    "vetoed_events",
    "Alerts of IceCat-1 that IceCat-2 leaves out",
    (RUN, EVENT),
    ("run", "event"),
)

ALERT_LIST = Contract(
    "alert_list",
    "Candidates for the 102 alerts of Chang et al. 2022, with the reason for or against each",
    (
        NAME,
        text("stream", "stream or streams", "meta.code"),
        text("sample", "origin and period", "meta.code", choices=GROUPS),
        MJD,
        NULLABLE_RA,
        NULLABLE_DEC,
        *errors(),
        text("region", "shape of the published 90 % region", "meta.code", choices=REGIONS),
        text("position_source", "list that the position is from", "meta.ref"),
        text("membership", "part of the 102 or not", "meta.code", choices=MEMBERSHIPS),
        flag("in_sample", "member, doubtful members included"),
        text("reason", "why doubtful or excluded", "meta.note", nullable=True),
        number("energy", "TeV", "em.energy", "IceCat-1 energy", low=0, nullable=True),
        number(
            "signalness",
            "",
            "stat.probability",
            "IceCat-1 signalness",
            nullable=True,
            **PROBABILITY,
        ),
    ),
    ("alert_name",),
)
