"""Contracts of the fit of track events to catalogues."""

from __future__ import annotations

from nusources.contracts.columns import P_VALUE, count, number, text
from nusources.tables import Contract

SAMPLE = text("sample", "sample of track events")
CATALOGUE = text("catalogue", "catalogue that the events may follow")
NONE = "empty: no fraction is excluded"
SHARE = {"low": 0.0, "high": 1.0}
STATISTIC = number("statistic", "", "stat.likelihood", "TS = 2 ln(L(f) / L(0))", low=0)

TRACK_NULLS = Contract(
    "track_nulls",
    "Fits of skies with scrambled right ascensions",
    (
        SAMPLE,
        CATALOGUE,
        count("trial", "number of the scramble, from 0", "meta.record"),
        number("fraction", "", "stat.fit", "fitted fraction of events", **SHARE),
        STATISTIC,
    ),
    ("sample", "catalogue", "trial"),
    may_be_empty=True,
)

TRACK_FITS = Contract(
    "track_fits",
    "Fraction of track events that follow a catalogue",
    (
        SAMPLE,
        CATALOGUE,
        text("sample_label", "what figures call the sample", "meta.note"),
        text("catalogue_label", "what figures call the catalogue", "meta.note"),
        count("n_sources", "sources of the catalogue in the region", "meta.number;src"),
        count("n_events", "events in the region"),
        number("fraction", "", "stat.fit", "fitted fraction", nullable=True, **SHARE),
        STATISTIC,
        number("p_value", "", "stat.probability", "right-tailed, (M+1)/(N+1)", **P_VALUE),
        number("p_value_error", "", "stat.error", "binomial error of p_value", low=0),
        number("confidence_level", "", "stat.param", "of the limit", **SHARE),
        number(
            "limit",
            "",
            "stat.value;stat.max",
            "upper limit; empty: no fraction excluded",
            nullable=True,
            **SHARE,
        ),
        number("limit_error", "", "stat.error", "Monte Carlo", nullable=True, low=0),
        number(
            "sensitivity",
            "",
            "stat.value;stat.median",
            f"median limit without signal; {NONE}",
            nullable=True,
            **SHARE,
        ),
        count("n_trials", "scrambles"),
    ),
    ("sample", "catalogue"),
    may_be_empty=True,
)
