"""Contracts of tests of the relation of neutrino and hard X-ray luminosities."""

from __future__ import annotations

from nusources.contracts.blazar_photometry import flag
from nusources.contracts.columns import P_VALUE, count, number, text
from nusources.contracts.luminosity import SAMPLE, SOURCE_NAME
from nusources.tables import Contract

SHUFFLED = text(
    "shuffled",
    "what is exchanged among sources: X-ray fluxes (distances stay), these within the samples, "
    "luminosities; samples: which source is in which",
    "meta.code",
    choices=("fluxes", "fluxes_within_classes", "luminosities", "samples"),
)
STATISTIC = text("statistic", "statistic of the test", "meta.id")
N_MOCKS = count("n_mocks", "simulated samples")
MAYBE = {"low": 0.0, "nullable": True}
MAYBE_P = P_VALUE | {"nullable": True}
LEVEL = number("level", "", "stat.probability", "p-value at which the test rejects", **P_VALUE)

TESTS = Contract(
    "luminosity_tests",
    "Tests of the relation of luminosities, and of the ratio of two samples",
    (
        SHUFFLED,
        STATISTIC,
        number("value", "", "stat.value", "of the statistic", nullable=True),
        number(
            "null_mean", "", "stat.value;stat.mean", "mean of its null distribution", nullable=True
        ),
        number("null_deviation", "", "stat.stdev", "its standard deviation", low=0, nullable=True),
        number(
            "p_value",
            "",
            "stat.probability",
            "of at least this value; (M + 1) / (N + 1), or M / N of all exchanges",
            **P_VALUE,
        ),
        number("p_value_error", "", "stat.error;stat.probability", "of the exchanges drawn", low=0),
        number(
            "p_value_two_sided",
            "",
            "stat.probability",
            "twice the smaller tail; tests of two samples: p_value, which is two-sided there",
            **P_VALUE,
        ),
        number(
            "significance",
            "",
            "stat.snr",
            "p_value in normal standard deviations, one-sided; missing for p = 1",
            nullable=True,
        ),
        number("significance_two_sided", "", "stat.snr", "the same p_value read as two-sided"),
        count("n_permutations", "exchanges"),
        flag("is_exact", "all exchanges were made"),
        count("n_sources", "sources in the test"),
        count("n_left_out", "sources of the samples without a measured pair of luminosities"),
    ),
    ("shuffled", "statistic"),
)

NULL_HISTOGRAMS = Contract(
    "null_histograms",
    "Null distributions of the correlations, binned",
    (
        SHUFFLED,
        STATISTIC,
        number("bin_low", "", "stat.value;stat.min", "lower end of the bin", low=-1, high=1),
        number("bin_high", "", "stat.value;stat.max", "upper end of the bin", low=-1, high=1),
        count("n", "exchanges in the bin"),
    ),
    ("shuffled", "statistic", "bin_low"),
)

REJECTIONS = Contract(
    "rejections",
    "Share of simulated samples that a test rejects",
    (
        text(
            "hypothesis",
            "exchanged: the test's own null; no_relation: luminosities independent at fixed "
            "distance, above limiting fluxes; relation: proportional, with scatter",
            "meta.code",
            choices=("exchanged", "no_relation", "relation"),
        ),
        SHUFFLED,
        STATISTIC,
        LEVEL,
        number("share", "", "stat.probability", "samples with p-values of at most it", **P_VALUE),
        number("share_error", "", "stat.error;stat.probability", "binomial", low=0),
        N_MOCKS,
    ),
    ("hypothesis", "shuffled", "statistic", "level"),
)

RATIOS = Contract(
    "luminosity_ratios",
    "Ratio of hard X-ray to neutrino luminosity, in which the distance cancels",
    (
        SAMPLE,
        SOURCE_NAME,
        text("source_class", "class", "src.class"),
        number("log10_ratio", "", "phys.luminosity;arith.ratio", "log10(L_hX / L_nu)"),
        number(
            "log10_ratio_error_low",
            "",
            "stat.error",
            "downwards, 68 %, in dex",
            low=0,
            nullable=True,
        ),
        number(
            "log10_ratio_error_high",
            "",
            "stat.error",
            "upwards, 68 %, in dex",
            low=0,
            nullable=True,
        ),
        flag("is_proxy", "an input stands in for one that is not at hand"),
    ),
    ("sample", "source_name"),
)

RATIO_POWER = Contract(
    "ratio_power",
    "Power of two-sample tests against a shift of the ratios",
    (
        STATISTIC,
        number("shift", "", "stat.value", "of one sample's ratios, in dex"),
        number("power", "", "stat.probability", "share of samples that are rejected", **P_VALUE),
        number("power_error", "", "stat.error;stat.probability", "binomial", low=0),
        LEVEL,
        number("scatter", "", "stat.stdev", "of the ratios about their means, in dex", low=0),
        N_MOCKS,
    ),
    ("statistic", "shift"),
)

RATIO_BANDS = Contract(
    "ratio_bands",
    "Ratios of hard X-ray to neutrino luminosity that models give",
    (
        text("name", "name of the models", "meta.id"),
        text("label", "what figures call them", "meta.title"),
        number(
            "low", "", "stat.value;stat.min", "lower end in log10; missing: a line", nullable=True
        ),
        number("median", "", "stat.value;stat.median", "log10 of the ratio"),
        number(
            "high", "", "stat.value;stat.max", "upper end in log10; missing: a line", nullable=True
        ),
        count("n_models", "models; 0: not told"),
        text("status", "published, derived, inferred, or of the user", "meta.code"),
        text("source", "where it comes from", "meta.bib"),
    ),
    ("name",),
)

LIMITS = text(
    "limits",
    "what upper limits of neutrino luminosities do",
    "meta.code",
    choices=("left_out", "censored"),
)

XRAY_AGN_TESTS = Contract(
    "xray_agn_tests",
    "Correlation of luminosities in the larger sample of X-ray AGN, given distance",
    (
        STATISTIC,
        LIMITS,
        number("value", "", "stat.value", "of the statistic"),
        number("error", "", "stat.error", "of tau = 0 (Akritas & Siebert 1996)", **MAYBE),
        number("p_value", "", "stat.probability", "of a larger value, by formula", **MAYBE_P),
        number("null_mean", "", "stat.value;stat.mean", "mean where fluxes are exchanged"),
        number("null_deviation", "", "stat.stdev", "its standard deviation", low=0),
        number(
            "p_value_exchanged",
            "",
            "stat.probability",
            "of at least this value where X-ray fluxes are exchanged and distances stay",
            **P_VALUE,
        ),
        number("p_value_exchanged_error", "", "stat.error;stat.probability", "binomial", low=0),
        count("n_permutations", "exchanges"),
        count("n_sources", "sources"),
        count("n_limits", "upper limits among them"),
    ),
    ("statistic",),
)

XRAY_AGN_FITS = Contract(
    "xray_agn_fits",
    "Fit of the relation of luminosities to the larger sample of X-ray AGN",
    (
        LIMITS,
        text("parameter", "slope, intercept (at the pivot), scatter [dex]", "meta.id"),
        number("low", "", "stat.value;stat.min", "16 % of the posterior below"),
        number("median", "", "stat.value;stat.median", "median of the posterior"),
        number("high", "", "stat.value;stat.max", "16 % of the posterior above"),
        number("pivot", "", "phys.luminosity;em.X-ray.hard", "log10(L_hX / (erg/s)) there"),
        text("method", "quadrature or emcee", "meta.code"),
        number("n_effective", "", "meta.number", "independent draws", low=0),
    ),
    ("limits", "parameter"),
)

XRAY_AGN_LINES = Contract(
    "xray_agn_lines",
    "Fitted relation over the X-ray luminosities of the larger sample",
    (
        LIMITS,
        number("log10_xray_luminosity", "", "phys.luminosity;em.X-ray.hard", "log10(L / (erg/s))"),
        number("low", "", "stat.value;stat.min", "log10 of L_nu, 16 % below"),
        number("median", "", "stat.value;stat.median", "log10(L_nu / (erg/s)), median"),
        number("high", "", "stat.value;stat.max", "log10 of L_nu, 16 % above"),
    ),
    ("limits", "log10_xray_luminosity"),
)
