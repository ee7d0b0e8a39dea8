"""Random skies with the awkward cases, and the same sky in the library's own terms."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from spatial.oracle import Sky, counts, separations, touched_plain

from nusources.spatial.counting.arcs import EventCircles
from nusources.spatial.counting.prepared_sky import MAX_ARCS, prepare_sky
from nusources.spatial.counting.prepared_sky import Sky as PreparedSky
from nusources.spatial.counting.scrambles import draw_shifts

THRESHOLDS = np.array([4.8, 4.9, 5.0, 5.3, 6.0, 9.5])
"""The last is never reached: proxies end at 7."""

BLOCK = 1024
"""Trials in one block of a random stream, written again here: it is part of a trial's meaning."""

STEADY = settings(
    derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=False
)
"""The same examples on every machine; no timing."""

KINDS = (
    "anywhere",
    "poles",
    "around a pole",
    "across zero",
    "identical",
    "whole sky",
    "half sky",
    "tiny",
    "one source",
)


def directions(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Isotropic R.A. and declination in degrees."""
    return rng.uniform(0, 360, size), np.degrees(np.arcsin(rng.uniform(-1, 1, size)))


def sky_of_kind(kind: str, seed: int) -> Sky:
    """A sky of up to 40 events and up to 8 sources with one awkward feature."""
    rng = np.random.default_rng([KINDS.index(kind), seed])
    n_events, n_sources = rng.integers(1, 41), rng.integers(1, 9)
    sky = Sky(
        *directions(rng, n_events),
        ang_err=rng.uniform(1, 60, n_events),
        # two decimals, as in the archive, so that proxies fall on the thresholds
        log10_energy=np.round(rng.uniform(4.5, 7, n_events), 1),
        **dict(zip(("source_ra", "source_dec"), directions(rng, n_sources), strict=True)),
    )
    return replace(sky, **_feature(kind, sky, rng))


def _feature(kind: str, sky: Sky, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """The columns that make a sky of this kind."""
    n_events, n_sources = len(sky.event_ra), len(sky.source_ra)
    like = rng.integers(0, n_sources, n_events)
    return {
        "anywhere": lambda: {},
        "poles": lambda: {
            "event_dec": rng.choice([-90.0, 90.0], n_events),
            "source_dec": rng.choice([-90.0, 90.0, -89.9, 45.0], n_sources),
        },
        "around a pole": lambda: {
            "event_dec": rng.choice([-1, 1], n_events) * rng.uniform(80, 90, n_events),
            "ang_err": rng.uniform(1, 20, n_events),
            "source_dec": rng.choice([-1, 1], n_sources) * rng.uniform(75, 90, n_sources),
        },
        "across zero": lambda: {
            "event_ra": rng.choice([0.0, 0.01, 359.99], n_events),
            "event_dec": rng.uniform(-5, 5, n_events),
            "source_ra": rng.choice([0.0, 0.3, 359.7, 359.999], n_sources),
            "source_dec": rng.uniform(-5, 5, n_sources),
            "ang_err": rng.uniform(0.2, 5, n_events),
        },
        "identical": lambda: {
            "event_ra": np.where(rng.random(n_events) < 0.5, sky.source_ra[like], sky.event_ra),
            "event_dec": np.where(rng.random(n_events) < 0.9, sky.source_dec[like], sky.event_dec),
            "ang_err": rng.uniform(0.2, 5, n_events),
        },
        "whole sky": lambda: {"ang_err": np.full(n_events, 180.0)},
        "half sky": lambda: {"ang_err": rng.uniform(60, 179.9, n_events)},
        "tiny": lambda: {
            # half of the events are nearer than their radius, half are up to three radii away
            "ang_err": np.full(n_events, 1e-6),
            "event_ra": sky.source_ra[like],
            "event_dec": np.clip(sky.source_dec[like], -89, 89)
            + rng.choice([0, 0.4e-6, 0.9e-6, 1.1e-6, 3e-6], n_events),
            "source_dec": np.clip(sky.source_dec, -89, 89),
        },
        "one source": lambda: {
            "source_ra": sky.source_ra[:1],
            "source_dec": sky.source_dec[:1],
        },
    }[kind]()


def small_sky(n_events: int, n_sources: int, seed: int) -> Sky:
    """Large circles that overlap, all above the lowest threshold."""
    rng = np.random.default_rng(seed)
    event_dec, source_dec = (rng.uniform(-80, 80, size) for size in (n_events, n_sources))
    event_ra, source_ra = (rng.uniform(0, 360, size) for size in (n_events, n_sources))
    radius, energy = rng.uniform(5, 50, n_events), rng.uniform(5, 7, n_events)
    return Sky(event_ra, event_dec, radius, energy, source_ra, source_dec)


def memberships(sky: Sky, n_groups: int, seed: int) -> np.ndarray:
    """Sources in one, several or (never) no group; some groups may be empty."""
    rng = np.random.default_rng(seed)
    table = rng.random((len(sky.source_ra), n_groups)) < 0.4
    table[~table.any(axis=1), 0] = True
    return table


def is_clear(sky: Sky) -> bool:
    """Is no source on the rim of a circle, within rounding?

    Positions up to 360 deg have a spacing of 6e-14 deg; a few operations on them stay below
    1e-11 deg. Near the antipode the cosine is flat and rounding of 1e-16 in it is 1e-6 deg.
    """
    distance = separations(sky)
    rim = np.abs(distance - sky.ang_err[:, None])
    return bool(np.all(rim > np.where(distance > 170, 1e-5, 1e-11)) or np.all(sky.ang_err == 180))


def built_skies() -> st.SearchStrategy[Sky]:
    """Skies of all kinds."""
    seeds = st.integers(0, 2**32 - 1)
    return st.builds(sky_of_kind, st.sampled_from(KINDS), seeds).filter(is_clear)


@st.composite
def drawn_skies(draw: st.DrawFn) -> Sky:
    """Skies number by number: hypothesis tries 0, the ends of each range and repeated values."""
    ra, dec = st.floats(0, 360, exclude_max=True), st.floats(-90, 90)
    energy = st.sampled_from([4.0, 4.8, 4.85, 4.9, 5.0, 5.3, 6.0, 7.0])
    events = draw(st.lists(st.tuples(ra, dec, st.floats(1e-6, 170), energy), min_size=1))
    positions = draw(st.lists(st.tuples(ra, dec), min_size=1, max_size=6))
    return Sky(*np.array(events, dtype=float).T, *np.array(positions, dtype=float).T)


def skies() -> st.SearchStrategy[Sky]:
    """Both sorts, free of ties."""
    return st.one_of(built_skies(), drawn_skies().filter(is_clear))


def source_table(sky: Sky, membership: np.ndarray | None = None) -> pd.DataFrame:
    """Rows of the library's source table; `membership` has a row per source, a column per group."""
    n_sources = len(sky.source_ra)
    if membership is None:
        membership = np.ones((n_sources, 1), dtype=bool)
    source, group = np.nonzero(membership)
    return pd.DataFrame(
        {
            "source_name": [f"source {number:02d}" for number in source],
            "ra": sky.source_ra[source],
            "dec": sky.source_dec[source],
            "group": [f"group {number:02d}" for number in group],
        }
    )


def prepared(
    sky: Sky,
    membership: np.ndarray | None = None,
    thresholds: np.ndarray = THRESHOLDS,
    max_arcs: int = MAX_ARCS,
) -> PreparedSky:
    """The sky as the library counts it."""
    n_groups = 1 if membership is None else membership.shape[1]
    return prepare_sky(
        EventCircles(sky.event_ra, sky.event_dec, sky.ang_err),
        sky.log10_energy,
        thresholds,
        source_table(sky, membership),
        [f"group {number:02d}" for number in range(n_groups)],
        max_arcs=max_arcs,
    )


def group_of(sky: Sky, members: np.ndarray) -> Sky:
    """The sky with only some of its sources."""
    return replace(sky, source_ra=sky.source_ra[members], source_dec=sky.source_dec[members])


def scrambled(sky: Sky, trial: int, seed: int) -> Sky:
    """The sky with the sources where trial `trial` puts them."""
    names = [f"source {number:02d}" for number in range(len(sky.source_ra))]
    shifts = draw_shifts(names, trial, trial + 1, seed=seed)[:, 0]
    return replace(sky, source_ra=(sky.source_ra + shifts * (360 / 2**32)) % 360)


def expected_counts(sky: Sky, membership: np.ndarray, thresholds: np.ndarray) -> np.ndarray:
    """Brute-force counts, one row per group."""
    rows = []
    for members in membership.T:
        touched = touched_plain(group_of(sky, members))
        rows.append(counts(touched, sky.log10_energy, thresholds))
    return np.array(rows)
