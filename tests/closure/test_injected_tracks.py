"""From injected truth through official files, loading, selection and counting, and back."""

import numpy as np
import pandas as pd
import pytest

from nusources.archive.tracks.injection import injected_sources, signal_from_settings
from nusources.archive.tracks.seasons import simulate_season
from nusources.catalogs.tracks.icetracks import write_events
from nusources.catalogs.tracks.samples import load_sample
from nusources.contracts.tracks import INJECTED_SOURCES
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
from nusources.statistics import right_tailed_p_values
from nusources.tables import check_table

SEASON = "IC86_II"
SOURCE = {"source_name": "TXS 0506+056", "group": "g", "ra_deg": 77.3582, "dec_deg": 5.6931}
SETTINGS = {
    # Hard, so that many pass 60 TeV: some 600 events in this season.
    "point_sources": [SOURCE | {"flux_100tev_per_gev_cm2_s": 6.3e-17, "spectral_index": 1.5}],
    "population": {"n_sources": 20, "flux_slope": 2.5, "fraction_of_diffuse": 0.5},
}
GROUP = pd.DataFrame(
    {"group": ["g"], "source_name": ["TXS 0506+056"], "ra": [77.3582], "dec": [5.6931]}
)


@pytest.fixture(scope="module")
def simulated(repository, tmp_path_factory):
    tables = repository / "data" / "tables"
    seasons = read_seasons(tables / "icetracks_seasons.csv")
    detectors = read_model_detector(tables / "model_detector.csv")
    signal = signal_from_settings(SETTINGS, rng=named_generator(5, "p"))
    season = seasons[SEASON]
    events, truth = simulate_season(
        season,
        detectors[season.configuration],
        read_model_fluxes(tables / "model_fluxes.csv"),
        signal,
        rng=named_generator(5, "events"),
    )
    path = tmp_path_factory.mktemp("archive") / f"{SEASON}_exp.csv"
    write_events(path, events)
    tracks = load_sample([{"role": "events", "season": SEASON, "path": path}])
    return tracks, truth


def test_rows_stay_as_published_and_truth_points_at_its_events(simulated):
    tracks, truth = simulated
    assert len(tracks) == 112_858  # published rows of IC86_II
    injected = tracks.iloc[truth["row"]]
    distance = angular_separation(
        injected["ra"].to_numpy(),
        injected["dec"].to_numpy(),
        truth["true_ra"].to_numpy(),
        truth["true_dec"].to_numpy(),
    )
    # sigma per axis: 1 - exp(-1/2) = 39.3 % within one; binomial error sqrt(.24/n), four of them
    share = np.mean(distance <= injected["ang_err"].to_numpy())
    assert share == pytest.approx(1 - np.exp(-0.5), abs=4 * np.sqrt(0.24 / len(truth)))


def test_the_excess_is_the_injected_signal(simulated):
    tracks, truth = simulated
    selected, _ = select_tracks(tracks, 60.0, 5.0)
    from_source = truth[truth["source_name"] == "TXS 0506+056"]["row"] + 1
    injected = selected[selected["row"].isin(from_source)]
    distance = angular_separation(
        injected["ra"].to_numpy(), injected["dec"].to_numpy(), 77.3582, 5.6931
    )
    n_signal = int((distance <= injected["ang_err"].to_numpy()).sum())
    assert n_signal >= 10, "the test needs a signal that stands out"

    sky = sky_from_tables(selected, GROUP, ["g"], [4.8], circle_factor=1.0)
    observed, scrambled = count_observed(sky), count_scrambled(sky, 0, 20_000, seed=1)
    background = observed[0, 0] - n_signal
    # What is not signal is a draw from the scrambles: within 4 standard deviations of their mean.
    assert abs(background - scrambled.mean()) <= 4 * scrambled.std()
    # A scramble that lands on the injected cluster itself, some 3 of 360 deg, sees as much.
    assert right_tailed_p_values(observed, scrambled)[0, 0] < 4 / 360


def test_without_injection_there_is_no_truth(repository):
    none = {
        "point_sources": [],
        "population": {"n_sources": 0, "flux_slope": 2.5, "fraction_of_diffuse": 0.0},
    }
    nothing = injected_sources(none, rng=named_generator(5, "p"))
    assert nothing.empty
    check_table(nothing, INJECTED_SOURCES)
    sources = injected_sources(SETTINGS, rng=named_generator(5, "p"))
    assert sources["component"].value_counts().to_dict() == {"population": 20, "point source": 1}
    check_table(sources, INJECTED_SOURCES)
    point = sources[sources["component"] == "point source"].iloc[0]
    assert (point["group"], point["flux"], point["spectral_index"]) == ("g", 6.3e-17, 1.5)
    assert sources[sources["component"] == "population"]["group"].isna().all()
