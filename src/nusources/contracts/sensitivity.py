"""Contracts of injection trials: sensitivity, power, pulls; and of systematics."""

from __future__ import annotations

from nusources.contracts.columns import GROUP, P_VALUE, THRESHOLD, count, number, text
from nusources.tables import Column, Contract

FLUX_UNIT = "GeV-1 cm-2 s-1"
CRITERION = text("criterion", "sensitivity, discovery_3sigma or discovery_5sigma")
N_CRITICAL = count("n_critical", "fewest events with the p-value")
N_TRIALS = count("n_trials", "number of injection trials", low=1)
EXPECTED = number("n_expected", "", "meta.number;stat.mean", "exact mean under the null", low=0)
SIGMA = number("sigma", "", "stat.stdev", "exact standard deviation under the null", low=0)


def flux(name: str, description: str, ucd: str = "phot.flux.density", **rules) -> Column:
    """Column of fluxes of nu_mu + anti-nu_mu at 100 TeV."""
    return number(name, FLUX_UNIT, ucd, description, low=0, **rules)


SENSITIVITY = Contract(
    "sensitivity",
    "Flux with which a share of the injection trials reaches a p-value",
    (
        GROUP,
        THRESHOLD,
        CRITERION,
        number(
            "p_value", "", "stat.probability", "right-tailed p-value that is reached", **P_VALUE
        ),
        number("power", "", "stat.probability", "share of the trials that reach it", **P_VALUE),
        EXPECTED,
        SIGMA,
        N_CRITICAL,
        text(
            "critical_from",
            "scrambles, or exact moments where these do not reach; exact distribution of scrambled "
            "events",
            "meta.note",
        ),
        number(
            "n_signal", "", "meta.number;stat.mean", "mean number of counted signal events", low=0
        ),
        flux("flux", "flux at 100 TeV, summed over the group"),
        flux("flux_error", "Monte-Carlo error of flux", "stat.error"),
        flux("flux_closed_form", "Poisson signal on the scrambles, no trials"),
        N_TRIALS,
    ),
    ("group", "log10_energy_min", "criterion"),
)

POWER_CURVE = Contract(
    "power_curve",
    "Power of the search against flux, number of sources and angular error",
    (
        text("group", "group of sources, or isotropic: a made-up one"),
        text("varied", "flux, n_sources or ang_err_factor", "meta.note"),
        number("value", "", "stat.value", "value of what is varied"),
        THRESHOLD,
        CRITERION,
        N_CRITICAL,
        flux("flux", "flux at 100 TeV, summed over the group"),
        number("power", "", "stat.probability", "share of the trials that reach it", **P_VALUE),
        number("power_error", "", "stat.error", "binomial error of power", low=0, high=1),
        number(
            "power_closed_form",
            "",
            "stat.probability",
            "Poisson signal on a null with the exact moments",
            **P_VALUE,
        ),
        N_TRIALS,
    ),
    ("group", "varied", "value", "criterion"),
)

RECOVERED_PULLS = Contract(
    "recovered_pulls",
    "Excess recovered in injection trials, beside the injected signal",
    (
        GROUP,
        THRESHOLD,
        text("injected", "no signal, or the criterion whose flux is injected", "meta.note"),
        flux("flux", "injected flux at 100 TeV, summed over the group"),
        number("n_injected", "", "meta.number", "counted signal events, closed form", low=0),
        number("n_recovered", "", "meta.number;stat.mean", "mean of count - mean of the null"),
        number("n_recovered_error", "", "stat.error", "its Monte-Carlo error", low=0),
        number("pull_mean", "", "stat.value", "mean of (recovered - injected) / expected scatter"),
        number("pull_mean_error", "", "stat.error", "its Monte-Carlo error", low=0),
        number("pull_width", "", "stat.stdev", "standard deviation of the pulls", low=0),
        number("pull_width_error", "", "stat.error", "its Monte-Carlo error", low=0),
        N_TRIALS,
    ),
    ("group", "log10_energy_min", "injected"),
)

SYSTEMATICS = Contract(
    "systematics",
    "Excess, p-value and limit of the analysis with changed inputs",
    (
        text("variation", "what is changed, or nominal"),
        text("kind", "the input that is changed", "meta.note"),
        count("draw", "number of the draw, from 0", "meta.record"),
        GROUP,
        THRESHOLD,
        count("n_observed", "events with at least one source in their circle"),
        EXPECTED,
        SIGMA,
        number("excess", "", "meta.number;arith.diff", "n_observed - n_expected"),
        number(
            "p_value",
            "",
            "stat.probability",
            "right-tailed, binomial with the exact moments; exact for scrambled events",
            **P_VALUE,
        ),
        number("n_limit", "", "meta.number;stat.max", "upper limit on signal events", low=0),
        number(
            "n_unified",
            "",
            "meta.number;stat.max",
            "upper end of the Feldman-Cousins interval, where n_limit is 0",
            low=0,
            nullable=True,
        ),
        number(
            "n_sensitivity",
            "",
            "meta.number;stat.mean",
            "mean signal with which 90 % of the skies reach the median of the null",
            low=0,
        ),
        number(
            "accepted",
            "GeV cm2 s",
            "stat.value;arith.ratio",
            "counted signal events over the flux of the group at 100 TeV",
            low=0,
        ),
        flux("flux_limit", "upper limit on the flux at 100 TeV", "phot.flux.density;stat.max"),
    ),
    ("variation", "draw", "group", "log10_energy_min"),
)
