"""Scenarios from tables of rates, and ways to read the paper."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from forecast_fields import FOOTPRINT, fluxes, surveyed

from nusources.errors import InputDataError
from nusources.forecast.all_curves import (
    all_curves,
    all_needed_years,
    blazar_curves,
    known_scenarios,
)
from nusources.forecast.all_readings import all_improvements, all_variants
from nusources.forecast.expectation import expectation
from nusources.forecast.experiments import WIDTHS, Readings, Setup
from nusources.forecast.improvements import bins_of_energy, relative_errors
from nusources.forecast.inputs import (
    agn_sources,
    blazar_sources,
    chosen_rates,
    event_widths,
    log_flux_errors,
    log_grid,
)
from nusources.forecast.printed import printed_scenarios
from nusources.forecast.reading_effects import (
    compare_readings,
    ratio_within_subsets,
    run_variant,
    spread_of_subsets,
    variants_of,
)
from nusources.forecast.scenarios import bright_enough, read_rates, scenario_of
from nusources.random_streams import named_generator

PLAIN = Readings()
THRESHOLDS = (10.0, 100.0, 300.0, 1000.0)


def random(*names: str) -> np.random.Generator:
    return named_generator(3, *names)


def rates() -> pd.DataFrame:
    """Two detectors, one with another PSF, two atmospheres, two meanings of the threshold."""
    rows = []
    for detector, scale, width in (("small", 1, 0.4), ("large", 10, 0.2), ("large/wide", 10, 0.3)):
        for threshold in THRESHOLDS:
            for atmosphere, noise in (("pipeline", 1.0), ("low", 0.4)):
                for meaning in ("true_energy", "energy_proxy"):
                    signal = 400 * scale * threshold**-0.5
                    other = noise * 4e4 * scale * threshold**-1.5
                    other *= 2 if meaning == "energy_proxy" else 1
                    rows.append(
                        {
                            "detector": detector,
                            "threshold_tev": threshold,
                            "threshold_of": meaning,
                            "atmosphere": atmosphere,
                            "n_total": signal + other,
                            "astrophysical_fraction": signal / (signal + other),
                            "psf_sigma": width * (threshold / 100) ** -0.25,
                        }
                    )
    return pd.DataFrame(rows)


def scenario_settings(**changes) -> dict:
    return {
        "name": "main",
        "detector": "large",
        "threshold_tev": 100.0,
        "psf_sigma_deg": None,
        "flux_min_erg_cm2_s": None,
        "systematic": 0.1,
        "years": 2.0,
    } | changes


def settings(**changes) -> SimpleNamespace:
    values = {
        "flux": "soft",
        "atmosphere": "pipeline",
        "threshold_of": "true_energy",
        "scenarios": [scenario_settings()],
        "readings_scenario": "main",
        "improvements": {"scenario": "main", "scatter_dex": 0.3, "survey_limit_erg_cm2_s": 1e-14},
        "significance": {
            "fraction": 0.5,
            "point_sigma_deg": 0.1,
            "point_n_events": 300,
            "today_sigma_deg": 0.5,
            "today_n_events": [100, 400],
        },
        "curves": {
            "years": [0, 1, 4],
            "short_years": 3,
            "fraction_scenario": "main",
            "fractions": [0, 0.2, 0.4],
            "exponents": [0, 1],
            "exponent_fraction": None,
            "blazar_scenario": "main",
            "blazar_shares": [0, 0.1],
            "blazar_systematics": [0, 0.1],
            "blazar_completeness": 0.9,
        },
    }
    return SimpleNamespace(**(values | changes))


def plain_rates() -> pd.DataFrame:
    return chosen_rates(rates(), "pipeline", "true_energy")


def test_rates_are_of_one_atmosphere_and_meaning() -> None:
    found = plain_rates()
    assert len(found) == 12
    assert set(found["atmosphere"]) == {"pipeline"}
    assert set(found["threshold_of"]) == {"true_energy"}


def test_a_scenario_has_the_rates_of_its_detector() -> None:
    found = scenario_of(scenario_settings(), plain_rates(), surveyed(), PLAIN)
    assert found.rates.n_per_year == pytest.approx(400 + 400)
    assert found.rates.fraction == pytest.approx(0.5)
    assert found.n_events == pytest.approx(1600)
    assert found.rates.psf_sigma == pytest.approx(0.2)
    # .5 / sqrt(n) is three widths: n = (.5 / .6)^2 in 143 deg^2
    assert found.n_bright == int((0.5 / 0.6) ** 2 * FOOTPRINT.area)


def test_a_printed_resolution_and_flux_stand_above_the_file() -> None:
    sources = surveyed()
    flux = float(sources.flux[9])
    own = scenario_settings(psf_sigma_deg=0.1, flux_min_erg_cm2_s=flux)
    for meaning, width in (("per_axis", 0.1), ("r50", 0.1 / 1.17741), ("r68", 0.1 / 1.50959)):
        found = scenario_of(own, plain_rates(), sources, replace(PLAIN, psf_width=meaning))
        assert found.rates.psf_sigma == pytest.approx(width, rel=1e-5)
        assert found.n_bright == 10


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"detector": "larg"}, "no such detector.*'larg'.*large"),
        ({"threshold_tev": 50.0}, "0 rows of large.*50.*10, 100, 300, 1000"),
        ({"flux_min_erg_cm2_s": 1.0}, "no source of the catalogue is bright enough"),
    ],
)
def test_scenarios_that_cannot_be_are_told(changes, message) -> None:
    with pytest.raises(InputDataError, match=message):
        scenario_of(scenario_settings(**changes), plain_rates(), surveyed(), PLAIN)


def test_widths_of_events_follow_the_rates() -> None:
    table = plain_rates()
    widths = event_widths(table, "large", 100.0, n=20_000)
    assert widths.max() <= 0.2
    assert widths.min() == pytest.approx(0.2 * 10**-0.25)
    at = {one: read_rates(table, "large", one, sigma=None, readings=PLAIN) for one in THRESHOLDS}
    above = at[300.0].n_per_year / at[100.0].n_per_year
    assert (widths < at[300.0].psf_sigma).mean() == pytest.approx(above, abs=1e-3)


def test_fluxes_of_bands() -> None:
    rng = np.random.default_rng(1)
    ra, dec = FOOTPRINT.draw(20, rng)
    soft, hard = fluxes(20, rng), fluxes(20, rng)
    table = pd.DataFrame({"ra": ra, "dec": dec, "flux_soft": soft, "flux_hard": hard})
    table["flux_soft_low"], table["flux_soft_high"] = soft / 2, soft * 2
    by_band = {one: agn_sources(table, FOOTPRINT, one, 1.76) for one in ("soft", "full", "hard")}
    assert by_band["soft"].flux.tolist() == sorted(soft, reverse=True)
    np.testing.assert_allclose(by_band["full"].flux, 1.76 * by_band["soft"].flux)
    assert by_band["hard"].flux.tolist() == sorted(hard, reverse=True)
    table.loc[soft.argmax(), "flux_soft_high"] = 8 * soft.max()
    errors = log_flux_errors(table, "soft")
    np.testing.assert_allclose(errors, [np.log(4), *[np.log(2)] * 19])


def test_blazars_are_those_of_the_classes_away_from_the_plane() -> None:
    table = pd.DataFrame(
        {
            "source_class": ["bll", "psr", "fsrq", "bcu", "bll"],
            "glat": [40.0, 50.0, 5.0, -20.0, 30.0],
            "energy_flux": [1e-12, 1e-12, 2e-12, 3e-12, np.nan],
        }
    )
    classes = ["bll", "fsrq", "bcu"]
    assert blazar_sources(table, classes, 0)["energy_flux"].tolist() == [1e-12, 2e-12, 3e-12]
    assert blazar_sources(table, classes, 10)["energy_flux"].tolist() == [1e-12, 3e-12]
    with pytest.raises(InputDataError, match="no blazar"):
        blazar_sources(table, ["agn"], 0)


def test_grids_have_no_rounding_dust() -> None:
    assert log_grid({"min": 0.01, "max": 1, "n": 3}).tolist() == [0.01, 0.1, 1.0]


def test_years_needed_fall_with_the_square_of_the_ratio() -> None:
    found = all_needed_years(
        surveyed(), plain_rates(), {"detectors": ["large"], "targets": [2.0, 4.0]}, PLAIN
    )
    assert set(found["width"]) == {"own", "wide"}
    years = found.set_index(["width", "threshold_tev", "target"])["years"]
    for width in ("own", "wide"):
        assert years[width, 300.0, 4.0] == pytest.approx(4 * years[width, 300.0, 2.0])
    assert (years["own"] < years["wide"]).all()


def test_curves_agree_where_they_meet() -> None:
    sources, table = surveyed(), plain_rates()
    own = settings()
    blazars = fluxes(50, np.random.default_rng(2))
    known = known_scenarios(own.scenarios, table, sources, PLAIN)
    curves = all_curves(sources, known, own.curves, PLAIN)
    by = curves.set_index(["curve", "value"])["snr_statistical"]
    assert by["years", 0.0] == 0
    assert by["years", 4.0] == pytest.approx(2 * by["years", 1.0])
    assert by["fraction", 0.0] == 0
    assert by["fraction", 0.4] > 1.5 * by["fraction", 0.2]
    scenario = scenario_of(scenario_settings(years=3.0), table, sources, PLAIN)
    at_three = curves[(curves["curve"] == "exponent") & (curves["value"] == 1)]
    assert at_three["n_events"].iloc[0] == pytest.approx(scenario.n_events)
    expected = by["years", 1.0] * np.sqrt(3)
    assert by["exponent", 1.0] == pytest.approx(expected)
    blazar = blazar_curves(blazars, known, own.curves)
    assert blazar["systematic"].tolist() == [0, 0.1]
    assert blazar["fraction"].tolist() == pytest.approx([0.05, 0.05])


def test_printed_scenarios_differ_as_their_names_say() -> None:
    sources = surveyed()
    known = known_scenarios([scenario_settings()], plain_rates(), sources, PLAIN)
    found = {one.name: one for one in printed_scenarios(known, settings(), sources, PLAIN)}
    assert list(found) == [
        "main",
        "main_3yr",
        "fraction_0.2",
        "exponent_0",
        "exponent_0_fraction_0.5",
        "figure2_point",
        "figure2_fewer_events",
        "figure2_twice_as_wide",
        "figure2_coarse",
        "icecube_today",
    ]
    assert found["main_3yr"].n_events == pytest.approx(1.5 * found["main"].n_events)
    assert found["fraction_0.2"].setup().fraction == 0.2
    assert found["exponent_0"].setup().exponent == 0
    assert found["exponent_0_fraction_0.5"].setup().fraction == 0.5
    assert found["figure2_point"].setup().n_events == 300
    assert found["figure2_fewer_events"].setup().n_events == 75
    assert found["figure2_coarse"].setup().sigma == pytest.approx(0.4)
    assert found["figure2_coarse"].n_bright < found["figure2_twice_as_wide"].n_bright
    assert found["icecube_today"].setup().n_events == 400


def test_other_readings_are_each_tried_once() -> None:
    sources = surveyed(200)
    bands = {"soft": sources, "hard": surveyed(200, seed=5)}
    scenario, variants = all_variants(bands, rates(), settings(), PLAIN, random)
    found = compare_readings(variants, scenario, 6, random)
    assert set(found["choice"][found["subject"] == "flux"]) == {"hard"}
    assert not found.duplicated(["subject", "choice"]).any()
    assert found["kind"].tolist()[0] == "default"
    assert set(found["subject"]) == {
        *("default", "separation", "signal_number", "signal_sources", "leaving"),
        *("normalisation", "bounds", "estimator", "psf_width", "fraction", "n_events"),
        *("exponent", "hard_agn", "flux", "atmosphere", "threshold_of", "psf"),
        *("signal_to_noise", "systematics"),
    }
    by = found.set_index(["subject", "choice"])
    assert by.loc[("atmosphere", "low"), "fraction"] > by["fraction"].iloc[0]
    assert by.loc[("threshold_of", "energy_proxy"), "n_events"] == pytest.approx(2 * 1200)
    assert by.loc[("psf", "wide"), "psf_sigma"] == pytest.approx(0.3)
    assert by.loc[("psf_width", "r50"), "psf_sigma"] == pytest.approx(0.2 * WIDTHS["r50"])
    assert by.loc[("separation", "all_sources"), "n_sources"] == 200
    assert by.loc[("separation", "all_sources"), "bright_share"] == pytest.approx(1)
    share = FOOTPRINT.area / (4 * np.pi * np.degrees(1) ** 2)
    assert by.loc[("n_events", "share_of_field"), "n_events"] == max(2, round(1600 * share))


def test_other_bands_keep_the_least_flux() -> None:
    """Fluxes times a constant move nothing but what is above it."""
    sources = surveyed(200)
    faint = replace(sources, flux=1e-3 * sources.flux)
    bands = {"soft": sources, "full": replace(sources, flux=1.76 * sources.flux), "hard": faint}
    flux_min = float(sources.flux[49])
    own = settings(scenarios=[scenario_settings(flux_min_erg_cm2_s=flux_min)])
    _, variants = all_variants(bands, rates(), own, PLAIN, random)
    found = {one.choice: one.setup.n_bright for one in variants if one.subject == "flux"}
    assert found == {"soft": 50, "full": bands["full"].n_above(flux_min)}
    assert found["full"] > 60
    _, variants = all_variants(bands, rates(), settings(), PLAIN, random)
    found = {one.choice: one.setup.n_bright for one in variants if one.subject == "flux"}
    assert found == {"full": 99, "hard": 99}


def test_a_field_without_edges_has_the_same_fluxes_and_no_bias() -> None:
    sources = surveyed(200)
    scenario, variants = all_variants({"soft": sources}, rates(), settings(), PLAIN, random)
    chosen = [one for one in variants if one.choice in ("default", "no_edges")]
    free = chosen[1].sources
    assert free.flux.tolist() == sources.flux.tolist()
    assert free.field.area == pytest.approx(sources.field.area)
    found = compare_readings(chosen, scenario, 100, random).set_index("choice")
    assert found["n_sources"].tolist()[0] == found["n_sources"]["no_edges"]
    bias, error = found["bias"]["no_edges"], 0.1 / found["snr_statistical"]["no_edges"]
    assert abs(bias) < 4 * error
    assert found["bias"]["default"] < bias - 4 * error


def test_ratio_within_subsets_leaves_out_how_they_differ() -> None:
    rng = np.random.default_rng(6)
    subset = np.repeat(np.arange(20), 20)
    one, error = ratio_within_subsets(rng.normal(5, 1, 400), np.zeros(400, int))
    assert error == pytest.approx(np.sqrt(1 / 400 + one**2 / 798))
    repeated = []
    for _ in range(300):
        means = 5 + rng.normal(0, 2, 20)
        repeated.append(ratio_within_subsets(rng.normal(means[subset], 1), subset))
    ratios, errors = np.array(repeated).T
    assert ratios.mean() == pytest.approx(5, abs=0.15)
    # The jackknife tells how much the ratio varies with the subsets that were drawn.
    assert errors.mean() == pytest.approx(ratios.std(), rel=0.15)
    assert ratio_within_subsets(np.ones(400), subset) == (0.0, 0.0)


def test_how_subsets_differ_is_a_systematic_error() -> None:
    rng = np.random.default_rng(7)
    subset = np.repeat(np.arange(3000), 4)
    fractions = rng.normal(5 + rng.normal(0, 0.5, 3000)[subset], 1)
    # Without taking out the scatter of four experiments, it would be .14.
    assert spread_of_subsets(fractions, subset) == pytest.approx(0.1, rel=0.1)
    assert spread_of_subsets(fractions, np.zeros(12000, int)) == 0
    assert spread_of_subsets(np.zeros(12000), subset) == 0
    sources = surveyed(200)
    scenario, variants = all_variants({"soft": sources}, rates(), settings(), PLAIN, random)
    hard = [one for one in variants if one.choice in ("default", "25_percent_unknown")]
    found = compare_readings(hard, scenario, 100, random).set_index("choice")
    row, experiments = found.loc["25_percent_unknown"], run_variant(hard[1], 100, random)
    spread = spread_of_subsets(experiments.fractions, experiments.subset)
    assert spread > scenario.systematic
    expected = (row["snr_statistical"] ** -2 + spread**2 + scenario.systematic**2) ** -0.5
    assert row["snr"] == pytest.approx(expected)


def test_experiments_are_shared_among_subsets() -> None:
    sources = surveyed(200)
    _, variants = all_variants({"soft": sources}, rates(), settings(), PLAIN, random)
    hard = {one.choice: one for one in variants if one.subject == "hard_agn"}
    found = run_variant(hard["25_percent_known"], 50, random)
    assert len(found.fractions) == 50
    assert sorted(np.bincount(found.subset)) == [2] * 10 + [3] * 10
    shares = [
        sources.flux[:99][one[:99]].sum() / sources.flux[one].sum()
        for one in hard["25_percent_known"].subsets
    ]
    assert found.bright_share == pytest.approx(np.mean(shares))
    assert np.std(shares) > 0
    few = run_variant(hard["25_percent_known"], 7, random)
    assert np.bincount(few.subset).min() == 2
    # The same subset twice has different experiments, and another one other neutrinos.
    subsets = hard["25_percent_known"].subsets
    alike, others = (
        run_variant(replace(hard["25_percent_known"], subsets=subsets[rows]), 4, random).fractions
        for rows in ([0, 0], [1, 0])
    )
    assert not np.isclose(alike[:2], alike[2:]).any()
    assert alike[2:].tolist() == others[2:].tolist()
    assert not np.isclose(alike[:2], others[:2]).any()


def test_hard_agn_of_which_none_is_bright_have_no_fit() -> None:
    sources, table = surveyed(200), plain_rates()
    one = replace(scenario_of(scenario_settings(), table, sources, PLAIN), n_bright=1)
    wide = replace(one, rates=replace(one.rates, psf_sigma=1.9))
    variants = list(variants_of(wide, sources, PLAIN, np.ones(3), random))
    hard = {v.choice: v for v in variants if v.subject == "hard_agn"}
    n_bright = hard["25_percent_known"].setup.n_bright
    assert n_bright == 1
    assert hard["25_percent_known"].subsets[:, :1].all()
    assert len(hard["25_percent_known"].subsets) < len(hard["25_percent_unknown"].subsets) == 20


def test_another_definition_of_the_ratio_and_a_prior_on_the_share() -> None:
    sources = surveyed(200)
    own = settings(scenarios=[scenario_settings(systematic=0.3)])
    scenario, variants = all_variants({"soft": sources}, rates(), own, PLAIN, random)
    found = compare_readings([next(iter(variants))], scenario, 800, random).set_index("subject")
    default, median = found.loc["default"], found.loc["signal_to_noise"]
    assert median["snr"] == median["snr_statistical"] > 1.05 * default["snr_statistical"]
    # A normal logarithm of .3 has a relative scatter of .307 and raises the mean by 4.6 %.
    prior = np.sqrt(np.expm1(0.3**2))
    ratio = default["snr_statistical"]
    expected = 1 / np.sqrt((1 + prior**2) * (1 + ratio**-2) - 1)
    assert found.loc["systematics", "snr"] == pytest.approx(expected, rel=0.1)
    assert found.loc["systematics", "kind"] == "other"


def test_hard_agn_that_the_fit_knows_are_found_more_easily() -> None:
    sources = surveyed(200)
    scenario, variants = all_variants({"soft": sources}, rates(), settings(), PLAIN, random)
    hard = [one for one in variants if one.subject in ("default", "hard_agn")]
    found = compare_readings(hard, scenario, 100, random).set_index("choice")
    ratio = found["snr_statistical"]
    assert ratio["25_percent_known"] > 1.1 * ratio["default"]
    assert ratio["25_percent_known"] > ratio["25_percent_unknown"]
    assert abs(found["bias"]["25_percent_known"]) < 0.15


def test_improvements_change_what_they_name() -> None:
    sources = surveyed(200)
    extrapolation = pd.DataFrame(
        {
            "population": ["agn", "agn", "agn", "blazars"],
            "method": ["one", "one", "two", "one"],
            "flux_min": [1e-15, 1e-11, 1e-13, 1e-13],
            "relative_error": [0.1, 0.3, 0.05, 0.9],
        }
    )
    flux = float(np.sqrt(1e-15 * 1e-11))
    assert relative_errors(extrapolation, flux) == [
        ("systematic", "one", pytest.approx(0.2)),
        ("systematic", "two", pytest.approx(0.05)),
    ]
    errors = np.full(200, 0.4)
    scenario, variants, further = all_improvements(
        sources, errors, 0.4, (rates(), extrapolation), settings(), PLAIN, random
    )
    found = compare_readings(variants, scenario, 60, random).set_index("subject")
    share = found["bright_share"]
    assert share["agn_below_survey"] == pytest.approx(0.4 * share["default"])
    assert (
        found.loc["agn_below_survey", "snr_statistical"] < found.loc["default", "snr_statistical"]
    )
    assert share["sources"] == pytest.approx(1)
    assert share["all_of_these"] == pytest.approx(0.4)
    rows = {(one["subject"], one["choice"]): one for one in further}
    one_bin, binned = (rows["energy", name]["snr_statistical"] for name in ("one_bin", "3_bins"))
    assert one_bin < binned
    inside = replace(PLAIN, normalisation="footprint", leaving="redrawn")
    assert binned == bins_of_energy(scenario, sources, plain_rates(), inside)[0]
    expected = expectation(sources, scenario.setup(), inside)
    at = (scenario.setup().n_events, scenario.rates.fraction)
    assert one_bin == pytest.approx(expected.signal_to_noise(*at, "binomial"))
    default = found.loc["default"]
    # The rows without experiments are of the same S as the reference of the figure.
    fixed = rows["systematic", "one"]["snr_statistical"]
    assert fixed == pytest.approx(expected.signal_to_noise(*at, "rounded"))
    assert abs(fixed - default["snr_statistical"]) < 4 * default["snr_error"]
    assert rows["systematic", "two"]["snr"] > rows["systematic", "one"]["snr"]


def test_bins_of_energy_with_one_bin_are_the_plain_forecast() -> None:
    sources, table = surveyed(200), plain_rates()
    own = scenario_of(scenario_settings(threshold_tev=1000.0), table, sources, PLAIN)
    found, n_bins = bins_of_energy(own, sources, table, PLAIN)
    assert n_bins == 1
    binomial = replace(PLAIN, signal_number="binomial")
    years = all_needed_years(sources, table, {"detectors": ["large"], "targets": [1.0]}, binomial)
    at = years[(years["threshold_tev"] == 1000) & (years["width"] == "own")]["years"].iloc[0]
    assert found == pytest.approx(np.sqrt(own.years / at))
    low = scenario_of(scenario_settings(threshold_tev=100.0), table, sources, PLAIN)
    assert bins_of_energy(low, sources, table, PLAIN)[1] == 3


def test_bins_of_energy_hold_the_events_between_thresholds() -> None:
    """Each bin alone, as a detector that sees nothing above the bin."""
    sources, table = surveyed(200), plain_rates()
    low = scenario_of(scenario_settings(threshold_tev=300.0), table, sources, PLAIN)
    above = {one: read_rates(table, "large", one, sigma=None, readings=PLAIN) for one in THRESHOLDS}
    first, last = above[300.0], above[1000.0]
    n = first.n_per_year - last.n_per_year
    signal = first.n_per_year * first.fraction - last.n_per_year * last.fraction
    squared = 0.0
    for events, fraction, sigma in (
        (n, signal / n, first.psf_sigma),
        (last.n_per_year, last.fraction, last.psf_sigma),
    ):
        setup = Setup(1, fraction, sigma, bright_enough(sources, sigma, PLAIN))
        expected = expectation(sources, setup, PLAIN)
        squared += expected.signal_to_noise(events * low.years, fraction, "binomial") ** 2
    assert bins_of_energy(low, sources, table, PLAIN)[0] == pytest.approx(np.sqrt(squared))


def test_hard_agn_are_the_named_share_and_errors_of_fluxes_as_large_as_told() -> None:
    sources, table = surveyed(400), rates()
    one = scenario_of(scenario_settings(), plain_rates(), sources, PLAIN)
    variants = list(variants_of(one, sources, PLAIN, np.ones(3), random))
    hard = {v.choice: v for v in variants if v.subject == "hard_agn"}
    assert {name: v.subsets.sum(axis=1).tolist() for name, v in hard.items()} == {
        "25_percent_known": [100] * 20,
        "25_percent_unknown": [100] * 20,
        "50_percent_known": [200] * 20,
        "50_percent_unknown": [200] * 20,
    }
    assert {name: v.is_known for name, v in hard.items()} == {
        name: not name.endswith("unknown") for name in hard
    }
    subsets = hard["25_percent_known"].subsets
    # Every source is silent in some, and the subsets are not the same.
    assert len(np.unique(subsets, axis=0)) == 20
    assert 4 < subsets.sum(axis=0).mean() < 6
    extrapolation = pd.DataFrame(
        {"population": "agn", "method": "one", "flux_min": [1e-15, 1e-11], "relative_error": 0.1}
    )
    _, improved, _ = all_improvements(
        sources, np.full(400, 0.4), 0.5, (table, extrapolation), settings(), PLAIN, random
    )
    true = {v.subject: v.setup.true_flux for v in improved if v.setup.true_flux is not None}
    for subject, spread in (("flux_errors", 0.4), ("scatter", 0.3 * np.log(10))):
        logs = np.log(true[subject] / sources.flux)
        assert abs(logs.mean()) < 4 * spread / 20
        assert logs.std() == pytest.approx(spread, rel=0.15)
    both = true["flux_errors"] * true["scatter"] / sources.flux
    np.testing.assert_allclose(true["all_of_these"], both)
