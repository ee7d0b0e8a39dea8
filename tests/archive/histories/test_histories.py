"""Histories of simulated sources: spectra, lags, flares, amplitudes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from nusources.archive.histories.flares import add_flares, draw_flares
from nusources.archive.histories.parameters import read_model_light_curves
from nusources.archive.histories.red_noise import (
    CENTRES,
    FIRST_DAY,
    N_STEPS,
    OBSERVED,
    STEP,
    bin_means,
    cells_of,
    delayed,
    red_noise,
)
from nusources.archive.histories.sources import (
    HIGHEST,
    amplitudes,
    draw_parameters,
    simulate_histories,
)
from nusources.random_streams import named_generator

N_SOURCES = 600


@pytest.fixture(scope="module")
def model(repository):
    return read_model_light_curves(repository / "data" / "tables" / "model_light_curves.csv")


@pytest.fixture(scope="module")
def sources():
    """A third each without a known class, with late infrared flares, with simultaneous ones."""
    classes = np.repeat(["", "TXS_like", "CFS"], N_SOURCES // 3)
    kinds = np.tile(["fsrq", "bllac"], N_SOURCES // 2)
    table = {"flare_class": classes, "blazar_class": kinds, "region": "BW"}
    return pd.DataFrame(table, index=np.arange(N_SOURCES) + 1000)


def stream(name):
    return named_generator(5, "test", name)


@pytest.fixture(scope="module")
def histories(sources, model):
    return simulate_histories(sources, model, stream)


@pytest.mark.parametrize("slope", [0.6, 1.3, 2.0])
def test_red_noise_has_the_slope_and_is_standardised(slope):
    series = red_noise(np.full(400, slope), rng=stream("noise"))
    seen = series[:, OBSERVED]
    np.testing.assert_allclose(seen.mean(axis=1), 0.0, atol=1e-5)
    np.testing.assert_allclose(seen.std(axis=1), 1.0, rtol=1e-5)
    # A window without sharp ends keeps long periods from leaking into short ones.
    power = np.abs(np.fft.rfft(series * np.hanning(N_STEPS), axis=1)) ** 2
    chosen = slice(8, 300)
    frequency = np.log(np.arange(N_STEPS // 2 + 1)[chosen])
    found = -np.polyfit(frequency, np.log(power.mean(axis=0)[chosen]), 1)[0]
    assert found == pytest.approx(slope, abs=0.05)


def test_series_know_neither_each_other_nor_their_own_ends():
    series = red_noise(np.full(500, 1.3), rng=stream("noise"))
    assert abs(np.mean(series[:-1, OBSERVED] * series[1:, OBSERVED])) < 0.05
    ends = np.corrcoef(series[:, 0], series[:, -1])[0, 1]  # of a periodic series: near 1
    assert ends < 0.2


def test_delayed_series_follow():
    series = red_noise(np.array([1.3, 1.3]), rng=stream("noise"))
    found = delayed(series, np.array([40.0, -15.0]))
    np.testing.assert_array_equal(found[0, 8:], series[0, :-8])
    np.testing.assert_array_equal(found[1, :-3], series[1, 3:])


def test_means_over_bins_are_plain_means():
    series = np.arange(2.0 * N_STEPS).reshape(2, N_STEPS)
    found = bin_means(series, FIRST_DAY + STEP * np.array([10, 16, 20]))
    expected = [[row[10:16].mean(), row[16:20].mean()] for row in series]
    np.testing.assert_allclose(found, expected)


def test_cells_hold_their_times():
    assert cells_of([FIRST_DAY, FIRST_DAY + 4.9, FIRST_DAY + 5.0]).tolist() == [0, 0, 1]
    np.testing.assert_array_equal(cells_of(CENTRES), np.arange(N_STEPS))
    assert cells_of([1.0, 1e6]).tolist() == [0, N_STEPS - 1]


def test_amplitudes_give_the_scatter_of_the_means():
    series = red_noise(np.full(50, 1.3), rng=stream("noise"))
    edges = 54682.0 + 365.0 * np.arange(11)
    wanted = np.linspace(0.02, 0.4, 50)
    found = amplitudes(series, wanted, edges)
    means = bin_means(np.exp(found[:, None] * series), edges)
    np.testing.assert_allclose(means.std(axis=1) / means.mean(axis=1), wanted, atol=2e-3)


def test_flares_are_half_as_high_at_their_start_and_stop():
    series = np.zeros((1, N_STEPS), dtype=np.float32)
    # From the middle of a cell to the middle of another.
    flare = {"row": 0, "mjd_start": CENTRES[500], "mjd_stop": CENTRES[540], "height": 3.0}
    add_flares(series, pd.DataFrame([flare]))
    assert series[0, [500, 540]] == pytest.approx(1.5, abs=1e-3)
    assert series[0, 520] == pytest.approx(3.0)
    assert series[0, :480].sum() + series[0, 561:].sum() == 0.0


def test_classes_have_their_lag_and_their_overlap(sources, model):
    parameters = draw_parameters(sources, model, rng=stream("parameters"))
    flares = draw_flares(parameters, model, rng=stream("flares"))
    kinds = parameters["flare_class"].to_numpy()[flares["row"]]
    late, close = model.late, 0
    for row in np.flatnonzero(parameters["flare_class"] != ""):
        mine = flares[flares["row"] == row]
        gamma, infrared = (mine[mine["band"] == band] for band in ("gamma_ray", "infrared"))
        assert len(gamma) == len(infrared) >= 1  # no orphans
        delay = infrared["mjd_start"].to_numpy() - gamma["mjd_start"].to_numpy()
        lengths = [(one["mjd_stop"] - one["mjd_start"]).to_numpy() for one in (infrared, gamma)]
        if parameters["flare_class"].iloc[row] == "CFS":
            np.testing.assert_allclose(delay, 0.0, atol=1e-9)
            np.testing.assert_allclose(lengths[0], lengths[1])
            close += 1
        else:
            assert ((delay >= late.lag_min) & (delay <= late.lag_max)).all()
            np.testing.assert_allclose(lengths[0], late.days_ratio * lengths[1])
    assert close == N_SOURCES // 3
    others = flares[kinds == ""]
    assert {"gamma_ray", "infrared"} == set(others["band"])


def test_orphans_are_as_frequent_as_published(sources, model):
    many = pd.concat([sources.iloc[: N_SOURCES // 3]] * 30, ignore_index=True)
    parameters = draw_parameters(many, model, rng=stream("parameters"))
    flares = draw_flares(parameters, model, rng=stream("flares"))
    gamma, infrared = (flares[flares["band"] == band] for band in ("gamma_ray", "infrared"))
    lag = parameters["infrared_lag"].to_numpy()
    starts = set(zip(gamma["row"], gamma["mjd_start"].round(6), strict=True))
    begun = (infrared["mjd_start"] - lag[infrared["row"]]).round(6)
    followed = np.array([pair in starts for pair in zip(infrared["row"], begun, strict=True)])
    assert 1 - followed.mean() == pytest.approx(model.flares.orphan_infrared, abs=0.02)
    assert 1 - followed.sum() / len(gamma) == pytest.approx(model.flares.orphan_gamma, abs=0.02)


def test_the_infrared_follows_gamma_rays_by_its_lag(sources, model):
    quiet = replace(model, flares=replace(model.flares, rate=1e-9))
    sources = sources.assign(flare_class="")  # flares would add their own lags
    found = simulate_histories(sources, quiet, stream)
    gamma, infrared = found.series["gamma_ray"], found.series["infrared"]
    lag = found.parameters["infrared_lag"].to_numpy()
    strong = np.flatnonzero((found.parameters["correlation"] > 0.8) & (np.abs(lag) < 100))
    assert len(strong) > 50
    best = []
    for row in strong:
        shifts = np.arange(-40, 41)
        products = [np.mean(gamma[row, 300:900] * infrared[row, 300 + s : 900 + s]) for s in shifts]
        best.append(STEP * shifts[int(np.argmax(products))])
    assert np.mean(np.abs(np.array(best) - lag[strong]) <= STEP) > 0.9


def test_bands_are_as_correlated_as_told(sources, model):
    quiet = replace(model, flares=replace(model.flares, rate=1e-9))
    found = simulate_histories(sources.assign(flare_class=""), quiet, stream)
    gamma = delayed(found.series["gamma_ray"], found.parameters["infrared_lag"].to_numpy())
    told = found.parameters["correlation"].to_numpy()
    measured = (gamma * found.series["infrared"])[:, OBSERVED].mean(axis=1)
    assert np.mean(measured - told) == pytest.approx(0.0, abs=0.03)
    assert np.corrcoef(measured, told)[0, 1] > 0.7
    xray = (found.series["gamma_ray"] * found.series["xray"])[:, OBSERVED].mean()
    assert xray == pytest.approx(model.coupling.gamma_xray, abs=0.04)


def test_histories_are_standardised_capped_and_found_by_member(histories):
    for series in histories.series.values():
        assert series.max() <= HIGHEST
        assert np.median(series[:, OBSERVED].std(axis=1)) == pytest.approx(1.0, abs=0.01)
    values = histories.at("infrared", [1003, 1000], np.array([CENTRES[700], CENTRES[10]]))
    assert values.tolist() == [
        histories.series["infrared"][3, 700],
        histories.series["infrared"][0, 10],
    ]
    with pytest.raises(KeyError, match="no history of source 7"):
        histories.rows_of([1003, 7])


def test_a_history_depends_on_seed_and_nothing_else(sources, model, histories):
    again = simulate_histories(sources, model, stream)
    np.testing.assert_array_equal(again.series["xray"], histories.series["xray"])
    other = simulate_histories(sources, model, lambda name: named_generator(6, "test", name))
    assert len(other.flares) != len(histories.flares)
