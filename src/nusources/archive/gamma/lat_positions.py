"""Positions of simulated gamma-ray sources: blazars, other AGN, and the Galaxy."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nusources.alert_regions import AlertRegions, contains
from nusources.archive.blazars.parameters import BlazarModel
from nusources.archive.drawing.draws import (
    PLANE,
    SkyDensity,
    draw_positions,
    equatorial,
    galactic,
    offset,
)
from nusources.archive.drawing.names import lat_position

SIGMA_OF_95 = np.sqrt(-2.0 * np.log(0.05))  # half-axis of 95% over sigma, two-dimensional Gaussian
SHARE_HIGH = {"none": 0.5, "galactic": 0.3}  # of the sources at |b| > 10 deg, as in 4FGL-DR2
PLANE_SCALE = 2.5  # deg, exponential scale of |b| in the plane: chosen
PLANE_LONGITUDE = 60.0  # deg, standard deviation of the longitude in the plane: chosen
REGION_MARGIN = 1.15
"""AGN in no list stay out of alert regions enlarged by this: the published 18 are all there are."""


def _ellipse_offset(table: pd.DataFrame, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Random offsets [deg] towards east and north, Gaussian in the error ellipse."""
    major, minor = (
        table[name].to_numpy() / SIGMA_OF_95 * rng.normal(size=len(table))
        for name in ("Conf_95_SemiMajor", "Conf_95_SemiMinor")
    )
    angle = np.radians(table["Conf_95_PosAng"].to_numpy())  # from north through east
    east = major * np.sin(angle) + minor * np.cos(angle)
    return east, major * np.cos(angle) - minor * np.sin(angle)


def add_lat_positions(
    table: pd.DataFrame,
    sources: pd.DataFrame,
    model: BlazarModel,
    regions: AlertRegions | None,
    *,
    n_high: int | None = None,
    rng: np.random.Generator,
) -> None:
    """Add catalogue positions around the true ones, with 4LAC's number of AGN at |b| > 10 deg.

    Named sources get the position of their published name.

    Parameters
    ----------
    table : DataFrame
        Error ellipses, ``group`` and ``member``, members first; gets ``Source_Name`` (empty but
        for named sources), ``RAJ2000, DEJ2000, GLON, GLAT, true_ra, true_dec`` [deg].
    sources : DataFrame
        The population.
    model : BlazarModel
    regions : AlertRegions or None
        Regions that AGN in no list of blazars avoid.
    n_high : int, optional
        Number of AGN at |b| > 10 deg, by default that of 4LAC-DR2.
    rng : Generator
    """
    n_high = model.counts.lac if n_high is None else n_high
    east, north = _ellipse_offset(table, rng)
    n_members = int((table["member"] >= 0).sum())
    members = sources.iloc[table["member"].to_numpy()[:n_members]]
    true_ra, true_dec = members["ra"].to_numpy(), members["dec"].to_numpy()
    ra, dec = offset(true_ra, true_dec, east[:n_members], north[:n_members])
    names = members["lat_name"].to_numpy(object)
    known = names != ""
    ra[known], dec[known] = lat_position(names[known])
    table["Source_Name"] = [*names, *[""] * (len(table) - n_members)]
    n_high -= int((np.abs(galactic(ra, dec)[1]) > PLANE).sum())
    other_ra, other_dec = _field_positions(
        table["group"].to_numpy()[n_members:], n_high, model, regions, rng
    )
    back_ra, back_dec = offset(other_ra, other_dec, -east[n_members:], -north[n_members:])
    table["RAJ2000"], table["DEJ2000"] = np.append(ra, other_ra), np.append(dec, other_dec)
    table["true_ra"], table["true_dec"] = np.append(true_ra, back_ra), np.append(true_dec, back_dec)
    # Single precision, as the file stores it: selections see the same numbers before and after.
    for name in ("RAJ2000", "DEJ2000"):
        table[name] = table[name].astype(np.float32).astype(np.float64)
    longitude, latitude = galactic(table["RAJ2000"], table["DEJ2000"])
    table["GLON"], table["GLAT"] = longitude, latitude


def _field_positions(groups: np.ndarray, n_high: int, model: BlazarModel, regions, rng):
    """Positions of sources that are no members: AGN first (n_high of them at |b| > 10 deg)."""
    agn = np.isin(groups, ("bll", "fsrq", "bcu"))
    parts = [
        draw_positions(
            n_high, model.sky["lat"], rng=rng, accept=lambda ra, dec: _free(ra, dec, regions)
        ),
        draw_positions(
            int(agn.sum()) - n_high,
            model.sky["lat"],
            rng=rng,
            accept=lambda ra, dec: np.abs(galactic(ra, dec)[1]) < PLANE,
        ),
    ]
    ra, dec = np.empty(groups.size), np.empty(groups.size)
    ra[agn], dec[agn] = np.concatenate(parts, axis=1)
    for name, share in SHARE_HIGH.items():
        rows = np.flatnonzero(groups == name)
        n_isotropic = round(share * rows.size)
        high = draw_positions(
            n_isotropic,
            SkyDensity(0.0, 1.0),
            rng=rng,
            accept=lambda ra, dec: np.abs(galactic(ra, dec)[1]) > PLANE,
        )
        low = _plane_positions(rows.size - n_isotropic, rng)
        ra[rows], dec[rows] = np.concatenate([high, low], axis=1)
    return ra, dec


def _free(ra, dec, regions: AlertRegions | None) -> np.ndarray:
    """Whether positions are at |b| > 10 deg and outside of the alerts."""
    high = np.abs(galactic(ra, dec)[1]) > PLANE
    if regions is None:
        return high
    return high & ~contains(regions.scaled(REGION_MARGIN), ra, dec).any(axis=0)


def _plane_positions(n_sources: int, rng: np.random.Generator):
    """Positions along the Galactic plane, denser towards the centre."""
    quantile = rng.random(n_sources) * (1.0 - np.exp(-PLANE / PLANE_SCALE))
    latitude = -PLANE_SCALE * np.log1p(-quantile) * rng.choice([-1.0, 1.0], n_sources)
    return equatorial(rng.normal(0.0, PLANE_LONGITUDE, n_sources) % 360.0, latitude)
