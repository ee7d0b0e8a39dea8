"""The signal of config/config.yaml: what it is, and that the search gives it back."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import yaml

from nusources.archive.tracks.injection import injected_sources, signal_from_settings
from nusources.archive.tracks.rates import LOG10_ENERGY, declination_row, exposure_grid
from nusources.archive.tracks.seasons import simulate_season
from nusources.catalogs.tracks.icetracks import write_effective_area, write_events
from nusources.catalogs.tracks.samples import load_effective_areas, load_sample
from nusources.detection_model import build_signal_model
from nusources.detectors.effective_area import tabulate_effective_area
from nusources.facts.track_models import (
    read_model_detector,
    read_model_fluxes,
    read_seasons,
)
from nusources.random_streams import named_generator
from nusources.selection.tracks import select_tracks
from nusources.sky import angular_separation
from nusources.spatial.counting.prepared_sky import sky_from_tables
from nusources.spatial.counting.scrambles import count_observed, count_scrambled
from nusources.spatial.nulls.excess import summarise_excess
from nusources.spatial.power.recovery import SAME_PLACE_DEG, recovered_signal

SEASON = "IC86_II"
GROUPS = ["TXS_like", "CFS"]
DISCOVERY_POTENTIAL = 1.0376e-17
"""3 sigma, TXS-like, lowest threshold, from the run before the signal was added; its error 1 %."""


@pytest.fixture(scope="module")
def settings(repository):
    text = (repository / "config" / "config.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)["simulation"]["tracks"]


@pytest.fixture(scope="module")
def sources(repository):
    table = pd.read_csv(repository / "data" / "tables" / "flaring_blazars.csv")
    names = {"name": "source_name", "ra_deg": "ra", "dec_deg": "dec"}
    return table.rename(columns=names)[["group", *names.values()]]


@pytest.fixture(scope="module")
def detector(repository):
    tables = repository / "data" / "tables"
    return (
        read_seasons(tables / "icetracks_seasons.csv"),
        read_model_detector(tables / "model_detector.csv"),
        read_model_fluxes(tables / "model_fluxes.csv"),
    )


def test_each_source_stands_in_the_group_that_the_truth_names(settings, sources):
    injected = injected_sources(settings, rng=named_generator(1, "p"))
    points = injected[injected["component"] == "point source"]
    assert set(points["group"]) == {"TXS_like"}, "CFS get no signal"
    np.testing.assert_allclose(points["weight"], points["flux"] / (5 * 4.15e-18 + 5.739e-20))
    for group, members in sources.groupby("group"):
        places = (members[name].to_numpy() for name in ("ra", "dec"))
        own = (points[name].to_numpy()[:, None] for name in ("ra", "dec"))
        distance = angular_separation(*own, *places).min(axis=1)
        np.testing.assert_array_equal(distance <= SAME_PLACE_DEG, points["group"] == group)


def test_five_sources_share_twice_the_discovery_potential(settings, sources):
    signal = [one for one in settings["point_sources"] if one["source_name"] != "TXS 0506+056"]
    assert [one["spectral_index"] for one in signal] == [2.0] * 5
    fluxes = [one["flux_100tev_per_gev_cm2_s"] for one in signal]
    assert len(set(fluxes)) == 1
    assert sum(fluxes) == pytest.approx(2 * DISCOVERY_POTENTIAL, rel=1e-3)
    # Every fifth part of the 32 declinations: ranks .1, .3, ... of 32, rounded down.
    ordered = np.sort(sources.loc[sources["group"] == "TXS_like", "dec"].to_numpy())
    places = sorted(one["dec_deg"] for one in signal)
    np.testing.assert_allclose(places, ordered[[3, 9, 16, 22, 28]], atol=SAME_PLACE_DEG)


def test_txs_0506_has_the_published_number_of_events(settings, detector):
    """12.3 in ten years (PRL 124, 051103): flux times exposure, summed over the seasons."""
    (one,) = [one for one in settings["point_sources"] if one["source_name"] == "TXS 0506+056"]
    flux = one["flux_100tev_per_gev_cm2_s"] * 10 ** ((5 - LOG10_ENERGY) * one["spectral_index"])
    seasons, detectors, _ = detector
    row = declination_row(one["dec_deg"])
    each = [
        (exposure_grid(season, detectors[season.configuration])[row] * flux).sum()
        for season in seasons.values()
    ]
    assert sum(each) == pytest.approx(12.3, abs=0.05)


@pytest.fixture(scope="module")
def recovered(settings, sources, detector, tmp_path_factory):
    """One season with ten times the flux, from files to flux."""
    seasons, detectors, fluxes = detector
    brighter = settings | {
        "point_sources": [
            one | {"flux_100tev_per_gev_cm2_s": 10 * one["flux_100tev_per_gev_cm2_s"]}
            for one in settings["point_sources"]
        ]
    }
    signal = signal_from_settings(brighter, rng=named_generator(2, "p"))
    model = detectors[seasons[SEASON].configuration]
    rng = named_generator(2, "events")
    events, truth = simulate_season(seasons[SEASON], model, fluxes, signal, rng=rng)
    folder = tmp_path_factory.mktemp("archive")
    write_events(folder / "events.csv", events)
    write_effective_area(folder / "area.csv", tabulate_effective_area(model.effective_area))
    files = [
        {"role": role, "season": SEASON, "path": folder / f"{name}.csv"}
        for role, name in (("events", "events"), ("effective_area", "area"))
    ]
    tracks, _ = select_tracks(load_sample(files), 60.0, 5.0)
    sky = sky_from_tables(tracks, sources, GROUPS, [4.8, 5.5], circle_factor=1.0)
    observed, scrambled = count_observed(sky), count_scrambled(sky, 0, 5000, seed=2)
    excess = summarise_excess(observed, scrambled, GROUPS, [4.8, 5.5], [32, 62], [0, 0])
    cuts = {"energy_proxy_min_tev": 60.0, "ang_err_max_deg": 5.0}
    response = {"spectral_index": 2.0, "containment": "sigma_per_axis", "circle_factor": 1.0} | cuts
    return recovered_signal(
        truth.assign(row=truth["row"] + 1),
        injected_sources(brighter, rng=named_generator(2, "p")),
        tracks,
        sources,
        excess,
        build_signal_model(load_effective_areas(files), [SEASON], seasons, detectors, response),
    ).set_index(["group", "log10_energy_min"])


@pytest.mark.parametrize("threshold", [4.8, 5.5])
def test_the_search_gives_back_number_and_flux(recovered, threshold):
    found = recovered.loc["TXS_like", threshold]
    assert found["n_signal"] > 10, "the signal must survive the cuts"
    assert found["excess"] > 3 * found["sigma"], "and stand out"
    # Poisson, and 5 % for what the trials count beyond the closed form.
    allowed = 4 * np.sqrt(found["n_signal_expected"]) + 0.05 * found["n_signal_expected"]
    assert abs(found["n_signal"] - found["n_signal_expected"]) <= allowed
    assert abs(found["ratio"] - 1) <= 2 * found["ratio_error"]
    assert abs(found["flux_fitted"] - found["flux_injected"]) <= 2 * found["flux_error"]


@pytest.mark.parametrize("threshold", [4.8, 5.5])
def test_nothing_is_found_where_nothing_is_injected(recovered, threshold):
    found = recovered.loc["CFS", threshold]
    assert found["flux_injected"] == 0
    assert abs(found["excess"]) <= 2 * found["sigma"]
    assert abs(found["flux_fitted"]) <= 2 * found["flux_error"]
