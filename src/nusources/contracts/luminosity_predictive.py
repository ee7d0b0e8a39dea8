"""Contracts of tests of sources against a relation of luminosities that others gave."""

from __future__ import annotations

from dataclasses import replace

from nusources.contracts.columns import P_VALUE, count, number, text
from nusources.tables import Contract

NAME = text("source_name", "name of the source", "meta.id;meta.main")
ERROR = {"low": 0.0}
SLOPE = number("slope", "", "stat.fit.param", "mean slope of the relation")
SCATTER = number("scatter", "", "stat.fit.param", "mean intrinsic scatter [dex]", low=0)
CHI2 = number("chi2", "", "stat.fit.chi2", "squared residuals over predictive variances", low=0)
P = number("p", "", "stat.probability", "of a chi2 at least as large, by its law", **P_VALUE)
N_SOURCES = count("n_sources", "sources that are tested", "meta.number;src")
N_CALIBRATION = count("n_calibration", "sources that give the relation", "meta.number;src")


def _error(name: str, of: str):
    return number(f"{name}_error", "", "stat.error", f"standard deviation of {of}", **ERROR)


PREDICTED = Contract(
    "luminosity_predicted_sources",
    "Sources in the predictive distribution of a relation that others gave",
    (
        NAME,
        number("log10_xray_luminosity", "", "phys.luminosity;em.X-ray.hard", "log10(L / (erg/s))"),
        number("log10_neutrino_luminosity", "", "phys.luminosity", "log10(L / (erg/s)), measured"),
        number("predicted", "", "phys.luminosity;stat.mean", "log10(L / (erg/s)), predicted"),
        number("predicted_error", "", "stat.stdev", "its standard deviation [dex]", **ERROR),
        number("relation_error", "", "stat.stdev", "part of the relation itself [dex]", **ERROR),
        number("pull", "", "stat.value", "measured less predicted over predicted_error"),
        number(
            "integral_transform", "", "stat.probability", "share of the prediction below", **P_VALUE
        ),
        number("n_signal", "", "meta.number", "published signal events", low=0, nullable=True),
        number(
            "n_signal_expected",
            "",
            "meta.number;stat.mean",
            "events that the mean relation gives with the same spectral index",
            low=0,
            nullable=True,
        ),
    ),
    ("source_name",),
)

TESTS = Contract(
    "luminosity_predictive_tests",
    "Chi squared of sources against a relation that others gave",
    (
        text("variance", "own: of each source; covariance: with what they share", "meta.code"),
        CHI2,
        N_SOURCES,
        N_CALIBRATION,
        P,
        number(
            "p_low", "", "stat.probability", "of a chi2 at most as large, by its law", **P_VALUE
        ),
        number(
            "p_replicated",
            "",
            "stat.probability",
            "of a chi2 at least as large, in replicated data",
            **P_VALUE,
        ),
        number(
            "p_low_replicated",
            "",
            "stat.probability",
            "of a chi2 at most as large, in replicated data",
            **P_VALUE,
        ),
        number("replicated_median", "", "stat.fit.chi2;stat.median", "median of replicas", low=0),
        count("n_replicated", "replicas"),
    ),
    ("variance",),
)

INFLUENCE = Contract(
    "luminosity_influence",
    "The relation, and the test of the other sources, without each calibrator",
    (
        text("left_out", "calibrator that is left out; none: the fit of all", "meta.id"),
        N_CALIBRATION,
        SLOPE,
        _error("slope", "the slope"),
        number("slope_shift", "", "stat.value", "from that of all, over the error of that of all"),
        number("intercept", "", "stat.fit.param", "log10 L_nu at the pivot of all [log10 erg/s]"),
        _error("intercept", "the intercept"),
        SCATTER,
        _error("scatter", "the scatter"),
        CHI2,
        P,
    ),
    ("left_out",),
)

CHI2_HISTOGRAMS = Contract(
    "luminosity_chi2_histograms",
    "Distributions of chi squared: replicated sources and injected background",
    (
        text(
            "kind",
            "replicated; background: fits of scrambled skies; measured: others of the search",
            "meta.code",
        ),
        number("chi2_min", "", "stat.fit.chi2;stat.min", "lower edge of the bin", low=0),
        number("chi2_max", "", "stat.fit.chi2;stat.max", "upper edge of the bin", low=0),
        number("share", "", "stat.probability", "share of the trials in the bin", **P_VALUE),
    ),
    ("kind", "chi2_min"),
)

NULL_INJECTION = Contract(
    "luminosity_null_injection",
    "How often sources that background selects are consistent with the relation",
    (
        text("kind", "background, measured, replicated", "meta.code"),
        count("n_trials", "injections"),
        count("n_pool_sources", "sources that are drawn from", "meta.number;src"),
        count("n_pool", "pairs of luminosities that are drawn from"),
        number("share_consistent", "", "stat.probability", "not rejected at least_p", **P_VALUE),
        number(
            "least_n_signal",
            "",
            "meta.number;stat.min",
            "fitted events from which a source is selected",
            low=0,
        ),
        number("least_p", "", "stat.probability", "level of the test", **P_VALUE),
        number("share_below", "", "stat.probability", "with a chi2 up to the observed", **P_VALUE),
        number("chi2_median", "", "stat.fit.chi2;stat.median", "median", low=0),
        number(
            "log10_ratio",
            "",
            "stat.value;stat.median",
            "median of log10 L_nu less the relation [dex]",
        ),
    ),
    ("kind",),
)

SELECTION_CHANCE = Contract(
    "luminosity_selection_chance",
    "How many sources background alone selects from those that were looked at",
    (
        text("looked_at", "which sources were looked at", "meta.id"),
        count("n_looked_at", "sources looked at", "meta.number;src"),
        number(
            "least_n_signal", "", "meta.number;stat.min", "fitted events of a selected one", low=0
        ),
        count("n_asked", "selected sources of the study", "meta.number;src"),
        number("n_mean", "", "meta.number;stat.mean", "selected on skies of background", low=0),
        number("share_of_skies", "", "stat.probability", "with at least n_asked", **P_VALUE),
        count("n_skies", "skies of background"),
        number(
            "n_signal_mean",
            "",
            "meta.number;stat.mean",
            "fitted events of a selected source, true number 0",
            low=0,
            nullable=True,
        ),
    ),
    ("looked_at",),
    may_be_empty=True,
)

POWER = Contract(
    "luminosity_power",
    "What more calibrators would tell, from mock samples",
    (
        N_CALIBRATION,
        number("true_slope", "", "stat.fit.param", "slope of the mock samples"),
        number("true_scatter", "", "stat.fit.param", "scatter of the mock samples [dex]", low=0),
        number("slope_error", "", "stat.stdev", "median standard deviation of the slope", low=0),
        number(
            "ln_evidence_median",
            "",
            "stat.likelihood;stat.median",
            "median of ln of the evidence of slope 1 over slope 0",
        ),
        number("share_decided", "", "stat.probability", "decided rightly", **P_VALUE),
        number("share_wrong", "", "stat.probability", "decided wrongly", **P_VALUE),
        number(
            "share_rejected",
            "",
            "stat.probability",
            "of injections of background that the test of consistency rejects",
            **P_VALUE,
            nullable=True,
        ),
        count("n_mocks", "mock samples"),
    ),
    ("n_calibration", "true_slope"),
)

READINGS = Contract(
    "luminosity_readings",
    "The relation and the tests under other readings",
    (
        text("subject", "what is read in another way", "meta.id"),
        text("choice", "how", "meta.code"),
        N_CALIBRATION,
        N_SOURCES,
        *(
            replace(one, nullable=True)
            for one in (
                SLOPE,
                _error("slope", "the slope"),
                SCATTER,
                _error("scatter", "the scatter"),
                CHI2,
                P,
                number("p_permutation", "", "stat.probability", "by permutations", **P_VALUE),
            )
        ),
        text("method", "how the posterior was had", "meta.code"),
        text("missing", "why there is no number", "meta.note", nullable=True),
    ),
    ("subject", "choice"),
)
