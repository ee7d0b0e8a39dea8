"""The search in ranges of declination: a partition adds up, the border has one side."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from spatial.signal_models import made_up_model, source_table, spread_sources

from nusources.contracts.declinations import DECLINATION_RANGES
from nusources.detection_model import SourceShares, shares_of_group
from nusources.sky import angular_separation
from nusources.spatial.limits.critical_counts import sensitivity_in_events
from nusources.spatial.limits.declination_ranges import (
    ALL_DECLINATIONS,
    DeclinationRange,
    RangeSearch,
    measure_range,
    scramble_range,
)
from nusources.spatial.nulls.count_distribution import from_counts
from nusources.spatial.signal.acceptance import accepted_events
from nusources.spatial.signal.counted_signal import counted_per_flux
from nusources.spatial.signal.injection import draw_signal_events
from nusources.tables import check_table

NORTH = DeclinationRange("north", dec_min=-5.0)
SOUTH = DeclinationRange("south", dec_max=-5.0)
THRESHOLDS = (4.8, 5.3)
N = 2000


def tracks(n: int = 1500) -> pd.DataFrame:
    """Events on both sides of the border, some of them on it."""
    rng = np.random.default_rng(2)
    dec = rng.uniform(-40, 30, n)
    dec[:7] = -5.0
    return pd.DataFrame(
        {
            "ra": rng.uniform(0, 360, n),
            "dec": dec,
            "ang_err": rng.uniform(0.5, 4, n),
            "log10_energy": rng.uniform(4.8, 6, n),
        }
    )


@pytest.fixture(scope="module")
def search(repository):
    """One group across the border with scrambled sources, one with scrambled events."""
    rng = np.random.default_rng(3)
    names = np.array([f"s{number}" for number in range(30)], dtype=object)
    spread = SourceShares(
        names, rng.uniform(0, 360, 30), rng.uniform(-25, 15, 30), np.full(30, 1 / 30)
    )
    sources = pd.concat([source_table(spread, "mine"), source_table(spread, "theirs").iloc[:20]])
    groups = ("mine", "theirs")
    return RangeSearch(
        sources,
        groups,
        ("source_ra", "event_ra"),
        THRESHOLDS,
        made_up_model(repository),
        {
            "mine": shares_of_group(sources, "mine"),
            "theirs": shares_of_group(sources, "theirs", in_place=True),
        },
        0.9,
        11,
    )


def test_an_event_on_the_border_is_in_one_range():
    dec = np.array([-90.0, np.nextafter(-5, -90), -5.0, np.nextafter(-5, 90), 90.0])
    assert NORTH.holds(dec).tolist() == [False, False, True, True, True]
    assert SOUTH.holds(dec).tolist() == [True, True, False, False, False]
    assert ALL_DECLINATIONS.holds(dec).all()


@pytest.fixture(scope="module")
def measured(search):
    events, found, trials = tracks(), {}, {}
    for one in (ALL_DECLINATIONS, NORTH, SOUTH):
        inside = events[one.holds(events["dec"].to_numpy())]
        trials[one.name] = scramble_range(inside, search, N, 2)
        found[one.name] = measure_range(one, inside, search, trials[one.name])
    return found, trials


def test_counts_of_a_partition_add_up(measured):
    """Observed, expected and selected events; of scrambled sources also trial by trial."""
    found, trials = measured
    for column in ("n_selected", "n_observed", "n_expected", "accepted"):
        both = found["north"][column] + found["south"][column]
        tolerance = 0.02 if column == "accepted" else 1e-9
        np.testing.assert_allclose(both, found["whole_sky"][column], rtol=tolerance)
    np.testing.assert_array_equal(
        trials["north"][:, 0] + trials["south"][:, 0], trials["whole_sky"][:, 0]
    )
    is_event = found["north"]["null"] == "event_ra"
    squares = found["north"]["sigma"] ** 2 + found["south"]["sigma"] ** 2
    whole = found["whole_sky"]["sigma"] ** 2
    np.testing.assert_allclose(squares[is_event], whole[is_event], rtol=1e-9)
    assert (found["north"]["n_observed"] > 0).all()


def test_rows_obey_the_contract_and_belong_together(measured, search):
    found, trials = measured
    table = pd.concat(found.values(), ignore_index=True)[DECLINATION_RANGES.column_names]
    check_table(table, DECLINATION_RANGES)
    north = found["north"]
    assert north["dec_min"].eq(-5).all()
    assert north["dec_max"].isna().all()
    assert found["whole_sky"][["dec_min", "dec_max"]].isna().all(axis=None)
    for flux, events in (
        ("flux_limit", "upper_limit"),
        ("flux_unified", "unified_high"),
        ("flux_sensitivity", "sensitivity"),
    ):
        np.testing.assert_allclose(north[flux] * north["accepted"], north[events])
    null = from_counts(trials["north"][:, 0, 1])
    row = north[(north["group"] == "mine") & (north["log10_energy_min"] == 5.3)].iloc[0]
    assert row["sensitivity"] == sensitivity_in_events(null)
    p = (np.sum(trials["north"][:, 0, 1] >= row["n_observed"]) + 1) / (N + 1)
    assert row["p_value"] == pytest.approx(p, rel=1e-12)
    assert north.groupby("group")["p_global"].nunique().eq(1).all()
    assert (north["p_global"] >= north.groupby("group")["p_value"].transform("min") - 0.05).all()


def test_acceptance_of_a_range_is_that_of_its_events(search):
    """Events drawn with another stream, counted by their own distance and declination."""
    sources, model = search.shares["mine"], search.model
    rng = np.random.default_rng(1)
    found = counted_per_flux(model, sources, THRESHOLDS, rng=rng, inside=NORTH.holds)
    flux = 30_000 / (sources.share @ accepted_events(model, sources.dec, THRESHOLDS))[1]
    events = draw_signal_events(model, sources, flux, 1, 4.8, rng=np.random.default_rng(7))
    away = angular_separation(0.0, sources.dec[events.source], events.ra_offset, events.dec)
    for level, threshold in enumerate(THRESHOLDS):
        kept = (away <= events.ang_err) & (events.dec >= -5) & (events.log10_energy >= threshold)
        number = kept.sum() / flux
        # Both counts scatter, with some 15,000 events and more.
        assert found[level] == pytest.approx(number, rel=0.04)


def test_a_source_on_the_border_has_half_its_signal_on_each_side(search):
    one = spread_sources(1, dec=-5.0)
    whole = accepted_events(search.model, one.dec, THRESHOLDS)[0]
    # The made-up area changes at the border; the draws take the source's declination for all.
    found = counted_per_flux(
        search.model, one, THRESHOLDS, rng=np.random.default_rng(5), inside=NORTH.holds
    )
    assert found / whole == pytest.approx(0.5, abs=4.5 * math.sqrt(0.25 / 20_000) + 0.005)


def test_a_range_without_events_or_acceptance(search):
    """Nothing observed, nothing expected; no flux where nothing is accepted."""
    empty = DeclinationRange("polar", dec_min=80.0)
    events = tracks()
    inside = events[empty.holds(events["dec"].to_numpy())]
    assert inside.empty
    trials = scramble_range(inside, search, 50)
    found = measure_range(empty, inside, search, trials)
    check_table(found[DECLINATION_RANGES.column_names], DECLINATION_RANGES)
    assert found[["n_selected", "n_observed", "n_expected", "sigma"]].eq(0).all(axis=None)
    assert found["p_value"].eq(1).all()
    # Without background the sensitivity is 0: the median is reached by nothing.
    assert found["upper_limit"].tolist() == pytest.approx([math.log(10)] * 4)
    assert found["flux_limit"].isna().all()
