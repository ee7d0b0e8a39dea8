"""AGN of the whole sky: what is drawn, what the fit knows, and the S/N."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from astropy.coordinates import SkyCoord
from forecast_fields import fluxes, periodic
from test_forecast_sphere import detector, response
from test_forecast_sphere import fluxes as detector_fluxes

from nusources.contracts.forecast_full_sky import FULL_SKY, STEPS
from nusources.errors import InputDataError
from nusources.facts.luminosity_functions import read_luminosity_functions
from nusources.forecast.expectation import expectation
from nusources.forecast.experiments import Readings, Setup
from nusources.forecast.full_sky import (
    EVEN,
    Acceptance,
    Catalogue,
    Observation,
    SkyExperiment,
    at_random_places,
)
from nusources.forecast.full_sky_tables import (
    WHOLE_SKY,
    Skies,
    detector_steps,
    fitted,
    full_sky_table,
    ladder,
    limit_of_density,
    skies_of,
)
from nusources.random_streams import named_generator
from nusources.sky import angular_separation, galactic
from nusources.tables import check_table

REPOSITORY = Path(__file__).resolve().parents[2]
SIN_DEC = np.linspace(-1, 1, 181)
NORTH = Acceptance(SIN_DEC, 1 + 0.8 * SIN_DEC, np.exp(-2 * SIN_DEC))
"""Sees more sources in the north and more of the atmosphere in the south."""


def rng(*name: str) -> np.random.Generator:
    return named_generator(5, "full sky", *name)


def sky(n: int = 3000, seed: str = "sky") -> Catalogue:
    return at_random_places(fluxes(n, rng(seed)), rng(seed, "places"))


def watched(**changes) -> Observation:
    return replace(Observation(1000, 0.5, 1.0, 3e-14), **changes)


def mean_density(acceptance_values, dec):
    """Density of one event [1/deg2] of a shape in sin(dec), by a fine sum."""
    fine = (np.arange(20000) + 0.5) / 10000 - 1
    values = np.interp(fine, SIN_DEC, acceptance_values)
    at = np.interp(np.sin(np.radians(dec)), SIN_DEC, acceptance_values)
    return at / (values.mean() * WHOLE_SKY)


def test_ratios_are_those_of_sums_over_all_sources():
    catalogue, seen = sky(30_000), watched(unseen=0.3, sigma=0.3)
    experiment = SkyExperiment(catalogue, NORTH, seen)
    place = rng("events")
    ra, dec = place.uniform(0, 360, 50), np.degrees(np.arcsin(place.uniform(-1, 1, 50)))
    weights = catalogue.flux * np.interp(np.sin(np.radians(catalogue.dec)), SIN_DEC, NORTH.sources)
    bright = catalogue.flux >= 3e-14
    apart = angular_separation(ra[:, None], dec[:, None], catalogue.ra, catalogue.dec)
    kernel = np.exp(-(apart**2) / 0.18) / (0.18 * np.pi)
    signal = kernel[:, bright] @ weights[bright] / weights[bright].sum()
    share = weights[bright].sum() / weights.sum() * 0.7
    others = 500 * (1 - share), 500
    background = others[0] * mean_density(NORTH.sources, dec)
    background += others[1] * mean_density(NORTH.atmosphere, dec)
    background /= sum(others)
    found = experiment._ratio(ra, dec)
    assert (found > 0.1).sum() > 10
    # Chords are a little shorter than arcs.
    np.testing.assert_allclose(found, signal / background, rtol=1e-3, atol=1e-4)
    assert experiment.bright_share == pytest.approx(share)
    assert experiment.n_known == bright.sum()


def test_events_are_where_sources_and_atmosphere_make_them():
    catalogue, n = sky(), 40_000
    experiment = SkyExperiment(catalogue, NORTH, watched(sigma=0.5, unseen=0.4))
    _, dec = experiment._draw_signal(n, rng("signal"))
    weights = catalogue.flux * np.interp(np.sin(np.radians(catalogue.dec)), SIN_DEC, NORTH.sources)
    in_north = catalogue.dec > 0
    own = weights[in_north].sum() / weights.sum()
    unseen = (1 + 0.4) / 2  # of 1 + .8 x, integrated over 0 to 1, over that over -1 to 1
    expected = 0.6 * own + 0.4 * unseen
    assert (dec > 0).mean() == pytest.approx(expected, abs=4 * np.sqrt(0.25 / n))
    _, dec = experiment._draw(NORTH.atmosphere, n, rng("atmosphere"))
    expected = (1 - np.exp(-2)) / (np.exp(2) - np.exp(-2))
    assert (dec > 0).mean() == pytest.approx(expected, abs=4 * np.sqrt(0.1 / n))


@pytest.mark.parametrize("acceptance", [EVEN, NORTH])
@pytest.mark.parametrize("unseen", [0.0, 0.5])
def test_the_fraction_is_right_and_scatters_as_the_information_tells(acceptance, unseen):
    experiment = SkyExperiment(sky(), acceptance, watched(unseen=unseen, flux_min=0.0))
    n = 400
    found, _, expected = fitted(experiment, n, rng("fits", str(unseen)))
    error = found.std(ddof=1) / np.sqrt(n)
    assert found.mean() == pytest.approx(experiment.fraction, abs=4 * error)
    ratio = found.mean() / found.std(ddof=1)
    assert ratio / expected == pytest.approx(1.0, abs=4 / np.sqrt(2 * n))


def _without_experiments(field, setup, number: int) -> float:
    """S/N with the sources at other places of the field."""
    x, y = field.field.draw(len(field.flux), rng("other", str(number)))
    other = replace(field, x=x, y=y)
    return expectation(other, setup, Readings()).signal_to_noise(2000, 0.5, "rounded")


def test_a_sky_of_the_sources_of_a_field_has_its_signal_to_noise():
    field = periodic(200)
    n = round(field.density * WHOLE_SKY)
    catalogue = at_random_places(rng("like").choice(field.flux, n), rng("like", "places"))
    limit = float(field.flux[60])
    setup = Setup(2000, 0.5, 0.5, 61)
    of_field = np.mean([_without_experiments(field, setup, number) for number in range(20)])
    experiment = SkyExperiment(catalogue, EVEN, Observation(2000, 0.5, 0.5, limit))
    fractions, _, informed = fitted(experiment, 100, rng("like", "fits"))
    # Bright sources overlap by chance: at other places in the field S/N is up to 7 % off.
    assert informed == pytest.approx(of_field, rel=0.03)
    ratio = fractions.mean() / fractions.std(ddof=1)
    assert ratio / informed == pytest.approx(1.0, abs=4 / np.sqrt(200))


def test_near_the_plane_neither_sources_nor_events_count():
    catalogue = sky(20_000).off_plane(20.0)
    assert np.abs(galactic(catalogue.ra, catalogue.dec)[1]).min() >= 20
    part = 1 - np.sin(np.radians(20))
    assert len(catalogue.flux) / 20_000 == pytest.approx(part, abs=0.015)
    experiment = SkyExperiment(catalogue, EVEN, watched(sigma=0.05, unseen=1 - 1e-9))
    assert experiment.n_events == pytest.approx(1000 * part, abs=2)
    for ra, dec in (
        experiment._draw(EVEN.atmosphere, 500, rng("off")),
        experiment._draw_signal(500, rng("off")),
    ):
        assert np.abs(galactic(ra, dec)[1]).min() >= 20
    dec = np.degrees(np.arcsin(SIN_DEC))
    assert experiment._interpolated(experiment.background, dec) * WHOLE_SKY * part == pytest.approx(
        1.0, rel=2e-3
    )


def test_signal_and_background_are_normalised_where_events_are_used():
    every = Catalogue(sky(20_000).ra, sky(20_000).dec, np.ones(20_000)).off_plane(20.0)
    experiment = SkyExperiment(every, NORTH, watched(sigma=2.0, unseen=0.3, flux_min=0.0))
    n, counts = 100_000, np.array([experiment.n_signal * 0.3, experiment.n_atmosphere])
    means, errors = [], []
    for values in (NORTH.sources, NORTH.atmosphere):
        ratio = experiment._ratio(*experiment._draw(values, n, rng("normalised")))
        means.append(ratio.mean())
        errors.append(ratio.std() / np.sqrt(n))
    share = counts / counts.sum()
    # Three per cent of the events are scattered towards the plane.
    assert share @ means == pytest.approx(1.0, abs=4 * np.hypot(*(share * errors)) + 1e-3)


def test_of_a_source_beside_the_plane_half_of_the_events_are_used():
    places = SkyCoord([0.0, 0.0], [20.0 + 1e-9, 60.0], unit="deg", frame="galactic").icrs
    pair = Catalogue(places.ra.deg, places.dec.deg, np.array([2.0, 1.0])).off_plane(20.0)
    experiment = SkyExperiment(pair, EVEN, watched(sigma=0.1, flux_min=1.5))
    assert experiment.bright_share == pytest.approx(0.5, abs=1e-3)
    _, dec = experiment._draw_signal(4000, rng("beside"))
    at_second = np.abs(dec - places.dec.deg[1]) < 1
    assert at_second.mean() == pytest.approx(0.5, abs=4 * 0.5 / np.sqrt(4000))


def test_the_acceptance_is_that_of_the_detector():
    skies = Skies(sky(2000, "a"), sky(3000, "b"), 0.6)
    steps = detector_steps(
        skies,
        {"somewhere": detector(latitude=40.0)},
        detector_fluxes(),
        abs_glat_min=20.0,
        spectral_index=2.0,
        threshold_of="true_energy",
    )(forecasts().iloc[0])
    first, *_, last = steps
    whole = response((5.0,), of="true_energy", latitude=40.0, years=1.0)
    assert first.acceptance is EVEN
    relative = last.acceptance.sources / whole.acceptance[:, 0]
    np.testing.assert_allclose(relative, relative[0], rtol=1e-9)
    # The response's background has the diffuse astrophysical events besides.
    assert (last.acceptance.atmosphere < whole.background[:, 0]).all()
    assert last.observation == Observation(1000.0, 0.5, 1.0, 0.0, 0.6)
    assert [one.acceptance is EVEN for one in steps] == [True, True, *[False] * 4]


def test_blind_parts_of_the_sky_tell_nothing():
    seen = np.where(SIN_DEC > 0, 1.0, 0.0)
    half = Acceptance(SIN_DEC, seen, seen)
    experiment = SkyExperiment(sky(), half, watched())
    ratios = experiment.ratios(20, rng("half"))
    assert np.isfinite(ratios).all()
    blind = experiment._ratio(np.array([10.0]), np.array([-5.0]))
    assert blind.tolist() == [1.0]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"fraction": 1.0}, "0 to below 1"),
        ({"flux_min": 1.0}, "bright enough"),
        ({"n_events": 0.5}, "too few events"),
    ],
)
def test_observations_that_cannot_be_are_told(change, told):
    with pytest.raises(InputDataError, match=told):
        SkyExperiment(sky(), EVEN, watched(**change))


def test_skies_have_the_density_of_the_field_and_a_limit_where_it_is_reached():
    path = REPOSITORY / "data/tables/luminosity_functions.csv"
    function = read_luminosity_functions(path).xray_agn
    limit = limit_of_density(function, 0.5)
    assert function.counts([limit])[0, 0] == pytest.approx(0.5, rel=1e-5)
    found = skies_of(np.geomspace(1e-13, 1e-12, 50), 100.0, function, rng, 1.76)
    for one in (found.of_field, found.of_function):
        assert len(one.flux) == pytest.approx(0.5 * WHOLE_SKY, rel=0.03)
    assert found.of_function.flux.min() == pytest.approx(1.76 * limit, rel=1e-3)
    assert found.unseen == pytest.approx(1 - function.flux_share([limit])[0, 0])


def forecasts() -> pd.DataFrame:
    shared = {
        "scenario": "one",
        "detector": "somewhere",
        "threshold_tev": 100.0,
        "psf_sigma": 1.0,
        "flux_min": 3e-14,
        "n_sources": 20,
        "bright_share": 0.4,
        "years": 5.0,
        "n_events": 1000.0,
        "fraction": 0.5,
        "systematic": 0.1,
        "snr_statistical": 10.0,
        "snr": 10 / np.sqrt(2),
        "snr_error": 0.1,
        "bias": 0.0,
        "snr_median_ts": 12.0,
        "n_experiments": 1000,
    }
    informed = shared | {"method": "information", "snr_statistical": 9.0}
    return pd.DataFrame([shared | {"method": "monte_carlo"}, informed])


def test_each_step_stands_beside_the_field():
    skies = Skies(sky(2000, "a"), sky(3000, "b"), 0.6)

    def steps(row):
        assert row["scenario"] == "one"
        return ladder(skies, NORTH, watched(), 20.0)

    table = full_sky_table(forecasts(), ["one"], 123, steps, 20, rng)
    check_table(table, FULL_SKY)
    assert tuple(table["step"]) == STEPS
    own = table.set_index("step")
    assert own.loc["field", "n_catalogue"] == 123
    assert own.loc["field", "snr_information"] == 9.0
    # The printed error is of the S/N with the systematic one: sqrt(2) ** 3 times smaller.
    assert own.loc["field", "snr_error"] == pytest.approx(0.1 * 2**1.5)
    assert own["unseen_share"].tolist() == [0, 0, 0, 0, 0, 0.6, 0.6]
    assert own["n_catalogue"].tolist()[1:6] == [2000, 3000, 3000, 3000, 3000]
    assert own.loc["all_sources", "bright_share"] == 1.0
    assert own.loc["faint_agn", "bright_share"] == pytest.approx(0.4)
    assert own.loc["acceptance", "bright_share"] != own.loc["luminosity_function", "bright_share"]
    assert own.loc["off_plane", "n_events"] < 800
    again = full_sky_table(forecasts(), ["one"], 123, steps, 20, rng)
    pd.testing.assert_frame_equal(table, again)
