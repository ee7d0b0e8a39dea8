"""Contracts of the microquasar study: spectra, sky maps and populations of fluxes."""

from __future__ import annotations

from nusources.contracts.columns import count, number, text
from nusources.contracts.microquasars import (
    DISTRIBUTION,
    ERAS,
    PATTERN,
    POINT_FLUX,
    POSITIVE,
    SHARE,
    VOID,
)
from nusources.contracts.neutrino_searches import FLUX
from nusources.tables import Column, Contract

FORMS = ("line", "band", "point", "limit")

_CURVE = (
    text("label", "name to be shown", "meta.note"),
    text("kind", "gamma or neutrino", "meta.code", choices=("gamma", "neutrino")),
    text("form", "how it is to be drawn", "meta.code", choices=FORMS),
    text("era", "2014 or present", "time.epoch", choices=ERAS),
    text("status", "published, confirmed, recalled or model", "meta.code.status"),
    number("energy", "GeV", "em.energy", "energy", low=0),
)

SOURCE_SPECTRA = Contract(
    "source_spectra",
    "Spectra of LS 5039: gamma rays, neutrino range of eq. (7), upper limits (Fig. 3)",
    (
        text("curve", "short name of the curve", "meta.id;meta.main"),
        *_CURVE,
        number("flux", POINT_FLUX, "phot.flux", "E^2 phi", low=0),
        number("flux_low", POINT_FLUX, "phot.flux;stat.min", "lower edge", **POSITIVE),
        number("flux_high", POINT_FLUX, "phot.flux;stat.max", "upper edge", **POSITIVE),
    ),
    ("curve", "energy"),
)

DIFFUSE_SPECTRA = Contract(
    "diffuse_spectra",
    "Diffuse spectra of gamma rays and neutrinos per flavour, of 2014 and of today (Fig. 7)",
    (
        text("curve", "short name of the curve", "meta.id;meta.main"),
        *_CURVE,
        number("flux", FLUX, "phot.flux", "E^2 Phi", low=0),
        number("flux_low", FLUX, "phot.flux;stat.min", "lower edge", **POSITIVE),
        number("flux_high", FLUX, "phot.flux;stat.max", "upper edge", **POSITIVE),
        Column("is_extrapolated", "bool", "", "meta.code", "outside of the range of the data"),
    ),
    ("curve", "energy"),
)

SKY_FLUX = Contract(
    "sky_flux",
    "Expected flux per direction of a disk of sources that makes the target flux",
    (
        DISTRIBUTION,
        PATTERN,
        VOID,
        number("longitude", "deg", "pos.galactic.lon", "centre of the cell", low=-180, high=180),
        number("latitude", "deg", "pos.galactic.lat", "centre of the cell", low=-90, high=90),
        number("solid_angle", "sr", "phys.angArea", "of the cell", low=0),
        number("inverse_square", "kpc**-2.sr**-1", "stat.value", "per source", low=0),
        number("flux", FLUX, "phot.flux", "E^2 Phi; its mean over the sky is the target", low=0),
    ),
    ("distribution", "pattern", "longitude", "latitude"),
)

_POPULATION = (
    DISTRIBUTION,
    VOID,
    text(
        "quantity",
        "sum (of inverse squared distances, per its expectation) or brightest_share",
        "meta.id",
        choices=("sum", "brightest_share"),
    ),
)

POPULATION_SUMMARIES = Contract(
    "population_summaries",
    "Flux of discrete populations of equal sources: Monte Carlo beside exact moments",
    (
        DISTRIBUTION,
        VOID,
        count("n_sources", "sources of one realisation", low=1),
        count("n_realisations", "realisations", low=1),
        number(
            "mean",
            "kpc**-2",
            "stat.value;stat.mean",
            "of the sum of inverse squared distances",
            low=0,
        ),
        number("mean_error", "kpc**-2", "stat.error", "its Monte-Carlo error", low=0),
        number("mean_exact", "kpc**-2", "stat.value;stat.mean", "n_sources x (I1 + I2)", low=0),
        number("std", "kpc**-2", "stat.stdev", "standard deviation of the sum", low=0),
        number("std_exact", "kpc**-2", "stat.stdev", "from the integral of distance^-4", low=0),
        number(
            "brightest_share_median",
            "",
            "stat.value;stat.median",
            "share of the brightest",
            **SHARE,
        ),
        number(
            "p_brightest_above_tenth",
            "",
            "stat.probability",
            "realisations whose brightest source gives more than a tenth",
            **SHARE,
        ),
        number("n_effective", "", "meta.number", "sum^2 / sum of squares, median", **POSITIVE),
        number(
            "nearest_distance_median",
            "kpc",
            "pos.distance;stat.median",
            "of the nearest source",
            **POSITIVE,
        ),
    ),
    ("distribution", "void"),
)

POPULATION_QUANTILES = Contract(
    "population_quantiles",
    "Quantiles over the realisations of a population",
    (
        *_POPULATION,
        number("probability", "", "stat.probability", "share of realisations below", **SHARE),
        number("value", "", "stat.value", "value of the quantity", low=0),
    ),
    ("distribution", "void", "quantity", "probability"),
)

POPULATION_HISTOGRAMS = Contract(
    "population_histograms",
    "Histograms over the realisations of a population; the ends hold what lies beyond",
    (
        *_POPULATION,
        number("low", "", "stat.value;stat.min", "lower edge of the bin", low=0),
        number("high", "", "stat.value;stat.max", "upper edge of the bin", low=0),
        count("n_realisations", "realisations in the bin"),
    ),
    ("distribution", "void", "quantity", "low"),
)
