"""Contracts of results of neutrino searches: sources, hot spots, events near a source, fluxes."""

from __future__ import annotations

from nusources.contracts.columns import DEC, RA, number, text
from nusources.tables import Column, Contract

FLUX = "GeV.cm**-2.s**-1.sr**-1"
NORM_DIFFUSE = "GeV**-1.cm**-2.s**-1.sr**-1"
NORM_SOURCE = "GeV**-1.cm**-2.s**-1"
SOURCE_CLASSES = ("BLL", "FSRQ", "GAL", "SBG", "AGN", "UNIDB")
MINUS_LOG10_P = number(
    "minus_log10_p", "", "stat.probability", "-log10 of the local p-value", low=0
)

SOURCE_LIST = Contract(
    "source_list",
    "The 110 sources of IceCube's ten-year search (PRL 124 (2020) 051103)",
    (
        text("source_name", "name of the source", "meta.id;meta.main"),
        text("source_class", "class", "src.class", choices=SOURCE_CLASSES),
        RA,
        DEC,
        number("n_signal", "", "stat.fit.param", "fitted signal events", low=0),
        number("spectral_index", "", "stat.fit.param;spect.index", "fitted index", low=0),
        MINUS_LOG10_P,
        number(
            "flux_limit",
            "TeV**-1.cm**-2.s**-1",
            "phot.flux;stat.max",
            "90 % upper limit at 1 TeV, E^-2, muon neutrinos and antineutrinos",
            low=0,
        ),
        Column("has_no_signal", "bool", "", "meta.code", "fitted to 0: index has no meaning"),
    ),
    ("source_name",),
)

SOURCE_LIST_TS = Contract(
    "source_list_ts",
    "The same 110 sources, another transcription: test statistic, two decimals",
    (
        text("source_name", "name of the source", "meta.id;meta.main"),
        RA,
        DEC,
        number("test_statistic", "", "stat.value", "TS of the fit", low=0),
        number("n_signal", "", "stat.fit.param", "fitted signal events", low=0),
        number("spectral_index", "", "stat.fit.param;spect.index", "fitted index", low=0),
        MINUS_LOG10_P,
    ),
    ("source_name",),
)

HOT_SPOTS = Contract(
    "hot_spots",
    "Local minima of the p-value sky map of IceCube's seven-year search",
    (
        Column("row", "int64", "", "meta.record", "row of the file, from 1", low=1),
        RA,
        DEC,
        MINUS_LOG10_P,
    ),
    ("row",),
)

NEARBY_TRACKS = Contract(
    "nearby_tracks",
    "Track events in a box around NGC 1068 (Science 378 (2022) 538)",
    (
        Column("row", "int64", "", "meta.record", "row of the file, from 1", low=1),
        number("log10_energy", "", "em.energy", "energy proxy of the muon, log10(E/GeV)"),
        RA,
        DEC,
        number("ang_err", "deg", "stat.error;pos.angDistance", "angular error", low=0, high=180),
    ),
    ("row",),
)

FLUX_SEGMENTS = Contract(
    "flux_segments",
    "Diffuse flux in bands of energy, per flavour, neutrinos and antineutrinos",
    (
        number("energy_min", "GeV", "em.energy;stat.min", "lower edge", low=0),
        number("energy_max", "GeV", "em.energy;stat.max", "upper edge", low=0),
        number("flux", FLUX, "phot.flux", "E^2 phi, or its upper limit", low=0),
        number("flux_err_plus", FLUX, "stat.error;phot.flux", "upper error", low=0, nullable=True),
        number("flux_err_minus", FLUX, "stat.error;phot.flux", "lower error", low=0, nullable=True),
        Column("is_upper_limit", "bool", "", "meta.code", "flux is an upper limit"),
        Column("reaches_zero", "bool", "", "meta.code", "the interval of the flux includes 0"),
    ),
    ("energy_min",),
)

FLUX_LIMITS = Contract(
    "flux_limits",
    "Differential upper limits of the diffuse flux",
    (
        number("energy", "GeV", "em.energy", "energy", low=0),
        number("flux_limit", FLUX, "phot.flux;stat.max", "E^2 phi, as printed", low=0),
    ),
    ("energy",),
)

FLUX_CONTOUR = Contract(
    "flux_contour",
    "Points of a 68 % contour of index and normalisation",
    (
        Column("point", "int64", "", "meta.record", "point, as printed, from 1", low=1),
        number("spectral_index", "", "spect.index", "index", low=0, high=6),
        number("norm", NORM_DIFFUSE, "phot.flux", "per flavour, diffuse", low=0, nullable=True),
        number("norm_source", NORM_SOURCE, "phot.flux", "of a source", low=0, nullable=True),
    ),
    ("point",),
)

FLUX_BEST_FITS = Contract(
    "flux_best_fits",
    "Best fits of spectra, diffuse and of sources",
    (
        text("measurement", "short name", "meta.id;meta.main"),
        text(
            "model",
            "shape of the spectrum",
            "meta.code",
            choices=("SinglePowerLaw", "BrokenPowerLaw", "LogParabola"),
        ),
        number("spectral_index", "", "spect.index", "index (below a break)"),
        number("spectral_index_2", "", "spect.index", "index above the break", nullable=True),
        number("log10_break", "", "em.energy", "log10(E_break/GeV)", nullable=True),
        number("curvature", "", "spect.index", "curvature of a log-parabola", nullable=True),
        number("norm", NORM_DIFFUSE, "phot.flux", "per flavour, diffuse", low=0, nullable=True),
        number("norm_source", NORM_SOURCE, "phot.flux", "of a source", low=0, nullable=True),
        number("reference_energy", "GeV", "em.energy", "energy of the normalisation", low=0),
        number("energy_min", "GeV", "em.energy;stat.min", "sensitive range", low=0),
        number("energy_max", "GeV", "em.energy;stat.max", "sensitive range", low=0),
    ),
    ("measurement",),
)
