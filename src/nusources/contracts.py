"""The contracts of all tables, in the order in which data flow.

docs/data-dictionary.md is generated from this file.
"""

from __future__ import annotations

from nusources.tables import Column, Contract

STATUSES = (
    "reproduced",
    "differs",
    "simulated input",
    "input not available",
    "not testable",
)


def _text(name: str, description: str, ucd: str = "meta.id", **rules) -> Column:
    return Column(name, "string", "", ucd, description, **rules)


def _number(name: str, unit: str, ucd: str, description: str, **rules) -> Column:
    return Column(name, "float64", unit, ucd, description, **rules)


def _count(name: str, description: str, ucd: str = "meta.number", low: float = 0) -> Column:
    return Column(name, "int64", "", ucd, description, low=low)


SEASON = _text("season", "season of data taking, IC40 ... IC86_VII")
RA = _number("ra", "deg", "pos.eq.ra;meta.main", "right ascension, J2000", low=0, high=360)
DEC = _number("dec", "deg", "pos.eq.dec;meta.main", "declination, J2000", low=-90, high=90)
GROUP = _text("group", "group of sources")
THRESHOLD = _number(
    "log10_energy_min",
    "",
    "em.energy;stat.min",
    "threshold of the energy proxy, log10(E/GeV)",
)
P_VALUE = {"low": 0.0, "high": 1.0}

TRACKS = Contract(
    "tracks",
    "Track-like neutrino events of one sample, all seasons",
    (
        SEASON,
        Column(
            "row",
            "int64",
            "",
            "meta.record",
            "row of the season's event file, from 1",
            low=1,
        ),
        _number("mjd", "d", "time.epoch", "arrival time, modified Julian date (UT1)"),
        _number("log10_energy", "", "em.energy", "energy proxy of the muon, log10(E/GeV)"),
        _number(
            "ang_err",
            "deg",
            "stat.error;pos.angDistance",
            "angular error, one sigma",
            low=0,
        ),
        RA,
        DEC,
    ),
    ("season", "row"),
)

EFFECTIVE_AREA = Contract(
    "effective_area",
    "Effective area for muon neutrinos, averaged over bins",
    (
        _text("season", "season whose configuration it is"),
        _number("log10_energy_min", "", "em.energy;stat.min", "log10(E_nu/GeV), lower edge"),
        _number("log10_energy_max", "", "em.energy;stat.max", "log10(E_nu/GeV), upper edge"),
        _number("dec_min", "deg", "pos.eq.dec;stat.min", "lower edge", low=-90, high=90),
        _number("dec_max", "deg", "pos.eq.dec;stat.max", "upper edge", low=-90, high=90),
        _number("effective_area", "cm2", "phys.area;instr", "mean over the bin", low=0),
    ),
    ("season", "log10_energy_min", "dec_min"),
)

UPTIME = Contract(
    "uptime",
    "Good runs of the detector",
    (
        SEASON,
        _number("mjd_start", "d", "time.start", "start of the run, MJD (UT1)"),
        _number("mjd_stop", "d", "time.end", "end of the run, MJD (UT1)"),
    ),
    ("season", "mjd_start"),
    may_be_empty=True,
)

TRACK_TRUTH = Contract(
    "track_truth",
    "What was injected into simulated track events; never read by an analysis",
    (
        SEASON,
        Column(
            "row",
            "int64",
            "",
            "meta.record",
            "row of the season's event file, from 1",
            low=1,
        ),
        _text("component", "point source or population", "src.class"),
        _text("source_name", "injected source", "meta.id;src"),
        _number("true_ra", "deg", "pos.eq.ra", "true right ascension", low=0, high=360),
        _number("true_dec", "deg", "pos.eq.dec", "true declination", low=-90, high=90),
        _number("true_log10_energy", "", "em.energy", "true neutrino energy, log10(E/GeV)"),
    ),
    ("season", "row"),
    may_be_empty=True,
)

INJECTED_SOURCES = Contract(
    "injected_sources",
    "Sources of the injected signal; never read by an analysis",
    (
        _text("source_name", "injected source", "meta.id;src"),
        _text("component", "point source or population", "src.class"),
        RA,
        DEC,
        _number("weight", "", "stat.weight", "relative flux within its component", low=0),
    ),
    ("source_name",),
    may_be_empty=True,
)

SELECTION_FLOW = Contract(
    "selection_flow",
    "Events of each season before and after the cuts",
    (
        SEASON,
        _count("n_events", "events in the file"),
        _count("n_energy", "events that pass the energy cut"),
        _count("n_selected", "events that pass the energy and the angular-error cut"),
        _count("n_duplicates", "rows that repeat an earlier row of the season"),
        _number("fraction", "", "arith.ratio", "n_selected / n_events", low=0, high=1),
    ),
    ("season",),
)

SOURCES = Contract(
    "sources",
    "Sources and the groups they belong to, one row per membership",
    (
        GROUP,
        _text("source_name", "name of the source", "meta.id;meta.main"),
        RA,
        DEC,
    ),
    ("group", "source_name"),
)

SCRAMBLE_COUNTS = Contract(
    "scramble_counts",
    "Number of events near a group in each scramble of right ascension",
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
    "Observed and expected number of events near each group (chang2022, Table 6)",
    (
        GROUP,
        THRESHOLD,
        _count("n_sources", "sources of the group"),
        _count("n_selected", "events that reach the threshold"),
        _count("n_observed", "events with at least one source in their circle"),
        _number("n_expected", "", "stat.mean", "mean over the scrambles", low=0),
        _number(
            "n_expected_error",
            "",
            "stat.error",
            "Monte-Carlo error of n_expected",
            low=0,
        ),
        _number("sigma", "", "stat.stdev", "standard deviation over the scrambles", low=0),
        _number("excess", "", "arith.diff", "n_observed - n_expected"),
        _number("p_value", "", "stat.probability", "right-tailed, (M+1)/(N+1)", **P_VALUE),
        _number("p_value_error", "", "stat.error", "binomial error of p_value", **P_VALUE),
        _count("n_scrambles", "number of scrambles N", low=1),
    ),
    ("group", "log10_energy_min"),
)

GLOBAL_P_VALUES = Contract(
    "global_p_values",
    "Smallest local p-value of a search and its probability over all that was searched",
    (
        _text("search", "a group (all thresholds) or 'all groups'"),
        _text("group", "group of the smallest local p-value"),
        THRESHOLD,
        _number("p_local", "", "stat.probability", "smallest local p-value", **P_VALUE),
        _number(
            "p_global",
            "",
            "stat.probability",
            "trial-corrected, same scrambles",
            **P_VALUE,
        ),
        _number("p_global_error", "", "stat.error", "binomial error of p_global", **P_VALUE),
        _count("n_scrambles", "number of scrambles N", low=1),
    ),
    ("search",),
)

PUBLISHED = Contract(
    "published",
    "Numbers printed in a paper",
    (
        _text("id", "identifier of the number"),
        _text("quantity", "what it is", "meta.note"),
        _text("where", "place in the paper", "meta.ref"),
        _number("published", "", "stat.value", "printed value"),
        _number("published_error", "", "stat.error", "printed error", nullable=True),
        _number("rounding", "", "stat.error", "half a unit of the last printed digit", low=0),
    ),
    ("id",),
)

REPRODUCTION = Contract(
    "reproduction",
    "Published numbers beside ours",
    (
        _text("study", "study", "meta.ref"),
        _text("id", "identifier of the number"),
        _text("quantity", "what it is", "meta.note"),
        _text("where", "place in the paper", "meta.ref"),
        _number("published", "", "stat.value", "printed value"),
        _number(
            "published_error",
            "",
            "stat.error",
            "error of the printed value",
            nullable=True,
        ),
        _number("ours", "", "stat.value", "value of this run", nullable=True),
        _number("ours_error", "", "stat.error", "its error", nullable=True),
        _number("pull", "", "stat.value", "difference over combined error", nullable=True),
        _text("status", "verdict", "meta.code.status", choices=STATUSES),
        _text("reason", "why, unless reproduced", "meta.note"),
    ),
    ("study", "id"),
)

ALL = (
    TRACKS,
    EFFECTIVE_AREA,
    UPTIME,
    TRACK_TRUTH,
    INJECTED_SOURCES,
    SELECTION_FLOW,
    SOURCES,
    SCRAMBLE_COUNTS,
    SPATIAL_EXCESS,
    GLOBAL_P_VALUES,
    PUBLISHED,
    REPRODUCTION,
)
