"""One-to-one matching of positions."""

import numpy as np
import pytest
from astropy import units as u
from astropy.coordinates import SkyCoord, search_around_sky
from hypothesis import given, settings
from hypothesis import strategies as st

from nusources.selection.matching import count_close_pairs, match_positions

ARCSEC = 1 / 3600


def patch(n, seed, size=0.02):
    """Positions in a small field across R.A. = 0, in degrees."""
    rng = np.random.default_rng(seed)
    return rng.uniform(-size, size, n) % 360, rng.uniform(60 - size, 60 + size, n)


def brute_force(ra_1, dec_1, ra_2, dec_2, radius):
    """All pairs by astropy, then closest first, each once."""
    one, two = SkyCoord(ra_1, dec_1, unit="deg"), SkyCoord(ra_2, dec_2, unit="deg")
    first, second, separation, _ = search_around_sky(one, two, radius * u.arcsec)
    rows = sorted(zip(separation.arcsec, first.tolist(), second.tolist(), strict=True))
    pairs = []
    for angle, i, j in rows:
        if all(i != other[0] and j != other[1] for other in pairs):
            pairs.append((i, j, angle))
    return pairs, len(rows) - len(pairs)


@given(st.integers(1, 30), st.integers(1, 30), st.integers(0, 2**31), st.floats(1, 60))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_agrees_with_astropy_and_plain_loops(n_1, n_2, seed, radius):
    one, two = patch(n_1, seed), patch(n_2, seed + 1)
    found = match_positions(*one, *two, radius)
    pairs, rivals = brute_force(*one, *two, radius)
    assert list(zip(found.first, found.second, strict=True)) == [pair[:2] for pair in pairs]
    # Two formulas for angles of arcseconds, in units of 1e-10 rad.
    np.testing.assert_allclose(found.separation, [p[2] for p in pairs], atol=2e-5)
    assert found.n_rivals == rivals


@given(st.integers(0, 2**31))
@settings(max_examples=30, deadline=None, derandomize=True)
def test_does_not_depend_on_which_list_is_first_nor_on_order(seed):
    one, two = patch(25, seed), patch(25, seed + 1)
    straight = match_positions(*one, *two, 40.0)
    swapped = match_positions(*two, *one, 40.0)
    pairs = set(zip(straight.first.tolist(), straight.second.tolist(), strict=True))
    assert pairs == set(zip(swapped.second.tolist(), swapped.first.tolist(), strict=True))
    order = np.random.default_rng(seed).permutation(25)
    mixed = match_positions(one[0][order], one[1][order], *two, 40.0)
    assert pairs == set(zip(order[mixed.first].tolist(), mixed.second.tolist(), strict=True))


def test_the_closest_pair_wins_and_the_rival_goes_on():
    # On the equator: a at 0", b at 4"; x at 3" and y at 9": b-x (1") first, then a-x and b-y
    # are gone, and a-y is 9" apart.
    ra_1, ra_2 = np.array([0.0, 4.0]) * ARCSEC, np.array([3.0, 9.0]) * ARCSEC
    found = match_positions(ra_1, [0, 0], ra_2, [0, 0], 6.0)
    assert list(zip(found.first, found.second, strict=True)) == [(1, 0)]
    assert found.separation == pytest.approx([1.0])
    assert found.n_rivals == 2  # a-x and b-y
    wider = match_positions(ra_1, [0, 0], ra_2, [0, 0], 9.5)
    assert list(zip(wider.first, wider.second, strict=True)) == [(1, 0), (0, 1)]


def test_lists_may_be_empty():
    assert len(match_positions([], [], [1.0], [2.0], 5.0).first) == 0
    assert count_close_pairs([], [], 5.0) == 0


def test_close_pairs_of_one_list():
    # At dec 60 a difference of 10" in R.A. is 5" on the sky.
    assert count_close_pairs([0.0, 10 * ARCSEC, 1.0], [60.0, 60.0, 60.0], 5.1) == 1
    assert count_close_pairs([0.0, 10 * ARCSEC, 1.0], [60.0, 60.0, 60.0], 4.9) == 0
