"""Counts against astropy's and scipy's neighbour searches, to the last event."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from spatial.oracle import Sky, counts, touched_astropy, touched_plain, touched_tree
from spatial.skies import (
    BLOCK,
    KINDS,
    STEADY,
    THRESHOLDS,
    directions,
    is_clear,
    prepared,
    scrambled,
    skies,
    sky_of_kind,
)

from nusources.spatial.counting.scrambles import count_observed, count_scrambled

PEERS = {"astropy": touched_astropy, "k-d tree": touched_tree}


def by_peer(touched, sky: Sky) -> np.ndarray:
    return counts(touched(sky), sky.log10_energy, THRESHOLDS)


@pytest.mark.parametrize("kind", KINDS)
def test_the_three_oracles_agree(kind):
    """Loops, astropy and the tree: independent, so an error common to all is unlikely."""
    compared = 0
    for seed in range(10):
        sky = sky_of_kind(kind, seed)
        if not is_clear(sky):
            continue
        compared += 1
        plain = touched_plain(sky)
        for touched in PEERS.values():
            np.testing.assert_array_equal(touched(sky), plain)
    assert compared >= 9


@pytest.mark.parametrize("peer", PEERS)
@STEADY
@given(sky=skies(), trial=st.integers(0, 3000))
def test_small_skies(peer, sky, trial):
    ours = prepared(sky)
    np.testing.assert_array_equal(count_observed(ours)[0], by_peer(PEERS[peer], sky))
    found = count_scrambled(ours, trial, 1, seed=9)[0, 0]
    np.testing.assert_array_equal(found, by_peer(PEERS[peer], scrambled(sky, trial, 9)))


@pytest.fixture(scope="module")
def realistic() -> Sky:
    """20,000 tracks with log-normal errors and 409 sources, as in the NFS group of chang2022."""
    rng = np.random.default_rng(2022)
    radius = np.clip(np.exp(rng.normal(np.log(0.5), 0.7, 20_000)), 0.2, 5)
    ra, dec = directions(rng, 20_000)
    energy = np.round(4.7 + rng.exponential(0.3, 20_000), 2)
    return Sky(ra, dec, radius, energy, *directions(rng, 409))


@pytest.mark.parametrize("peer", PEERS)
def test_a_realistic_sky(peer, realistic):
    ours, touched = prepared(realistic), PEERS[peer]
    observed = count_observed(ours)[0]
    np.testing.assert_array_equal(observed, by_peer(touched, realistic))
    assert observed[0] > 100
    assert observed[-2] > 0
    trials = [0, 1, BLOCK - 1, BLOCK, 99_999]
    for trial in trials:
        found = count_scrambled(ours, trial, 1, seed=5)[0, 0]
        np.testing.assert_array_equal(found, by_peer(touched, scrambled(realistic, trial, 5)))
