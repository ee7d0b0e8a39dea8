"""Source lists on the sphere: what a detector counts, and what it would see."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.random import default_rng

from nusources.config.detector_files import detector_definition
from nusources.contracts.forecast_sky import SKY_DECLINATIONS, SKY_FORECASTS
from nusources.detection_model import Exposure, SignalModel
from nusources.detectors.building import Ingredients, build_detector
from nusources.detectors.effective_area import tabulate_effective_area
from nusources.detectors.rates import count_on_nodes
from nusources.detectors.sky_fluxes import sky_fluxes
from nusources.errors import InputDataError
from nusources.facts.track_models import read_model_detector, read_model_fluxes
from nusources.forecast.sphere_inputs import SkyCatalogue
from nusources.forecast.sphere_prospects import (
    FIRST_TS,
    Trials,
    declination_rows,
    first_number,
    prospect_rows,
    prospects,
)
from nusources.forecast.sphere_ratios import source_sky
from nusources.forecast.sphere_response import SphereResponse, sphere_response
from nusources.forecast.sphere_tables import SkySettings, sky_tables
from nusources.likelihood.trials import tail_probability, threshold
from nusources.random_streams import named_generator
from nusources.spatial.limits.critical_counts import CRITERIA
from nusources.spatial.nulls.count_distribution import poisson
from nusources.spatial.power.sensitivity import GroupNull, closed_form_flux
from nusources.spatial.signal.acceptance import accepted_events
from nusources.tables import check_table

BEST_CIRCLE = 1.585
"""Radius, in standard deviations, of the circle with the most signal over root of background."""
FEW = Trials(20_000, 4000, 500)
YEARS = 10.0
REPOSITORY = Path(__file__).resolve().parents[2]


@cache
def models():
    return read_model_detector(REPOSITORY / "data/tables/model_detector.csv")


@cache
def fluxes():
    return sky_fluxes(read_model_fluxes(REPOSITORY / "data/tables/model_fluxes.csv"))


def detector(*, scale=1.0, latitude=-90.0):
    """The file of IceCube with the area of the model, at any place."""
    definition = detector_definition("icecube")
    definition["area"]["scale"] = scale
    definition["sky"]["latitude_deg"] = latitude
    area = tabulate_effective_area(models()["IC86_II"].effective_area)
    return build_detector(definition, Ingredients({definition["area"]["table"]: area}, models()))


def response(log10_energy=(4.0, 4.5, 5.0, 5.5, 6.0), index=2.0, years=YEARS, of=None, **changes):
    own = detector(**changes)
    energy_of = of or "energy_proxy"
    return sphere_response(
        own, fluxes(), log10_energy, spectral_index=index, years=years, energy_of=energy_of
    )


def spread(n: int, rng) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Sources of the northern sky."""
    weights = (1 - rng.random(n)) ** (-1 / 1.5)
    return rng.uniform(0, 360, n), np.degrees(np.arcsin(rng.uniform(0, 0.9, n))), weights


def test_the_background_is_what_the_detector_counts():
    nodes = count_on_nodes(detector().in_parts(4), fluxes(), [4.0])
    every = YEARS * sum(one[:, nodes.log10_energy >= 4].sum() for one in nodes.number.values())
    found = response(of="true_energy")
    assert found.n_background == pytest.approx(every, rel=5e-3)
    astrophysical = nodes.number["astrophysical"][:, nodes.log10_energy >= 4].sum()
    assert found.astrophysical == pytest.approx(YEARS * astrophysical, rel=1e-9)


@pytest.mark.parametrize("dec", [-40.0, 0.0, 20.0, 70.0])
def test_sources_are_accepted_as_in_the_search_for_sources(dec: float):
    found = response((4.8,)).accepted([dec])[0, 0]
    assert found == pytest.approx(_accepted(dec, contained=1.0), rel=0.03)


def _accepted(dec: float, contained: float, years: float = YEARS) -> float:
    """Events per flux with an energy proxy above 4.8, by the search that counts in circles."""
    table = tabulate_effective_area(models()["IC86_II"].effective_area)
    grid = table.pivot(index="dec_min", columns="log10_energy_min", values="effective_area")
    energy = np.append(grid.columns, table["log10_energy_max"].max())
    dec_edges = np.append(grid.index, table["dec_max"].max())
    exposure = Exposure(models()["IC86_II"], years * 365.25, energy, dec_edges, grid.to_numpy())
    model = SignalModel((exposure,), 2.0, "sigma_per_axis", np.inf, circle_factor=BEST_CIRCLE)
    accepted = accepted_events(model, np.array([dec]), np.array([4.8]))[0, 0]
    return accepted * contained / model.contained


def test_the_sensitivity_is_that_of_a_search_that_counts():
    """In circles of the best size: 11 % above an unbinned likelihood where there is background.

    The sources are so far from each other that no circle holds two.
    """
    rng, dec, n, years = np.random.default_rng(1), 20.0, 200, 4000.0
    own = response((4.8,), years=years)
    sky = source_sky(360 * np.arange(n) / n, np.full(n, dec), np.ones(n), own, 60_000, rng)
    many = Trials(60_000, 20_000, 2000)
    ours = sky.flux_of(prospects(sky, ["sensitivity"], many, rng)["sensitivity"].value)
    circle = np.pi * (BEST_CIRCLE * own.sigma[0]) ** 2
    counted = poisson(n * circle * own.background_at([dec])[0, 0])
    assert counted.mean > 100
    null = GroupNull("one", np.array([4.8]), np.zeros((1, 1)), *np.full((2, 1), counted.mean))
    null = replace(null, exact=[counted])
    contained = -np.expm1(-(BEST_CIRCLE**2) / 2)
    theirs = closed_form_flux(null, 0, CRITERIA[0], _accepted(dec, contained, years))
    assert theirs / ours == pytest.approx(1.108, abs=0.06)


def test_twice_the_live_time_is_twice_the_events():
    one, two = response(years=YEARS), response(years=2 * YEARS)
    assert two.background == pytest.approx(2 * one.background)
    assert two.acceptance == pytest.approx(2 * one.acceptance)
    large = response(scale=2.0)
    sources = spread(200, np.random.default_rng(2))
    found = []
    for own in (two, large):
        sky = source_sky(*sources, own, 40_000, np.random.default_rng(3))
        rows = prospect_rows(sky, 0.1, FEW, np.random.default_rng(4)).set_index("quantity")
        found.append(rows)
    assert found[0]["value"].to_numpy() == pytest.approx(found[1]["value"].to_numpy(), rel=0.01)
    # Twice the time at one flux is the same as twice the area.
    flux = (found[0]["flux"] / found[1]["flux"]).dropna().to_numpy()
    assert flux == pytest.approx(np.ones(len(flux)), rel=0.01)


def test_another_latitude_sees_other_declinations():
    """Above 300 TeV, nearly without background, the flux goes as one over the acceptance."""
    decs, pole = np.array([-60.0, -20.0, 5.0, 30.0, 70.0]), response((5.5,))
    for latitude in (-90.0, 36.0, 90.0):
        own = response((5.5,), latitude=latitude)
        # A sidereal day at this latitude, seen with the area of the pole.
        angle = np.linspace(0, np.pi, 4001)[:, np.newaxis]
        site, dec = np.radians(latitude), np.radians(decs)
        height = np.sin(dec) * np.sin(site) + np.cos(dec) * np.cos(site) * np.cos(angle)
        at_pole = pole.accepted(-np.degrees(np.arcsin(np.clip(height, -1, 1))).ravel())
        accepted = at_pole[:, 0].reshape(height.shape).mean(axis=0)
        assert own.accepted(decs)[:, 0] == pytest.approx(accepted, rel=0.05)
        rows = declination_rows(own, decs, FEW, np.random.default_rng(5))
        flux = rows[rows["quantity"] == "sensitivity"].set_index("dec")["flux"].to_numpy()
        assert flux * accepted == pytest.approx(np.full(5, 2.35), rel=0.15)
        assert (rows["flux_error"] / rows["flux"]).between(0.003, 0.06).all()


def test_shares_of_one_source_have_a_closed_form():
    """A Gaussian of peak R over a uniform background has r > x with probability 1 - x / R."""
    area, sigma, level = 4 * np.pi * np.degrees(1) ** 2, 10.0, np.ones((3, 1))
    own = SphereResponse(
        np.array([4.0]), np.array([-1.0, 0.0, 1.0]), level, level / area, 1.0, np.array([sigma])
    )
    shares = source_sky([180.0], [0.0], [1.0], own, 200_000, np.random.default_rng(10)).distribution
    solid_angle = 2 * np.pi * sigma**2
    for least in (0.5, 2.0, 10.0, 40.0):
        above = shares.ratios > least
        at = np.sqrt(shares.ratios[above][0] * shares.ratios[~above][-1])
        peak = area / solid_angle
        assert shares.signal[above].sum() == pytest.approx(1 - at / peak, rel=0.01)
        in_ring = solid_angle / area * np.log(peak / at)
        assert shares.background[above].sum() == pytest.approx(in_ring, rel=0.03)


def test_ratios_are_those_of_the_truth():
    """Signal and background in each bin of r have the ratio r; their fit is not biased."""
    rng = np.random.default_rng(6)
    sky = source_sky(*spread(300, rng), response(scale=10.0), 60_000, rng)
    shares = sky.distribution
    assert np.all(np.diff(shares.ratios) > 0)
    assert shares.ratios * shares.background == pytest.approx(shares.signal)
    number = 0.02 / 0.98 * sky.n_background
    fitted, _ = sky.simulate(number, 1500, rng)
    assert fitted.mean() == pytest.approx(0.02, abs=4 * fitted.std() / 1500**0.5 + 1e-4)
    error = shares.expected_fit(0.02, signal_number="binomial")[1]
    n_events = sky.n_background + number
    assert fitted.std() == pytest.approx(error / n_events**0.5, rel=0.08)


def test_bins_do_not_depend_on_how_many_events_are_drawn():
    rng = np.random.default_rng(7)
    sources, own = spread(300, rng), response()
    few, many = (source_sky(*sources, own, n, rng) for n in (20_000, 200_000))
    for fraction in (0.01, 0.1):
        assert few.distribution.expected_statistic(fraction, 1e4) == pytest.approx(
            many.distribution.expected_statistic(fraction, 1e4), rel=0.05
        )


def test_weighted_trials_have_the_tail_of_trials_without_signal():
    rng = np.random.default_rng(8)
    sky = source_sky(*spread(100, rng), response(), 40_000, rng)
    _, statistics = sky.simulate(0.0, 60_000, rng)
    for n_sigma in (2, 3):
        probability = tail_probability(n_sigma)
        by_trials, _ = threshold(statistics, probability)
        number = first_number(sky, n_sigma**2)
        weighted = sky.threshold(probability, number, 6000, rng)
        error = np.hypot(by_trials.error, weighted.error)
        assert weighted.value == pytest.approx(by_trials.value, abs=4 * error)


def test_a_detector_nearly_without_events_needs_some():
    """Of the signal, 2.3 events for 90 %, ln 2 for half; no background can be mistaken for it."""
    sky = source_sky([180.0], [-60.0], [1.0], response((5.5,), scale=1e-3), 20_000, default_rng(1))
    assert sky.n_background < 0.2
    found = prospects(sky, list(FIRST_TS), FEW, default_rng(2))
    assert found["sensitivity"].value == pytest.approx(np.log(10), rel=0.06)
    assert found["limit_90"].value == pytest.approx(np.log(10), rel=0.06)
    assert found["discovery_3sigma"].value == pytest.approx(np.log(2), rel=0.15)


def test_sources_at_the_edge_of_a_field_of_view_have_ratios():
    own = response()
    north = (own.sin_dec > 0)[:, np.newaxis]
    own = replace(own, acceptance=own.acceptance * north, background=own.background * north)
    shares = source_sky([10.0], [0.4], [1.0], own, 20_000, default_rng(3)).distribution
    assert np.isfinite(shares.ratios).all()
    assert shares.signal.sum() == pytest.approx(1)
    # Some events are seen where nothing else can be.
    assert shares.signal[shares.ratios > 1e7].sum() > 0.01


def test_energies_help():
    rng = np.random.default_rng(9)
    sources = spread(200, rng)
    fluxes_of = []
    for bins in ((4.0,), (4.0, 4.5, 5.0, 5.5, 6.0)):
        sky = source_sky(*sources, response(bins), 40_000, rng)
        fluxes_of.append(sky.flux_of(first_number(sky, 9.0)))
    assert fluxes_of[1] < 0.95 * fluxes_of[0]


def test_a_threshold_above_all_energies_is_told():
    with pytest.raises(InputDataError, match=r"no event of sources above the threshold; found"):
        response((11.0,), of="true_energy")


def test_tables_do_not_depend_on_what_else_is_forecast():
    settings = SkySettings(
        years=5.0,
        spectral_index=2.4,
        energy_of="energy_proxy",
        energies_tev=[10, 100, 1000],
        astrophysical_share=0.1,
        declinations_deg=[-20, 30],
        catalogue_trials=Trials(3000, 400, 40),
        declination_trials=Trials(2000, 400, 40),
    )
    lists = {name: spread(n, np.random.default_rng(n)) for name, n in (("few", 3), ("many", 60))}
    detectors = [detector(), replace(detector(latitude=36.0), name="two", atmosphere="low")]
    atmospheres = {"pipeline": fluxes(), "low": fluxes()}

    def tables(detectors, lists):
        random = partial(named_generator, 1)
        return sky_tables(detectors, lists, atmospheres, settings, random)

    forecasts, declinations = tables(detectors, lists)
    check_table(forecasts.assign(catalogue_label="a list"), SKY_FORECASTS)
    check_table(declinations, SKY_DECLINATIONS)
    alone, of_alone = tables(detectors[1:], {"many": lists["many"]})
    both = forecasts[(forecasts["detector"] == "two") & (forecasts["catalogue"] == "many")]
    pd.testing.assert_frame_equal(both.reset_index(drop=True), alone)
    second = declinations[declinations["detector"] == "two"].reset_index(drop=True)
    pd.testing.assert_frame_equal(second, of_alone)
    first = forecasts[forecasts["catalogue"] == "few"].iloc[0]
    assert first[["n_sources", "years", "energy_min_tev"]].tolist() == [3, 5.0, 10]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (
            {"flux": "fluxx"},
            "catalogue mine: the table has no such column; did you mean 'flux'",
        ),
        ({"values": ["c"]}, "no source with these values; found ['c']; expected some of a, b"),
        ({"values": ["b"]}, "column 'flux': catalogue mine: no source has a flux; expected"),
    ],
)
def test_catalogues_without_sources_are_told(changed, told):
    table = pd.DataFrame(
        {
            "ra": [1.0, 2.0, 3.0, 4.0],
            "dec": [5.0, 6.0, 7.0, 8.0],
            "flux": [1.0, np.nan, 0.0, np.nan],
            "kind": ["a", "a", "b", "b"],
        }
    )
    rule = {"name": "mine", "label": "Mine", "table": "my/list", "flux": "flux"}
    rule |= {"column": "kind", "values": ["a"]}
    assert [one.tolist() for one in SkyCatalogue(**rule).sources(table)] == [[1.0], [5.0], [1.0]]
    with pytest.raises(InputDataError) as caught:
        SkyCatalogue(**rule | changed).sources(table)
    assert told in str(caught.value)
