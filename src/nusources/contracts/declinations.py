"""Contract of the search in ranges of declination."""

from __future__ import annotations

from nusources.contracts.columns import GROUP, P_VALUE, THRESHOLD, count, number, text
from nusources.contracts.spatial import NULL
from nusources.tables import Column, Contract


def _dec(name: str, description: str, ucd: str) -> Column:
    rules = {"low": -90, "high": 90, "nullable": True}
    return number(name, "deg", f"pos.eq.dec;{ucd}", description, **rules)


def _flux(name: str, description: str) -> Column:
    """Flux at 100 TeV for the spectral index of the section sensitivity."""
    where = f"{description}, at 100 TeV, summed over the group; empty without acceptance"
    return number(name, "GeV-1 cm-2 s-1", "phot.flux.density", where, low=0, nullable=True)


DECLINATION_RANGES = Contract(
    "declination_ranges",
    "The search with the events of the whole sky and of ranges of declination",
    (
        text("range", "whole_sky, or a name of spatial.declination_ranges"),
        _dec(
            "dec_min", "lower end of the events' declination, included; empty without", "stat.min"
        ),
        _dec("dec_max", "upper end, not included; empty without", "stat.max"),
        GROUP,
        THRESHOLD,
        NULL,
        count("n_sources", "sources of the group, of all declinations"),
        count("n_selected", "events of the range that reach the threshold"),
        count("n_observed", "of these, events with at least one source in their circle"),
        number("n_expected", "", "meta.number;stat.mean", "mean under the null", low=0),
        number("sigma", "", "stat.stdev", "standard deviation under the null", low=0),
        number("excess", "", "meta.number;arith.diff", "n_observed - n_expected"),
        number("p_value", "", "stat.probability", "local, right-tailed", **P_VALUE),
        number("p_value_error", "", "stat.error", "binomial error; 0 if exact", **P_VALUE),
        number(
            "p_global", "", "stat.probability", "of the group over all its thresholds", **P_VALUE
        ),
        number("p_global_error", "", "stat.error", "binomial error of p_global", **P_VALUE),
        count("n_scrambles", "number of scrambles N", low=1),
        number("confidence_level", "", "stat.probability", "of all limits", low=0, high=1),
        number("upper_limit", "", "meta.number;stat.max", "classical, signal events", low=0),
        number("unified_low", "", "meta.number;stat.min", "Feldman-Cousins, lower end", low=0),
        number("unified_high", "", "meta.number;stat.max", "Feldman-Cousins, upper end", low=0),
        number("sensitivity", "", "meta.number;stat.mean", "in signal events", low=0),
        number(
            "accepted",
            "GeV cm2 s",
            "stat.value;arith.ratio",
            "counted signal events of the range over the flux of the group at 100 TeV",
            low=0,
        ),
        _flux("flux_limit", "of upper_limit"),
        _flux("flux_unified", "of unified_high"),
        _flux("flux_sensitivity", "of sensitivity"),
    ),
    ("range", "group", "log10_energy_min"),
)
