"""The fit of track events to catalogues: densities, trials, seal, limits, bad input."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nusources.contracts.forecast_tracks import TRACK_FITS, TRACK_NULLS
from nusources.detection_model import build_signal_model
from nusources.detectors.effective_area import tabulate_effective_area
from nusources.errors import InputDataError
from nusources.facts.track_models import read_model_detector, read_seasons
from nusources.footprints import Footprint
from nusources.forecast import tracks
from nusources.forecast.track_inputs import acceptance_of, searches_of, sources_of
from nusources.forecast.track_model import DeclinationDensity, Region, SourceList, TrackModel
from nusources.forecast.tracks import (
    Search,
    fit_all,
    fit_observed,
    fit_skies,
    null_table,
    seal_of_nulls,
)
from nusources.random_streams import named_generator
from nusources.seal import check_seal
from nusources.spatial.signal.acceptance import accepted_events
from nusources.tables import check_table

FIELD = Footprint(130.0, 1.0, 8.0, 0.0, 0.0, 5.0, 1.0, 1, 40.0)
NORTH, SURVEY = Region(-5.0), Region(-5.0, FIELD)
SETTINGS = {
    "catalogues": [{"name": "few", "label": "few sources"}],
    "true_fractions": [0, 0.05, 0.1, 0.2, 0.4, 0.7, 1],
    "n_experiments": 100,
    "confidence_level": 0.9,
}


def random(*names: str) -> np.random.Generator:
    return named_generator(5, *names)


def made_up_events(n: int, seed: int) -> pd.DataFrame:
    """More events near the horizon, widths of .2 to 2 deg."""
    rng = np.random.default_rng(seed)
    low = np.sin(np.radians(-5.0))
    sine = low + (1 - low) * (1 - np.sqrt(rng.random(n)))
    return pd.DataFrame(
        {
            "ra": 360 * rng.random(n),
            "dec": np.degrees(np.arcsin(sine)),
            "ang_err": np.exp(rng.uniform(np.log(0.2), np.log(2.0), n)),
        }
    )


def few_sources(region: Region, n: int = 12) -> SourceList:
    rng = np.random.default_rng(8)
    if region.footprint is None:
        ra, dec = 360 * rng.random(n), np.degrees(np.arcsin(rng.uniform(-0.05, 0.99, n)))
    else:
        ra, dec = region.footprint.draw(n, rng)
    weights = rng.exponential(size=n)
    return SourceList(ra, dec, weights / weights.sum())


def made_up_search(region: Region, n: int = 400) -> tuple[Search, pd.DataFrame]:
    events = made_up_events(n, seed=2)
    return Search.of(("mine", "few"), events, few_sources(region), region), events


def cells(dec_min: float) -> np.ndarray:
    """Middles of 2,000 equal cells of sin(dec)."""
    low = np.sin(np.radians(dec_min))
    return low + (1 - low) * (np.arange(2000) + 0.5) / 2000


def test_integrals_over_regions():
    one = np.ones(2000)
    whole = 2 * np.pi * (1 + np.sin(np.radians(5))) * np.degrees(1) ** 2
    assert NORTH.integral(cells(-5.0), one) == pytest.approx(whole)
    assert SURVEY.integral(cells(-5.0), one) == pytest.approx(FIELD.area, rel=2e-3)
    half = Region(3.5, FIELD).integral(cells(3.5), one)
    assert half == pytest.approx(FIELD.area / 2, rel=0.02)


def test_background_density_is_normalised_and_flat_to_the_edge():
    rng = np.random.default_rng(3)
    low = np.sin(np.radians(-5.0))
    dec = np.degrees(np.arcsin(rng.uniform(low, 1, 20_000)))
    flat = DeclinationDensity.of(dec, NORTH)
    assert NORTH.integral(flat.sines, flat.density) == pytest.approx(1.0)
    area = NORTH.integral(flat.sines, np.ones(2000))
    np.testing.assert_allclose(flat.density * area, 1, atol=0.06)
    in_survey = DeclinationDensity.of(dec, SURVEY)
    assert in_survey.at(3.0) == pytest.approx(1 / FIELD.area, rel=0.05)
    # Events with density 2 (1 - s) of sin(dec) = s.
    dec = np.degrees(np.arcsin(1 - np.sqrt(rng.random(40_000))))
    sloped = DeclinationDensity.of(dec, Region(0.0))
    assert sloped.at(30.0) / sloped.at(np.degrees(np.arcsin(0.75))) == pytest.approx(2, rel=0.1)
    with pytest.raises(InputDataError, match="zero events"):
        DeclinationDensity.of([], NORTH)


def test_share_of_the_signal_that_the_region_holds():
    far, at_border = (
        SourceList(*np.array([[10.0], [40.0], [1.0]])),
        np.array([[10.0], [-5.0], [1.0]]),
    )
    assert far.share_inside(2.0, NORTH) == 1
    assert SourceList(*at_border).share_inside(1.0, NORTH) == pytest.approx(0.5, abs=0.01)
    both = SourceList(np.array([10.0, 10.0]), np.array([40.0, -5.0]), np.array([0.25, 0.75]))
    assert both.share_inside(1.0, NORTH) == pytest.approx(0.625, abs=0.01)
    corner = SourceList(np.array([130.0]), np.array([1.0]), np.array([1.0]))
    assert corner.share_inside(0.5, SURVEY) == pytest.approx(0.25, abs=0.01)


@pytest.mark.parametrize("region", [NORTH, SURVEY], ids=["sky", "survey"])
def test_densities_of_each_width_are_normalised(region):
    """The mean of S / B over background events is the integral of S: 1 for every width."""
    events = made_up_events(3000, seed=4)
    catalogue = few_sources(region, 300)
    model = TrackModel.of(catalogue, region, *events[["dec", "ang_err"]].to_numpy().T)
    rng = np.random.default_rng(6)
    if region.footprint is None:
        n = 400_000
        dec = np.interp(
            rng.random(n),
            np.cumsum(model.background.density) / model.background.density.sum(),
            model.background.sines,
        )
        ra, dec = 360 * rng.random(n), np.degrees(np.arcsin(dec))
        weight = np.ones(n)
    else:
        ra, dec = region.footprint.draw(100_000, rng)
        weight = model.background.at(dec) * FIELD.area
    for width in (0.6, 1.9):
        ratios = model.ratios(ra, dec, np.full(len(ra), width)) * weight
        error = ratios.std() / np.sqrt(len(ratios))
        assert error < 0.02
        # The share inside the region comes from 40,000 draws.
        assert ratios.mean() == pytest.approx(1, abs=4 * error + 0.006)


@pytest.mark.parametrize("region", [NORTH, SURVEY], ids=["sky", "survey"])
def test_injected_fraction_is_recovered(region):
    search, _ = made_up_search(region, n=400 if region is NORTH else 8000)
    for fraction in (0.15, 0.5):
        fitted, _ = search.simulate(300)(fraction, 150, np.random.default_rng(1))
        error = fitted.std(ddof=1) / np.sqrt(len(fitted))
        assert error < 0.01
        assert fitted.mean() == pytest.approx(fraction, abs=4 * error)
    empty, statistics = search.simulate(300)(0.0, 150, np.random.default_rng(2))
    assert np.median(empty) < 0.02
    assert (statistics >= 0).all()


def test_signal_events_have_the_width_of_their_event_and_stay_in_the_region():
    source = SourceList(np.array([134.0]), np.array([3.5]), np.array([1.0]))
    sigma = np.full(20_000, 0.5)
    ra, dec = source.draw_events(sigma, NORTH, np.random.default_rng(3))
    assert (dec - 3.5).std() == pytest.approx(0.5, rel=0.03)
    assert ((ra - 134.0) * np.cos(np.radians(3.5))).std() == pytest.approx(0.5, rel=0.03)
    wide = source.draw_events(np.full(2000, 3.0), SURVEY, np.random.default_rng(3))
    assert SURVEY.contains(*wide).all()


def test_blocks_of_scrambles_do_not_matter(monkeypatch):
    search, _ = made_up_search(SURVEY)
    whole = search.scrambles(50, random("a"))
    monkeypatch.setattr(tracks, "MOST_EVENTS", 3 * len(search.dec))
    np.testing.assert_array_equal(whole, search.scrambles(50, random("a")))
    assert len(whole[0]) == 50


def test_scrambles_have_as_many_events_in_the_survey_as_expected():
    """A sky has its share of events in the survey, and a sky without any fits nothing."""
    search, events = made_up_search(SURVEY, n=60)
    counts = []
    original = tracks.fit_skies

    def counting(ratios, n_events):
        counts.extend(n_events)
        return original(ratios, n_events)

    tracks.fit_skies = counting
    try:
        fractions, statistics = search.scrambles(2000, random("b"))
    finally:
        tracks.fit_skies = original
    in_band = events["dec"].between(1, 6).sum()
    assert np.mean(counts) == pytest.approx(in_band * 8 / 360, rel=0.15)
    nothing = np.array(counts) == 0
    assert nothing.any()
    assert (fractions[nothing] == 0).all()
    assert (statistics[nothing] == 0).all()


def test_skies_of_unequal_numbers():
    fractions, statistics = fit_skies(np.array([3.0, 0.0, 0.0, 3.0, 0.5]), [0, 4, 1, 0])
    assert fractions.round(9).tolist() == [0, 0.25, 0, 0]
    assert statistics.round(5).tolist() == [0, 0.47113, 0, 0]
    none = fit_skies(np.empty(0), [0, 0])
    np.testing.assert_array_equal(none, 0)


def test_observed_sky_with_and_without_signal():
    search, events = made_up_search(NORTH)
    nulls = null_table([search], 300, random)
    check_table(nulls, TRACK_NULLS)
    rng = np.random.default_rng(9)
    with_signal = events.copy()
    n_signal = 120
    sigma = events["ang_err"].to_numpy()[:n_signal]
    places = search.model.catalogue.draw_events(sigma, NORTH, rng)
    with_signal.loc[: n_signal - 1, "ra"], with_signal.loc[: n_signal - 1, "dec"] = places
    table = fit_all(
        [(search, events), (search, with_signal)], nulls, SETTINGS, {"mine": "my tracks"}, random
    )
    quiet, loud = table.iloc[0], table.iloc[1]
    check_table(table.iloc[:1], TRACK_FITS)
    assert quiet["p_value"] > 0.01
    assert quiet["n_events"] == 400
    assert quiet[["sample_label", "catalogue_label"]].tolist() == ["my tracks", "few sources"]
    assert loud["p_value"] == pytest.approx(1 / 301)
    assert loud["fraction"] == pytest.approx(0.3, abs=0.08)
    assert loud["fraction"] < loud["limit"] < loud["fraction"] + 0.15
    assert 0 < quiet["sensitivity"] < 0.1
    assert quiet["sensitivity"] == loud["sensitivity"]
    assert 0 < loud["limit_error"] < 0.05


def test_p_value_counts_the_trials_that_are_as_large():
    search, events = made_up_search(NORTH)
    observed = fit_skies(search.model.ratios(*events[["ra", "dec", "ang_err"]].to_numpy().T), [400])
    statistics = np.append(observed[1], [observed[1][0] + 1, observed[1][0] - 1e-9, -1.0])
    nulls = pd.DataFrame({"statistic": statistics})
    row = fit_observed(search, events, nulls, SETTINGS, np.random.default_rng(1))
    assert row["p_value"] == pytest.approx(3 / 5)
    assert row["statistic"] == observed[1][0]
    assert row["p_value_error"] == pytest.approx(np.sqrt(0.6 * 0.4 / 4))


def test_no_event_in_the_survey_tells_nothing():
    search, events = made_up_search(SURVEY)
    elsewhere = events[~SURVEY.contains(events["ra"], events["dec"])]
    nulls = null_table([search], 20, random)
    row = fit_observed(search, elsewhere, nulls, SETTINGS, np.random.default_rng(1))
    assert row["n_events"] == 0
    assert row["p_value"] == 1
    assert np.isnan([row["fraction"], row["limit"], row["sensitivity"]]).all()


def test_seal_fits_the_same_trials_only():
    search, _ = made_up_search(NORTH, n=50)
    nulls = null_table([search], 40, random)
    seal = seal_of_nulls(nulls)
    assert seal["trials"] == 40
    assert seal["searches"] == ["mine/few"]
    check_seal(seal, seal_of_nulls(nulls.sample(frac=1, random_state=1)), "null.json")
    changed = nulls.copy()
    changed.loc[7, "statistic"] += 1e-12
    for other in (changed, nulls.iloc[:-1], nulls.assign(catalogue="other")):
        with pytest.raises(InputDataError, match="not the one that was sealed"):
            check_seal(seal, seal_of_nulls(other), "null.json")
    assert null_table([], 40, random).empty
    assert seal_of_nulls(null_table([], 40, random))["trials"] == 0


TABLE = pd.DataFrame(
    {
        "ra": [10.0, 20.0, 30.0, 40.0],
        "dec": [-20.0, 0.0, 30.0, 60.0],
        "flux": [100.0, 3.0, 1.0, 2.0],
        "kind": ["a", "a", "a", "b"],
    }
)
OWN = {"table": "mine/sources", "flux": "flux", "where": {"kind": ["a"]}}


def test_sources_are_weighted_with_flux_and_acceptance():
    found = sources_of(TABLE, OWN, NORTH, lambda dec: 1 + dec / 30)
    assert found.ra.tolist() == [20.0, 30.0]
    np.testing.assert_allclose(found.weights, [0.6, 0.4])
    everything = sources_of(TABLE, OWN | {"where": {}}, NORTH, np.ones_like)
    np.testing.assert_allclose(everything.weights, np.array([3, 1, 2]) / 6)


def test_acceptance_is_that_of_the_detector_above_the_energy(repository):
    folder = repository / "data" / "tables"
    detectors = read_model_detector(folder / "model_detector.csv")
    area = tabulate_effective_area(detectors["IC86_II"].effective_area).assign(season="IC86_II")
    response = {"spectral_index": 2.37, "containment": "median", "circle_factor": 1.0}
    response |= {"energy_proxy_min_tev": 60.0, "ang_err_max_deg": 5.0}
    seasons = read_seasons(folder / "icetracks_seasons.csv")
    model = build_signal_model(area, ["IC86_II"], seasons, detectors, response)
    acceptance = acceptance_of(model, -5.0, 5.3)
    dec = np.array([-4.0, 3.2, 48.7, 84.1])
    np.testing.assert_allclose(acceptance(dec), accepted_events(model, dec, [5.3])[:, 0], rtol=0.02)
    assert acceptance(np.array([3.0])) > 2 * acceptance(np.array([85.0]))  # the Earth absorbs


def test_catalogues_without_fluxes_are_refused():
    with pytest.raises(InputDataError, match="mine/sources has no column 'energy_flux'"):
        sources_of(TABLE, OWN | {"flux": "energy_flux"}, NORTH, np.ones_like)
    with pytest.raises(InputDataError, match="has no column 'class'"):
        sources_of(TABLE, OWN | {"where": {"class": ["a"]}}, NORTH, np.ones_like)
    limits_only = TABLE.assign(flux=np.nan)
    with pytest.raises(InputDataError, match=r"row 2, column 'flux': .* gives no weights"):
        sources_of(limits_only, OWN, NORTH, np.ones_like)
    with pytest.raises(InputDataError, match=r"gives no weights for the fit.*0 rows"):
        sources_of(TABLE, OWN | {"where": {"kind": ["c"]}}, NORTH, np.ones_like)
    with pytest.raises(InputDataError, match="gives no weights"):
        sources_of(TABLE.assign(flux=-1.0), OWN, NORTH, np.ones_like)


def test_catalogues_far_from_the_survey_are_refused():
    events = made_up_events(50, seed=1)
    far = SourceList(np.array([200.0]), np.array([60.0]), np.array([1.0]))
    with pytest.raises(InputDataError, match="no source of the catalogue is in the region"):
        Search.of(("mine", "far"), events, far, SURVEY)


def test_samples_without_events_in_the_north_have_no_search():
    south = pd.DataFrame({"ra": [1.0], "dec": [-40.0], "ang_err": [0.5], "log10_energy": [6.0]})
    settings = {"dec_min_deg": -5.0, "energy_proxy_min_tev": 60.0}
    own = OWN | {"name": "mine", "in_footprint": False}
    assert searches_of({"ic40": (south, None)}, [(own, TABLE)], FIELD, settings) == []
