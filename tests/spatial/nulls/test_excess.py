"""Excess and p-values against direct computation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from spatial.oracle import global_p, right_tailed_p
from spatial.skies import STEADY

from nusources.contracts.spatial import GLOBAL_P_VALUES, SPATIAL_EXCESS
from nusources.spatial.nulls.excess import ALL_GROUPS, summarise_excess, summarise_searches
from nusources.statistics import (
    binomial_error,
    global_p_value,
    pooled_p_values,
    right_tailed_p_values,
)
from nusources.tables import check_table

GROUPS, THRESHOLDS = ["TXS", "CFS"], [4.8, 5.0, 5.5]


@st.composite
def counts(draw: st.DrawFn, columns: int = 6) -> tuple[np.ndarray, np.ndarray]:
    """Observed counts and those of 1 to 30 trials, with many ties."""
    n_trials = draw(st.integers(1, 30))
    numbers = st.integers(0, 6)
    observed = draw(arrays(np.int32, columns, elements=numbers))
    return observed, draw(arrays(np.int32, (n_trials, columns), elements=numbers))


@STEADY
@given(counts())
def test_local_p_values(drawn):
    observed, trials = drawn
    found = right_tailed_p_values(observed, trials)
    expected = [right_tailed_p(one, column) for one, column in zip(observed, trials.T, strict=True)]
    np.testing.assert_allclose(found, expected, rtol=1e-15)
    assert np.all((found >= 1 / (len(trials) + 1)) & (found <= 1))


@STEADY
@given(counts())
def test_every_member_of_the_pool_is_judged_alike(drawn):
    observed, trials = drawn
    pool = np.vstack([observed, trials])
    found = pooled_p_values(observed, trials)
    np.testing.assert_array_equal(found[0], right_tailed_p_values(observed, trials))
    for number, member in enumerate(pool):
        # member `number` in the place of the observation, the others as its trials
        others = np.delete(pool, number, axis=0)
        np.testing.assert_array_equal(found[number], right_tailed_p_values(member, others))


@STEADY
@given(counts())
def test_global_p_value(drawn):
    observed, trials = drawn
    found = global_p_value(pooled_p_values(observed, trials))
    assert found == pytest.approx(global_p(observed, trials), rel=1e-14)
    assert found >= right_tailed_p_values(observed, trials).min() - 1e-15
    single = pooled_p_values(observed[:1], trials[:, :1])
    assert global_p_value(single) == pytest.approx(single[0, 0], rel=1e-14)


def test_a_worked_example():
    """Four trials of two counts, by hand."""
    observed = np.array([3, 5])
    trials = np.array([[1, 5], [3, 2], [2, 9], [0, 5]])
    # count 0: trial 1 alone reaches 3; count 1: three trials reach 5
    np.testing.assert_allclose(right_tailed_p_values(observed, trials), [2 / 5, 4 / 5])
    # smallest local p of the pool: 2/5 observed; 4/5, 2/5, 1/5, 4/5 for the trials
    assert global_p_value(pooled_p_values(observed, trials)) == 3 / 5


def test_the_table_of_excess():
    rng = np.random.default_rng(6)
    scrambled = rng.poisson([[30, 20, 5], [60, 40, 10]], size=(500, 2, 3)).astype(np.int32)
    observed = np.array([[35, 20, 5], [50, 40, 30]], dtype=np.int32)
    table = summarise_excess(observed, scrambled, GROUPS, THRESHOLDS, [32, 62], [900, 500, 100])
    check_table(table, SPATIAL_EXCESS)
    assert len(table) == 6
    for row in table.itertuples():
        place = GROUPS.index(row.group), THRESHOLDS.index(row.log10_energy_min)
        trials = scrambled[:, *place]
        assert row.n_observed == observed[place]
        assert row.n_expected == pytest.approx(sum(trials.tolist()) / 500)
        spread = sum((trial - row.n_expected) ** 2 for trial in trials.tolist()) / 499
        assert row.sigma == pytest.approx(spread**0.5)
        assert row.n_expected_error == pytest.approx((spread / 500) ** 0.5)
        assert row.excess == pytest.approx(row.n_observed - row.n_expected)
        assert row.p_value == pytest.approx(right_tailed_p(row.n_observed, trials))
        assert row.n_sources == [32, 62][place[0]]
        assert row.n_selected == [900, 500, 100][place[1]]
        assert row.n_scrambles == 500
    strongest = table.set_index(["group", "log10_energy_min"]).loc[("CFS", 5.5)]
    assert strongest["p_value"] == 1 / 501


def test_the_table_of_searches():
    rng = np.random.default_rng(7)
    scrambled = rng.poisson(10, size=(200, 2, 3)).astype(np.int32)
    observed = np.array([[10, 12, 9], [11, 19, 8]], dtype=np.int32)
    table = summarise_searches(observed, scrambled, GROUPS, THRESHOLDS)
    check_table(table, GLOBAL_P_VALUES)
    assert table["search"].tolist() == [*GROUPS, ALL_GROUPS]
    for row, members in zip(table.itertuples(), ([0], [1], [0, 1]), strict=True):
        flat = scrambled[:, members].reshape(200, -1)
        assert row.p_global == pytest.approx(global_p(observed[members].ravel(), flat))
        place = GROUPS.index(row.group), THRESHOLDS.index(row.log10_energy_min)
        assert place[0] in members
        assert row.p_local == right_tailed_p(observed[place], scrambled[:, *place])
        assert row.p_global > row.p_local, "a search costs something here"
        assert row.p_global_error == pytest.approx(binomial_error(row.p_global, 200))
    assert table["group"].tolist() == ["TXS", "CFS", "CFS"]
    assert table["log10_energy_min"].tolist() == [5.0, 5.0, 5.0]


def test_one_trial_has_no_scatter():
    counts = np.full((1, 2, 3), 4, dtype=np.int32)
    table = summarise_excess(counts[0], counts, GROUPS, THRESHOLDS, [1, 1], [9, 9, 9])
    assert table["sigma"].tolist() == [0.0] * 6
    assert table["p_value"].tolist() == [1.0] * 6


def test_two_trials_have_a_scatter():
    """Counts 4 and 6: unbiased variance 2, error of the mean sqrt(2 / 2)."""
    scrambled = np.stack([np.full((2, 3), 4), np.full((2, 3), 6)]).astype(np.int32)
    table = summarise_excess(scrambled[0], scrambled, GROUPS, THRESHOLDS, [1, 1], [9, 9, 9])
    assert table["sigma"].tolist() == pytest.approx([2**0.5] * 6, rel=1e-14)
    assert table["n_expected_error"].tolist() == pytest.approx([1.0] * 6, rel=1e-14)


@pytest.mark.parametrize(("p", "n_trials", "error"), [(0.5, 100, 0.05), (0, 9, 0), (1, 9, 0)])
def test_binomial_error(p, n_trials, error):
    assert binomial_error(p, n_trials) == pytest.approx(error)
