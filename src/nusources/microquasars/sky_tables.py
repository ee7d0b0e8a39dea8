"""Table of the expected flux per direction for all distributions and patterns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.microquasars.disk_model import DiskModel
from nusources.microquasars.sky_map import Disk, Pattern, bar, sky_map, spiral_arms

PATTERNED = "microquasar"
"""Distribution to which arms and bar are applied."""


def no_pattern(r: NDArray[np.float64], azimuth: NDArray[np.float64]) -> NDArray[np.float64]:
    """Equal factor everywhere: a disk without arms and bar."""
    return np.ones_like(r)


def patterns_of(model: DiskModel, sky: Mapping[str, Any]) -> dict[str, dict[str, Pattern]]:
    """Patterns of each distribution: none, and arms and bar for the microquasars.

    Parameters
    ----------
    model : DiskModel
    sky : mapping
        The section ``microquasars.sky`` of the configuration.
    """
    arms, inner = sky["arms"], sky["bar"]
    extra = {
        "arms": spiral_arms(arms["n_arms"], arms["pitch_deg"], arms["contrast"], arms["start_kpc"]),
        "bar": bar(inner["half_length_kpc"], inner["angle_deg"], inner["contrast"]),
    }
    return {
        name: {"none": no_pattern} | (extra if name == PATTERNED else {}) for name in model.names
    }


def sky_flux(model: DiskModel, sky: Mapping[str, Any], target: float) -> pd.DataFrame:
    """Flux per direction of disks that make the target flux over the whole sky.

    Parameters
    ----------
    model : DiskModel
    sky : mapping
        The section ``microquasars.sky`` of the configuration.
    target : float
        Mean of E^2 Phi over the sky [GeV cm^-2 s^-1 sr^-1].

    Returns
    -------
    DataFrame
        Contract ``sky_flux``.
    """
    void = sky["void_radius_kpc"]
    longitude, latitude, solid_angle = sky_cells(
        sky["longitude_step_deg"], sky["latitude_step_deg"]
    )
    north = latitude > 0
    lon, lat = np.meshgrid(longitude, latitude[north])
    parts = []
    for name, patterns in patterns_of(model, sky).items():
        for pattern, factor in patterns.items():
            disk = Disk(model.density(name, void), model.thickness, factor)
            half = sky_map(disk, lon, lat, model.observer, void, sky["n_steps"])
            # The disk is alike north and south of its plane.
            whole = np.concatenate([half[::-1], half])
            area = np.broadcast_to(solid_angle[:, np.newaxis], whole.shape)
            mean = (whole * area).sum() / (4 * np.pi)
            cells = {
                "longitude": np.tile(longitude, len(latitude)),
                "latitude": np.repeat(latitude, len(longitude)),
                "solid_angle": area.ravel(),
                "inverse_square": whole.ravel(),
                "flux": target * whole.ravel() / mean,
            }
            names = {"distribution": name, "pattern": pattern, "void": float(void)}
            parts.append(pd.DataFrame(cells).assign(**names))
    return pd.concat(parts, ignore_index=True)


def sky_cells(
    longitude_step: float, latitude_step: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Centres of cells [deg] and their solid angle by latitude [sr].

    Parameters
    ----------
    longitude_step, latitude_step : float
        [deg]; rounded so that whole numbers of cells fill the sky, as many north as south.
    """
    n_longitude = max(1, round(360 / longitude_step))
    n_latitude = 2 * max(1, round(90 / latitude_step))
    edges = np.linspace(-90, 90, n_latitude + 1)
    solid_angle = np.diff(np.sin(np.radians(edges))) * 2 * np.pi / n_longitude
    longitude = -180 + 360 * (np.arange(n_longitude) + 0.5) / n_longitude
    return longitude, (edges[1:] + edges[:-1]) / 2, solid_angle
