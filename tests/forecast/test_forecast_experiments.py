"""Events of experiments, and what is fitted to them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from forecast_fields import periodic, surveyed
from scipy.stats import chisquare, kstest, norm

from nusources.errors import InputDataError
from nusources.forecast.densities import SignalField
from nusources.forecast.estimates import estimate_fractions, nearest_density, signal_of
from nusources.forecast.expectation import ratios_over_field
from nusources.forecast.experiments import Events, Readings, Setup, draw_events, signal_numbers
from nusources.forecast.forecasts import run_experiments

PLAIN = Readings()
TINY = 1e-6
"""A PSF so narrow [deg] that an event tells its source."""


def events_of(sources, setup, readings=PLAIN, n=50, seed=4) -> Events:
    return draw_events(sources, setup, readings, n, np.random.default_rng(seed))


def emitters(sources, events: Events) -> np.ndarray:
    """Source of each event of a tiny PSF; -1 for background."""
    x, y = events.x.ravel(), events.y.ravel()
    near = np.hypot(x[:, None] - sources.x, y[:, None] - sources.y)
    at = near.argmin(axis=1)
    return np.where(near.min(axis=1) < 100 * TINY, at, -1)


def test_signal_numbers_are_rounded_half_up_or_binomial() -> None:
    rng = np.random.default_rng(1)
    setup = Setup(5, 0.5, 0.1, 10)
    assert signal_numbers(setup, PLAIN, 3, rng).tolist() == [3, 3, 3]
    assert signal_numbers(replace(setup, n_events=9, fraction=0.5), PLAIN, 1, rng).tolist() == [5]
    drawn = signal_numbers(
        replace(setup, n_events=400), replace(PLAIN, signal_number="binomial"), 4000, rng
    )
    assert abs(drawn.mean() - 200) < 4 * 10 / np.sqrt(4000)
    assert drawn.std() == pytest.approx(10, rel=0.06)


@pytest.mark.parametrize("exponent", [0.0, 0.5, 1.0])
def test_sources_emit_as_their_flux_to_a_power(exponent: float) -> None:
    sources = periodic(12)
    setup = Setup(1000, 0.4, TINY, 5, exponent=exponent)
    found = emitters(sources, events_of(sources, setup))
    expected = 50 * 400 * sources.flux**exponent / (sources.flux**exponent).sum()
    counts = np.bincount(found[found >= 0], minlength=12)
    assert counts.sum() == 20_000
    assert chisquare(counts, expected).pvalue > 1e-3


def test_bright_sources_alone_may_emit_or_chosen_ones() -> None:
    sources, setup = periodic(12), Setup(200, 0.5, TINY, 5)
    bright = emitters(sources, events_of(sources, setup, replace(PLAIN, signal_sources="bright")))
    assert set(bright) == {-1, 0, 1, 2, 3, 4}
    chosen = np.arange(12) % 2 == 1
    odd = emitters(sources, events_of(sources, replace(setup, emitting=chosen)))
    assert set(odd) == {-1, 1, 3, 5, 7, 9, 11}


def test_events_of_faint_sources_may_be_background() -> None:
    sources, setup = periodic(12), Setup(400, 1.0, TINY, 5)
    found = emitters(
        sources, events_of(sources, setup, replace(PLAIN, estimator="faint_as_background"))
    )
    assert set(found) == {-1, 0, 1, 2, 3, 4}
    share = sources.weights()[:5].sum()
    n = len(found)
    assert abs((found >= 0).mean() - share) < 4 * np.sqrt(share * (1 - share) / n)


def test_neutrinos_of_unseen_agn_come_from_everywhere() -> None:
    sources = periodic(12)
    found = emitters(sources, events_of(sources, Setup(400, 1.0, TINY, 5, unseen=0.3)))
    assert abs((found < 0).mean() - 0.3) < 4 * np.sqrt(0.3 * 0.7 / len(found))


def test_the_width_of_the_psf_is_per_axis() -> None:
    sources = periodic(1)
    events = events_of(sources, Setup(2000, 1.0, 0.3, 1), n=5)
    for off, side in (
        (events.x - sources.x[0], sources.field.period[0]),
        (events.y - sources.y[0], sources.field.period[1]),
    ):
        centred = np.mod(off + side / 2, side) - side / 2
        assert kstest(centred.ravel(), norm(scale=0.3).cdf).pvalue > 1e-3


def test_events_may_leave_the_footprint_or_be_drawn_again() -> None:
    sources, setup = surveyed(30), Setup(500, 1.0, 0.8, 30)
    kept = events_of(sources, setup)
    assert 0.02 < (~sources.field.contains(kept.x, kept.y)).mean() < 0.5
    again = events_of(sources, setup, replace(PLAIN, leaving="redrawn"))
    assert sources.field.contains(again.x, again.y).all()


def test_events_have_widths_of_the_list() -> None:
    widths = np.array([0.1, 0.2, 0.4])
    events = events_of(periodic(), Setup(300, 0.5, 0.1, 10, widths=widths), n=10)
    values, counts = np.unique(events.sigma, return_counts=True)
    assert values.tolist() == widths.tolist()
    assert chisquare(counts).pvalue > 1e-3


def test_events_of_sources_outside_the_footprint_are_drawn_at_others() -> None:
    inside = surveyed(3)
    out = replace(inside, x=inside.x + np.array([0, 100, 0]), y=inside.y)
    events = events_of(out, Setup(300, 1.0, TINY, 3), replace(PLAIN, leaving="redrawn"), n=10)
    counts = np.bincount(emitters(out, events), minlength=3)
    expected = out.flux * np.array([1, 0, 1]) * 3000 / out.flux[[0, 2]].sum()
    assert counts[1] == 0
    assert chisquare(counts[[0, 2]], expected[[0, 2]]).pvalue > 1e-3


@pytest.mark.parametrize("make", [periodic, surveyed])
def test_a_map_of_the_signal_has_the_values_of_the_sum(make) -> None:
    sources = make(600)
    signal = SignalField(sources, sources.weights(), 0.4)
    assert signal.pairs_per_event > 60  # so that `at` reads the map
    x, y = sources.field.draw(500, np.random.default_rng(1))
    x, y = x.reshape(5, 100), y.reshape(5, 100)
    exact = signal.exact(x, y, 0.4) * sources.field.area
    np.testing.assert_allclose(signal.at(x, y), exact, atol=2e-4 * exact.max())


def test_the_signal_over_a_field_without_edges_is_one_on_average() -> None:
    sources = periodic(40)
    signal = SignalField(sources, sources.weights(), 0.3)
    assert ratios_over_field(signal).mean() == pytest.approx(1, abs=1e-6)
    assert signal.inside == pytest.approx(1)


def test_the_share_of_the_signal_inside_a_footprint() -> None:
    sources = surveyed(40)
    signal = SignalField(sources, sources.weights(), 0.5)
    assert signal.inside == pytest.approx(ratios_over_field(signal).mean(), abs=2e-3)
    rng = np.random.default_rng(8)
    at = rng.choice(40, 100_000, p=sources.weights())
    x, y = (place[at] + 0.5 * rng.standard_normal(100_000) for place in (sources.x, sources.y))
    share = sources.field.contains(x, y).mean()
    assert signal.inside == pytest.approx(share, abs=5e-3)
    assert share < 0.97


def test_the_nearest_source_alone() -> None:
    sources, rng = periodic(30), np.random.default_rng(6)
    x, y = (place.reshape(2, 20) for place in sources.field.draw(40, rng))
    weights = sources.weights()
    found = nearest_density(SignalField(sources, weights, 0.3), Events(x, y, 0 * x))
    width, height = sources.field.period
    dx = np.abs(x[..., None] - sources.x)
    dy = np.abs(y[..., None] - sources.y)
    far = np.hypot(np.minimum(dx, width - dx), np.minimum(dy, height - dy))
    at = far.argmin(axis=-1)
    expected = weights[at] * norm.pdf(far.min(axis=-1), scale=0.3) / np.sqrt(2 * np.pi) / 0.3
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_the_share_of_the_known_sources() -> None:
    sources, setup = periodic(20), Setup(100, 0.5, 0.2, 8)
    weights = sources.weights()
    signal, share = signal_of(sources, setup, PLAIN)
    assert share == pytest.approx(weights[:8].sum())
    assert signal.weights.sum() == pytest.approx(1)
    assert signal_of(sources, setup, replace(PLAIN, signal_sources="bright"))[1] == 1
    left = signal_of(sources, setup, replace(PLAIN, estimator="unnormalised"))[0]
    assert left.weights.tolist() == weights[:8].tolist()
    known = np.arange(20) % 2 == 0
    signal, share = signal_of(sources, setup, PLAIN, known)
    assert len(signal.weights) == 4
    assert share == pytest.approx(weights[:8:2].sum() / weights[::2].sum())


def test_ways_to_fit_differ_as_their_names_say() -> None:
    sources, setup = surveyed(200), Setup(800, 0.5, 0.3, 40)
    events = events_of(sources, setup, n=60)
    signal, share = signal_of(sources, setup, PLAIN)

    def fit(**changes):
        readings = replace(PLAIN, **changes)
        return estimate_fractions(signal, share, events, readings)[0]

    plain = fit()
    np.testing.assert_allclose(fit(estimator="uncorrected"), plain * share, rtol=1e-9)
    assert fit(bounds="share").max() <= 1 + 1e-12
    assert (plain >= 0).all()
    assert (fit(normalisation="footprint") >= plain - 1e-9).all()
    assert fit(estimator="nearest").mean() < plain.mean()
    many = replace(setup, fraction=0.0)
    nothing = events_of(sources, many, n=60)
    free = estimate_fractions(signal, share, nothing, replace(PLAIN, bounds="free"))[0]
    assert (free < 0).mean() > 0.2


def test_a_fit_that_knows_the_width_of_each_event_is_unbiased() -> None:
    sources = periodic(60)
    widths = np.linspace(0.1, 0.5, 9)
    setup = Setup(1500, 0.5, 0.12, 60, widths=widths)
    events = events_of(sources, setup, n=80)
    signal, share = signal_of(sources, setup, PLAIN)
    known = replace(PLAIN, estimator="per_event")
    own = estimate_fractions(signal, share, events, known)[0]
    error = own.std() / np.sqrt(80)
    assert abs(own.mean() - 0.5) < 4 * error
    assert abs(own.mean() / 0.5 - 1) < 0.02
    fixed = estimate_fractions(signal, share, events, PLAIN)[0]
    assert abs(fixed.mean() - 0.5) > 4 * error


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"fraction": 1.5}, "the fraction is no share of the events.*1.5.*0 to 1"),
        ({"fraction": -0.1}, "the fraction is no share of the events.*-0.1.*0 to 1"),
        ({"unseen": 2.0}, "the share of unseen AGN is no share.*2.0.*0 to 1"),
        ({"sigma": 30.0}, "wider than the footprint.*30.0.*less than 4.78 deg"),
        ({"sigma": 0.0}, "without width.*0.0"),
        ({"n_events": 0}, "zero events"),
        ({"n_bright": 0}, "without sources"),
        ({"emitting": np.zeros(20, bool)}, "all weights are zero"),
        ({"true_flux": np.linspace(-1, 1, 20)}, "row 1.*no weight|no weight.*row 1"),
    ],
)
def test_experiments_that_cannot_be_are_told(changes, message) -> None:
    setup = replace(Setup(50, 0.5, 0.2, 10), **changes)
    with pytest.raises(InputDataError, match=message):
        run_experiments(surveyed(20), setup, PLAIN, 3, np.random.default_rng)
