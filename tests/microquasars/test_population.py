"""Populations of discrete sources against a direct simulation and exact moments."""

import numpy as np
import pytest

from nusources.contracts import microquasar_fluxes as contracts
from nusources.microquasars.density import exponential, microquasar, uniform
from nusources.microquasars.disk_model import DiskModel
from nusources.microquasars.integrals import disk_integral
from nusources.microquasars.population import (
    inverse_squares,
    simulate_populations,
)
from nusources.microquasars.population_tables import population_statistics
from nusources.tables import check_table

OBSERVER, RADIUS = 8.3, 15.0
DENSITIES = [uniform(RADIUS), exponential(1.9, RADIUS), microquasar(4.0, RADIUS)]


def direct_draws(density, void, n_sources, rng):
    """Place sources one by one: rejection in the square about the Galaxy."""
    found = []
    peak = density(np.linspace(0, RADIUS, 2001)).max()
    while sum(map(len, found)) < n_sources:
        x, y = rng.uniform(-RADIUS, RADIUS, (2, n_sources))
        keep = rng.random(n_sources) * peak < density(np.hypot(x, y))
        squared = (x[keep] - OBSERVER) ** 2 + y[keep] ** 2
        found.append(np.where(squared >= void**2, 1 / squared, 0.0))
    return np.concatenate(found)[:n_sources]


@pytest.mark.parametrize("density", DENSITIES, ids=lambda density: density.name)
@pytest.mark.parametrize("void", [0.3, 1.0, 3.0])
def test_distribution_is_that_of_placed_sources(density, void):
    lonely = simulate_populations(density, OBSERVER, void, 1, 200_000, rng=np.random.default_rng(1))
    ours = lonely["brightest"].to_numpy()
    theirs = direct_draws(density, void, 200_000, np.random.default_rng(2))
    at = np.concatenate([[0.0], np.quantile(theirs[theirs > 0], np.linspace(0.001, 0.999, 200))])
    shares = [np.searchsorted(np.sort(one), at, side="right") / 200_000 for one in (ours, theirs)]
    # Two samples of 2e5: the largest distance is above 0.0062 once in 1e3.
    assert np.abs(shares[0] - shares[1]).max() < 0.0062


@pytest.mark.parametrize("density", DENSITIES, ids=lambda density: density.name)
@pytest.mark.parametrize("void", [0.3, 1.0, 3.0])
def test_mean_is_the_integral(density, void):
    one = inverse_squares(density, OBSERVER, void)
    # The steps of the distance are 3 pc, those of the disk's edge as well.
    assert one.mean == pytest.approx(disk_integral(density, OBSERVER, void).total, rel=1e-4)
    assert one.cells.mean() == pytest.approx(one.mean, rel=1e-9)


def test_moments_of_the_sum():
    model = DiskModel(OBSERVER, RADIUS, 1.0, 0.1, 4.0)
    section = {"n_realisations": 4000, "void_radii_kpc": [1.0], "n_sources": None}
    summaries, quantiles, histograms = population_statistics(
        model,
        section,
        7.04e33,
        1.5e-8,
        random=lambda *names: np.random.default_rng(len("".join(names))),
    )
    check_table(summaries, contracts.POPULATION_SUMMARIES)
    check_table(quantiles, contracts.POPULATION_QUANTILES)
    check_table(histograms, contracts.POPULATION_HISTOGRAMS)
    assert set(summaries["n_sources"]) == {
        527,
        561,
        432,
    }
    pull = (summaries["mean"] - summaries["mean_exact"]) / summaries["mean_error"]
    assert pull.abs().max() < 4
    # Standard error of a standard deviation: 1/sqrt(2 n) = 1.1 %, more for a skewed sum.
    np.testing.assert_allclose(summaries["std"], summaries["std_exact"], rtol=0.06)
    totals = histograms.groupby(["distribution", "quantity"])["n_realisations"].sum()
    assert (totals == 4000).all()


def test_one_source_is_all_of_its_flux():
    section = {"n_realisations": 20, "void_radii_kpc": [1.0], "n_sources": 1}
    summaries, _, _ = population_statistics(
        DiskModel(OBSERVER, RADIUS, 1.0, 0.1, 4.0),
        section,
        7.04e33,
        1.5e-8,
        random=lambda *names: np.random.default_rng(4),
    )
    assert (summaries["n_sources"] == 1).all()
    assert (summaries["brightest_share_median"] == 1).all()


def test_equal_seeds_give_equal_populations():
    tables = [
        simulate_populations(DENSITIES[0], OBSERVER, 1.0, 50, 100, rng=np.random.default_rng(seed))
        for seed in (7, 7, 8)
    ]
    assert tables[0].equals(tables[1])
    assert not tables[0].equals(tables[2])


@pytest.mark.parametrize("void", [0.0, 8.3])
def test_an_impossible_void_is_refused(void):
    with pytest.raises(ValueError, match="expected above 0 and below"):
        inverse_squares(DENSITIES[0], OBSERVER, void)
