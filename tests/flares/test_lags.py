"""Correlation functions against plain formulas, gammapy's numbers and injected lags."""

import numpy as np
import pandas as pd
import pytest

from nusources.errors import InputDataError
from nusources.flares.lag_fits import fit_gaussians
from nusources.flares.lag_surrogates import Surrogates, chance, red_noise
from nusources.flares.lag_tables import (
    FEW,
    QUIET,
    USED,
    BandPair,
    Extras,
    lag_numbers,
    measure_lags,
    median_error,
    pair_links,
    series_of,
)
from nusources.flares.lags import LagRule, Series, correlation_function, interpolated_lag

RULE = LagRule(30.0, 300.0, "global", "mean_square", 1)


def series(name, time, flux, error=0.0):
    time, flux = np.asarray(time, float), np.asarray(flux, float)
    return Series(name, time, flux, np.broadcast_to(np.asarray(error, float), flux.shape).copy())


def random_pair(seed, error=0.3):
    rng = np.random.default_rng(seed)
    times = [np.sort(rng.uniform(0, 900, n)) for n in (20, 45)]
    fluxes = [5 + rng.normal(0, 1, len(one)) for one in times]
    errors = [rng.uniform(0.5, 1, len(one)) * error for one in times]
    return [series(*one) for one in zip("ab", times, fluxes, errors, strict=True)]


def plainly(first, second, rule):
    """Edelson & Krolik 1988, eqs. 2 to 5, bin by bin; local as in pyDCF."""
    lag = first.time[:, None] - second.time[None, :]
    found = []
    for centre in rule.centres:
        low, high = centre - rule.bin_days / 2, centre + rule.bin_days / 2
        i, j = np.nonzero((lag >= low) & (lag < high))
        own = [(first, i), (second, j)]
        if rule.means == "global":
            whole = [(one.flux, one.flux_error) for one, _ in own]
        else:
            whole = [(one.flux[at], one.flux_error[at]) for one, at in own]
        scale, parts = 1.0, []
        for (one, at), (flux, error) in zip(own, whole, strict=True):
            if len(at) == 0:
                continue
            term = {"mean_square": np.mean(error**2), "square_mean": np.mean(error) ** 2, "none": 0}
            left = np.var(flux) - term[rule.error_term]
            scale *= np.sqrt(left) if left > 0 else np.nan
            parts.append(one.flux[at] - np.mean(flux))
        if not parts:
            found.append((0, np.nan, np.nan))
            continue
        each = parts[0] * parts[1] / scale
        error = (
            np.sqrt(np.sum((each - each.mean()) ** 2)) / (len(each) - 1)
            if len(each) > 1
            else np.nan
        )
        found.append((len(each), each.mean(), error))
    return np.array(found).T


@pytest.mark.parametrize("means", ["global", "local"])
@pytest.mark.parametrize("error_term", ["mean_square", "square_mean", "none"])
def test_equals_the_formulas_of_edelson_and_krolik(means, error_term):
    rule = LagRule(40.0, 400.0, means, error_term, 1)
    for seed in range(5):
        pair = random_pair(seed)
        found = correlation_function(*pair, rule)
        n_pairs, value, error = plainly(*pair, rule)
        np.testing.assert_array_equal(found.n_pairs, n_pairs)
        np.testing.assert_allclose(found.value[0], value, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(found.error[0], error, rtol=1e-6, atol=1e-9)


def test_unit_and_level_change_nothing():
    pair = random_pair(3)
    scaled = [
        Series(one.name, one.time + 5e4, 1e-13 * (one.flux + 40), 1e-13 * one.flux_error)
        for one in pair
    ]
    one, two = correlation_function(*pair, RULE), correlation_function(*scaled, RULE)
    np.testing.assert_allclose(one.value, two.value, rtol=1e-7)


def test_autocorrelation_without_errors_is_one_at_lag_zero():
    rng = np.random.default_rng(1)
    own = series("a", np.arange(60) * 30.0, rng.normal(0, 1, 60))
    found = correlation_function(own, own, RULE)
    assert found.value[0, RULE.centres == 15] == pytest.approx(1)
    assert np.nanmax(np.delete(found.value[0], np.flatnonzero(RULE.centres == 15))) < 0.9


def test_mean_of_squared_errors_leaves_the_correlation_of_true_fluxes():
    rng = np.random.default_rng(2)
    true = rng.normal(0, 1, 4000)
    time = np.arange(4000) * 30.0
    error = rng.choice([0.2, 1.5], 4000)
    both = [series("a", time, true + error * rng.normal(0, 1, 4000), error) for _ in range(2)]
    at_zero = {
        term: correlation_function(*both, LagRule(30.0, 60.0, "global", term, 1)).value[0, 2]
        for term in ("mean_square", "square_mean", "none")
    }
    assert at_zero["mean_square"] == pytest.approx(1, abs=0.1)
    assert at_zero["none"] < at_zero["square_mean"] < 0.85


def test_a_lag_on_a_border_belongs_to_the_later_bin():
    found = correlation_function(
        series("a", [30.0, 500.0], [1, 2]), series("b", [0.0, 900.0], [1, 2]), RULE
    )
    assert RULE.centres[found.n_pairs > 0].tolist() == [45.0]


def test_the_first_band_that_follows_has_a_positive_lag():
    time = np.arange(0, 1500, 10.0)
    flare = np.exp(-0.5 * ((time - 500) / 40) ** 2)
    late = np.exp(-0.5 * ((time - 620) / 40) ** 2)
    first, second = series("late", time, late), series("early", time, flare)
    found = correlation_function(first, second, RULE).value[0]
    # 120 d lie on the border of two bins, which differ by nothing but their sides.
    assert RULE.centres[np.argmax(found)] in (105.0, 135.0)
    assert interpolated_lag(first, second, LagRule(10.0, 300.0, "global", "none", 1)) in (115, 125)
    mu, sigma = fit_gaussians(RULE.centres, np.array([found]))
    # Lags of a bin are multiples of 10 d, on average 5 d before its middle.
    assert mu[0] == pytest.approx(125, abs=3)
    assert 40 < sigma[0] < 90


def test_gaussians_are_found_again_and_bad_ones_have_no_lag():
    lag = LagRule(30.0, 1500.0, "global", "none", 1).centres
    rng = np.random.default_rng(3)
    mu, sigma = rng.uniform(-1000, 1000, 300), rng.uniform(40, 400, 300)
    value = 0.7 * np.exp(-0.5 * ((lag - mu[:, None]) / sigma[:, None]) ** 2)
    value[:, rng.integers(0, 100, 20)] = np.nan
    found_mu, found_sigma = fit_gaussians(lag, value)
    np.testing.assert_allclose(found_mu, mu, atol=0.01)
    np.testing.assert_allclose(found_sigma, sigma, atol=0.01)
    few = np.full((2, 100), np.nan)
    few[0, :3] = 1.0
    few[1] = -np.exp(-0.5 * (lag / 100) ** 2) - 1
    assert np.isnan(fit_gaussians(lag, few)[0]).all()


@pytest.mark.parametrize(
    ("time", "flux", "error", "text"),
    [
        ([1.0], [1.0], [0.1], "1 points"),
        ([1.0, 1.0], [1.0, 2.0], [0.1, 0.1], "ascend"),
        ([1.0, 2.0], [1.0, np.nan], [0.1, 0.1], "finite flux"),
        ([1.0, 2.0], [1.0, 2.0], [0.1, -0.1], "0 or more"),
        ([1.0, 2.0], [1.0, 2.0], [0.1, np.inf], "0 or more"),
    ],
)
def test_bad_curves_are_told_by_name(time, flux, error, text):
    with pytest.raises(InputDataError, match=text) as caught:
        correlation_function(series("bad one", time, flux, error), random_pair(1)[0], RULE)
    assert "bad one" in str(caught.value)


def test_red_noise_has_its_slope_and_unit_variance():
    histories = red_noise(200, 2.0, np.random.default_rng(1))
    np.testing.assert_allclose(histories.var(axis=1), 1)
    power = np.mean(np.abs(np.fft.rfft(histories, axis=1)[:, 1:]) ** 2, axis=0)
    frequency = np.arange(1, len(power) + 1)
    slope = np.polyfit(np.log(frequency[:1000]), np.log(power[:1000]), 1)[0]
    assert slope == pytest.approx(-2, abs=0.1)


def test_chance_is_small_for_a_common_flare_and_uniform_for_noise():
    rule = LagRule(30.0, 600.0, "global", "mean_square", 5)
    rng = np.random.default_rng(4)
    times = np.arange(0, 3000, 60.0), np.arange(0, 3000, 30.0)
    surrogates = Surrogates.drawn(199, 1.0, rng)

    def p_value(fluxes):
        curves = [series("s", t, f, 0.1) for t, f in zip(times, fluxes, strict=True)]
        peak = np.nanmax(correlation_function(*curves, rule).usable(5))
        return chance(peak, surrogates.correlations(*curves, rule, rng), 5)

    assert p_value([np.exp(-0.5 * ((one - 1500) / 60) ** 2) * 9 for one in times]) < 0.05
    own = red_noise(60, 1.0, rng), red_noise(60, 1.0, rng)
    each = [
        p_value([h[n, (t / 10).astype(int)] for h, t in zip(own, times, strict=True)])
        for n in range(60)
    ]
    assert 0.3 < np.mean(each) < 0.7
    assert np.mean(np.array(each) <= 0.1) < 0.25


def test_numbers_of_gammapy():
    # gammapy 2.1, gammapy/stats/tests/test_variability.py, test_dcf: the first of its two energies.
    first = series(
        "a",
        np.array([6.31157019e8, 6.31160619e8, 6.31164219e8, 6.31171419e8, 6.31178419e8]),
        np.array([1e-11, 3e-11, 1e-11, 0.8e-11, 1e-11]),
        np.array([0.1e-11, 0.3e-11, 0.1e-11, 0.08e-11, 0.1e-11]),
    )
    second = series(
        "b",
        np.array(
            [6.31156919e8, 6.31160519e8, 6.31163819e8, 6.31171419e8, 6.31178219e8, 6.31178819e8]
        ),
        np.array([1e-11, 4e-11, 1.7e-11, 0.4e-11, 1e-11, 1.1e-11]),
        np.array([0.2e-11, 0.4e-11, 0.07e-11, 0.12e-11, 0.1e-11, 0.4e-11]),
    )
    rule = LagRule(1.5e4, 3e4, "global", "square_mean", 1)
    found = correlation_function(first, second, rule)
    np.testing.assert_allclose(rule.centres, [-22500, -7500, 7500, 22500])
    np.testing.assert_allclose(
        found.value[0], [-0.332361, -0.065639, 0.215329, -0.373906], rtol=1e-5
    )
    np.testing.assert_allclose(found.error[0], [0.34881, 0.236548, 0.401313, 0.820525], rtol=1e-5)


def light_curves(curves):
    rows = [
        {"source_name": name, "mjd": t, "flux": f, "flux_error": 0.01}
        for name, (time, flux) in curves.items()
        for t, f in zip(time, flux, strict=True)
    ]
    return pd.DataFrame(rows).assign(is_upper_limit=False, is_artificial=False)


def links():
    rows = [
        ("FIBS", "one", "infrared", "W one"),
        ("FIBS", "one", "gamma_ray", "4FGL J0509.4+0542"),
        ("FIBS", "flat", "infrared", "W flat"),
        ("FIBS", "flat", "gamma_ray", "4FGL flat"),
        ("FIBS", "gone", "infrared", "W gone"),
        ("FIBS", "gone", "gamma_ray", "4FGL gone"),
        ("FIBS", "alone", "infrared", "W alone"),
    ]
    return pd.DataFrame(rows, columns=["sample", "source_name", "band", "curve_name"])


def measured(interpolated=True):
    time = np.arange(0, 1500, 30.0) + 5e4
    late = time, np.exp(-0.5 * ((time - 50700) / 60) ** 2)
    early = time, np.exp(-0.5 * ((time - 50585) / 60) ** 2)
    flat = time, np.full(len(time), 3.0)
    first = light_curves({"W one": late, "W flat": late})
    second = light_curves({"4FGL J0509.4+0542": early, "4FGL flat": flat})
    pairs = pair_links(links(), BandPair("infrared", "gamma_ray"))
    extras = Extras(interpolated, None, np.random.default_rng)
    return measure_lags(pairs, (series_of(first), series_of(second)), RULE, extras)


def test_every_source_with_both_curves_has_a_row_and_a_status():
    table = measured().set_index("source_name")
    assert table["status"].to_dict() == {"one": USED, "flat": QUIET, "gone": FEW}
    one = table.loc["one"]
    # All lags are multiples of 30 d; 120 d, nearest to the true 115 d, begins the bin up to 150 d.
    assert one["peak_lag"] == 135
    assert one["gaussian_lag"] == pytest.approx(130, abs=5)
    assert abs(one["iccf_lag"] - 115) <= 15
    assert table.drop(index="one")[["peak_lag", "gaussian_lag", "iccf_lag"]].isna().all(axis=None)
    assert measured(interpolated=False)["iccf_lag"].isna().all()


@pytest.mark.parametrize("true_lag", [-200.0, 0.0, 115.0])
def test_lags_of_flares_seen_at_irregular_times_are_recovered(true_lag):
    """Off any grid the means over many sources are the true lag, well within half a bin (15 d)."""

    def seen(centre, number):
        random = np.random.default_rng(number)
        time = np.sort(random.uniform(5e4, 51500, 150))
        return time, np.exp(-0.5 * ((time - centre) / 60) ** 2)

    names = [f"S{number:02d}" for number in range(60)]
    first = {name: seen(50700, 2 * n) for n, name in enumerate(names)}
    second = {name: seen(50700 - true_lag, 2 * n + 1) for n, name in enumerate(names)}
    pairs = pd.DataFrame(
        {"sample": "FIBS", "source_name": names, "first_curve": names, "second_curve": names}
    )
    bands = series_of(light_curves(first)), series_of(light_curves(second))
    table = measure_lags(pairs, bands, RULE, Extras(True, None, np.random.default_rng))
    for column in ("peak_lag", "gaussian_lag", "iccf_lag"):
        assert table[column].mean() == pytest.approx(true_lag, abs=10), column


def test_limits_and_points_of_gaps_are_no_part_of_a_series():
    table = light_curves({"a": ([1.0, 2.0, 3.0], [1, 2, 3])})
    table["is_upper_limit"] = [True, False, False]
    table["is_artificial"] = [False, False, True]
    assert series_of(table)["a"].time.tolist() == [2.0]


def test_curves_of_different_samples_are_paired_by_position():
    rows = [
        ("XRT", "x", "xray", "X x", 10.0, 1.0),
        ("XRT", "far", "xray", "X far", 20.0, 1.0),
        ("4FGL", "g", "gamma_ray_weekly", "4FGL g", 10.01, 1.0),
        ("FIBS", "h", "gamma_ray_weekly", "4FGL g", 10.01, 1.0),
    ]
    columns = ["sample", "source_name", "band", "curve_name", "ra", "dec"]
    found = pair_links(
        pd.DataFrame(rows, columns=columns), BandPair("xray", "gamma_ray_weekly", 60.0)
    )
    assert found.to_dict("records") == [
        {"sample": "XRT", "source_name": "x", "first_curve": "X x", "second_curve": "4FGL g"}
    ]


def test_numbers_of_the_paper():
    table = measured().assign(first_band="infrared", second_band="gamma_ray")
    table.attrs = {"real": [], "simulated": ["wise_w2"], "own": []}
    ids = ["lags.peak_bin", "lags.gaussian_median", "lags.TXS_0506"]
    published = pd.DataFrame({"id": ids, "untestable": ""})
    found = lag_numbers(table, links(), published).set_index("id")
    assert found.loc["lags.peak_bin", "ours"] == found.loc["lags.TXS_0506", "ours"] == 135
    assert found.loc["lags.gaussian_median", "ours"] == table["gaussian_lag"].iloc[0]
    none = lag_numbers(table.iloc[:0], links(), published)
    assert (none["missing"] != "").all()


def test_error_of_a_median_is_that_of_many_samples():
    random = np.random.default_rng(5)
    samples = random.laplace(0, 30, (2000, 401))
    errors = [median_error(one) for one in samples]
    assert np.mean(errors) == pytest.approx(np.median(samples, axis=1).std(), rel=0.08)
    assert median_error([3.0]) == 0
    assert np.isnan(median_error([]))
