"""Maps of the whole sky: Mollweide's equal-area projection, east to the left, frame named."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.projections.geo import MollweideAxes
from numpy.typing import ArrayLike, NDArray

from nusources.figures.house.style import NEUTRAL

TURNS = (-2 * np.pi, 0.0, 2 * np.pi)
"""A line that leaves the map on one side comes back on the other: drawn thrice, clipped once."""

GRATICULE = {"color": "0.85", "linewidth": 0.4}
LAST_LATITUDE = 75.0
"""Meridians end here [deg]."""
LATITUDE_TICKS = (-60, -30, 0, 30, 60)


class _SkyAxes(MollweideAxes):
    """Mollweide's projection with few points between the given ones, for smaller files."""

    RESOLUTION = 3


@dataclass(frozen=True)
class Frame:
    """Coordinates of a map.

    Parameters
    ----------
    name : str
        Said under the map.
    centre : float
        Longitude in the middle [deg].
    ticks : tuple of (float, str)
        Longitudes [deg] and how they are written.
    """

    name: str
    centre: float
    ticks: tuple[tuple[float, str], ...]


EQUATORIAL = Frame(
    "right ascension (h) and declination (deg), J2000",
    180.0,
    tuple((15.0 * hour, f"{hour}h") for hour in (4, 8, 12, 16, 20)),
)


def map_x(longitude: ArrayLike, frame: Frame) -> NDArray[np.float64]:
    """Horizontal coordinate [rad] of a longitude [deg]: it grows to the west."""
    turned = (np.asarray(longitude, dtype=float) - frame.centre + 180) % 360 - 180
    return -np.radians(turned)


def sky_axes(figure: Figure, position, frame: Frame) -> Axes:
    """Axes of a map with its graticule.

    Parameters
    ----------
    figure : Figure
    position : SubplotSpec or int
        As for `Figure.add_subplot`.
    frame : Frame
    """
    axes = figure.add_subplot(position, axes_class=_SkyAxes)
    axes.grid(axis="y", **GRATICULE)
    axes.set_axisbelow(True)
    for longitude, _ in frame.ticks:
        latitude = np.linspace(-LAST_LATITUDE, LAST_LATITUDE, 31)
        draw_curve(axes, frame, np.full(31, longitude), latitude, zorder=0.5, **GRATICULE)
    halo = [patheffects.withStroke(linewidth=1.5, foreground="white")]
    places = [float(map_x(longitude, frame)) for longitude, _ in frame.ticks]
    labels = axes.set_xticks(places, [label for _, label in frame.ticks])
    for tick in labels:
        tick.label1.set(color=NEUTRAL, path_effects=halo, fontsize=7)
    names = [f"{latitude}°".replace("-", "−") for latitude in LATITUDE_TICKS]
    axes.set_yticks(np.radians(LATITUDE_TICKS), names, fontsize=7)
    axes.set_xlabel(frame.name, fontsize=7, labelpad=4)
    return axes


def draw_points(axes: Axes, frame: Frame, longitude, latitude, **look) -> None:
    """Markers at positions [deg]."""
    axes.plot(map_x(longitude, frame), np.radians(latitude), **{"linestyle": "none", **look})


def draw_curve(axes: Axes, frame: Frame, longitude, latitude, **look) -> None:
    """Line through positions [deg], across the map's edge where it must."""
    x = np.unwrap(map_x(longitude, frame))
    for copy in _copies_in_view(x):
        axes.plot(copy, np.radians(latitude), **look)


def draw_band(axes: Axes, frame: Frame, lower: pd.DataFrame, upper: pd.DataFrame, **look) -> None:
    """Fill between two closed curves that go round the sky but not over a pole.

    Parameters
    ----------
    axes : Axes
    frame : Frame
    lower, upper : DataFrame
        Columns ra and dec [deg], points of one curve opposite those of the other.
    """
    below = np.unwrap(map_x(lower["ra"], frame))
    above = np.unwrap(map_x(upper["ra"], frame))
    above += 2 * np.pi * np.round((below[0] - above[0]) / (2 * np.pi))
    x = np.concatenate([below, above[::-1]])
    y = np.radians(np.concatenate([lower["dec"], upper["dec"][::-1]]))
    for copy in _copies_in_view(x):
        axes.fill(copy, y, **look)


def _copies_in_view(x: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    copies = [x + turn for turn in TURNS]
    return [copy for copy in copies if copy.min() < np.pi and copy.max() > -np.pi]


def small_circle(ra: float, dec: float, radius: float, n_points: int = 73) -> pd.DataFrame:
    """Points of a circle about a position.

    Parameters
    ----------
    ra, dec, radius : float
        Centre and angular radius [deg].
    n_points : int
        The last point is the first.

    Returns
    -------
    DataFrame
        ra, dec [deg].
    """
    bearing = np.linspace(0, 2 * np.pi, n_points)
    middle, reach = np.radians(dec), np.radians(radius)
    sine = np.sin(middle) * np.cos(reach) + np.cos(middle) * np.sin(reach) * np.cos(bearing)
    east = np.sin(bearing) * np.sin(reach) * np.cos(middle)
    north = np.cos(reach) - np.sin(middle) * sine
    longitude = (ra + np.degrees(np.arctan2(east, north))) % 360
    return pd.DataFrame({"ra": longitude, "dec": np.degrees(np.arcsin(np.clip(sine, -1, 1)))})
