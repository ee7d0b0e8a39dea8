"""Fields, events that leave them, and sources far enough apart."""

from __future__ import annotations

import numpy as np
import pytest
from forecast_fields import FOOTPRINT, periodic, surveyed
from scipy.spatial.distance import pdist, squareform

from nusources.errors import InputDataError
from nusources.forecast.fields import (
    PeriodicField,
    redrawn_inside,
    surveyed_sources,
    without_edges,
)
from nusources.forecast.subsets import bright_share, measured_separation, number_at_separation


def test_sources_are_sorted_by_flux_whatever_their_order() -> None:
    rng = np.random.default_rng(3)
    ra, dec = FOOTPRINT.draw(50, rng)
    flux = rng.random(50) + 1
    flux[7] = flux[3]
    order = rng.permutation(50)
    one = surveyed_sources(ra, dec, flux, FOOTPRINT)
    other = surveyed_sources(ra[order], dec[order], flux[order], FOOTPRINT)
    assert (np.diff(one.flux) <= 0).all()
    assert one.x.tobytes() == other.x.tobytes()
    assert one.flux.tobytes() == other.flux.tobytes()


@pytest.mark.parametrize("wrong", [0.0, -1.0, np.nan, np.inf])
def test_sources_without_a_flux_are_told(wrong: float) -> None:
    ra, dec = FOOTPRINT.draw(3, np.random.default_rng(1))
    with pytest.raises(InputDataError, match=r"1 sources have no flux.*row 2|row 2.*no flux"):
        surveyed_sources(ra, dec, np.array([1.0, wrong, 2.0]), FOOTPRINT)


def test_an_empty_catalogue_is_told() -> None:
    with pytest.raises(InputDataError, match="no source"):
        surveyed_sources(np.empty(0), np.empty(0), np.empty(0), FOOTPRINT)


def test_the_flat_field_has_the_area_of_the_footprint() -> None:
    field = surveyed().field
    left, right, bottom, top = field.bounds
    rng = np.random.default_rng(5)
    n = 200_000
    x, y = left + (right - left) * rng.random(n), bottom + (top - bottom) * rng.random(n)
    share = field.contains(x, y).mean()
    box = (right - left) * (top - bottom)
    assert abs(share * box - field.area) < 4 * box * np.sqrt(share * (1 - share) / n)
    assert field.contains(*field.draw(1000, rng)).all()


def test_a_periodic_field_takes_back_what_leaves_it() -> None:
    field = PeriodicField((4.0, 2.0))
    x, y = field.settle(np.array([-0.5, 4.5, 1.0]), np.array([2.25, -0.25, 1.0]))
    assert x.tolist() == [3.5, 0.5, 1.0]
    assert y.tolist() == [0.25, 1.75, 1.0]


def test_a_field_without_edges_has_the_same_fluxes_and_area() -> None:
    sources = surveyed()
    endless = without_edges(sources, np.random.default_rng(1))
    assert (endless.flux == sources.flux).all()
    assert endless.field.area == pytest.approx(sources.field.area)
    assert endless.field.period[0] == pytest.approx(2 * endless.field.period[1])


def test_events_outside_are_drawn_again_until_they_are_inside() -> None:
    field, rng = surveyed().field, np.random.default_rng(2)
    calls = []

    def draw(events):
        calls.append(len(events))
        return 12 * rng.standard_normal(len(events)), 5 * rng.standard_normal(len(events))

    x, y = redrawn_inside(field, draw, 2000)
    assert field.contains(x, y).all()
    assert len(calls) > 2
    assert calls[0] == 2000


def test_the_number_of_sources_follows_from_their_separation() -> None:
    sources = periodic(800)  # in 128 deg^2
    assert number_at_separation(sources, 0.5, "half_density") == 128
    assert number_at_separation(sources, 0.5, "density") == 512
    assert number_at_separation(sources, 1e-3, "half_density") == 800
    assert number_at_separation(sources, 1e3, "half_density") == 1


@pytest.mark.parametrize("meaning", ["mean", "smallest"])
def test_measured_separations_are_those_of_all_pairs(meaning: str) -> None:
    sources = surveyed(60)
    places = np.column_stack([sources.x, sources.y])
    far = squareform(pdist(places))
    np.fill_diagonal(far, np.inf)
    expected = far.min(axis=1).mean() if meaning == "mean" else far.min()
    assert measured_separation(sources, 60, meaning) == pytest.approx(expected)
    n = number_at_separation(sources, 0.8, meaning)
    assert measured_separation(sources, n, meaning) >= 0.8
    assert measured_separation(sources, n + 1, meaning) < 0.8


def test_shares_of_bright_sources() -> None:
    sources = surveyed(100)
    assert bright_share(sources, 100) == pytest.approx(1)
    assert bright_share(sources, 10, exponent=0.0) == pytest.approx(0.1)
    assert bright_share(sources, 10) == pytest.approx(sources.flux[:10].sum() / sources.flux.sum())
    assert sources.n_above(sources.flux[9]) == 10
    assert sources.n_above(np.nextafter(sources.flux[9], 1)) == 9
