"""Coverage of the limits: against sums over counts, and limits that are too low."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from nusources.contracts.closure import LIMIT_COVERAGE
from nusources.spatial.limits import coverage
from nusources.spatial.limits.coverage import CLASSICAL, SIGNALS, UNIFIED, limit_coverage
from nusources.spatial.limits.event_limits import (
    classical_upper_limit,
    feldman_cousins_interval,
)
from nusources.spatial.nulls.count_distribution import from_weights, poisson
from nusources.tables import check_table

LEVEL, N_TRIALS = 0.9, 4000
BACKGROUND = from_weights(stats.binom.pmf(np.arange(13), 12, 0.3))
"""Narrower than Poisson, as counts of events often are."""
TRUE_SIGNALS = np.array(SIGNALS[::3]) * BACKGROUND.sigma


@pytest.fixture(scope="module")
def found():
    return limit_coverage(BACKGROUND, TRUE_SIGNALS, LEVEL, N_TRIALS, seed=4)


def allowed_error(table):
    """4 binomial errors: ten comparisons, so a right program fails for one seed in a thousand."""
    expected = table["coverage_expected"]
    return 4 * np.sqrt(expected * (1 - expected) / N_TRIALS) + 1e-6


def test_the_table_keeps_its_contract(found):
    check_table(found, LIMIT_COVERAGE)
    assert len(found) == 2 * len(TRUE_SIGNALS)
    np.testing.assert_allclose(found["n_expected"], 3.6)


def test_trials_agree_with_the_exact_coverage(found):
    assert (abs(found["coverage"] - found["coverage_expected"]) <= allowed_error(found)).all()


@pytest.mark.parametrize("limit", [CLASSICAL, UNIFIED])
def test_limits_of_whole_numbers_cover_at_least_what_they_say(found, limit):
    rows = found[found["limit"] == limit]
    assert (rows["coverage"] >= LEVEL - 3 * rows["coverage_error"]).all()
    # and not just always: a limit at infinity would pass above
    assert rows["coverage"].min() < 0.95


def test_exact_coverage_by_brute_force():
    """Sum over counts of background and of signal, limits computed for each."""
    signal = 2.0
    table = limit_coverage(BACKGROUND, np.array([signal]), LEVEL, 10, seed=1).set_index("limit")
    expected = {CLASSICAL: 0.0, UNIFIED: 0.0}
    for n in range(40):
        chance = sum(
            stats.binom.pmf(b, 12, 0.3) * stats.poisson.pmf(n - b, signal) for b in range(13)
        )
        low, high = feldman_cousins_interval(n, BACKGROUND, LEVEL)
        expected[UNIFIED] += chance * (low <= signal <= high)
        expected[CLASSICAL] += chance * (signal <= classical_upper_limit(n, BACKGROUND, LEVEL))
    for name, value in expected.items():
        assert table.loc[name, "coverage_expected"] == pytest.approx(value, abs=1e-6)


def test_limits_that_are_too_low_are_noticed(monkeypatch):
    monkeypatch.setattr(
        coverage, "classical_upper_limit", lambda *args: 0.6 * classical_upper_limit(*args)
    )
    table = limit_coverage(poisson(4.0), np.array([6.0]), LEVEL, N_TRIALS, seed=1)
    rows = table.set_index("limit")
    error = rows.loc[CLASSICAL, "coverage_error"]
    assert rows.loc[CLASSICAL, "coverage"] < LEVEL - 10 * error
    assert rows.loc[UNIFIED, "coverage"] > LEVEL - 3 * rows.loc[UNIFIED, "coverage_error"]


def test_a_signal_does_not_depend_on_the_others(found):
    alone = limit_coverage(BACKGROUND, TRUE_SIGNALS[2:3], LEVEL, N_TRIALS, seed=4)
    expected = found[found["signal"] == TRUE_SIGNALS[2]]
    np.testing.assert_array_equal(alone["coverage"], expected["coverage"])
    np.testing.assert_allclose(alone["coverage_expected"], expected["coverage_expected"])
