"""Lengths and unions of arcs against a circle cut at every end."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from spatial.skies import STEADY

from nusources.spatial.counting.arcs import TURN
from nusources.spatial.counting.sweep import lengths_by_count, merge_arcs

QUARTER = TURN // 4
POINTS = st.sampled_from([0, 1, QUARTER, 2 * QUARTER, TURN - 2, TURN - 1]) | st.integers(
    0, TURN - 1
)
LENGTHS = st.sampled_from([1, 2, QUARTER, TURN - 1, TURN]) | st.integers(1, TURN)
ARCS = st.lists(st.tuples(POINTS, LENGTHS, st.integers(0, 3)), max_size=8)


def pieces(arcs) -> list[tuple[int, int]]:
    """The turn cut at both ends of every arc."""
    ends = {0, TURN} | {one[0] for one in arcs} | {(one[0] + one[1]) % TURN for one in arcs}
    ordered = sorted(ends)
    return list(pairwise(ordered))


def holds(arc, point: int) -> bool:
    return (point - arc[0]) % TURN < arc[1]


def columns(arcs) -> list[np.ndarray]:
    return list(np.array(arcs, dtype=np.int64).reshape(-1, 3).T)


@STEADY
@given(ARCS)
def test_length_of_each_count(arcs):
    start, length, level = columns(arcs)
    found = lengths_by_count(start, length, level.astype(np.int8), 4)
    expected = np.zeros_like(found)
    for threshold in range(4):
        passing = [one for one in arcs if one[2] >= threshold]
        for low, high in pieces(arcs):
            expected[threshold, sum(holds(one, low) for one in passing)] += high - low
    np.testing.assert_array_equal(found, expected)
    assert np.all(found.sum(axis=1) == TURN)


@STEADY
@given(ARCS)
def test_union_of_each_owner(arcs):
    start, length, owner = columns(arcs)
    merged = list(zip(*merge_arcs(owner, start, length), strict=True))
    for number in range(4):
        own = [one for one in arcs if one[2] == number]
        union = sorted((begin, size) for who, begin, size in merged if who == number)
        length = sum(high - low for low, high in pieces(own) if any(holds(a, low) for a in own))
        assert sum(size for _, size in union) == length
        for (begin, size), (following, _) in pairwise(union):
            assert begin + size < following, "disjoint, and joined where they touch"
        for low, _ in pieces(own):
            inside = any(begin <= low < begin + size for begin, size in union)
            assert inside == any(holds(one, low) for one in own)
