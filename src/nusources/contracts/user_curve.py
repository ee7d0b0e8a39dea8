"""Contracts of a user's own light curve: points, blocks, flares, and the lag between two bands."""

from __future__ import annotations

from nusources.contracts import flares  # its contracts are not those of this module
from nusources.contracts.columns import count, number, text
from nusources.contracts.flares import MISSING, days, in_band_unit
from nusources.tables import Column, Contract

MJD_RANGE = {"low": 15020.0, "high": 1e5}
"""1900 to 2132."""

NAME = text("source_name", "name of the light curve", "meta.id;meta.main")
BAND = text("band", "band, as the file calls it", "instr.bandpass")
FIRST_BAND = text("first_band", "band whose lag it is", "instr.bandpass")
SECOND_BAND = text("second_band", "band that it is compared with", "instr.bandpass")
START = number("mjd_start", "d", "time.start", "start, MJD", **MJD_RANGE)
STOP = number("mjd_stop", "d", "time.end", "end, MJD", **MJD_RANGE)
UNIT = text("flux_unit", "unit of the fluxes of the row; none declared: empty", "meta.unit")
STAGES = ("first", "second", "both")


def _with_own_bands(contract: Contract) -> tuple[Column, ...]:
    """Columns of a contract of the stage flares, for any band and any time."""
    own = {one.name: one for one in (NAME, BAND, FIRST_BAND, SECOND_BAND, START, STOP)}
    return tuple(own.get(one.name, one) for one in contract.columns if one.name != "sample")


USER_POINTS = Contract(
    "user_curve_points",
    "Light curve of a user, as it is cut into blocks",
    (
        NAME,
        BAND,
        number("mjd", "d", "time.epoch", "time, MJD", **MJD_RANGE),
        START,
        STOP,
        in_band_unit("flux", "flux, or the limit; may be negative"),
        in_band_unit("flux_error", "its error; of a limit its value", low=0),
        Column("is_upper_limit", "bool", "", "meta.code", "flux is an upper limit"),
        count("row", "line of the text file, or row of the table", low=1),
        UNIT,
    ),
    ("band", "mjd"),
)

USER_BLOCKS = Contract(
    "user_curve_blocks",
    "Bayesian blocks of a light curve of a user",
    (
        *_with_own_bands(flares.BLOCKS),
        count("flare", "number of the flare that the block belongs to; 0: of none"),
        UNIT,
    ),
    ("band", "block"),
    may_be_empty=True,
)

USER_FLARES = Contract(
    "user_curve_flares",
    "Flares of a light curve of a user: runs of flaring blocks",
    (
        NAME,
        BAND,
        count("flare", "number of the flare, from 1", low=1),
        START,
        STOP,
        days("length", "of the flare", low=0),
        count("n_blocks", "blocks of the flare", low=1),
        count("n_points", "points of the flare", low=1),
        in_band_unit("peak_flux", "flux of the brightest block"),
        in_band_unit("peak_error", "its error", low=0),
        number("peak_mjd", "d", "time.epoch", "middle of the brightest block, MJD", **MJD_RANGE),
        number(
            "peak_ratio",
            "",
            "stat.value;arith.ratio",
            "flux of the brightest block over the quiescent flux; none if that is not positive",
            **MISSING,
        ),
        UNIT,
    ),
    ("band", "flare"),
    may_be_empty=True,
)

USER_MEASURES = Contract(
    "user_curve_measures",
    "Variability of a light curve of a user, by band",
    (
        *_with_own_bands(flares.MEASURES),
        count("n_limits", "upper limits among the points"),
        in_band_unit("flaring_flux", "level above which a block flares", **MISSING),
        count("place", "place of the band in the file, from 1", low=1),
        UNIT,
    ),
    ("place",),
)

USER_STAGES = Contract(
    "user_curve_stages",
    "When one of two bands of a user's light curve flares alone, and when both do",
    (
        NAME,
        FIRST_BAND,
        SECOND_BAND,
        text("stage", "which of the bands flares", "meta.code", choices=STAGES),
        START,
        STOP,
    ),
    ("stage", "mjd_start"),
    may_be_empty=True,
)

USER_CORRELATION = Contract(
    "user_curve_correlation",
    "Discrete correlation function of two bands of a user's light curve",
    (
        FIRST_BAND,
        SECOND_BAND,
        days("lag", "middle of the bin of lag: of the first band behind the second"),
        count("n_pairs", "pairs of points in the bin"),
        number("correlation", "", "stat.correlation", "its value", **MISSING),
        number("correlation_error", "", "stat.error", "its error", low=0, **MISSING),
    ),
    ("lag",),
    may_be_empty=True,
)

USER_LAGS = Contract(
    "user_curve_lags",
    "Lag between two bands of a user's light curve, and how much of their flaring is simultaneous",
    (
        *_with_own_bands(flares.FLARE_LAGS),
        days("first_days", "flares of the first band alone", low=0),
        days("second_days", "flares of the second band alone", low=0),
        days("both_days", "flares of both bands", low=0),
        number(
            "simultaneous_ratio",
            "",
            "stat.value;arith.ratio",
            "simultaneous over all flaring time; none without flares",
            low=0,
            high=1,
            nullable=True,
        ),
    ),
    ("first_band",),
    may_be_empty=True,
)
