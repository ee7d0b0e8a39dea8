"""Contracts of the correlation in time between flares and alerts (Chang et al. 2022, 5 and 6.2)."""

from __future__ import annotations

from nusources.contracts.columns import P_VALUE, count, number, text
from nusources.tables import Column, Contract

SEARCHES = ("shifts_and_levels", "windows_and_factors", "whole_chain")
CONTROLS = ("outside", "like_alerts")
SIMULTANEITY_GROUPS = ("warm_spots", "region_near", "region_far")

SAMPLE = text("sample", "sample of variable sources", "meta.dataset")
VARIANT = text("variant", "main, or what was changed", "meta.code")
MISSING = {"nullable": True}
P_LOCAL = number("p_local", "", "stat.probability", "right-tailed, (M+1)/(N+1)", **P_VALUE)
TRIALS = count("n_trials", "random trials", low=1)


def ratio(name: str, description: str) -> Column:
    """Column of ratios that may be undefined."""
    return number(name, "", "stat.value;arith.ratio", description, **MISSING)


def factor(**rules: bool) -> Column:
    """Column of the factor on the half-axes of regions."""
    return number("factor", "", "arith.factor", "on the half-axes of the regions", low=0, **rules)


def window(**rules: bool) -> Column:
    """Column of the full width of the time window."""
    return number("window_days", "d", "time.duration", "full width of the window", low=0, **rules)


LEVEL = number(
    "level", "", "stat.value;stat.min", "smallest flare level that counts; 0: all", low=0
)
SHIFT = number("shift_days", "d", "time.duration", "days by which flares follow the alert")

ALERT_PAIRS = Contract(
    "alert_pairs",
    "Pairs of variable sources and alerts whose region, enlarged, holds them",
    (
        SAMPLE,
        text("source_name", "name in the sample", "meta.id;meta.main"),
        text("alert_name", "name of the alert"),
        number("mjd", "d", "time.epoch", "time of the alert, MJD", low=5e4, high=7e4),
        number("alert_factor", "", "stat.value", "smallest factor that holds the source", low=0),
        text("status", "used, or why the source has no flare levels", "meta.code.status"),
    ),
    ("sample", "source_name", "alert_name"),
    may_be_empty=True,
)

FLARE_RATIOS = Contract(
    "flare_ratios",
    "R(t): mean flare level inside the time windows over that outside (eq. 1)",
    (
        SAMPLE,
        VARIANT,
        LEVEL,
        SHIFT,
        ratio("ratio", "R; missing without detections inside or outside"),
        ratio("ratio_error", "its error: standard errors of both means, or bootstrap"),
        ratio("trial_mean", "mean of R of the control trials that have one"),
        ratio("trial_std", "their standard deviation"),
        P_LOCAL,
        count("n_inside", "detections inside"),
        count("n_outside", "detections outside"),
        count("n_defined", "control trials that have R"),
        TRIALS,
    ),
    ("sample", "variant", "level", "shift_days"),
    may_be_empty=True,
)

WINDOW_SCAN = Contract(
    "window_scan",
    "R(0) for trial windows and factors against alerts of scrambled R.A. (section 5.1.1)",
    (
        SAMPLE,
        factor(),
        window(),
        ratio("ratio", "R(0), without cut on the level"),
        P_LOCAL,
        count("n_pairs", "pairs with flare levels"),
        TRIALS,
    ),
    ("sample", "factor", "window_days"),
    may_be_empty=True,
)

TIME_SEARCHES = Contract(
    "time_searches",
    "What stands out most in the searches in time, and its global p-value",
    (
        SAMPLE,
        VARIANT,
        text("search", "what was searched", "meta.code", choices=SEARCHES),
        P_LOCAL,
        number(
            "score",
            "",
            "stat.value",
            "largest ln R above its mean over trials, in standard deviations; none in a scan",
            **MISSING,
        ),
        number(
            "p_global",
            "",
            "stat.probability",
            "of a score as large; in a scan, of a smallest p_local as small",
            **P_VALUE,
        ),
        number("p_global_error", "", "stat.error", "binomial error", low=0),
        number(
            "level",
            "",
            "stat.value;stat.min",
            "flare level of the largest score",
            low=0,
            **MISSING,
        ),
        number("shift_days", "d", "time.duration", "shift of the largest score", **MISSING),
        window(nullable=True),
        factor(nullable=True),
        count("n_sources", "sources of the sample with flare levels"),
        count("n_left_out", "sources of the sample without"),
        count("n_pairs", "pairs with flare levels"),
        TRIALS,
        text("note", "what to know of the trials; may be empty", "meta.note"),
    ),
    ("sample", "variant", "search"),
    may_be_empty=True,
)

SIMULTANEITY = Contract(
    "simultaneity",
    "Shares of simultaneous and orphan flares of potential neutrino sources (Table 1, Figure 11)",
    (
        text("group", "group of sources", choices=SIMULTANEITY_GROUPS),
        count("n_sources", "sources that flare in both bands"),
        ratio("simultaneous_ratio", "mean share of simultaneous stages in the flaring time"),
        ratio("low_energy_ratio", "mean share of stages with infrared flares alone"),
        ratio("high_energy_ratio", "mean share of stages with gamma-ray flares alone"),
        ratio("simultaneous_trial_mean", "mean of the trials"),
        ratio("simultaneous_trial_std", "standard deviation of the trials"),
        ratio("low_energy_trial_mean", "mean of the trials"),
        ratio("low_energy_trial_std", "standard deviation of the trials"),
        ratio("high_energy_trial_mean", "mean of the trials"),
        ratio("high_energy_trial_std", "standard deviation of the trials"),
        number("p_value", "", "stat.probability", "of a simultaneous_ratio as large", **P_VALUE),
        TRIALS,
    ),
    ("group",),
)

TIME_CONVENTIONS = Contract(
    "time_conventions",
    "R(0) under the default reading of the paper, and with one reading changed at a time",
    (
        SAMPLE,
        text("reading", "what the paper leaves open; default: none changed", "meta.note"),
        text("choice", "how it is read", "meta.code"),
        count("n_pairs", "pairs with flare levels"),
        ratio("ratio", "R(0), without cut on the level but for readings of the cut"),
        ratio("ratio_error", "its error; missing with one value on a side"),
        P_LOCAL,
        TRIALS,
    ),
    ("sample", "reading", "choice"),
    may_be_empty=True,
)

TIME_NULL_SKIES = Contract(
    "time_null_skies",
    "p-values of R(0) of skies whose alerts have random R.A.",
    (
        SAMPLE,
        text("controls", "how control trials are drawn", "meta.code", choices=CONTROLS),
        count("sky", "number of the sky", "meta.id"),
        P_LOCAL,
        TRIALS,
    ),
    ("sample", "controls", "sky"),
    may_be_empty=True,
)

TIME_POWER = Contract(
    "time_power",
    "How often 3 sigma are reached if some of the pairs flare with their alert",
    (
        SAMPLE,
        number(
            "share",
            "",
            "stat.value;arith.ratio",
            "of the pairs whose brightest point is at the alert",
        ),
        count("n_skies", "simulated skies", low=1),
        count("n_found", "skies with a p-value of 3 sigma or less"),
        number("p_median", "", "stat.probability", "median p-value", **P_VALUE),
        TRIALS,
    ),
    ("sample", "share"),
    may_be_empty=True,
)
