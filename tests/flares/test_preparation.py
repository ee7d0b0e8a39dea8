"""Light curves of each band: units, limits, the break between surveys, what is counted."""

import numpy as np
import pandas as pd
import pytest
from scipy.integrate import quad

from nusources.contracts.flares import LIGHT_CURVES
from nusources.flares.conversions import energy_per_photon, nu_f_nu_share, w2_flux_density
from nusources.flares.merging import Ledger, Merging
from nusources.flares.preparation import (
    LimitRule,
    SurveyBreak,
    fill_break,
    limit_errors,
    prepare_aperture,
    prepare_infrared,
    prepare_likelihood,
    prepare_millimetre,
    prepare_two_months,
    prepare_weekly,
    prepare_xray,
    with_limits_at,
)
from nusources.tables import check_table

ERG_PER_GEV = 1.602176634e-3


@pytest.mark.parametrize("index", [1.0, 1.7, 2.0, 2.4])
def test_energy_of_photons_is_the_ratio_of_two_integrals(index):
    energy = quad(lambda e: e ** (1 - index), 0.8, 200)[0]
    photons = quad(lambda e: e**-index, 0.1, 200)[0]
    ours = energy_per_photon(index, (0.1, 200), (0.8, 200))
    assert ours == pytest.approx(ERG_PER_GEV * energy / photons, rel=1e-6)


def test_flux_at_3_kev():
    energy = quad(lambda e: e ** (1 - 1.8), 2, 10)[0]
    assert nu_f_nu_share(1.8, 3.0, (2, 10)) == pytest.approx(3**0.2 / energy, rel=1e-6)
    assert nu_f_nu_share(2.0, 3.0, (2, 10)) == pytest.approx(1 / np.log(5))


def test_five_magnitudes_are_a_factor_of_a_hundred():
    assert w2_flux_density(5.0) == pytest.approx(1717.87)


def exposures():
    return pd.DataFrame(
        {
            "row": range(1, 6),
            "source_name": "a",
            "survey": "neowise",
            "mjd": [57000.0, 57000.5, 57200.0, 57200.5, 57400.0],
            "w2_mag": [10.0, 10.0, 11.0, 11.0, 12.0],
            "w2_mag_error": [0.1, 0.1, 0.1, np.nan, 1.0],
            "is_upper_limit": [False, False, False, True, False],
        }
    )


def test_infrared_leaves_out_limits_and_weak_exposures_and_says_so():
    ledger = Ledger("infrared")
    table = prepare_infrared(exposures(), Merging(), None, (2.0, "exposures"), ledger)
    check_table(table, LIGHT_CURVES["infrared"])
    assert table["flux"].tolist() == pytest.approx(w2_flux_density([10.0, 11.0]).tolist())
    steps = {row["step"]: row["n_points"] for row in ledger.rows}
    assert steps["upper limits"] == 1
    assert steps["signal-to-noise ratio of exposures <= 2"] == 1
    assert steps["merged within 15 d"] == 2


def curve(mjd):
    table = pd.DataFrame({"source_name": "a", "mjd": mjd, "flux": np.arange(1.0, len(mjd) + 1)})
    return table.assign(
        mjd_start=mjd,
        mjd_stop=mjd,
        flux_error=0.5,
        is_upper_limit=False,
        is_artificial=False,
        n_combined=1,
    )


def test_break_gets_two_points_of_mean_flux():
    filled = fill_break(curve([55200.0, 55500.0, 56700.0]), SurveyBreak(), Ledger("infrared"))
    added = filled[filled["is_artificial"]]
    assert added["mjd"].tolist() == [55780.0, 56320.0]
    assert added["flux"].tolist() == [2.0, 2.0]
    assert filled["mjd"].is_monotonic_increasing


@pytest.mark.parametrize("mjd", [[56700.0, 56900.0], [55200.0, 55500.0]])
def test_curves_on_one_side_of_the_break_get_none(mjd):
    assert not fill_break(curve(mjd), SurveyBreak(), Ledger("infrared"))["is_artificial"].any()


def test_millimetre_takes_the_first_band_that_a_source_has():
    table = pd.DataFrame(
        {
            "source_name": ["a", "a", "b", "b", "c"],
            "mjd": [56000.0, 56100.0, 56000.0, 56100.0, 56000.0],
            "band": [7, 3, 6, 4, 9],
            "flux_density": [1.0, 2.0, 3.0, 4.0, 5.0],
            "flux_density_error": 0.1,
        }
    )
    ledger = Ledger("millimetre")
    found = prepare_millimetre(table, Merging(), (3, 4, 6, 7), ledger)
    assert dict(zip(found["source_name"], found["flux"], strict=True)) == {"a": 2.0, "b": 4.0}
    assert [row["n_points"] for row in ledger.rows[:2]] == [1, 2]


def test_xray_leaves_out_failures_and_repeats():
    fits = pd.DataFrame(
        {
            "source_name": "a",
            "mjd": [55000.0, 55100.0, 55200.0],
            "flux_hard": [1e-11, 2e-11, 3e-11],
            "flux_hard_error": [1e-12, 1e-12, np.nan],
            "photon_index": 2.0,
            "is_failed_fit": [False, False, True],
            "is_repeat": [False, True, False],
        }
    )
    table = prepare_xray(fits, Merging(), 3.0, Ledger("xray"))
    assert table["flux"].tolist() == pytest.approx([1e-11 / np.log(5)])


def test_aperture_keeps_negative_fluxes_and_names_what_it_cannot_use():
    points = pd.DataFrame(
        {
            "source_name": ["a", "a", "a", "b"],
            "mjd_start": [55000.0, 55030.0, 55060.0, 55000.0],
            "mjd_stop": [55030.0, 55060.0, 55090.0, 55030.0],
            "photon_flux": [-1e-8, 2e-8, 3e-8, 1e-8],
            "photon_flux_error": [1e-8, 1e-8, 0.0, 1e-8],
        }
    )
    ledger = Ledger("gamma_ray")
    table = prepare_aperture(points, pd.Series({"a": 2.0}), ledger)
    check_table(table, LIGHT_CURVES["gamma_ray"])
    assert table["mjd"].tolist() == [55015.0, 55045.0]
    assert (table["flux"] < 0).tolist() == [True, False]
    assert [row["n_points"] for row in ledger.rows] == [1, 1, 1]


def likelihood_points():
    return pd.DataFrame(
        {
            "source_name": "a",
            "mjd_start": 55000.0 + 30 * np.arange(6),
            "mjd_stop": 55030.0 + 30 * np.arange(6),
            "energy_flux": [1e-11, 1e-11, 1e-11, 1e-11, np.nan, 1e-11],
            "energy_flux_error": [1e-12, 1e-12, 1e-11, 1e-12, np.nan, 1e-12],
            "photon_index": [2.0, 2.0, 2.0, 5.6, 2.0, 2.0],
            "ts": [5.1, 5.0, 20.0, 20.0, 20.0, 20.0],
            "is_converged": [True, True, True, True, True, False],
        }
    )


def test_likelihood_limits_by_each_of_their_rules():
    ledger = Ledger("gamma_ray_likelihood")
    table = prepare_likelihood(likelihood_points(), LimitRule(), ledger)
    assert table["is_upper_limit"].tolist() == [False, True, True, True, True]
    assert table["flux"].tolist() == [1e-11, 3e-14, 3e-14, 3e-14, 3e-14]
    assert table["flux_error"].tolist()[1:] == [3e-14] * 4
    assert [row["n_points"] for row in ledger.rows] == [1, 1, 2, 1]
    lower = with_limits_at(table, 1e-14, "value")
    assert lower["flux"].tolist() == [1e-11, 1e-14, 1e-14, 1e-14, 1e-14]
    assert lower["flux_error"].tolist() == [1e-12, 1e-14, 1e-14, 1e-14, 1e-14]


def test_limits_may_have_the_median_error_of_detections():
    table = pd.DataFrame(
        {
            "source_name": ["a", "a", "a", "a", "b"],
            "flux": [5.0, 5.0, 5.0, 9.0, 7.0],
            "flux_error": [1.0, 2.0, 6.0, 100.0, 100.0],
            "is_upper_limit": [False, False, False, True, True],
        }
    )
    assert limit_errors(table, "value").tolist() == [1.0, 2.0, 6.0, 9.0, 7.0]
    # b has no detection.
    assert limit_errors(table, "median").tolist() == [1.0, 2.0, 6.0, 2.0, 7.0]


def test_every_likelihood_limit_has_that_error_in_both_passes():
    rule, ledger = LimitRule(error="median"), Ledger("gamma_ray_likelihood")
    table = prepare_likelihood(likelihood_points(), rule, ledger)
    assert table["flux"].tolist() == [1e-11, 3e-14, 3e-14, 3e-14, 3e-14]
    assert table["flux_error"].tolist() == [1e-12] * 5
    lower = with_limits_at(table, 1e-14, "median")
    assert lower["flux"].tolist() == [1e-11, 1e-14, 1e-14, 1e-14, 1e-14]
    assert lower["flux_error"].tolist() == [1e-12] * 5


def test_weekly_limits_keep_their_value():
    points = pd.DataFrame(
        {
            "source_name": "a",
            "mjd_start": [55000.0, 55007.0],
            "mjd_stop": [55007.0, 55014.0],
            "flux": [4e-8, np.nan],
            "flux_error_low": [1e-8, np.nan],
            "flux_error_high": [3e-8, np.nan],
            "flux_limit": [np.nan, 6e-8],
            "is_upper_limit": [False, True],
            "is_converged": True,
            "is_failed": False,
        }
    )
    table = prepare_weekly(points, pd.Series({"a": 2.0}), Ledger("gamma_ray_weekly"))
    energy = energy_per_photon(2.0, (0.1, 100.0), (0.9, 500.0))
    assert table["flux"].tolist() == pytest.approx([4e-8 * energy, 6e-8 * energy])
    assert table["flux_error"].tolist() == pytest.approx([2e-8 * energy, 6e-8 * energy])
    by_median = prepare_weekly(points, pd.Series({"a": 2.0}), Ledger("gamma_ray_weekly"), "median")
    assert by_median["flux_error"].tolist() == pytest.approx([2e-8 * energy, 2e-8 * energy])


def test_histories_of_two_months_are_taken_as_weekly_curves():
    start = 55000.0 + 60 * np.arange(4)
    points = pd.DataFrame(
        {
            "source_name": "a",
            "mjd_start": start,
            "mjd_stop": start + 60,
            "flux": [4e-8, 1e-9, 0.0, 5e-8],
            "flux_error_low": [1e-8, np.nan, np.nan, 1e-8],
            "flux_error_high": [3e-8, 1e-8, 0.0, 1e-8],
            "flux_limit": [np.nan, 2.1e-8, 0.0, np.nan],
            "is_upper_limit": [False, True, True, False],
            "is_fixed": [False, False, False, True],
        }
    )
    table = prepare_two_months(points, pd.Series({"a": 2.0}), Ledger("gamma_ray_two_months"))
    energy = energy_per_photon(2.0, (0.1, 100.0), (0.9, 500.0))
    # A limit of zero has no error; what was not fitted is no measurement.
    assert table["mjd"].tolist() == [55030.0, 55090.0]
    assert table["flux"].tolist() == pytest.approx([4e-8 * energy, 2.1e-8 * energy])
    assert table["is_upper_limit"].tolist() == [False, True]


def test_weeks_with_hardly_any_exposure_are_left_out():
    """Their errors, or limits, stand out; a flare has a larger error than usual too, but little."""
    n = 8
    is_limit = np.arange(n) > 4
    flux = np.where(is_limit, np.nan, [1e-8, 2e-8, 1e-8, 9e-7, 9e-7, 0, 0, 0])
    error = np.where(is_limit, np.nan, [5e-9, 5e-9, 5e-9, 3e-8, 6e-7, 0, 0, 0])
    start = 55000.0 + 7 * np.arange(n)
    points = pd.DataFrame(
        {
            "source_name": "a",
            "mjd_start": start,
            "mjd_stop": start + 7,
            "flux": flux,
            "flux_error_low": error,
            "flux_error_high": error,
            "flux_limit": np.where(is_limit, [0, 0, 0, 0, 0, 2e-8, 2e-8, 3e-7], np.nan),
            "is_upper_limit": is_limit,
            "is_converged": True,
            "is_failed": False,
        }
    )
    ledger = Ledger("gamma_ray_weekly")
    table = prepare_weekly(points, pd.Series({"a": 2.0}), ledger, error_ratio_max=10)
    assert table["mjd"].tolist() == [*(start[:4] + 3.5), *(start[5:7] + 3.5)]
    steps = {row["step"]: row["n_points"] for row in ledger.rows}
    assert steps["error above 10 times its median"] == 2
    assert len(prepare_weekly(points, pd.Series({"a": 2.0}), Ledger("gamma_ray_weekly"))) == n
