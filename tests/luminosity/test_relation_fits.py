"""Fits of the calibrators under each prior."""

from __future__ import annotations

import numpy as np
import pytest
from luminosity_tables import made_up_luminosities

from nusources.contracts.luminosity_relation import FITS, KEY, POSTERIOR, RANKS, RECOVERY
from nusources.luminosity.fitting import Fitter
from nusources.luminosity.relation import (
    all_fits,
    draw_rows,
    fit_rows,
    rank_rows,
    recovery_rows,
    variants,
)
from nusources.random_streams import named_generator
from nusources.regression import sampler
from nusources.regression.model import Model
from nusources.tables import check_table

MOCKS = {
    "n_ranks": {"flat": 30, "one_normal": 20},
    "n_ranks_sources": 6,
    "n_samples": 20,
    "n_sources": [6],
    "x_errors": [0.1],
    "y_error": 0.3,
    "scatter": 0.6,
}


def streams(*names: str) -> np.random.Generator:
    return named_generator(7, *names)


def test_each_prior_is_changed_in_turn():
    found = list(variants(Model("flat")))
    assert found[0] == Model("flat")
    assert len(found) == len(set(found)) == 6
    assert Model("flat", "uniform") in found
    assert Model("two_normals", "uniform") not in found


def test_tables_of_fits_and_draws(monkeypatch):
    monkeypatch.setattr(sampler, "LONG_ENOUGH", 5.0)
    luminosities = made_up_luminosities(7)
    luminosities.loc[6, "is_neutrino_limit"] = True
    fits = all_fits(luminosities, Fitter(Model(), 300, streams), ["flat"])
    rows, draws = fit_rows(fits, streams), draw_rows(fits, 300)
    check_table(rows, FITS)
    check_table(draws, POSTERIOR)
    assert len(rows) == 8
    own = rows.iloc[0]
    assert (own["n_sources"], own["n_limits"]) == (6, 0)
    assert rows[rows["limits"] == "censored"][["n_sources", "n_limits"]].values.tolist() == [[7, 1]]
    chain = rows[rows["method"] == "emcee"].iloc[0]
    assert np.isnan(chain["log_evidence_one"])
    assert chain["autocorrelation_time"] > 1
    of_run = draws
    for key in KEY:
        of_run = of_run[of_run[key] == own[key]]
    assert of_run["slope"].mean() == pytest.approx(own["slope_mean"])
    # The made-up relation has the slope 1.
    assert own["log_evidence_one"] > own["log_evidence_zero"]
    assert own["scatter_max"] == 3.0
    # Kept are the run's model, other abscissae, the chain and limits; not other priors.
    assert len(draws) == 5 * 300


def test_tables_of_made_up_samples():
    model = Model()
    ranks, found = rank_rows(MOCKS, model, streams), recovery_rows(MOCKS, model, streams)
    check_table(ranks, RANKS)
    check_table(found, RECOVERY)
    assert ranks.groupby(["abscissa", "parameter"])["n"].sum().tolist() == [30, 30, 20, 20]
    assert len(found) == 4
