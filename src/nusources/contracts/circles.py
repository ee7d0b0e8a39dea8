"""Contracts of how the counts depend on the circles, and the null's width on the sources."""

from __future__ import annotations

from nusources.contracts.columns import GROUP, THRESHOLD, count, number, text
from nusources.tables import Contract

EXPECTED = number("n_expected", "", "meta.number;stat.mean", "exact mean under the null", low=0)
SIGMA = number("sigma", "", "stat.stdev", "exact standard deviation under the null", low=0)

CIRCLE_COUNTS = Contract(
    "circle_counts",
    "Events near each group for several sizes of the circles (Chang et al. 2022, section 6.3)",
    (
        text("sample", "sample of track events"),
        text("sample_label", "what figures call it", "meta.note"),
        GROUP,
        number("circle_factor", "", "arith.factor", "radius of the circles / ang_err", low=0),
        THRESHOLD,
        count("n_sources", "sources of the group"),
        count("n_selected", "events that reach the threshold"),
        count("n_observed", "events with at least one source in their circle"),
        EXPECTED,
        SIGMA,
    ),
    ("sample", "group", "circle_factor", "log10_energy_min"),
)

NULL_WIDTH = Contract(
    "null_width",
    "Width of the null for isotropic sources: exact scatter over the square root of the mean",
    (
        count("n_seasons", "seasons of the sample, from its first on", low=1),
        count("n_sources", "sources, at drawn declinations", low=1),
        count("draw", "number of the draw of declinations"),
        THRESHOLD,
        count("n_selected", "events that reach the threshold"),
        EXPECTED,
        SIGMA,
        number("variance_bound", "", "stat.error", "sigma^2 is at most this much too high", low=0),
        number(
            "width",
            "",
            "stat.stdev;arith.ratio",
            "sigma / sqrt(n_expected), 1 for a Poisson count; missing where nothing is expected",
            low=0,
            nullable=True,
        ),
    ),
    ("n_seasons", "n_sources", "draw", "log10_energy_min"),
)
