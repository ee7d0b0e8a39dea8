"""Contracts of exact and other nulls, limits, binomial test (Chang et al. 2022, section 6.3)."""

from __future__ import annotations

from nusources.contracts.columns import GROUP, P_VALUE, THRESHOLD, count, number, text
from nusources.tables import Contract

N_OBSERVED = count("n_observed", "events with at least one source in their circle")
EXPECTED = number("n_expected", "", "meta.number;stat.mean", "mean under the null", low=0)
SIGMA = number("sigma", "", "stat.stdev", "standard deviation under the null", low=0)
FLUX_UNIT = "GeV**-1.cm**-2.s**-1"
BAND_MAX = number("log10_energy_max", "", "em.energy;stat.max", "upper end, log10(E/GeV)")

EXACT_MOMENTS = Contract(
    "exact_moments",
    "Exact mean and scatter of the number of events near each group, beside the scrambles",
    (
        GROUP,
        THRESHOLD,
        N_OBSERVED,
        EXPECTED,
        SIGMA,
        number("variance_bound", "", "stat.error", "sigma^2 is at most this much too high", low=0),
        number("sigma_poisson", "", "stat.stdev", "square root of n_expected", low=0),
        number("n_expected_scrambled", "", "meta.number;stat.mean", "mean of the scrambles", low=0),
        number("sigma_scrambled", "", "stat.stdev", "scatter of the scrambles", low=0),
        number(
            "mean_pull", "", "stat.value", "difference of means / Monte-Carlo error", nullable=True
        ),
        number(
            "sigma_pull",
            "",
            "stat.value",
            "difference of the standard deviations / Monte-Carlo error",
            nullable=True,
        ),
        number(
            "p_value_normal",
            "",
            "stat.probability",
            "right-tailed, of a normal distribution with the exact moments",
            nullable=True,
            **P_VALUE,
        ),
        count("n_scrambles", "number of scrambles N", low=1),
    ),
    ("group", "log10_energy_min"),
)

PAIR_DISTRIBUTION = Contract(
    "pair_distribution",
    "Number of event-source pairs near each group, with its exact distribution",
    (
        GROUP,
        THRESHOLD,
        count("n_pairs", "observed pairs of an event and a source in its circle"),
        number("n_expected", "", "meta.number;stat.mean", "exact mean", low=0),
        number("sigma", "", "stat.stdev", "exact standard deviation", low=0),
        number("p_value", "", "stat.probability", "exact, at least as many pairs", **P_VALUE),
        number("p_value_low", "", "stat.probability", "exact, at most as many pairs", **P_VALUE),
        count("n_pairs_3sigma", "fewest pairs with a right-tailed p of 1.35e-3 or less"),
        count("n_pairs_5sigma", "fewest pairs with a right-tailed p of 2.87e-7 or less"),
    ),
    ("group", "log10_energy_min"),
)

NULL_COMPARISON = Contract(
    "null_comparison",
    "Number of events near each group under several null hypotheses",
    (
        text(
            "null",
            "what is made random",
            choices=("source_ra", "event_ra", "source_band", "catalogue_rotation"),
        ),
        text(
            "role",
            "own: the null that the group is tested with, groups[].null; other",
            "meta.note",
            choices=("own", "other"),
        ),
        GROUP,
        THRESHOLD,
        N_OBSERVED,
        EXPECTED,
        SIGMA,
        number("p_value", "", "stat.probability", "right-tailed; (M+1)/(N+1) of trials", **P_VALUE),
        count("n_trials", "number of trials; 0 where the distribution is exact"),
    ),
    ("null", "group", "log10_energy_min"),
)

EXCESS_LIMITS = Contract(
    "excess_limits",
    "Limits on the mean number of signal events near each group",
    (
        GROUP,
        THRESHOLD,
        N_OBSERVED,
        EXPECTED,
        SIGMA,
        number("confidence_level", "", "stat.probability", "of all limits", low=0, high=1),
        number(
            "upper_limit", "", "meta.number;stat.max", "classical, one-sided, with sigma", low=0
        ),
        number(
            "upper_limit_poisson",
            "",
            "meta.number;stat.max",
            "the same with a Poisson background instead",
            low=0,
        ),
        number("unified_low", "", "meta.number;stat.min", "Feldman-Cousins, lower end", low=0),
        number("unified_high", "", "meta.number;stat.max", "Feldman-Cousins, upper end", low=0),
        number(
            "sensitivity",
            "",
            "meta.number;stat.mean",
            "mean signal with which 90 % of the skies reach the median of the null",
            low=0,
        ),
    ),
    ("group", "log10_energy_min"),
)

GROUP_FLUX_LIMITS = Contract(
    "group_flux_limits",
    "Limits on the summed flux of a group, by band of energy (Chang et al. 2022, Figure 15)",
    (
        text(
            "recipe",
            "acceptance: bands of the energy proxy, events that the search counts; paper: bands "
            "of neutrino energy, every event counted",
            "meta.note",
            choices=("acceptance", "paper"),
        ),
        text("group", "group of sources; paper, whole_sky: sources spread evenly over the sky"),
        number("log10_energy_min", "", "em.energy;stat.min", "lower end, log10(E/GeV)"),
        BAND_MAX,
        number("spectral_index", "", "spect.index", "of the assumed power law"),
        number("n_events", "", "meta.number;stat.max", "limit on the number of events", low=0),
        number(
            "n_unified",
            "",
            "meta.number;stat.max",
            "upper end of the Feldman-Cousins interval; empty for given numbers of events",
            low=0,
            nullable=True,
        ),
        number(
            "n_sensitivity",
            "",
            "meta.number;stat.mean",
            "sensitivity in events; empty for given numbers of events",
            low=0,
            nullable=True,
        ),
        number(
            "flux",
            FLUX_UNIT,
            "phot.flux.density;stat.max",
            "at 100 TeV, summed over the sources; empty where nothing is accepted",
            low=0,
            nullable=True,
        ),
        number(
            "flux_unified",
            FLUX_UNIT,
            "phot.flux.density;stat.max",
            "the same of n_unified",
            low=0,
            nullable=True,
        ),
        number(
            "differential_limit",
            "GeV.cm**-2.s**-1",
            "phot.flux.density;stat.max",
            "E^2 phi in the middle of the band",
            low=0,
            nullable=True,
        ),
        number(
            "diffuse_share",
            "",
            "phot.flux.density;arith.ratio",
            "flux / 4 pi over the diffuse flux, at 100 TeV",
            low=0,
            nullable=True,
        ),
    ),
    ("recipe", "group", "log10_energy_min", "log10_energy_max", "spectral_index"),
)

BINOMIAL_SCAN = Contract(
    "binomial_scan",
    "Binomial test of a list of sources, step by step",
    (
        text("sample", "list of sources"),
        count("k", "number of the smallest p-values", low=1),
        text("source_name", "source of the k-th smallest p-value", "meta.id;meta.main"),
        number("p_value", "", "stat.probability", "k-th smallest local p-value", **P_VALUE),
        number("p_binomial", "", "stat.probability", "at least k p-values as small", **P_VALUE),
    ),
    ("sample", "k"),
)

BINOMIAL_TEST = Contract(
    "binomial_test",
    "Best number of sources of the binomial test, before and after the trial correction",
    (
        text("sample", "list of sources"),
        count("n_sources", "p-values in the list", low=1),
        number("p_searched", "", "stat.probability", "largest p-value searched", **P_VALUE),
        count("k_best", "number of sources with the smallest probability; 0 where none searched"),
        number("p_threshold", "", "stat.probability", "largest p-value of these", **P_VALUE),
        number("p_local", "", "stat.probability", "before the correction", **P_VALUE),
        number("p_global", "", "stat.probability", "exact, for uniform p-values", **P_VALUE),
        number("p_global_simulated", "", "stat.probability", "from trials", **P_VALUE),
        number("p_global_simulated_error", "", "stat.error", "its binomial error", **P_VALUE),
        count("n_trials", "number of trials", low=1),
    ),
    ("sample",),
)
