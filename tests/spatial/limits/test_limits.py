"""Limits against closed forms, the published table of Feldman and Cousins, and coverage."""

from __future__ import annotations

import math
from itertools import chain

import numpy as np
import pytest
from scipy import optimize, stats

from nusources.contracts.spatial_depth import EXCESS_LIMITS
from nusources.spatial.limits.event_limits import (
    classical_upper_limit,
    feldman_cousins_interval,
    summarise_limits,
)
from nusources.spatial.nulls.count_distribution import CountDistribution, from_counts, poisson
from nusources.tables import check_table

# Feldman & Cousins 1998, Phys. Rev. D 57, 3873, table IV: 90 % intervals of (n, b).
TABLE_IV = {
    (0, 0.0): (0.00, 2.44),
    (1, 0.0): (0.11, 4.36),
    (2, 0.0): (0.53, 5.91),
    (3, 0.0): (1.10, 7.42),
    (4, 0.0): (1.47, 8.60),
    (5, 0.0): (1.84, 9.99),
    (1, 1.0): (0.00, 3.36),
    (0, 1.0): (0.00, 1.61),
    (3, 3.0): (0.00, 4.42),
    (5, 3.0): (0.00, 6.99),
    (6, 3.0): (0.15, 8.47),
    (10, 3.0): (2.63, 13.50),
}


@pytest.mark.parametrize(("counts", "published"), TABLE_IV.items())
def test_published_intervals(counts, published):
    """Half a unit of the second decimal, in which the table is printed."""
    n, b = counts
    found = feldman_cousins_interval(n, poisson(b), 0.9)
    assert found == pytest.approx(published, abs=0.00502)


def test_published_limit_of_a_deficit_is_made_monotonous():
    """The table prints 1.08 for n = 0, b = 3: the largest limit of any background from 3 on."""
    limits = [feldman_cousins_interval(0, poisson(b), 0.9)[1] for b in np.arange(3, 4, 0.02)]
    assert limits[0] < 1.0
    assert max(limits) == pytest.approx(1.08, abs=0.011)


@pytest.mark.parametrize("n", [0, 1, 7, 40])
@pytest.mark.parametrize("level", [0.68, 0.9, 0.99])
def test_classical_limit_without_background(n, level):
    expected = stats.chi2.ppf(level, 2 * (n + 1)) / 2
    assert classical_upper_limit(n, poisson(0), level) == pytest.approx(expected, rel=1e-9)
    # A Poisson background of known mean only shifts the limit.
    shifted = classical_upper_limit(n, poisson(1.5), level)
    assert shifted == pytest.approx(max(expected - 1.5, 0), abs=1e-8)


def test_no_events_at_all():
    assert classical_upper_limit(0, poisson(0), 0.9) == pytest.approx(math.log(10))
    # The counts 1 to 6 rank before 0 for signals from 6 / e on (where 6 and 0 change places) to
    # 7 / e: the end is where these six have the probability .9.
    end = optimize.brentq(
        lambda s: stats.poisson.cdf(6, s) - stats.poisson.pmf(0, s) - 0.9, 6 / math.e, 7 / math.e
    )
    assert end == pytest.approx(2.44, abs=0.005), "table IV"
    assert feldman_cousins_interval(0, poisson(0), 0.9) == (0.0, pytest.approx(end, abs=1e-5))


def test_ends_do_not_depend_on_the_grid():
    """One event without background: the low end is -ln .9, where P(0) = .9 (n = 1 ranks second)."""
    for n_steps in (400, 1000, 4001):
        low, high = feldman_cousins_interval(1, poisson(0), 0.9, n_steps=n_steps)
        assert low == pytest.approx(-math.log(0.9), abs=1e-6)
        assert high == pytest.approx(4.3574, abs=1e-3)


def test_an_end_where_counts_change_places():
    """n = 2, b = 0: the high end is where 2 and the count n+ change places, not where a sum is .9.

    The ratios of 2 and n are equal at s^(n - 2) = (n^n / e^n) / (2^2 / e^2).
    """
    places = [(n**n / 4 * math.exp(2 - n)) ** (1 / (n - 2)) for n in range(3, 15)]
    high = feldman_cousins_interval(2, poisson(0), 0.9)[1]
    assert min(abs(high - one) for one in places) < 1e-5


def spread_counts(mean: float, sigma: float) -> CountDistribution:
    """Counts of a normal distribution, as of scrambles."""
    rng = np.random.default_rng(1)
    return from_counts(np.maximum(np.round(rng.normal(mean, sigma, 20_000)), 0).astype(int))


def test_a_wider_null_has_weaker_limits():
    narrow, wide = spread_counts(232, 15), spread_counts(232, 25)
    for n in (232, 243, 280):
        assert classical_upper_limit(n, wide, 0.9) > classical_upper_limit(n, narrow, 0.9)
        assert (
            feldman_cousins_interval(n, wide, 0.9)[1] > feldman_cousins_interval(n, narrow, 0.9)[1]
        )


def test_classical_limit_is_where_the_probability_is_small():
    """Simulated: background drawn from the null, signal from Poisson, at the limit."""
    background, rng = spread_counts(50, 9), np.random.default_rng(3)
    limit = classical_upper_limit(55, background, 0.9)
    drawn = rng.choice(background.counts, 40_000, p=background.probability)
    share = np.mean(drawn + rng.poisson(limit, 40_000) <= 55)
    assert share == pytest.approx(0.1, abs=4.5 * math.sqrt(0.09 / 40_000))


@pytest.mark.parametrize("signal", [0.0, 0.3, 1.0, 2.5, 6.0])
def test_intervals_cover(signal):
    """P(the interval of n holds the signal) summed over n; counts are whole, so at least 90 %."""
    background = poisson(2.2)
    covered = 0.0
    for n in range(30):
        low, high = feldman_cousins_interval(n, background, 0.9, n_steps=2000)
        inside = low - 0.01 <= signal <= high + 0.01
        covered += inside * stats.poisson.pmf(n, 2.2 + signal)
    assert 0.9 <= covered < 0.99


def accepts(n: int, signal: float, background: CountDistribution, best: np.ndarray) -> bool:
    """Whether fewer than 90 % of the probability at a signal lies in counts that rank higher."""
    probability = chances(np.array([signal]), background, best.size)[0]
    ratio = probability / best
    return probability[ratio > ratio[n]].sum() < 0.9


def chances(signals: np.ndarray, background: CountDistribution, n_counts: int) -> np.ndarray:
    """P(n | s) for n from 0 on, summed over the background's counts."""
    count = np.arange(n_counts)
    parts = zip(background.counts, background.probability, strict=True)
    return sum(p * stats.poisson.pmf(count - b, signals[:, np.newaxis]) for b, p in parts)


@pytest.mark.parametrize(
    ("n", "background"),
    [
        (400, poisson(0.0)),
        (7, CountDistribution(0, np.array([0.2, 0.5, 0.3]))),
        (60, CountDistribution(20, np.array([0.25, 0.5, 0.25]))),
    ],
)
def test_unified_interval_by_brute_force(n, background):
    """Its ends accept the observed count, and one step (.5 % of it) beyond them does not."""
    low, high = feldman_cousins_interval(n, background, 0.9, n_steps=2000)
    signals = np.linspace(0, 3 * high, 3001)
    best = np.maximum(chances(signals, background, 3 * n).max(axis=0), 1e-300)
    step = 0.005 * high
    assert accepts(n, low + step, background, best)
    assert accepts(n, high - step, background, best)
    assert not accepts(n, high + step, background, best)
    assert not accepts(n, low - step, background, best)


def test_limits_of_impossible_counts():
    background = CountDistribution(3, np.array([0.5, 0.5]))
    assert classical_upper_limit(2, background, 0.9) == 0.0
    with pytest.raises(ValueError, match="the background has at least 3 events; found 2 in all"):
        feldman_cousins_interval(2, background, 0.9)


@pytest.mark.parametrize("level", [0, 1, 90, math.nan])
def test_confidence_level(level):
    for limit in (classical_upper_limit, feldman_cousins_interval):
        with pytest.raises(ValueError, match=f"between 0 and 1; found {level}"):
            limit(1, poisson(1), level)


def test_the_table_of_limits():
    observed = np.array([[243, 60], [700, 3]])
    backgrounds = [
        [spread_counts(232, 17), poisson(57)],
        [spread_counts(690, 32), poisson(8)],
    ]
    table = summarise_limits(observed, backgrounds, ["TXS", "CFS"], [4.8, 5.5], 0.9)
    check_table(table, EXCESS_LIMITS)
    first = table.iloc[0]
    assert first["upper_limit"] == classical_upper_limit(243, backgrounds[0][0], 0.9)
    assert first["upper_limit"] > first["upper_limit_poisson"]
    assert table["upper_limit"].iloc[1] == pytest.approx(table["upper_limit_poisson"].iloc[1])
    assert np.all(table["unified_high"] > 0)
    assert table["upper_limit"].iloc[3] == 0, "a deficit beyond the level"


def test_each_row_holds_the_limits_of_its_own_count():
    """Groups are rows and thresholds columns of the counts; each null has its own moments."""
    observed = np.array([[4, 2], [9, 0]])
    backgrounds = [
        [CountDistribution(1, np.array([0.25, 0.5, 0.25])), poisson(1.0)],
        [spread_counts(6, 2), poisson(0.5)],
    ]
    table = summarise_limits(observed, backgrounds, ["a", "b"], [4.8, 5.5], 0.68)
    assert table["group"].tolist() == ["a", "a", "b", "b"]
    assert table["log10_energy_min"].tolist() == [4.8, 5.5, 4.8, 5.5]
    assert table["n_observed"].tolist() == [4, 2, 9, 0]
    assert set(table["confidence_level"]) == {0.68}
    # 1, 2, 3 with 1/4, 1/2, 1/4: mean 2, variance 1/2
    assert table.loc[0, ["n_expected", "sigma"]].tolist() == pytest.approx([2, 0.5**0.5])
    for row, null in zip(table.itertuples(), chain(*backgrounds), strict=True):
        limits = feldman_cousins_interval(row.n_observed, null, 0.68)
        assert (row.unified_low, row.unified_high) == limits
        assert row.upper_limit == classical_upper_limit(row.n_observed, null, 0.68)
        plain = poisson(null.mean)
        assert row.upper_limit_poisson == classical_upper_limit(row.n_observed, plain, 0.68)
