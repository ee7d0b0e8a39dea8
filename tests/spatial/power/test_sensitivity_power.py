"""Power against flux, number of sources and angular error."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from spatial.signal_models import made_up_model, source_table, spread_sources

from nusources.contracts.sensitivity import POWER_CURVE
from nusources.sky import angular_separation
from nusources.spatial.counting.arcs import EventCircles
from nusources.spatial.counting.prepared_sky import prepare_sky
from nusources.spatial.limits.critical_counts import CRITERIA
from nusources.spatial.nulls.exact_variance import exact_moments
from nusources.spatial.nulls.other_nulls import exact_event_distributions
from nusources.spatial.power.power_curves import (
    ANG_ERR_FACTOR,
    FLUX,
    ISOTROPIC,
    N_SOURCES,
    PowerSettings,
    discovery_flux,
    isotropic_sources,
    measure_power,
    power_rows,
    trials_at_threshold,
)
from nusources.tables import check_table

SETTINGS = PowerSettings(4.8, 400, seed=1)
NUMBERS, FACTORS = (4, 16, 64), (0.5, 1.0, 2.0)


@pytest.fixture(scope="module")
def model(repository):
    return made_up_model(repository)


@pytest.fixture(scope="module")
def sky():
    """Isotropic events; their energies straddle the threshold."""
    rng = np.random.default_rng(1)
    n = 30_000
    dec = np.degrees(np.arcsin(rng.uniform(-1, 1, n)))
    circles = EventCircles(rng.uniform(0, 360, n), dec, rng.uniform(0.2, 4, n))
    return circles, rng.uniform(4.5, 5.5, n)


@pytest.fixture(scope="module")
def table(model, sky):
    varied = {"n_sources": NUMBERS, "reference_n_sources": 16, "ang_err_factors": FACTORS}
    found = measure_power(*sky, {"mine": spread_sources(10)}, model, SETTINGS, varied)
    check_table(found, POWER_CURVE)
    return found


def curve(table, varied, criterion="discovery_3sigma"):
    chosen = table[(table["varied"] == varied) & (table["criterion"] == criterion)]
    return chosen.sort_values("value").set_index("value")


def test_all_points_are_there(table):
    assert set(table["group"]) == {"mine", ISOTROPIC}
    assert list(curve(table, N_SOURCES).index) == list(NUMBERS)
    assert list(curve(table, ANG_ERR_FACTOR).index) == list(FACTORS)
    assert table.groupby("varied")["criterion"].nunique().eq(len(CRITERIA)).all()


@pytest.mark.parametrize("criterion", [criterion.name for criterion in CRITERIA])
def test_more_sources_and_wider_errors_lower_the_power(table, criterion):
    for varied in (N_SOURCES, ANG_ERR_FACTOR):
        points = curve(table, varied, criterion)
        assert np.all(np.diff(points["power_closed_form"]) <= 0)
        step = np.diff(points["power"]) / np.hypot(*[points["power_error"] + 0.0025] * 2)[1:]
        assert np.all(step < 3)
    assert curve(table, N_SOURCES)["power"].iloc[0] > curve(table, N_SOURCES)["power"].iloc[-1]


def test_power_rises_with_flux_from_the_p_value(table):
    for criterion in CRITERIA:
        points = curve(table, FLUX, criterion.name)
        assert np.all(np.diff(points["power"]) >= 0)
        first = points.iloc[0]
        error = np.sqrt(criterion.p_value / 400) + 0.05
        assert first["power"] <= criterion.p_value + 4.5 * error
    assert curve(table, FLUX)["power"].iloc[-1] > 0.9


def test_trials_agree_with_the_closed_form(table):
    """Both differ by the overlap of circles (some %), the errors of 400 trials and moments."""
    away = table[table["power_closed_form"].between(0.02, 0.98)]
    p = away["power_closed_form"]
    error = np.sqrt(p * (1 - p) / 400)
    assert len(away) > 10
    assert ((away["power"] - p).abs() < 4 * error + 0.06).all()


def test_the_reference_has_half_of_the_power(table):
    """Its flux is that of the 3 sigma discovery potential; the counts of 400 scrambles: .1."""
    for varied, value in ((N_SOURCES, 16), (ANG_ERR_FACTOR, 1.0)):
        assert curve(table, varied).loc[value, "power_closed_form"] == pytest.approx(0.5, abs=0.1)


def test_factor_and_cuts_act_on_data_and_signal_alike(model, sky):
    """A factor is the same as multiplied errors of the events and of the detector."""
    circles, energy = sky
    wide = replace(model, ang_err_factor=1.5)
    sources = spread_sources(5)
    found = trials_at_threshold(circles, energy, "mine", sources, wide, SETTINGS)
    by_hand = EventCircles(circles.ra, circles.dec, 1.5 * circles.radius)
    kept = np.flatnonzero(by_hand.radius <= 5.0)
    expected = trials_at_threshold(
        by_hand.take(kept), energy[kept], "mine", sources, model, SETTINGS
    )
    assert found.null.mean == pytest.approx(expected.null.mean)
    np.testing.assert_array_equal(found.null.scrambled, expected.null.scrambled)
    assert found.null.mean[0] < exact_mean_without_cut(by_hand, energy, sources)
    assert found.accepted[0] <= expected.accepted[0]


def exact_mean_without_cut(circles, energy, sources):
    sky = prepare_sky(circles, energy, [4.8], source_table(sources), ["mine"])
    return exact_moments(sky).mean[0, 0]


def test_a_cut_on_energy_above_the_threshold_holds(model, sky):
    higher = replace(model, log10_energy_min=5.2)
    found = trials_at_threshold(*sky, "mine", spread_sources(5), higher, SETTINGS)
    assert found.null.thresholds[0] == 5.2


def test_enough_signal_is_injected_for_a_high_flux(model, sky):
    few = trials_at_threshold(*sky, "mine", spread_sources(5), model, SETTINGS)
    high = 3 * few.signal.flux
    many = trials_at_threshold(*sky, "mine", spread_sources(5), model, SETTINGS, high)
    assert many.signal.flux == high
    assert all(row["power"] == 1.0 for row in power_rows(many, FLUX, 1.0, high))
    assert 0 < discovery_flux(few) < few.signal.flux


@pytest.mark.parametrize("number", [1, 2, 7, 500])
def test_isotropic_sources_are_even(number):
    sources = isotropic_sources(number)
    assert len(set(sources.names)) == number
    assert sources.share.sum() == pytest.approx(1)
    middle = (2 * np.arange(number) + 1) / number - 1
    np.testing.assert_allclose(np.sin(np.radians(sources.dec)), middle, atol=1e-12)
    assert np.all((sources.ra >= 0) & (sources.ra < 360))
    if number == 500:
        apart = angular_separation(
            sources.ra[:, None], sources.dec[:, None], sources.ra, sources.dec
        )
        np.fill_diagonal(apart, 180)
        # A square lattice of 500 points would have 9.1 deg; a random one has pairs below .5 deg.
        assert apart.min() > 5


def test_a_group_of_scrambled_events_has_its_own_null(model, sky):
    """Sources in a heap: scrambled sources cover more of the sky than scrambled events find."""
    heap = replace(spread_sources(10), ra=np.linspace(40, 42, 10))
    of_events = replace(SETTINGS, nulls={"mine": "event_ra"})
    found = trials_at_threshold(*sky, "mine", heap, model, of_events)
    ready = prepare_sky(
        sky[0],
        sky[1],
        [4.8],
        pd.DataFrame({"group": "mine", "source_name": heap.names, "ra": heap.ra, "dec": heap.dec}),
        ["mine"],
    )
    (exact,) = exact_event_distributions(ready, 0)
    assert found.null.mean[0] == pytest.approx(exact.mean)
    spread = trials_at_threshold(*sky, "mine", heap, model, SETTINGS)
    assert found.null.mean[0] < 0.8 * spread.null.mean[0]
    error = exact.sigma / np.sqrt(SETTINGS.n_trials)
    assert found.background[:, 0].mean() == pytest.approx(exact.mean, abs=4.5 * error)
    others = trials_at_threshold(*sky, "other", heap, model, of_events)
    np.testing.assert_array_equal(others.background, spread.background)
