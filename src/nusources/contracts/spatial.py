"""Contracts of groups of sources and of events near them."""

from __future__ import annotations

from dataclasses import replace

from nusources.contracts.columns import (
    DEC,
    GROUP,
    P_VALUE,
    RA,
    THRESHOLD,
    count,
    number,
    text,
)
from nusources.contracts.sensitivity import FLUX_UNIT, flux
from nusources.tables import Column, Contract

WEIGHT = number(
    "weight",
    "",
    "stat.weight;phot.flux",
    "flux weight: the column sensitivity.weight_column of the group's table, 1 without",
    low=0,
)

SOURCES = Contract(
    "sources",
    "Sources and the groups they belong to, one row per membership",
    (
        GROUP,
        text("source_name", "name of the source", "meta.id;meta.main"),
        RA,
        DEC,
        text("gamma_name", "gamma-ray counterpart, without blanks", "meta.id.cross", nullable=True),
        replace(RA, name="listed_ra", ucd="pos.eq.ra", description="ra as the group lists it"),
        replace(DEC, name="listed_dec", ucd="pos.eq.dec", description="dec as the group lists it"),
        WEIGHT,
    ),
    ("group", "source_name"),
)

NULL = text(
    "null",
    "the group's null hypothesis, groups[].null: source_ra, each source's R.A. is scrambled; "
    "event_ra, each event's R.A.",
    "meta.note",
    choices=("source_ra", "event_ra"),
)

SCRAMBLE_COUNTS = Contract(
    "scramble_counts",
    "Number of events near a group in each scramble of right ascension, of sources or of events",
    (
        GROUP,
        THRESHOLD,
        Column("trial", "int64", "", "meta.record", "number of the scramble, from 0", low=0),
        Column(
            "n_events",
            "int32",
            "",
            "meta.number",
            "events with a source in their circle",
            low=0,
        ),
    ),
    ("group", "log10_energy_min", "trial"),
)

SPATIAL_EXCESS = Contract(
    "spatial_excess",
    "Observed and expected number of events near each group (Chang et al. 2022, Table 6)",
    (
        GROUP,
        THRESHOLD,
        NULL,
        count("n_sources", "sources of the group"),
        count("n_selected", "events that reach the threshold"),
        count("n_observed", "events with at least one source in their circle"),
        number("n_expected", "", "meta.number;stat.mean", "mean under the null", low=0),
        number(
            "n_expected_error",
            "",
            "stat.error",
            "Monte-Carlo error of n_expected; 0 where it is exact",
            low=0,
        ),
        number("sigma", "", "stat.stdev", "standard deviation under the null", low=0),
        number("excess", "", "meta.number;arith.diff", "n_observed - n_expected"),
        number("p_value", "", "stat.probability", "right-tailed, (M+1)/(N+1) or exact", **P_VALUE),
        number(
            "p_value_error",
            "",
            "stat.error",
            "binomial error of p_value; 0 where it is exact",
            **P_VALUE,
        ),
        count("n_scrambles", "number of scrambles N", low=1),
    ),
    ("group", "log10_energy_min"),
)

GLOBAL_P_VALUES = Contract(
    "global_p_values",
    "Smallest local p-value of a search and its probability over all that was searched",
    (
        text("search", "a group (all thresholds) or 'all groups'"),
        text("group", "group of the smallest local p-value"),
        THRESHOLD,
        number("p_local", "", "stat.probability", "smallest local p-value", **P_VALUE),
        number(
            "p_global",
            "",
            "stat.probability",
            "trial-corrected, same scrambles",
            **P_VALUE,
        ),
        number("p_global_error", "", "stat.error", "binomial error of p_global", **P_VALUE),
        count("n_scrambles", "number of scrambles N", low=1),
    ),
    ("search",),
)

RECOVERED_SIGNAL = Contract(
    "recovered_signal",
    "Injected events and flux of each group of a simulated sky, beside what was found",
    (
        GROUP,
        THRESHOLD,
        count("n_injected", "injected events that pass the cuts and reach the threshold"),
        count("n_signal", "of these, events with a source of the group in their circle"),
        number(
            "n_chance",
            "",
            "meta.number;stat.mean",
            "n_signal at scrambled positions: what the injected events add to n_expected",
            low=0,
        ),
        number("excess", "", "meta.number;arith.diff", "n_observed - n_expected"),
        number("sigma", "", "stat.stdev", "standard deviation over the scrambles", low=0),
        number(
            "background_excess",
            "",
            "meta.number;arith.diff",
            "excess - (n_signal - n_chance): fluctuation of all other events",
        ),
        number(
            "ratio",
            "",
            "stat.value;arith.ratio",
            "excess / (n_signal - n_chance), where a source of the group is injected",
            nullable=True,
        ),
        number(
            "ratio_error", "", "stat.error", "sigma / (n_signal - n_chance)", low=0, nullable=True
        ),
        number(
            "n_signal_expected",
            "",
            "meta.number;stat.mean",
            "counted events that the injected flux gives, closed form",
            low=0,
        ),
        flux("flux_injected", "injected flux at 100 TeV, summed over the sources of the group"),
        number(
            "flux_fitted",
            FLUX_UNIT,
            "phot.flux.density",
            "excess / acceptance, at 100 TeV",
            nullable=True,
        ),
        flux(
            "flux_error",
            "sqrt(sigma^2 + n_signal_expected) / acceptance",
            "stat.error",
            nullable=True,
        ),
    ),
    ("group", "log10_energy_min"),
)
