"""Background injected at random blazars."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from nusources.errors import InputDataError
from nusources.luminosity.null_injection import (
    Pool,
    chance_of_so_many,
    draw_pairs,
    injected_chi2,
    share_consistent,
)


def pool_of(counts, seed=1):
    rng = np.random.default_rng(seed)
    source = np.repeat(np.arange(len(counts)), counts)
    x, y = rng.normal(size=(2, source.size))
    return Pool(source, x, y, rng.normal(size=source.size) ** 2)


def test_sources_of_one_injection_differ_and_all_their_pairs_are_drawn():
    pool = pool_of([1, 5, 2, 9])
    pairs = draw_pairs(pool, 3, 4000, np.random.default_rng(2))
    sources = pool.source[pairs]
    assert all(len(set(row)) == 3 for row in sources)
    assert set(pairs.ravel()) == set(range(17))


def test_sources_are_equally_likely_whatever_their_number_of_pairs():
    pool = pool_of([1, 5, 2, 90])
    sources = pool.source[draw_pairs(pool, 2, 20_000, np.random.default_rng(2))]
    counts = np.bincount(sources.ravel())
    assert counts == pytest.approx(10_000, abs=5 * np.sqrt(20_000 * 0.25))


def test_chi2_of_pulls_of_the_relation_follows_its_law():
    pool = pool_of([400] * 30)
    chi2 = injected_chi2(pool, 7, 20_000, np.random.default_rng(3))
    assert chi2.mean() == pytest.approx(7 * pool.squared_pull.mean(), rel=0.01)
    assert share_consistent(chi2, 7, 0.05) == pytest.approx(0.95, abs=0.02)
    assert share_consistent(stats.chi2(7).isf([0.0499, 0.0501]), 7, 0.05) == 0.5


def test_too_few_sources():
    with pytest.raises(InputDataError, match=r"3 sources with hard X-rays.*at least 4"):
        draw_pairs(pool_of([2, 2, 2]), 4, 10, np.random.default_rng(1))
    nothing = Pool(np.array([], dtype=int), *np.empty((3, 0)))
    with pytest.raises(InputDataError, match=r"0 sources"):
        draw_pairs(nothing, 1, 10, np.random.default_rng(1))


def test_chance_of_so_many():
    skies = np.array([[0.0, 1.0, 2.0], [0.0, 0.0, 0.9], [3.0, 1.5, 1.0], [0.0, 0.0, 0.0]])
    assert chance_of_so_many(skies, 1.0, 2) == (5 / 4, 2 / 4)
    assert chance_of_so_many(skies, 1.0, 3) == (5 / 4, 1 / 4)
