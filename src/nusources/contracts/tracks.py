"""Contracts of track events, detector responses and their simulation."""

from __future__ import annotations

from nusources.contracts.columns import DEC, RA, SEASON, count, number, text
from nusources.tables import Column, Contract

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
        number("mjd", "d", "time.epoch", "arrival time, modified Julian date (UT1)"),
        number("log10_energy", "", "em.energy", "energy proxy of the muon, log10(E/GeV)"),
        number(
            "ang_err",
            "deg",
            "stat.error;pos.angDistance",
            "angular error, standard deviation per axis",
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
        text("season", "season whose configuration it is"),
        number("log10_energy_min", "", "em.energy;stat.min", "log10(E_nu/GeV), lower edge"),
        number("log10_energy_max", "", "em.energy;stat.max", "log10(E_nu/GeV), upper edge"),
        number("dec_min", "deg", "pos.eq.dec;stat.min", "lower edge", low=-90, high=90),
        number("dec_max", "deg", "pos.eq.dec;stat.max", "upper edge", low=-90, high=90),
        number("effective_area", "cm2", "phys.area;instr", "mean over the bin", low=0),
    ),
    ("season", "log10_energy_min", "dec_min"),
)

UPTIME = Contract(
    "uptime",
    "Good runs of the detector",
    (
        SEASON,
        number("mjd_start", "d", "time.start", "start of the run, MJD (UT1)"),
        number("mjd_stop", "d", "time.end", "end of the run, MJD (UT1)"),
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
        text("component", "point source or population", "src.class"),
        text("source_name", "injected source", "meta.id;src"),
        number("true_ra", "deg", "pos.eq.ra", "true right ascension", low=0, high=360),
        number("true_dec", "deg", "pos.eq.dec", "true declination", low=-90, high=90),
        number("true_log10_energy", "", "em.energy", "true neutrino energy, log10(E/GeV)"),
    ),
    ("season", "row"),
    may_be_empty=True,
)

INJECTED_SOURCES = Contract(
    "injected_sources",
    "Sources of the injected signal; never read by an analysis",
    (
        text("source_name", "injected source", "meta.id;src"),
        text("component", "point source or population", "src.class"),
        text("group", "group of sources that it is to be found in", nullable=True),
        RA,
        DEC,
        number("weight", "", "stat.weight", "share of the flux of its component", low=0, high=1),
        number(
            "flux",
            "GeV-1 cm-2 s-1",
            "phot.flux.density",
            "of nu_mu + anti-nu_mu at 100 TeV; point sources only",
            low=0,
            nullable=True,
        ),
        number("spectral_index", "", "spect.index", "positive; point sources only", nullable=True),
    ),
    ("source_name",),
    may_be_empty=True,
)

SELECTION_FLOW = Contract(
    "selection_flow",
    "Events of each season before and after the cuts",
    (
        SEASON,
        count("n_events", "events in the file"),
        count("n_energy", "events that pass the energy cut"),
        count("n_selected", "events that pass the energy and the angular-error cut"),
        count("n_duplicates", "rows that repeat an earlier row of the season"),
        number("fraction", "", "stat.value;arith.ratio", "n_selected / n_events", low=0, high=1),
    ),
    ("season",),
)
