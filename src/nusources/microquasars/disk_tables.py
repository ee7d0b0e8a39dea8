"""Tables of the disk of sources: integrals, numbers of sources, profiles and a map.

References
----------
anchordoqui2014, section IV, Tables III and IV, Fig. 4.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from nusources.microquasars.disk_model import DiskModel
from nusources.microquasars.energetics import diffuse_flux, sources_needed
from nusources.microquasars.integrals import disk_integral
from nusources.microquasars.sky_map import Pattern

PRINTED_DECIMALS = 4
"""Decimals of Table III."""
PRINTED_DIGITS = 3
"""Digits of the factor of eq. (15)."""
RADIUS_STEP = 0.05
"""Step of the tabulated profiles [kpc]."""
MAP_STEP = 0.25
"""Cell of the Galactic map [kpc]."""


def integrate_distributions(
    model: DiskModel, voids: Sequence[float], luminosity: float, target: float
) -> pd.DataFrame:
    """Integrals and numbers of sources of all distributions and voids (Tables III and IV).

    Parameters
    ----------
    model : DiskModel
    voids : sequence of float
        Radii of the void [kpc].
    luminosity : float
        Neutrinos, per decade of energy and source [erg/s].
    target : float
        E^2 Phi that the sources are to make [GeV cm^-2 s^-1 sr^-1].

    Returns
    -------
    DataFrame
        Contract ``disk_integrals``.
    """
    factor = float(diffuse_flux(luminosity, 1.0))
    printed_factor = float(f"{factor:.{PRINTED_DIGITS - 1}e}")
    rows = []
    for name in model.names:
        for void in voids:
            found = disk_integral(model.density(name, void), model.observer, void)
            printed = round(found.total, PRINTED_DECIMALS)
            needed = float(sources_needed(target, factor, found.total))
            rows.append(
                {
                    "distribution": name,
                    "void": float(void),
                    "scale": model.scale_of(name, void),
                    "half_opening": np.degrees(np.arcsin(void / model.observer)),
                    "sector": found.sector,
                    "rest": found.rest,
                    "total": found.total,
                    "numerical_error": found.error,
                    "n_needed": needed,
                    "n_needed_as_printed": target / (printed_factor * printed)
                    if printed > 0
                    else np.nan,
                    "luminosity": luminosity,
                    "total_power": needed * luminosity,
                }
            )
    return pd.DataFrame(rows).astype({"scale": float})


def count_sources(
    model: DiskModel, voids: Sequence[float], luminosities: Sequence[float], target: float
) -> pd.DataFrame:
    """Number of sources that make the target flux, by void [kpc] and luminosity [erg/s].

    Returns
    -------
    DataFrame
        Contract ``source_counts``.
    """
    factors = diffuse_flux(np.asarray(luminosities, dtype=float), 1.0)
    parts = []
    for name in model.names:
        for void in voids:
            total = disk_integral(model.density(name, void), model.observer, void).total
            part = {"luminosity": luminosities, "n_needed": sources_needed(target, factors, total)}
            parts.append(pd.DataFrame(part).assign(distribution=name, void=float(void)))
    return pd.concat(parts, ignore_index=True)


def count_for_targets(integrals: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    """Number of fiducial sources that make each measured diffuse flux.

    Parameters
    ----------
    integrals : DataFrame
        Contract ``disk_integrals``.
    targets : DataFrame
        measurement, label, era, flux, flux_low, flux_high at 100 TeV [GeV cm^-2 s^-1 sr^-1].

    Returns
    -------
    DataFrame
        Contract ``target_counts``.
    """
    both = integrals[["distribution", "void", "total", "luminosity"]].merge(targets, how="cross")
    factor = diffuse_flux(both["luminosity"], 1.0)
    for column, flux in (("n_needed", "flux"), ("n_low", "flux_low"), ("n_high", "flux_high")):
        both[column] = sources_needed(both[flux], factor, both["total"])
    names = ["measurement", "label", "era", "distribution", "void", "flux"]
    return both[[*names, "n_needed", "n_low", "n_high"]]


def density_profiles(model: DiskModel, voids: Sequence[float]) -> pd.DataFrame:
    """Every distribution by distance from the centre, per source: contract ``density_profiles``."""
    n_steps = int(np.ceil(model.radius / RADIUS_STEP))
    radius = np.linspace(0, model.radius, n_steps + 1)
    return pd.concat(
        [
            pd.DataFrame({"radius": radius, "density": model.density(name, void)(radius)}).assign(
                distribution=name, void=float(void)
            )
            for name in model.names
            for void in voids
        ],
        ignore_index=True,
    )


def galactic_map(
    model: DiskModel, void: float, patterns: dict[str, dict[str, Pattern]]
) -> pd.DataFrame:
    """Surface density on a grid of the disk, per source.

    Parameters
    ----------
    model : DiskModel
    void : float
        Radius of the void that sets the exponential [kpc]; it is not cut out.
    patterns : dict
        For each distribution, its patterns by name.

    Returns
    -------
    DataFrame
        Contract ``galactic_map``.
    """
    half = int(np.ceil(model.radius / MAP_STEP))
    axis = MAP_STEP * np.arange(-half, half + 1)
    x, y = (grid.ravel() for grid in np.meshgrid(axis, axis, indexing="ij"))
    r, azimuth = np.hypot(x, y), np.arctan2(y, x)
    parts = []
    for name in model.names:
        surface = model.density(name, void)(r)
        for pattern, factor in patterns[name].items():
            cells = {"x": x, "y": y, "density": surface * factor(r, azimuth)}
            parts.append(pd.DataFrame(cells).assign(distribution=name, pattern=pattern))
    return pd.concat(parts, ignore_index=True)
