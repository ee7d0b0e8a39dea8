"""Maps of the sky and labels beside points."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.text import Text

from nusources.figures.house.labels import free_offset, place_labels
from nusources.figures.house.sky_axes import (
    EQUATORIAL,
    draw_band,
    draw_curve,
    draw_points,
    map_x,
    sky_axes,
    small_circle,
)
from nusources.figures.house.style import new_figure
from nusources.sky import angular_separation


def new_map():
    return sky_axes(new_figure("double", 90), 111, EQUATORIAL)


def test_east_is_left():
    axes = new_map()
    draw_points(axes, EQUATORIAL, [90.0, 0.0], [0.0, 0.0], marker="o")
    places = axes.transData.transform(axes.lines[-1].get_xydata())
    assert places[0, 0] < places[1, 0], "90 deg is left of 0 deg"


def test_frame_and_hours_are_named():
    axes = new_map()
    axes.figure.draw_without_rendering()
    assert "right ascension" in axes.get_xlabel()
    ticks = {tick.get_text(): tick.get_position()[0] for tick in axes.get_xticklabels()}
    assert ticks["4h"] > ticks["12h"] > ticks["20h"]
    assert float(map_x(60.0, EQUATORIAL)) == pytest.approx(np.radians(120))


@given(ra=st.floats(0, 360), dec=st.floats(-90, 90), radius=st.floats(0.01, 90))
def test_points_of_a_circle_are_at_its_radius(ra, dec, radius):
    circle = small_circle(ra, dec, radius)
    apart = angular_separation(ra, dec, circle["ra"], circle["dec"])
    # Arc sine loses half of the digits at a pole: 1e-8 rad.
    assert apart.to_numpy() == pytest.approx(radius, abs=2e-6)
    assert circle["ra"].between(0, 360).all()


def test_line_across_the_edge_comes_back_on_the_other_side():
    axes = new_map()
    before = len(axes.lines)
    draw_curve(axes, EQUATORIAL, [350.0, 355.0, 0.0, 5.0, 10.0], np.zeros(5))
    lines = axes.lines[before:]
    assert len(lines) == 2
    for line in lines:
        assert np.abs(np.diff(line.get_xdata())).max() < 0.1, "no stroke over the whole map"
    before = len(axes.lines)
    draw_curve(axes, EQUATORIAL, [100.0, 110.0], [0.0, 0.0])
    assert len(axes.lines) == before + 1, "drawn once where it does not cross"


def test_band_is_closed_across_the_edge():
    axes = new_map()
    ra = np.linspace(0, 360, 73) % 360
    lower, upper = (pd.DataFrame({"ra": ra, "dec": np.full(73, dec)}) for dec in (-5.0, 5.0))
    draw_band(axes, EQUATORIAL, lower, upper)
    x = np.concatenate([patch.get_xy()[:, 0] for patch in axes.patches])
    assert x.min() <= -np.pi
    assert x.max() >= np.pi
    for patch in axes.patches:
        assert np.ptp(patch.get_xy()[:, 0]) == pytest.approx(2 * np.pi)


def test_labels_are_apart():
    figure = new_figure("double", 90)
    axes = figure.subplots()
    axes.set(xlim=(0, 10), ylim=(0, 10))
    figure.draw_without_rendering()
    anchors = np.column_stack([5 + 0.1 * np.arange(8), np.full(8, 5.0)])
    place_labels(axes, anchors, [f"source {number}" for number in range(8)])
    figure.draw_without_rendering()
    # An annotation's own extent holds its leader line too.
    boxes = [Text.get_window_extent(text) for text in axes.texts]
    assert len(boxes) == 8
    for number, box in enumerate(boxes):
        assert axes.bbox.padded(1).contains(*box.p0)
        assert axes.bbox.padded(1).contains(*box.p1)
        for other in boxes[:number]:
            assert not box.padded(-0.5).overlaps(other.padded(-0.5))


def test_no_labels_for_no_points():
    axes = new_figure("single", 50).subplots()
    place_labels(axes, np.empty((0, 2)), [])
    assert not axes.texts


def test_label_that_fits_nowhere_is_put_above():
    taken = np.array([[50.0, 50.0, 500.0, 500.0]])
    frame = np.array([50.0, 50.0, 100.0, 100.0])
    offset = free_offset(np.array([50.0, 50.0]), np.array([20.0, 8.0]), taken, frame)
    assert offset[0] == 0
    assert offset[1] > 0


def test_a_label_is_nearest_to_its_own_point_or_tied_to_it():
    figure = new_figure("double", 90)
    axes = figure.subplots()
    axes.set(xlim=(0, 10), ylim=(0, 10))
    figure.draw_without_rendering()
    place_labels(axes, np.array([[5.0, 5.0], [5.2, 5.05]]), ["one", "another"])
    assert [text.arrow_patch is not None for text in axes.texts] == [False, False]
    close = np.array([[5.0, 5.0], [5.01, 5.01]])
    place_labels(axes, close, ["one", "another"])
    assert [text.arrow_patch is not None for text in axes.texts[2:]] == [True, True]


def test_a_label_goes_farther_not_to_read_as_that_of_another():
    spot, size = np.array([50.0, 50.0]), np.array([20.0, 8.0])
    taken, frame = np.array([[50.0, 50.0, 6.0, 6.0]]), np.array([50.0, 50.0, 100.0, 100.0])
    free = free_offset(spot, size, taken, frame)
    other = spot + free + [12.0, 0.0]
    moved = free_offset(spot, size, taken, frame, other[np.newaxis])
    offsets = [np.abs(moved + spot - one) - size / 2 for one in (spot, other)]
    gaps = [np.hypot(*np.maximum(one, 0)) for one in offsets]
    assert not np.allclose(moved, free)
    assert gaps[0] < gaps[1]
