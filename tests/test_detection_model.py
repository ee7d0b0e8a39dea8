"""Expected events from a table of areas: every bin at its place, by quadrature over its rows."""

from __future__ import annotations

from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy.integrate import quad

from nusources.detection_model import (
    SignalModel,
    build_signal_model,
    expected_events,
    shares_of_group,
)
from nusources.errors import InputDataError
from nusources.facts.track_models import Season
from nusources.units import SECONDS_PER_DAY

ENERGY = np.array([2.0, 2.3, 3.1, 4.0, 4.2])
"""Edges in log10(E/GeV): no two bins are alike, so that none stands for its neighbour."""
DEC = np.array([-90.0, -20.0, 5.0, 90.0])
SETTINGS = {
    "spectral_index": 2.5,
    "containment": "r68",
    "energy_proxy_min_tev": 60,
    "ang_err_max_deg": 4,
    "circle_factor": 1.5,
}


def areas_of(season: str, factor: float) -> pd.DataFrame:
    """Rows in no order; every area is another number."""
    dec, energy = np.meshgrid(np.arange(3), np.arange(4), indexing="ij")
    table = pd.DataFrame(
        {
            "season": season,
            "log10_energy_min": ENERGY[energy.ravel()],
            "log10_energy_max": ENERGY[energy.ravel() + 1],
            "dec_min": DEC[dec.ravel()],
            "dec_max": DEC[dec.ravel() + 1],
            "effective_area": factor * (1.0 + np.arange(12.0) ** 2),
        }
    )
    return table.sample(frac=1, random_state=3)


AREAS = pd.concat([areas_of("one", 1e4), areas_of("two", 3e5)])


def season_of(name: str, configuration: str, live_time: float) -> Season:
    return Season(name, configuration, 100, live_time, 50_000.0, 51_000.0, 10)


SEASONS = {
    one.name: one
    for one in (
        season_of("a", "one", 100.0),
        season_of("b", "two", 30.0),
        season_of("c", "two", 300.0),
        season_of("unused", "one", 7e5),
    )
}


@pytest.fixture
def model() -> SignalModel:
    detectors = {"one": SimpleNamespace(name="one"), "two": SimpleNamespace(name="two")}
    return build_signal_model(AREAS, ["a", "b", "c"], SEASONS, detectors, SETTINGS)


def events_by_quadrature(season: str, days: float, dec: float, band: tuple[float, float]) -> float:
    """Live time times the integral of A(E) (E / 100 TeV)^-2.5 dE over a band, row by row."""
    total = 0.0
    for row in AREAS[AREAS["season"] == season].itertuples():
        is_last = row.dec_max == 90.0
        if not (row.dec_min <= dec < row.dec_max or (is_last and dec == 90.0)):
            continue
        ends = np.clip(band, row.log10_energy_min, row.log10_energy_max)
        flux, _ = quad(lambda x: (10**x / 1e5) ** -2.5 * 10**x * np.log(10), *ends)
        total += row.effective_area * flux
    return total * days * SECONDS_PER_DAY


def test_edges_and_areas_stand_where_the_table_has_them(model):
    for exposure, season in zip(model.exposures, ("one", "two"), strict=True):
        np.testing.assert_array_equal(exposure.log10_energy, ENERGY)
        np.testing.assert_array_equal(exposure.dec, DEC)
        ordered = AREAS[AREAS["season"] == season].sort_values(["dec_min", "log10_energy_min"])
        np.testing.assert_array_equal(exposure.area.ravel(), ordered["effective_area"])
        assert exposure.detector.name == season


def test_live_times_of_the_named_seasons_add_up(model):
    assert [one.live_time for one in model.exposures] == [100.0, 330.0]


def test_the_cuts_of_the_selection(model):
    assert (model.spectral_index, model.containment, model.ang_err_max) == (2.5, "r68", 4.0)
    # 60 TeV = 6e4 GeV
    assert model.log10_energy_min == pytest.approx(4 + np.log10(6), rel=1e-14)


@pytest.mark.parametrize("dec", [-90.0, -20.001, -20.0, 4.999, 5.0, 90.0])
@pytest.mark.parametrize("n_sub", [1, 3])
def test_expected_events_by_quadrature(model, dec, n_sub):
    """Each bin or part of it; an edge of declination belongs to the band above it."""
    for exposure, season, days in zip(model.exposures, ("one", "two"), (100, 330), strict=True):
        edges, number = expected_events(exposure, np.array([dec]), 2.5, n_sub)
        assert edges[::n_sub] == pytest.approx(ENERGY, rel=1e-14)
        np.testing.assert_allclose(
            np.diff(edges), np.repeat(np.diff(ENERGY) / n_sub, n_sub), rtol=1e-9
        )
        expected = [events_by_quadrature(season, days, dec, band) for band in pairwise(edges)]
        np.testing.assert_allclose(number[0], expected, rtol=1e-9)


@pytest.mark.parametrize(
    ("containment", "radius"),
    # Radii of a two-dimensional Gaussian in its standard deviation: 1, median, 68 %.
    [("sigma_per_axis", 1.0), ("median", 1.17741), ("r68", 1.50959)],
)
def test_width_per_axis_of_an_angular_error(containment, radius):
    model = SignalModel((), 2.0, containment, 5.0)
    assert model.axis_per_ang_err == pytest.approx(1 / radius, rel=1e-5)
    assert model.contained == pytest.approx(1 - np.exp(-(radius**2) / 2), rel=1e-5)


def test_a_model_changes_nothing_unless_told():
    model = SignalModel((), 2.0, "median", 5.0)
    assert (model.log10_energy_min, model.ang_err_factor) == (0.0, 1.0)


def weighted_sources(weights: list[float]) -> pd.DataFrame:
    names = [f"source {number}" for number in range(len(weights))]
    return pd.DataFrame(
        {"group": "g", "source_name": names, "ra": 1.0, "dec": 2.0, "flux": weights}
    )


def test_weights_need_not_add_up_to_one():
    assert shares_of_group(weighted_sources([0.3, 0.1]), "g", "flux").share == pytest.approx(
        [0.75, 0.25]
    )


@pytest.mark.parametrize(
    ("weights", "column", "named"),
    [
        ([2.0, -0.5], "flux", r"column 'flux'.*found \[2.0, -0.5\]"),
        ([-1.0, 2, 3, 4, 5, 6, 7], "flux", r"found \[-1.0, 2.0, 3.0, 4.0, 5.0\]"),
        ([], None, "column 'group'"),
    ],
)
def test_impossible_weights_are_named_with_their_column(weights, column, named):
    with pytest.raises(InputDataError, match=named):
        shares_of_group(weighted_sources(weights), "g", column)
