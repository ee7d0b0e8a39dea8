"""The radius of circles over the angular error, wherever circles are made."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from spatial.signal_models import made_up_model, source_table, spread_sources

from nusources.detectors.angular_error import scatter_directions
from nusources.sky import angular_separation
from nusources.spatial.counting.arcs import TURN, EventCircles
from nusources.spatial.counting.prepared_sky import sky_from_tables
from nusources.spatial.counting.scrambles import count_observed, count_scrambled, draw_shifts
from nusources.spatial.nulls.closure import SkySize, draw_null_sky
from nusources.spatial.nulls.exact_variance import exact_moments
from nusources.spatial.power.power_curves import PowerSettings, trials_at_threshold
from nusources.spatial.power.systematics import Analysis, Variation, vary_analysis
from nusources.spatial.signal.acceptance import accepted_events
from nusources.spatial.signal.injection import draw_signal_events, touched_events

FACTORS = (0.5, 1.0, 1.5, 2.146)
THRESHOLDS = [4.8, 5.3]
ANG_ERR_MAX = 5.0


@pytest.fixture(scope="module")
def model(repository):
    return made_up_model(repository)


@pytest.fixture(scope="module")
def tracks():
    """Events within the cuts and beyond: radii up to 6 deg."""
    rng = np.random.default_rng(1)
    n = 4000
    return pd.DataFrame(
        {
            "ra": rng.uniform(0, 360, n),
            "dec": np.degrees(np.arcsin(rng.uniform(-1, 1, n))),
            "ang_err": rng.uniform(0.2, 6, n),
            "log10_energy": rng.uniform(4.6, 6, n),
        }
    )


SOURCES = replace(spread_sources(9), dec=np.linspace(-80, 85, 9))


def touched(tracks, ra, factor):
    """Events with a source of R.A. `ra` in a circle of `factor` angular errors, plainly."""
    apart = angular_separation(
        tracks["ra"].to_numpy()[:, None], tracks["dec"].to_numpy()[:, None], ra, SOURCES.dec
    )
    return (apart <= factor * tracks["ang_err"].to_numpy()[:, None]).any(axis=1)


@pytest.mark.parametrize("factor", FACTORS)
def test_observed_and_scrambled_counts_by_brute_force(tracks, factor):
    sky = sky_from_tables(tracks, source_table(SOURCES), ["mine"], THRESHOLDS, circle_factor=factor)
    energy = tracks["log10_energy"].to_numpy()
    observed = touched(tracks, SOURCES.ra, factor)
    expected = [np.sum(observed & (energy >= one)) for one in THRESHOLDS]
    assert count_observed(sky)[0].tolist() == expected
    shifts = draw_shifts(sky.sources.names, 0, 20, seed=3)
    assert sky.sources.names.tolist() == SOURCES.names.tolist()  # by declination
    turned = SOURCES.ra + shifts.T * (360 / TURN)
    counts = [np.sum(touched(tracks, ra, factor) & (energy >= THRESHOLDS[0])) for ra in turned]
    assert count_scrambled(sky, 0, 20, seed=3)[:, 0, 0].tolist() == counts


@pytest.mark.parametrize("factor", FACTORS)
def test_exact_means_are_arcs_of_the_parallels(tracks, factor):
    """An event stays untouched with the product of what each source's parallel has outside."""
    small = tracks.assign(ang_err=tracks["ang_err"] / 10)
    sky = sky_from_tables(small, source_table(SOURCES), ["mine"], [0.0], circle_factor=factor)
    radius, dec = np.radians(factor * small["ang_err"]), np.radians(small["dec"])
    outside = np.ones(len(small))
    for source in np.radians(SOURCES.dec):
        cosine = (np.cos(radius) - np.sin(source) * np.sin(dec)) / (np.cos(source) * np.cos(dec))
        outside *= 1 - np.arccos(np.clip(cosine, -1, 1)) / np.pi
    assert exact_moments(sky).mean[0, 0] == pytest.approx(np.sum(1 - outside), rel=1e-6)


@pytest.mark.parametrize("factor", FACTORS)
@pytest.mark.parametrize(
    ("meaning", "per_one"), [("sigma_per_axis", np.exp(-0.5)), ("median", 0.5), ("r68", 0.32)]
)
def test_contained_share_is_that_of_a_gaussian(model, factor, meaning, per_one):
    """A 2-D Gaussian leaves exp(-r^2 / 2 s^2) outside r: the share outside 1 to the power f^2."""
    wider = replace(model, containment=meaning, circle_factor=factor)
    assert wider.contained == pytest.approx(1 - per_one ** (factor**2), rel=1e-12)
    # Where events go does not depend on how far one looks.
    assert wider.axis_per_ang_err == replace(model, containment=meaning).axis_per_ang_err


def test_factors_of_the_figure_hold_68_and_90_percent(model):
    for factor, share in ((1.5, 0.675), (2.146, 0.900)):
        assert replace(model, circle_factor=factor).contained == pytest.approx(share, abs=5e-4)


@pytest.mark.parametrize("factor", FACTORS)
def test_injected_events_are_touched_in_circles_of_the_factor(model, factor):
    wider = replace(model, circle_factor=factor)
    flux = 3000 / accepted_events(model, SOURCES.dec, [4.8]).mean()
    events = draw_signal_events(wider, SOURCES, flux, 5, 4.8, rng=np.random.default_rng(2))
    shifts = np.random.default_rng(3).integers(0, 2**32, (9, 5), dtype=np.uint32)
    place = (SOURCES.ra[:, None] + shifts * (360 / TURN)) % 360
    ra = place[events.source, events.trial] + events.ra_offset
    apart = angular_separation(
        place[:, events.trial], SOURCES.dec[:, None], ra[None, :], events.dec[None, :]
    )
    inside = apart <= factor * events.ang_err
    found = touched_events(events, SOURCES, shifts, factor)
    np.testing.assert_array_equal(found, inside.any(axis=0))
    own = inside[events.source, np.arange(ra.size)].mean()
    error = np.sqrt(wider.contained * (1 - wider.contained) / ra.size)
    assert own == pytest.approx(wider.contained, abs=4 * error)


@pytest.mark.parametrize("factor", FACTORS)
def test_trials_count_the_contained_share(model, tracks, factor):
    """Null and signal of one analysis have circles of the factor; the cut is on ang_err alone."""
    wider = replace(model, circle_factor=factor, ang_err_max=ANG_ERR_MAX)
    settings = PowerSettings(THRESHOLDS[0], 400, seed=1)
    events = EventCircles(*(tracks[name].to_numpy() for name in ("ra", "dec", "ang_err")))
    energy = tracks["log10_energy"].to_numpy()
    trials = trials_at_threshold(events, energy, "mine", SOURCES, wider, settings)
    kept = tracks[tracks["ang_err"] <= ANG_ERR_MAX]
    sky = sky_from_tables(
        kept, source_table(SOURCES), ["mine"], THRESHOLDS[:1], circle_factor=factor
    )
    assert trials.null.mean[0] == exact_moments(sky).mean[0, 0]
    plain = accepted_events(model, SOURCES.dec, THRESHOLDS[:1])
    accepted = SOURCES.share @ plain[:, 0] * wider.contained / model.contained
    assert trials.accepted[0] == pytest.approx(accepted, rel=1e-9)
    mean = trials.signal.counts(0, trials.signal.flux).mean()
    # Poisson error of 400 trials; other sources of the group add a per cent or few.
    least = accepted * trials.signal.flux
    assert mean > least - 4 * np.sqrt(least / 400)
    assert mean < 1.1 * least + 4 * np.sqrt(least / 400)


@pytest.mark.parametrize("factor", [0.7, 1.5])
def test_systematics_repeat_the_analysis_with_the_factor(model, tracks, factor):
    wider = replace(model, circle_factor=factor)
    events = EventCircles(*(tracks[name].to_numpy() for name in ("ra", "dec", "ang_err")))
    energy = tracks["log10_energy"].to_numpy()
    analysis = Analysis(
        events, energy, source_table(SOURCES), ("mine",), tuple(THRESHOLDS), wider, 0.9
    )
    changed = [
        Variation("errors", "ang_err", ang_err_factor=0.8),
        Variation("wrong", "position_error", position_error=0.5),
    ]
    found = vary_analysis(analysis, changed, 4, seed=1)
    lowest = found[found["log10_energy_min"] == THRESHOLDS[0]].groupby("variation")
    for name, ang_err in (("nominal", 1.0), ("errors", 0.8)):
        kept = tracks[(ang_err * tracks["ang_err"] <= ANG_ERR_MAX) & (energy >= THRESHOLDS[0])]
        n = touched(kept, SOURCES.ra, factor * ang_err).sum()
        assert lowest["n_observed"].first()[name] == n
    # Wrong positions: what is left of the signal, against events about displaced sources.
    rng = np.random.default_rng(4)
    flux = 40_000 / accepted_events(model, SOURCES.dec, [4.8]).mean()
    signal = draw_signal_events(wider, SOURCES, flux, 1, 4.8, rng=rng)
    width = wider.axis_per_ang_err * signal.ang_err
    zero = np.zeros(width.size)
    there = scatter_directions(zero, zero, np.full(width.size, 0.5), rng=rng)
    apart = angular_separation(*there, *scatter_directions(zero, zero, width, rng=rng))
    kept = np.mean(apart <= factor * signal.ang_err) / wider.contained
    accepted = lowest["accepted"].mean()
    # Four draws of nine positions; the loss is up to a quarter.
    assert accepted["wrong"] / accepted["nominal"] == pytest.approx(kept, abs=0.08)


def test_null_skies_have_circles_of_the_factor(tracks):
    sizes = [SkySize(50, 3, 9, circle_factor=factor) for factor in (1.0, 1.5)]
    plain, wider = (draw_null_sky(tracks, SOURCES.dec, size, 0, seed=1) for size in sizes)
    np.testing.assert_allclose(wider.circles.radius, 1.5 * plain.circles.radius, rtol=1e-15)
    assert set(np.round(plain.circles.radius, 12)) <= set(np.round(tracks["ang_err"], 12))
    np.testing.assert_array_equal(wider.circles.ra, plain.circles.ra)
    np.testing.assert_array_equal(wider.circles.dec, plain.circles.dec)
