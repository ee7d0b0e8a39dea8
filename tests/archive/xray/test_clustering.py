"""Clustered positions of the simulated eFEDS: the correlation that is asked for is measured."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial import cKDTree

from nusources.archive.xray.clustering import PIXEL, Clustering, draw_clustered, gaussian_field
from nusources.archive.xray.efeds import simulate_efeds_agn
from nusources.facts.xray_agn_models import read_efeds_model

STRONG = Clustering(theta_0=20.0, slope=0.8)  # 9 times the published w: few fields suffice
EDGES = np.array([0.03, 0.06, 0.12, 0.24, 0.48])  # deg
N_RANDOM = 60_000


@pytest.fixture(scope="module")
def model(repository):
    return read_efeds_model(repository / "data" / "tables" / "model_efeds_agn.csv")


@pytest.fixture(scope="module")
def random_tree(model):
    return tree_of(model, *model.footprint.draw(N_RANDOM, np.random.default_rng(17)))


def tree_of(model, ra, dec):
    return cKDTree(np.stack(model.footprint.flat(ra, dec), axis=1))


def landy_szalay(tree, random):
    """Estimator of Landy & Szalay 1993, ApJ 412, 64, and its Poisson error, in EDGES."""
    n, n_random = tree.n, random.n
    pairs = np.diff(tree.count_neighbors(tree, EDGES))
    dd = pairs / (n * (n - 1))
    dr = np.diff(tree.count_neighbors(random, EDGES)) / (n * n_random)
    rr = np.diff(random.count_neighbors(random, EDGES)) / (n_random * (n_random - 1))
    return (dd - 2 * dr + rr) / rr, 1 / np.sqrt(rr * n * (n - 1) / 2)


def expected(model, clustering):
    """Mean of w in each ring, less its mean over the survey, where the number is given."""
    power = 2 - clustering.slope
    ring = np.diff(EDGES**power) / power / (np.diff(EDGES**2) / 2)
    first, second = (
        model.footprint.flat(*model.footprint.draw(200_000, np.random.default_rng(seed)))
        for seed in (5, 6)
    )
    apart = np.hypot(first[0] - second[0], first[1] - second[1])
    return ring * clustering.correlation(1.0) - clustering.correlation(apart).mean()


def test_correlation_is_a_power_law():
    assert STRONG.correlation(20 / 3600) == pytest.approx(1.0)
    assert STRONG.correlation(0.2) / STRONG.correlation(0.1) == pytest.approx(2**-0.8)


def test_field_has_the_covariance_of_a_log_normal_density():
    rng = np.random.default_rng(1)
    fields = np.array([np.exp(gaussian_field((200, 240), STRONG, rng=rng)) for _ in range(100)])
    contrast = fields / fields.mean() - 1
    for lag in (1, 2, 5, 12, 30):
        for axis in (1, 2):
            found = (contrast * np.roll(contrast, lag, axis=axis)).mean()
            assert found == pytest.approx(STRONG.correlation(lag * PIXEL), abs=0.006)


def test_strong_clustering_is_measured_as_asked(model, random_tree):
    n = int(model.counts.n_agn)
    found = []
    for seed in range(2):
        ra, dec = draw_clustered(model.footprint, n, STRONG, rng=np.random.default_rng(seed))
        assert len(ra) == n
        assert model.footprint.contains(ra, dec).all()
        found.append(landy_szalay(tree_of(model, ra, dec), random_tree)[0])
    wanted = expected(model, STRONG)
    assert wanted[0] == pytest.approx(STRONG.correlation(0.047), rel=0.05)
    # Fields differ by 10 % in one survey.
    np.testing.assert_allclose(np.mean(found, axis=0), wanted, rtol=0.15, atol=0.003)


def test_option_moves_the_agn_and_is_off_by_default(model, random_tree):
    significance, tables = {}, {}
    for clustering in (None, STRONG):
        tables[clustering] = simulate_efeds_agn(
            model, clustering=clustering, rng=np.random.default_rng(3)
        )
        table = tables[clustering][0]
        w, error = landy_szalay(tree_of(model, table["ra"], table["dec"]), random_tree)
        significance[clustering] = (w / error).sum() / np.sqrt(len(w))
    assert abs(significance[None]) < 3
    assert significance[STRONG] > 30
    (uniform, truth), (clustered, same_truth) = tables.values()
    changed = [name for name in uniform if not uniform[name].equals(clustered[name])]
    assert set(changed) == {"ra", "dec", "source_name"}
    assert truth.equals(same_truth)
    default, _ = simulate_efeds_agn(model, rng=np.random.default_rng(3))
    assert default.equals(uniform)
    again, _ = simulate_efeds_agn(model, clustering=STRONG, rng=np.random.default_rng(3))
    assert again.equals(clustered)
