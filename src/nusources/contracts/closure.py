"""Contracts of the closure of the spatial search (Chang et al. 2022, section 6.3)."""

from __future__ import annotations

from nusources.contracts.columns import P_VALUE, count, number, text
from nusources.tables import Contract

NULL_SKY_P_VALUES = Contract(
    "null_sky_p_values",
    "p-values of simulated skies without signal",
    (
        text(
            "regime",
            "sparse: few events near few sources; dense: all events and many sources",
            "meta.note",
            choices=("sparse", "dense"),
        ),
        count("sky", "number of the sky in its regime", "meta.id"),
        text(
            "statistic",
            "what is counted, and where its p-value comes from",
            choices=("events_normal", "events_scrambled", "pairs_exact"),
        ),
        count("n_observed", "events, or pairs, at the drawn positions"),
        number("n_expected", "", "meta.number;stat.mean", "mean under the null", low=0),
        number("sigma", "", "stat.stdev", "standard deviation under the null", low=0),
        number("p_value", "", "stat.probability", "right-tailed, P(>= n)", **P_VALUE),
        number(
            "p_value_randomised",
            "",
            "stat.probability",
            "uniform draw between P(> n) and P(>= n)",
            **P_VALUE,
        ),
        count("n_scrambles", "number of scrambles; 0 where none are needed"),
    ),
    ("regime", "sky", "statistic"),
)

LIMIT_COVERAGE = Contract(
    "limit_coverage",
    "How often limits on the number of signal events contain the true one",
    (
        text("limit", "kind of limit", choices=("classical", "feldman_cousins")),
        number("signal", "", "meta.number;stat.mean", "true mean number of signal events", low=0),
        number("n_expected", "", "meta.number;stat.mean", "mean of the background", low=0),
        number("sigma", "", "stat.stdev", "standard deviation of the background", low=0),
        number("confidence_level", "", "stat.probability", "nominal coverage", low=0, high=1),
        number("coverage", "", "stat.probability", "share of the trials", low=0, high=1),
        number("coverage_error", "", "stat.error", "its binomial error", low=0),
        number(
            "coverage_expected",
            "",
            "stat.probability",
            "exact, from the probability of every count",
            low=0,
            high=1,
        ),
        count("n_trials", "number of trials", low=1),
    ),
    ("limit", "signal"),
)
