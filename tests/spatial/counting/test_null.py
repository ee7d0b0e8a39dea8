"""Scrambled counts against closed forms, and the shifts themselves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats
from spatial.oracle import (
    Sky,
    count_distribution,
    count_variance,
    expected_count,
    half_width,
    one_declination,
)
from spatial.skies import BLOCK, prepared, sky_of_kind, small_sky

from nusources.random_streams import counter_generator
from nusources.spatial.counting.scrambles import count_scrambled, draw_shifts

N_TRIALS = 20_000
"""Trials of the statistical tests. Seeds are fixed, so the outcomes are too; a limit of 4.5
standard errors would fail once in 150,000 for another seed."""


def within(found: float, expected: float, error: float) -> bool:
    return abs(found - expected) <= 4.5 * error


@pytest.mark.parametrize(
    ("radius", "event_dec", "source_dec"),
    [(20, 10, 0), (5, 85, 82), (26, 80, 75), (30, -70, -65), (1, 0, 0.5), (90, 30, 0), (10, 0, 11)],
)
def test_one_event_and_one_source(radius, event_dec, source_dec):
    q = half_width(radius, event_dec, source_dec) / np.pi
    place = np.array([[1.0], [event_dec], [radius], [5.0], [200.0], [source_dec]])
    counts = count_scrambled(prepared(Sky(*place)), 0, N_TRIALS, seed=1)[:, 0, 0]
    assert within(counts.mean(), q, np.sqrt(q * (1 - q) / N_TRIALS))
    assert set(counts) == ({0, 1} if 0 < q < 1 else {round(q)})


@pytest.mark.parametrize("n_sources", [1, 4, 20])
def test_sources_at_one_declination_are_binomial(n_sources):
    h = half_width(20, 10, 15)
    event = [np.array([value]) for value in (1.0, 10.0, 20.0, 5.0)]
    sky = Sky(*event, np.linspace(0, 300, n_sources), np.full(n_sources, 15.0))
    counts = count_scrambled(prepared(sky), 0, N_TRIALS, seed=2)[:, 0, 0]
    q = one_declination(h, n_sources)
    assert 0.05 < q < 0.99
    assert within(counts.mean(), q, np.sqrt(q * (1 - q) / N_TRIALS))


@pytest.mark.parametrize("kind", ["anywhere", "around a pole", "across zero", "half sky"])
@pytest.mark.parametrize("seed", range(3))
def test_mean_and_variance_are_exact(kind, seed):
    """Error of a mean: sigma/sqrt(N); of a variance: sqrt((m4 - sigma^4)/N), m4 measured."""
    sky = replace(sky_of_kind(kind, seed), log10_energy=np.full(100, 5.0))
    sky = replace(sky, log10_energy=sky.log10_energy[: len(sky.event_ra)])
    counts = count_scrambled(prepared(sky), 0, N_TRIALS, seed=seed)[:, 0, 0].astype(float)
    mean, variance = expected_count(sky), count_variance(sky)
    assert variance > 1e-3, "a sky that never changes tests nothing"
    assert within(counts.mean(), mean, np.sqrt(variance / N_TRIALS))
    fourth = np.mean((counts - mean) ** 4)
    assert within(counts.var(), variance, np.sqrt((fourth - variance**2) / N_TRIALS))


@pytest.mark.parametrize("seed", range(6))
def test_whole_distribution_is_exact(seed):
    """Chi-square of the counts over cells with at least 5 expected trials."""
    sky = small_sky(9, 3, seed)
    exact = count_distribution(sky)
    mean = exact @ np.arange(10)
    assert mean == pytest.approx(expected_count(sky), abs=1e-9)
    assert exact @ (np.arange(10) - mean) ** 2 == pytest.approx(count_variance(sky), abs=1e-9)
    counts = count_scrambled(prepared(sky), 0, N_TRIALS, seed=seed)[:, 0, 0]
    seen = np.bincount(counts, minlength=10)
    assert np.all(seen[exact < 1e-12] == 0)
    cells = exact * N_TRIALS >= 5
    assert cells.sum() >= 4
    observed = np.append(seen[cells], seen[~cells].sum())
    expected = np.append(exact[cells], exact[~cells].sum()) * N_TRIALS
    filled = expected > 0
    chi2 = np.sum((observed[filled] - expected[filled]) ** 2 / expected[filled])
    assert stats.chi2.sf(chi2, filled.sum() - 1) > 1e-4


NAMES = ["TXS 0506+056", "a", "b", "3HSPJ003552.6+595004", "ä"]


def many_shifts() -> np.ndarray:
    """20 blocks of five sources, in turns; shape (5, 20480)."""
    return draw_shifts(NAMES, 0, 20 * BLOCK, seed=3) / 2**32


def test_shifts_are_uniform():
    for row in many_shifts():
        assert stats.kstest(row, "uniform").pvalue > 1e-3


def test_shifts_are_independent():
    """The difference of two independent uniform angles is uniform; so it is for neighbours in
    time, for places in neighbouring blocks and for pairs of sources."""
    shifts = many_shifts()
    pairs = [(shifts[i], shifts[j]) for i in range(5) for j in range(i)]
    pairs += [(row[:-1], row[1:]) for row in shifts]
    pairs += [(row[:-BLOCK], row[BLOCK:]) for row in shifts]
    for one, other in pairs:
        assert stats.kstest((one - other) % 1, "uniform").pvalue > 1e-3
        # and in the plane: 10 x 10 cells
        cells = np.histogram2d(one, other, bins=10, range=[[0, 1], [0, 1]])[0]
        assert stats.chisquare(cells.ravel()).pvalue > 1e-3


def test_shifts_of_a_part_are_part_of_the_shifts():
    whole = draw_shifts(NAMES, 0, 3 * BLOCK, seed=5)
    assert len(np.unique(whole)) > 0.999 * whole.size
    for first, last in [(77, 901), (BLOCK - 1, BLOCK + 1), (900, 2 * BLOCK + 5), (BLOCK, BLOCK)]:
        part = draw_shifts(NAMES[1:3], first, last, seed=5)
        np.testing.assert_array_equal(part, whole[1:3, first:last])


def test_shifts_are_the_first_words_of_the_blocks_of_a_source():
    """The definition of a trial: the stream is named by the source, the counter by the block."""
    shifts = draw_shifts(NAMES, 0, 2 * BLOCK, seed=5)
    for row, name in zip(shifts, NAMES, strict=True):
        streams = [counter_generator(5, block, "right-ascension", name) for block in range(2)]
        words = [one.integers(0, 2**32, BLOCK, dtype=np.uint32) for one in streams]
        np.testing.assert_array_equal(row, np.concatenate(words))
