"""Signal of one source put into ten simulated seasons, and found again; p-values without signal."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from nusources.archive.tracks.seasons import simulate_season
from nusources.archive.tracks.signal import Signal
from nusources.detection_model import build_signal_model
from nusources.detectors.effective_area import tabulate_effective_area
from nusources.facts.track_models import read_model_detector, read_model_fluxes, read_seasons
from nusources.random_streams import named_generator
from nusources.stacking.events import Sample
from nusources.stacking.injected import draw_injected
from nusources.stacking.pairs import Sources
from nusources.stacking.trials import SampleSearch, each_alone, fit_table
from nusources.statistics import right_tailed_p_values, uniformity_p_value

N_SKIES = 200
LIKE_NGC_1068 = ("like NGC 1068", 40.67, -0.01, 65.0, 3.2)
LIKE_TXS = ("like TXS 0506+056", 77.36, 5.69, 12.3, 2.1)
SETTINGS = {
    "spectral_index": 2.0,
    "containment": "sigma_per_axis",
    "energy_proxy_min_tev": 1e-3,
    "ang_err_max_deg": 180.0,
    "circle_factor": 1.0,
}


@pytest.fixture(scope="module")
def ten_seasons(repository):
    """All events of ten seasons without a source."""
    tables = repository / "data" / "tables"
    seasons = read_seasons(tables / "icetracks_seasons.csv")
    detectors = read_model_detector(tables / "model_detector.csv")
    fluxes = read_model_fluxes(tables / "model_fluxes.csv")
    parts = [
        simulate_season(
            season,
            detectors[season.configuration],
            fluxes,
            Signal(),
            rng=named_generator(11, "stacking", name),
        )[0].assign(season=name)
        for name, season in seasons.items()
    ]
    areas = pd.concat(
        tabulate_effective_area(one.effective_area).assign(season=name)
        for name, one in detectors.items()
    )
    model = build_signal_model(areas, list(seasons), seasons, detectors, SETTINGS)
    configurations = {name: one.configuration for name, one in seasons.items()}
    sample = Sample.of("ten years", pd.concat(parts, ignore_index=True), model, configurations)
    assert len(sample.events) == 1_134_450
    return sample


def fits_with_signal(sample, source, fixed_index):
    """Injected numbers, and fits with the index free and fixed, of scrambled skies with signal."""
    name, ra, dec, n_signal, index = source
    search = SampleSearch.of(sample, {name: (Sources.of([name], [ra], [dec]), [1.0])})
    stack, rng = search.stacks[0], named_generator(1, "signal", name)
    model = replace(sample.model, spectral_index=index)
    signal = draw_injected(model, stack.stack.sources, stack.flux_shares, n_signal, N_SKIES, rng)
    injected, free, fixed = [], [], []
    for trial, events in enumerate(signal):
        more = search.finder.hits_of(events, stack.members)
        hits = stack.hits(search.scrambled(trial, 1)).joined(more)
        injected.append(len(events))
        free.append(stack.stack.fit(hits, len(events)))
        fixed.append(stack.stack.fit(hits, len(events), fixed_index=fixed_index))
    return np.array(injected), fit_table(free), fit_table(fixed)


def test_many_events_with_a_soft_spectrum_are_found_again(ten_seasons):
    injected, free, _ = fits_with_signal(ten_seasons, LIKE_NGC_1068, 3.2)
    spread = free["n_signal"].std()
    assert 10 < spread < 25
    # 200 skies tell a bias of .1 of the spread to .06.
    assert abs((free["n_signal"] - injected).mean()) < 0.2 * spread
    assert free["spectral_index"].median() == pytest.approx(3.2, abs=0.1)
    assert (free["ts"] > 9).mean() > 0.9


def test_few_events_with_a_hard_spectrum_are_found_again(ten_seasons):
    """With the index free, soft fits of more events make the mean high; the median is not."""
    injected, free, fixed = fits_with_signal(ten_seasons, LIKE_TXS, 2.1)
    assert 4 < fixed["n_signal"].std() < 9
    assert abs((fixed["n_signal"] - injected).mean()) < 0.2 * fixed["n_signal"].std()
    assert free["n_signal"].median() == pytest.approx(np.median(injected), abs=3)
    assert free["spectral_index"].median() == pytest.approx(2.1, abs=0.2)


def test_p_values_of_a_sky_without_signal_are_uniform(ten_seasons):
    """Each of forty places of the simulated sky against scrambles of its events."""
    rng = named_generator(3, "places")
    dec = np.degrees(np.arcsin(rng.uniform(-0.08, 0.95, 40)))
    names = [f"place {one}" for one in range(40)]
    search = SampleSearch.of(ten_seasons, each_alone(Sources.of(names, 360 * rng.random(40), dec)))
    sky = search.finder.observed()
    observed = np.array([one.fit(sky).statistic for one in search.stacks])
    nulls = search.null_fits(range(39), 2).pivot(index="trial", columns="stack", values="ts")
    nulls = nulls[names].to_numpy()
    p_values = right_tailed_p_values(observed, nulls)
    assert uniformity_p_value(p_values) > 0.01
    # Where the fit finds signal, p is uniform up to the share of the skies with signal.
    share = (nulls > 0).mean(axis=0)
    assert 0.4 < share.mean() < 0.8
    assert (observed > 0).mean() == pytest.approx(share.mean(), abs=0.2)
    among = (p_values / share)[observed > 0]
    assert uniformity_p_value(among) > 0.01
    assert among.mean() == pytest.approx(0.5, abs=0.15)
