"""Figures of the relation: what their captions tell of which fits."""

from __future__ import annotations

from kun2026_relation_pages import many

from nusources.figures.house.inputs import Inputs
from nusources.figures.kun2026.posterior import prepare_posterior

FACTS = {"size": "double", "simulated": []}


def test_the_range_under_other_priors_is_that_of_the_same_sources():
    tables = dict(many())
    fits = tables["fits"].copy()
    fits["slope_mean"], fits["scatter_mean"] = 0.9, 0.6
    # With limits there is one source more: that is no other prior. Nor is a chain.
    fits.loc[fits["limits"] == "censored", ["slope_mean", "scatter_mean"]] = 5.0, 2.0
    fits.loc[fits["method"] == "emcee", ["slope_mean", "scatter_mean"]] = 7.0, 2.5
    fits.loc[fits["slope_prior"] == "uniform", "slope_mean"] = 1.1
    fits.loc[fits["scatter_prior"] == "log_uniform", "scatter_mean"] = 0.36
    _, facts = prepare_posterior(Inputs(tables | {"fits": fits}, FACTS))
    assert facts["range_text"] == "slopes of 0.9 to 1.1 and a scatter of 0.36 to 0.6 dex"
