"""Null skies: uniform p-values, scrambles beside exact, and a wrong null that is noticed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from spatial.skies import directions

from nusources.contracts.closure import NULL_SKY_P_VALUES
from nusources.sky import angular_separation
from nusources.spatial.counting.scrambles import draw_shifts
from nusources.spatial.nulls import closure
from nusources.spatial.nulls.closure import (
    EVENTS_NORMAL,
    EVENTS_SCRAMBLED,
    PAIRS_EXACT,
    STATISTICS,
    SkySize,
    dense_skies,
    draw_null_sky,
    null_skies,
    p_values_of_field,
)
from nusources.tables import check_table

ALPHA = 1e-3
"""Seeds are fixed; a right program would fail for one seed in a thousand."""
SIZE = SkySize(n_events=500, n_sources=10, n_scrambles=199)
N_SKIES, SEED = 200, 7


def made_up_tracks() -> pd.DataFrame:
    """Isotropic events of half a degree to five, like those of the archive."""
    rng = np.random.default_rng(1)
    dec, radius = directions(rng, 2000)[1], rng.uniform(0.5, 5, 2000)
    return pd.DataFrame({"dec": dec, "ang_err": radius, "log10_energy": rng.uniform(5, 7, 2000)})


TRACKS = made_up_tracks()
SOURCE_DEC = directions(np.random.default_rng(2), 40)[1]


@pytest.fixture(scope="module")
def p_values() -> pd.DataFrame:
    return null_skies(TRACKS, SOURCE_DEC, SIZE, range(N_SKIES), seed=SEED)


def of(p_values: pd.DataFrame, statistic: str) -> pd.DataFrame:
    return p_values[p_values["statistic"] == statistic].reset_index(drop=True)


def test_the_table_keeps_its_contract(p_values):
    check_table(p_values, NULL_SKY_P_VALUES)
    assert len(p_values) == N_SKIES * len(STATISTICS)
    assert (p_values["p_value_randomised"] <= p_values["p_value"]).all()


@pytest.mark.parametrize("statistic", STATISTICS)
def test_randomised_p_values_are_uniform(p_values, statistic):
    found = of(p_values, statistic)["p_value_randomised"]
    assert stats.kstest(found, "uniform").pvalue > ALPHA


@pytest.mark.parametrize("statistic", [EVENTS_SCRAMBLED, PAIRS_EXACT])
def test_plain_p_values_are_never_too_small(p_values, statistic):
    """One-sided: nowhere are more than a share a of the p-values at most a."""
    found = of(p_values, statistic)["p_value"]
    assert found.min() < 0.05
    assert stats.kstest(found, "uniform", alternative="greater").pvalue > ALPHA
    # Taken for uniform, whole numbers are caught: hence the randomised ones.
    assert found.mean() > of(p_values, statistic)["p_value_randomised"].mean() + 0.01


def test_scrambles_agree_with_exact_moments(p_values):
    scrambled, exact = of(p_values, EVENTS_SCRAMBLED), of(p_values, EVENTS_NORMAL)
    assert (scrambled["n_observed"] == exact["n_observed"]).all()
    error = exact["sigma"] / np.sqrt(SIZE.n_scrambles)
    pull = (scrambled["n_expected"] - exact["n_expected"]) / error
    # 4 errors of mean and width of so many draws of a normal distribution
    assert abs(pull.mean()) < 4 / np.sqrt(N_SKIES)
    assert abs(pull.std() - 1) < 4 / np.sqrt(2 * N_SKIES)
    ratio = scrambled["sigma"] / exact["sigma"]
    # A variance from N trials is right to sqrt(2 / N), its root to half of that.
    assert abs(ratio.mean() - 1) < 4 / np.sqrt(2 * SIZE.n_scrambles * N_SKIES)


def sources_on_events(sky):
    """The sky with a third of its sources moved to the right ascension of events they reach."""
    ra = sky.sources.ra.copy()
    for number in range(0, ra.size, 3):
        near = sky.circles.near(sky.sources.dec[number])
        ra[number] = sky.circles.ra[near[0]]
    return replace(sky, sources=replace(sky.sources, ra=ra))


def test_sources_near_events_are_noticed(monkeypatch):
    """A wrong null: a third of the sources have an event in reach by construction."""
    draw = draw_null_sky
    monkeypatch.setattr(
        closure, "draw_null_sky", lambda *args, **named: sources_on_events(draw(*args, **named))
    )
    wrong = null_skies(TRACKS, SOURCE_DEC, SIZE, range(60), seed=SEED)
    for statistic in STATISTICS:
        found = of(wrong, statistic)["p_value_randomised"]
        assert stats.kstest(found, "uniform").pvalue < 1e-6
        assert found.mean() < 0.4


def test_a_sky_does_not_depend_on_the_others(p_values):
    again = null_skies(TRACKS, SOURCE_DEC, SIZE, [5, 2], seed=SEED)
    expected = pd.concat([p_values[p_values["sky"] == number] for number in (5, 2)])
    pd.testing.assert_frame_equal(again, expected.reset_index(drop=True))
    assert of(p_values, PAIRS_EXACT)["n_expected"].nunique() == N_SKIES
    other = null_skies(TRACKS, SOURCE_DEC, SIZE, [5], seed=SEED + 1)
    assert not other["p_value_randomised"].isin(p_values["p_value_randomised"]).any()


def pairs_at(sky, ra) -> np.ndarray:
    """Pairs of event and source, by plain geometry; sources at `ra`."""
    distance = angular_separation(
        sky.circles.ra[:, None], sky.circles.dec[:, None], ra, sky.sources.dec
    )
    return distance <= sky.circles.radius[:, None]


def test_tails_by_brute_force():
    """A tiny sky: every scramble counted plainly, pairs from a dense turn of each source."""
    sky = draw_null_sky(TRACKS, SOURCE_DEC, SkySize(40, 3, 99), 0, seed=3)
    (found,) = p_values_of_field(sky, 99, seed=3)
    # Trial 0 is the sky itself.
    shifts = draw_shifts(sky.sources.names, 1, 100, seed=3) * (360 / 2**32)
    pairs = pairs_at(sky, sky.sources.ra)
    trials = [pairs_at(sky, sky.sources.ra + one).any(axis=1).sum() for one in shifts.T]
    observed, trials = pairs.any(axis=1).sum(), np.array(trials)
    events = found[EVENTS_SCRAMBLED]
    assert events.n_observed == observed
    assert events.n_expected == pytest.approx(trials.mean())
    assert events.at_least == ((trials >= observed).sum() + 1) / 100
    assert events.more == (trials > observed).sum() / 100
    turn = np.linspace(0, 360, 18_000, endpoint=False)
    null = np.ones(1)
    for dec in sky.sources.dec:
        distance = angular_separation(sky.circles.ra[:, None], sky.circles.dec[:, None], turn, dec)
        number = (distance <= sky.circles.radius[:, None]).sum(axis=0)
        null = np.convolve(null, np.bincount(number) / turn.size)
    # Each end of an arc is off by at most a step of the turn; 40 events and 3 sources.
    allowed = 2 * 40 * 3 / turn.size
    n_pairs = pairs.sum()
    assert found[PAIRS_EXACT].n_observed == n_pairs
    assert found[PAIRS_EXACT].at_least == pytest.approx(null[n_pairs:].sum(), abs=allowed)
    assert found[PAIRS_EXACT].more == pytest.approx(null[n_pairs + 1 :].sum(), abs=allowed)
    assert 0 < found[PAIRS_EXACT].more < found[PAIRS_EXACT].at_least


def test_a_whole_number_is_the_unit_interval_about_it(p_values):
    rows = of(p_values, EVENTS_NORMAL)
    expected = stats.norm.sf(rows["n_observed"] - 0.5, rows["n_expected"], rows["sigma"])
    np.testing.assert_allclose(rows["p_value"], expected, rtol=1e-9)
    above = stats.norm.sf(rows["n_observed"] + 0.5, rows["n_expected"], rows["sigma"])
    assert (rows["p_value_randomised"] >= above - 1e-12).all()


def test_a_count_that_cannot_vary_has_any_randomised_p_value():
    """Circles over the whole sky: every event is always touched."""
    whole = TRACKS.assign(ang_err=180.0)
    found = null_skies(whole, SOURCE_DEC, SkySize(20, 2, 9), range(3), seed=1)
    check_table(found, NULL_SKY_P_VALUES)
    assert (found["p_value"] == 1).all()
    assert (found["sigma"] == 0).all()
    assert found["p_value_randomised"].nunique() == len(found)


@pytest.fixture(scope="module")
def dense() -> pd.DataFrame:
    """Every seventh event or so has a source in its circle: some have two."""
    return dense_skies(TRACKS, 150, 40, 200, 299, circle_factor=1.0, seed=SEED)


def test_dense_skies_saturate_and_have_uniform_p_values(dense):
    check_table(dense, NULL_SKY_P_VALUES)
    assert len(dense) == 150 * len(STATISTICS), "the last field has 30 of 40 skies"
    assert set(dense["regime"]) == {"dense"}
    events, pairs = of(dense, EVENTS_NORMAL), of(dense, PAIRS_EXACT)
    # An event meets x = 200 r^2/4 sources on average, 1 - exp(-x) of them count: with radii uniform
    # from .5 to 5 deg, <x^2>/(2 <x>) = 200/4 138.9/(2 9.25) (pi/180)^2 = 11 % are lost.
    lost = 1 - events["n_expected"] / pairs["n_expected"]
    np.testing.assert_allclose(lost, 0.11, atol=0.03)
    assert events["n_expected"].nunique() == 4, "one exact null for each field"
    for statistic in STATISTICS:
        found = of(dense, statistic)["p_value_randomised"]
        assert stats.kstest(found, "uniform").pvalue > ALPHA


def test_scrambles_of_dense_skies_have_the_exact_width(dense):
    """A Poisson width, or pairs for events, would be noticed at once."""
    scrambled, exact = of(dense, EVENTS_SCRAMBLED), of(dense, EVENTS_NORMAL)
    # Errors of N scrambles of each of the skies: sigma / sqrt(N), sigma / sqrt(2 N).
    allowed = 4 / np.sqrt(299 * len(exact))
    pull = (scrambled["n_expected"] - exact["n_expected"]) / exact["sigma"]
    assert abs(pull.mean()) < allowed
    assert abs((scrambled["sigma"] / exact["sigma"]).mean() - 1) < allowed / np.sqrt(2)
    poisson = np.sqrt(exact["n_expected"])
    assert abs((scrambled["sigma"] / poisson).mean() - 1) > 2 * allowed / np.sqrt(2)
    pairs = of(dense, PAIRS_EXACT)["n_expected"]
    assert abs(((scrambled["n_expected"] - pairs) / exact["sigma"]).mean()) > 10 * allowed


def test_each_place_of_a_field_by_brute_force():
    size = SkySize(60, 5, 20, n_skies_per_field=4, regime="dense")
    sky = draw_null_sky(TRACKS, SOURCE_DEC, size, 0, seed=3)
    found = p_values_of_field(sky, 20, 4, seed=3)
    shifts = draw_shifts(sky.sources.names, 0, 4 * 21, seed=3) * (360 / 2**32)
    shifts[:, 0] = 0
    pairs = [pairs_at(sky, sky.sources.ra + one) for one in shifts.T]
    assert [one[PAIRS_EXACT].n_observed for one in found] == [one.sum() for one in pairs[:4]]
    events = np.array([one.any(axis=1).sum() for one in pairs])
    for place, one in enumerate(found):
        own = one[EVENTS_SCRAMBLED]
        behind = events[4 + 20 * place : 24 + 20 * place]
        assert own.n_observed == one[EVENTS_NORMAL].n_observed == events[place]
        assert own.n_expected == pytest.approx(behind.mean())
        assert own.at_least == ((behind >= events[place]).sum() + 1) / 21
    assert len(set(events[:4])) > 1, "the places differ"


def test_regimes_have_streams_of_their_own():
    """The first dense sky is not the first sparse one, nor are its scrambles."""
    sparse, dense = (
        draw_null_sky(TRACKS, SOURCE_DEC, replace(SIZE, regime=regime), 0, seed=SEED)
        for regime in ("sparse", "dense")
    )
    assert not np.isin(sparse.circles.ra, dense.circles.ra).any()
    assert not np.isin(sparse.sources.names, dense.sources.names).any()


def test_too_many_skies_of_one_field_are_refused():
    sky = draw_null_sky(TRACKS, SOURCE_DEC, SIZE, 0, seed=1)
    with pytest.raises(ValueError, match="2000 skies share one field; at most 1024 can"):
        p_values_of_field(sky, 1, 2000, seed=1)


@pytest.mark.parametrize(("tracks", "source_dec"), [(TRACKS[:0], SOURCE_DEC), (TRACKS, [])])
def test_nothing_to_draw_from(tracks, source_dec):
    with pytest.raises(ValueError, match=r"at least one event and one source; found \d+ events"):
        draw_null_sky(tracks, source_dec, SIZE, 0, seed=1)
