"""Exact distribution of pairs against closed forms, enumeration and scrambled skies."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from spatial.oracle import Sky, event_sets, half_width, half_widths, separations
from spatial.skies import (
    STEADY,
    THRESHOLDS,
    drawn_skies,
    group_of,
    is_clear,
    memberships,
    prepared,
    scrambled,
    skies,
    small_sky,
)

from nusources.contracts.spatial_depth import PAIR_DISTRIBUTION
from nusources.spatial.nulls.exact_pairs import count_pairs as count_shifted_pairs
from nusources.spatial.nulls.exact_pairs import exact_pairs, summarise_pairs
from nusources.tables import check_table

ALL = np.array([0.0])
GRID = 1e-8
"""Up to 40 arcs with two ends, each within 2**-32 turns."""


def null_of(sky: Sky):
    """Observed pairs of all events and sources, and their distribution."""
    observed, distributions = exact_pairs(prepared(sky, None, ALL))
    return observed[0, 0], distributions[0][0]


def count_pairs(sky: Sky) -> int:
    return int((separations(sky) <= sky.ang_err[:, None]).sum())


def enumerated(sky: Sky) -> dict[int, float]:
    """Probability of each number of pairs: all sets of events of each source, one by one."""
    total = {0: 1.0}
    for source in range(len(sky.source_ra)):
        before, total = total, {}
        for bits, weight in event_sets(sky, source).items():
            for count, probability in before.items():
                more = count + bits.bit_count()
                total[more] = total.get(more, 0.0) + probability * weight
    return total


@pytest.mark.parametrize(
    ("radius", "event_dec", "source_dec"),
    [(20, 10, 0), (5, 85, 82), (26, 80, 75), (30, -70, -65), (1, 0, 0.5), (90, 30, 0), (10, 0, 11)],
)
def test_one_event_and_one_source(radius, event_dec, source_dec):
    place = np.array([[1.0], [event_dec], [radius], [5.0], [200.0], [source_dec]])
    _, null = null_of(Sky(*place))
    q = half_width(radius, event_dec, source_dec) / math.pi
    assert null.at_least(1) == pytest.approx(q, abs=1e-9)


@pytest.mark.parametrize("n_sources", [1, 4, 50])
def test_sources_at_one_declination_are_binomial(n_sources):
    """The grid moves the ends of an arc by 2e-10 turns: 1e-8 of q, n times that in a far tail."""
    event = [np.array([value]) for value in (1.0, 10.0, 20.0, 5.0)]
    sky = Sky(*event, np.linspace(0, 300, n_sources), np.full(n_sources, 15.0))
    _, null = null_of(sky)
    q = half_width(20, 10, 15) / math.pi
    counts = np.arange(n_sources + 1)
    found = [null.at_least(count) for count in counts]
    expected = stats.binom(n_sources, q).sf(counts - 1)
    np.testing.assert_allclose(found, expected, rtol=1e-8 * n_sources)
    assert null.at_least(n_sources + 1) == 0


@STEADY
@given(skies().filter(lambda sky: (sky.ang_err > 0.01).all()))
def test_every_number_of_pairs(sky):
    observed, null = null_of(sky)
    assert observed == count_pairs(sky)
    assert null.mean == pytest.approx(half_widths(sky).sum() / math.pi, abs=100 * GRID)
    assert null.at_most(observed) + null.at_least(observed + 1) == pytest.approx(1, abs=1e-12)
    exact = enumerated(sky)
    for count in range(len(sky.event_ra) * len(sky.source_ra) + 1):
        at_least = sum(p for number, p in exact.items() if number >= count)
        assert null.at_least(count) == pytest.approx(at_least, abs=100 * GRID)


@pytest.mark.parametrize("seed", range(3))
def test_groups_and_thresholds(seed):
    sky = small_sky(40, 6, seed)
    table = memberships(sky, 3, seed)
    observed, distributions = exact_pairs(prepared(sky, table))
    for group, level in np.ndindex(observed.shape):
        chosen = sky.log10_energy >= THRESHOLDS[level]
        events = ("event_ra", "event_dec", "ang_err", "log10_energy")
        part = replace(sky, **{name: getattr(sky, name)[chosen] for name in events})
        part = group_of(part, table[:, group])
        assert observed[group, level] == count_pairs(part)
        null, exact = distributions[group][level], enumerated(part)
        mean = sum(count * p for count, p in exact.items())
        assert null.mean == pytest.approx(mean, abs=100 * GRID)
        square = sum((count - mean) ** 2 * p for count, p in exact.items())
        assert null.sigma**2 == pytest.approx(square, abs=1e4 * GRID)


@pytest.mark.parametrize("seed", range(2))
def test_scrambled_skies_have_uniform_p_values(seed):
    """A count between two tails is drawn evenly between them: the p-value is then uniform."""
    sky, rng = small_sky(12, 4, seed), np.random.default_rng(seed)
    _, null = null_of(sky)
    counts = [count_pairs(scrambled(sky, trial, 17)) for trial in range(400)]
    above = np.array([null.at_least(count + 1) for count in counts])
    reached = np.array([null.at_least(count) for count in counts])
    p_values = above + rng.random(400) * (reached - above)
    assert stats.kstest(p_values, "uniform").pvalue > 1e-3
    assert len(set(counts)) > 5


@STEADY
@given(drawn_skies().filter(is_clear), st.floats(-360, 360), st.randoms(use_true_random=False))
def test_rotation_and_order_change_nothing(sky, angle, random):
    n_events, n_sources = len(sky.event_ra), len(sky.source_ra)
    events = random.sample(range(n_events), n_events)
    sources = random.sample(range(n_sources), n_sources)
    other = Sky(
        (sky.event_ra[events] + angle) % 360,
        *(part[events] for part in (sky.event_dec, sky.ang_err, sky.log10_energy)),
        (sky.source_ra[sources] + angle) % 360,
        sky.source_dec[sources],
    )
    here, there = null_of(sky)[1], null_of(other)[1]
    for count in range(n_events * n_sources + 1):
        tolerance = GRID * n_events * n_sources
        assert there.at_least(count) == pytest.approx(here.at_least(count), abs=tolerance)


def test_no_sources_no_pairs():
    sky = prepared(small_sky(5, 2, 0), np.array([[1, 0], [1, 0]], dtype=bool))
    observed, distributions = exact_pairs(sky)
    assert not observed[1].any()
    assert [one.at_least(1) for one in distributions[1]] == [0] * len(THRESHOLDS)
    assert [one.at_least(0) for one in distributions[1]] == [1] * len(THRESHOLDS)


def test_the_table_of_pairs():
    sky = prepared(small_sky(200, 30, 2), None, THRESHOLDS)
    observed, distributions = exact_pairs(sky)
    table = summarise_pairs(observed, distributions, ["all"], THRESHOLDS)
    check_table(table, PAIR_DISTRIBUTION)
    lowest, null = table.iloc[0], distributions[0][0]
    assert lowest["n_pairs"] == observed[0, 0]
    assert lowest["p_value"] == null.at_least(observed[0, 0])
    five = int(lowest["n_pairs_5sigma"])
    assert null.at_least(five) <= stats.norm.sf(5) < null.at_least(five - 1)
    assert lowest["n_expected"] < lowest["n_pairs_3sigma"] < five
    assert table.iloc[-1][["n_pairs", "n_expected", "sigma"]].tolist() == [0, 0, 0]


def test_pairs_of_shifted_sources_by_group_and_threshold():
    """Sources moved by plain addition, pairs by plain distances."""
    rng = np.random.default_rng(12)
    sky = Sky(
        rng.uniform(0, 360, 30),
        rng.uniform(-80, 80, 30),
        rng.uniform(5, 40, 30),
        rng.uniform(4.9, 6, 30),
        rng.uniform(0, 360, 5),
        rng.uniform(-80, 80, 5),
    )
    groups = np.array([[1, 0], [1, 1], [0, 1], [1, 0], [0, 1]], dtype=bool)
    thresholds = np.array([5.0, 5.5])
    ours = prepared(sky, groups, thresholds)
    shifts = rng.integers(0, 2**32, (5, 3), dtype=np.uint32)
    shifts[:, 0] = 0
    found = count_shifted_pairs(ours, shifts)
    np.testing.assert_array_equal(found[0], exact_pairs(ours)[0])
    place = {ra: number for number, ra in enumerate(ours.sources.ra)}
    order = [place[ra] for ra in sky.source_ra]
    for trial in range(3):
        moved = (sky.source_ra + shifts[order, trial] * (360 / 2**32)) % 360
        inside = separations(replace(sky, source_ra=moved)) <= sky.ang_err[:, None]
        for group, level in np.ndindex(2, 2):
            is_high = sky.log10_energy >= thresholds[level]
            expected = inside[is_high][:, groups[:, group]].sum()
            assert found[trial, group, level] == expected
    assert len({one.tobytes() for one in found}) == 3
