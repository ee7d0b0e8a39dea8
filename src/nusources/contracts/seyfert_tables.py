"""Contracts of IceCube's searches for Seyfert galaxies: summary, and the southern sky."""

from __future__ import annotations

from nusources.contracts.blazar_photometry import flag
from nusources.contracts.columns import DEC, P_VALUE, RA, number, text
from nusources.contracts.flux_points import POINT_NORM, ROW
from nusources.tables import Column, Contract

SOURCE_NAME = text("source_name", "name of the source", "meta.id;meta.main")
MAYBE = {"low": 0, "nullable": True}


def _limit(name: str, index: int) -> Column:
    return number(name, POINT_NORM, "phot.flux;stat.max", f"90 % limit, 1 TeV, E^-{index}", low=0)


SEARCH_SUMMARY = Contract(
    "search_summary",
    "Results of the searches of arXiv:2510.13403, test by test",
    (
        ROW,
        text("block", "part of the analysis", "meta.id"),
        text("test", "test, missing for the survey", "meta.id", nullable=True),
        text("object", "source or number of sources", "meta.id"),
        flag("is_starred", "the paper prints a star behind the name"),
        number("ra", "deg", "pos.eq.ra", "right ascension", low=0, high=360, nullable=True),
        number("dec", "deg", "pos.eq.dec", "declination", low=-90, high=90, nullable=True),
        number("n_s", "", "stat.fit.param", "fitted signal events", **MAYBE),
        number("gamma", "", "stat.fit.param;spect.index", "fitted index", **MAYBE),
        number("neg_log10_p_local", "", "stat.probability", "-log10 of the local p-value", low=0),
        number("sigma_local", "", "stat.value", "the same [sigma]", low=0),
        number("neg_log10_p_global", "", "stat.probability", "with trials", **MAYBE),
        number("sigma_global", "", "stat.value", "the same [sigma]", **MAYBE),
    ),
    ("row",),
)

SOUTHERN_CANDIDATES = Contract(
    "southern_candidates",
    "Seyfert galaxies of the southern sky (arXiv:2602.10208)",
    (
        SOURCE_NAME,
        RA,
        DEC,
        number("log10_luminosity", "", "phys.luminosity;em.X-ray", "2-10 keV, log10(L/(erg/s))"),
        number("n_expected", "", "meta.number", "events of the disk-corona model", low=0),
    ),
    ("source_name",),
)

SOUTHERN_SEARCHES = Contract(
    "southern_searches",
    "Neutrino searches at the Seyfert galaxies of the southern sky (arXiv:2602.10208)",
    (
        SOURCE_NAME,
        number("corona_n_expected", "", "meta.number", "events of the disk-corona model", low=0),
        number("corona_n_s", "", "stat.fit.param", "fitted signal events, disk-corona", low=0),
        number("corona_neg_log10_p", "", "stat.probability", "-log10 of the p-value", low=0),
        number("corona_n_s_limit", "", "meta.number;stat.max", "90 % limit of the events", low=0),
        number("power_law_n_s", "", "stat.fit.param", "fitted signal events, power law", low=0),
        number("power_law_gamma", "", "spect.index", "index; no meaning for no events", low=0),
        number("power_law_neg_log10_p", "", "stat.probability", "-log10 of the p-value", low=0),
        _limit("power_law_limit_e2", 2),
        _limit("power_law_limit_e3", 3),
        flag("has_no_signal", "power law fitted to 0: index has no meaning"),
    ),
    ("source_name",),
)

SOUTHERN_SUMMARY = Contract(
    "southern_summary",
    "Brightest sources and stack of the southern Seyfert galaxies (arXiv:2602.10208)",
    (
        ROW,
        text("block", "spectrum, or the stack", "meta.id"),
        text("object", "source or sources", "meta.id"),
        number("n_expected", "", "meta.number", "events of the disk-corona model", **MAYBE),
        number("ts", "", "stat.value", "test statistic", low=0),
        number("n_s", "", "stat.fit.param", "fitted signal events", low=0),
        number("gamma", "", "spect.index", "fitted index", **MAYBE),
        number("p_local", "", "stat.probability", "local p-value", **P_VALUE),
        number("sigma_local", "", "stat.value", "the same [sigma]", low=0),
        number("p_global", "", "stat.probability", "with trials", nullable=True, **P_VALUE),
        number("sigma_global", "", "stat.value", "the same [sigma]", **MAYBE),
        number("n_s_limit", "", "meta.number;stat.max", "90 % limit of the events", **MAYBE),
        number("norm_limit", POINT_NORM, "phot.flux;stat.max", "90 % limit, 1 TeV", **MAYBE),
    ),
    ("row",),
)
