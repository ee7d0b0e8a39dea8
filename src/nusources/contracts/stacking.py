"""Contracts of the stacking of sources in track events."""

from __future__ import annotations

from nusources.contracts.columns import DEC, P_VALUE, RA, count, number, text
from nusources.tables import Column, Contract

SAMPLE = text("sample", "sample of track events")
STACK = text("stack", "list of sources that are stacked")
SOURCE = text("source_name", "source", "meta.id;meta.main")
TRIAL = count("trial", "number of the scrambled sky, from 0", "meta.record")
TS = number("ts", "", "stat.likelihood", "TS = 2 ln(L(n_s, gamma) / L(0))", low=0)
N_SIGNAL = number("n_signal", "", "meta.number", "fitted signal events n_s", low=0)
FLUX_UNIT = "GeV**-1.cm**-2.s**-1"
NO_SIGNAL = "empty without signal"
INDEX = {"low": 1.0, "high": 4.0}
FITTED_INDEX = number(
    "spectral_index", "", "spect.index", f"fitted, 1 to 4; {NO_SIGNAL}", nullable=True, **INDEX
)
INJECTED_INDEX = number("injected_index", "", "spect.index", "of the injected signal", **INDEX)
N_SOURCES = count("n_sources", "sources of the stack", "meta.number;src")


def flux(name: str, description: str, ucd: str = "phot.flux.density") -> Column:
    """Flux of nu_mu + anti-nu_mu at 100 TeV, all sources together; empty: beyond the injections."""
    text_of = f"{description}: flux of nu_mu + anti-nu_mu of all sources at 100 TeV"
    return number(name, FLUX_UNIT, ucd, text_of, low=0, nullable=True)


NULL_FITS = Contract(
    "null_fits",
    "Fits of single sources in skies with scrambled right ascensions",
    (SAMPLE, SOURCE, DEC, TRIAL, N_SIGNAL, FITTED_INDEX, TS),
    ("sample", "source_name", "trial"),
)

STACK_NULLS = Contract(
    "stack_nulls",
    "Fits of stacks in skies with scrambled right ascensions",
    (SAMPLE, STACK, TRIAL, N_SIGNAL, FITTED_INDEX, TS),
    ("sample", "stack", "trial"),
    may_be_empty=True,
)

STACK_INJECTIONS = Contract(
    "stack_injections",
    "Fits of stacks in scrambled skies with injected signal",
    (
        SAMPLE,
        STACK,
        INJECTED_INDEX,
        number("mean_signal", "", "meta.number;stat.mean", "expected signal events", low=0),
        TRIAL,
        flux("flux", "injected"),
        N_SIGNAL,
        FITTED_INDEX,
        TS,
    ),
    ("sample", "stack", "injected_index", "mean_signal", "trial"),
    may_be_empty=True,
)

STACK_FITS = Contract(
    "stack_fits",
    "Signal of stacks in the observed sky, and what flux the search would find",
    (
        SAMPLE,
        STACK,
        text("sample_label", "what figures call the sample", "meta.note"),
        text("stack_label", "what figures call the stack", "meta.note"),
        text("weights", "what the flux of each source is taken to follow", "meta.note"),
        text("energy_response", "model: proxies of the model detector", "meta.note"),
        N_SOURCES,
        count("n_events", "events of the sample"),
        N_SIGNAL,
        FITTED_INDEX,
        TS,
        number("p_value", "", "stat.probability", "of the TS, (M+1)/(N+1)", **P_VALUE),
        number("p_value_error", "", "stat.error", "binomial error of p_value", low=0),
        count("n_trials", "scrambled skies N"),
        INJECTED_INDEX,
        number("confidence_level", "", "stat.param", "of the limit", low=0, high=1),
        flux("limit", "upper limit", "phot.flux.density;stat.max"),
        flux("sensitivity", "90 % of the trials above the median of the null"),
        flux("discovery_3", "half of the trials above the 3 standard deviations of the null"),
        flux("discovery_5", "half above the 5 standard deviations, of a fitted tail"),
        number("limit_events", "", "meta.number", "events of the limit", low=0, nullable=True),
        number("sensitivity_events", "", "meta.number", "its events", low=0, nullable=True),
        text("tail", "how the threshold at 5 standard deviations was found", "meta.note"),
    ),
    ("sample", "stack"),
    may_be_empty=True,
)

STACK_SOURCES = Contract(
    "stack_sources",
    "Sources of stacks: their share of the signal, and each alone in the observed sky",
    (
        SAMPLE,
        STACK,
        SOURCE,
        RA,
        DEC,
        number("flux_share", "", "stat.weight", "share of the flux of the stack", low=0, high=1),
        number("expected_signal", "", "meta.number", "fitted n_s times the share of events", low=0),
        number("signal_in_stack", "", "meta.number", "fitted n_s by the share of S_i", low=0),
        N_SIGNAL,
        FITTED_INDEX,
        TS,
    ),
    ("sample", "stack", "source_name"),
    may_be_empty=True,
)

SOURCE_SENSITIVITIES = Contract(
    "source_sensitivities",
    "Sensitivity to single sources against declination",
    (
        SAMPLE,
        DEC,
        INJECTED_INDEX,
        number("median_null", "", "stat.value;stat.median", "median TS of scrambled skies", low=0),
        number("events", "", "meta.number", "expected signal events", low=0, nullable=True),
        flux("sensitivity", "90 % of the trials above the median of the null"),
        flux("discovery_5", "half above the 5 standard deviations, of a fitted tail"),
        flux("published", "published sensitivity of ten years for an E^-2 spectrum, where at hand"),
    ),
    ("sample", "dec", "injected_index"),
    may_be_empty=True,
)
