"""Counted signal of crowded groups whose sources keep their places."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from spatial.signal_models import made_up_model, spread_sources

from nusources.detection_model import SourceShares
from nusources.sky import angular_separation
from nusources.spatial.signal.acceptance import accepted_events
from nusources.spatial.signal.counted_signal import counted_per_flux
from nusources.spatial.signal.injection import draw_signal_events

THRESHOLDS = (4.8, 5.3)


@pytest.fixture(scope="module")
def model(repository):
    return made_up_model(repository)


def crowd(n_sources: int, seed: int = 1) -> SourceShares:
    """Sources in a patch of 30 by 10 deg, less than a deg apart."""
    rng = np.random.default_rng(seed)
    names = np.array([f"s{number}" for number in range(n_sources)], dtype=object)
    ra, dec = rng.uniform(100, 130, n_sources), rng.uniform(5, 15, n_sources)
    return SourceShares(names, ra, dec, np.full(n_sources, 1 / n_sources), in_place=True)


def test_neighbours_count_where_the_sources_keep_their_places(model):
    """Against events and distances to all sources, one by one."""
    sources = crowd(150)
    found = counted_per_flux(model, sources, THRESHOLDS, rng=np.random.default_rng(2))
    closed = sources.share @ accepted_events(model, sources.dec, THRESHOLDS)
    flux = 3000 / closed[1]
    events = draw_signal_events(model, sources, flux, 1, 4.8, rng=np.random.default_rng(3))
    ra = sources.ra[events.source] + events.ra_offset
    apart = angular_separation(ra[:, None], events.dec[:, None], sources.ra, sources.dec)
    held = (apart <= events.ang_err[:, None]).any(axis=1)
    for level, threshold in enumerate(THRESHOLDS):
        number = (held & (events.log10_energy >= threshold)).sum()
        # 4.5 errors of the number of held events, and of the ratio.
        assert found[level] * flux == pytest.approx(number, rel=4.5 / np.sqrt(number) + 0.03)
    assert np.all(found > 1.3 * closed)


def test_sources_that_move_or_stand_alone_have_the_closed_form(model):
    moving = replace(crowd(150), in_place=False)
    closed = moving.share @ accepted_events(model, moving.dec, THRESHOLDS)
    found = counted_per_flux(model, moving, THRESHOLDS, rng=np.random.default_rng(2))
    np.testing.assert_array_equal(found, closed)
    alone = replace(spread_sources(1), in_place=True)
    found = counted_per_flux(model, alone, THRESHOLDS, rng=np.random.default_rng(2))
    np.testing.assert_allclose(found, accepted_events(model, alone.dec, THRESHOLDS)[0])


def test_listed_places_are_searched(model):
    """Of two sources far apart one is missing: half of the signal is left."""
    both = replace(spread_sources(2), in_place=True)
    one = SourceShares(*(part[:1] for part in (both.names, both.ra, both.dec, both.share)))
    rng = np.random.default_rng(4)
    found = counted_per_flux(model, both, THRESHOLDS, rng=rng, listed=one)
    closed = both.share @ accepted_events(model, both.dec, THRESHOLDS)
    np.testing.assert_allclose(found, closed / 2, rtol=4.5 / np.sqrt(20_000))
