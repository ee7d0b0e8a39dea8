"""Contracts of the relation of neutrino and hard X-ray luminosities."""

from __future__ import annotations

from nusources.contracts.columns import count, number, text
from nusources.tables import Column, Contract

LIMITS = ("left_out", "censored")
METHODS = ("quadrature", "quadrature, reweighted", "emcee")
MODEL = (
    text("abscissa", "distribution of the true abscissae", "meta.code"),
    text("slope_prior", "prior of the slope", "meta.code"),
    text("scatter_prior", "prior of the intrinsic scatter", "meta.code"),
    text("limits", "what upper limits do", "meta.code", choices=LIMITS),
    text("method", "how the posterior was made", "meta.code", choices=METHODS),
)
KEY = tuple(one.name for one in MODEL)
QUANTILES = {"q025": 0.025, "q16": 0.16, "median": 0.5, "q84": 0.84, "q975": 0.975}
PARAMETERS = ("slope", "intercept", "scatter")
INTERCEPT = "log10(L_nu / (erg/s)) at the pivot"
TOLD = {"slope": "slope", "intercept": INTERCEPT, "scatter": "intrinsic scatter in dex"}


def _numbers(name: str) -> tuple[Column, ...]:
    """Mean, standard deviation and quantiles of a parameter."""
    told = TOLD[name]
    return (
        number(f"{name}_mean", "", "stat.fit.param;stat.mean", f"mean of the {told}"),
        number(f"{name}_sd", "", "stat.stdev;stat.fit.param", f"standard deviation of the {told}"),
        *(
            number(f"{name}_{key}", "", "stat.value;stat.fit.param", f"{share:g} of the {told}")
            for key, share in QUANTILES.items()
        ),
    )


PIVOT = number("pivot", "", "phys.luminosity;em.X-ray.hard", "mean log10(L_hX / (erg/s))")
POSTERIOR = Contract(
    "posterior",
    "Equally probable draws of the relation of luminosities",
    (
        *MODEL,
        count("draw", "number of the draw", "meta.id"),
        *(number(one, "", "stat.fit.param", TOLD[one]) for one in PARAMETERS),
        PIVOT,
    ),
    (*KEY, "draw"),
)

FITS = Contract(
    "relation_fits",
    "The relation of luminosities under each prior, by each method",
    (
        *MODEL,
        count("n_sources", "sources, limits included"),
        count("n_limits", "sources of which a luminosity is a limit"),
        PIVOT,
        number("scatter_max", "", "stat.value;stat.max", "end of the scatter's prior [dex]", low=0),
        *(column for one in PARAMETERS for column in _numbers(one)),
        number(
            "log_evidence_one", "", "stat.likelihood", "ln of evidence for slope 1 over a free",
            nullable=True,
        ),
        number(
            "log_evidence_zero", "", "stat.likelihood", "ln of evidence for slope 0 over a free",
            nullable=True,
        ),
        number("n_effective", "", "meta.number", "independent draws of the same worth", low=0),
        number("split_r_hat", "", "stat.value", "largest split R-hat; missing: independent draws",
               nullable=True),
        number("autocorrelation_time", "", "stat.value", "longest, in steps of a chain",
               nullable=True),
        number("acceptance", "", "stat.value", "accepted share of the proposals of a chain",
               low=0, high=1, nullable=True),
    ),
    KEY,
)  # fmt: skip

ABSCISSA, SLOPE_PRIOR, _, _, _ = MODEL
PARAMETER = text("parameter", "slope or scatter", "meta.code", choices=("slope", "scatter"))
RANKS = Contract(
    "relation_ranks",
    "How often the posterior has a probability below the truth, in samples from the priors",
    (
        ABSCISSA,
        PARAMETER,
        number("rank_min", "", "stat.probability;stat.min", "lower edge of the bin", low=0, high=1),
        count("n", "samples in the bin"),
        number("n_expected", "", "meta.number;stat.mean", "samples in each bin, if uniform", low=0),
        number("p_value", "", "stat.probability", "that ranks are uniform", low=0, high=1),
    ),
    ("abscissa", "parameter", "rank_min"),
)


def _coverage(parameter: str, level: str) -> tuple[Column, Column]:
    name = f"{parameter}_coverage"
    shares = {"low": 0, "high": 1}
    return (
        number(f"{name}_{level}", "", "stat.probability", f"of the {level} % interval", **shares),
        number(f"{name}_error_{level}", "", "stat.error", "its binomial error", low=0),
    )


RECOVERY = Contract(
    "relation_recovery",
    "What fits of made-up samples find of their slope and scatter",
    (
        ABSCISSA,
        SLOPE_PRIOR,
        count("n_sources", "sources of a sample"),
        number("error_over_spread", "", "stat.error", "of abscissae, over their spread", low=0),
        number("scatter", "", "stat.stdev", "true scatter, over the spread of abscissae", low=0),
        count("n_samples", "samples"),
        number("slope_mean", "", "stat.value;stat.mean", "mean of posterior means; truth: 1"),
        number("slope_error", "", "stat.error", "standard error of slope_mean", low=0),
        number("slope_sd", "", "stat.stdev", "mean posterior width of the slope", low=0),
        *_coverage("slope", "68"),
        *_coverage("slope", "95"),
        *_coverage("scatter", "68"),
        *_coverage("scatter", "95"),
    ),
    ("abscissa", "slope_prior", "n_sources", "error_over_spread"),
)
