"""Expected event rates on a grid of true energy and declination, and draws from it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nusources.detectors import (
    DetectorModel,
    down_going_rate,
    effective_area,
    muon_bundle_spectrum,
)
from nusources.detectors.effective_area import midpoints
from nusources.facts.track_models import Season
from nusources.fluxes import Fluxes, conventional_flux, power_law_flux
from nusources.units import SECONDS_PER_DAY

# True neutrino energies: below 100 GeV the release has no response, above 1 EeV no flux matters.
LOG10_ENERGY_RANGE = (2.0, 9.0)
N_ENERGY = 140  # cells of .05
N_DEC = 400  # cells equal in sin(dec)
LOG10_PROXY_RANGE = (2.0, 8.0)
N_PROXY = 300  # cells of .02

LOG10_ENERGY = midpoints(*LOG10_ENERGY_RANGE, N_ENERGY)
SIN_DEC = midpoints(-1.0, 1.0, N_DEC)
LOG10_PROXY = midpoints(*LOG10_PROXY_RANGE, N_PROXY)


def exposure_grid(season: Season, detector: DetectorModel) -> np.ndarray:
    """Effective area times livetime times cell width in energy.

    Parameters
    ----------
    season : Season
        Gives the livetime.
    detector : DetectorModel
        Gives the effective area.

    Returns
    -------
    array, shape (N_DEC, N_ENERGY)
        [cm^2 s GeV]: times a flux per GeV it is the number of events per steradian (or, for a
        point source, the number of events) of each cell.
    """
    dec = np.degrees(np.arcsin(SIN_DEC))[:, None]
    area = effective_area(LOG10_ENERGY[None, :], dec, detector.effective_area)
    cell = np.log(10.0) * 10.0**LOG10_ENERGY * (LOG10_ENERGY[1] - LOG10_ENERGY[0])
    return area * cell * season.livetime * SECONDS_PER_DAY


def expected_grids(
    season: Season, detector: DetectorModel, fluxes: Fluxes
) -> dict[str, np.ndarray]:
    """Expected neutrino events per cell.

    Parameters
    ----------
    season : Season
        Gives the livetime.
    detector : DetectorModel
        Gives the effective area.
    fluxes : Fluxes
        Conventional, prompt and astrophysical flux.

    Returns
    -------
    dict of str to array, shape (N_DEC, N_ENERGY)
        Keys ``conventional``, ``prompt``, ``astrophysical``.
    """
    energy = 10.0 ** LOG10_ENERGY[None, :]
    solid_angle = 2.0 * np.pi * (SIN_DEC[1] - SIN_DEC[0])
    exposure = exposure_grid(season, detector) * solid_angle
    # At the South Pole cos(zenith) = -sin(dec).
    conventional = conventional_flux(energy, -SIN_DEC[:, None], fluxes.conventional)
    return {
        "conventional": exposure * conventional * detector.selection.atmospheric_scale,
        "prompt": exposure * power_law_flux(energy, fluxes.prompt),
        "astrophysical": exposure * power_law_flux(energy, fluxes.astrophysical),
    }


def draw_from_grid(
    grid: np.ndarray, n_events: int, limits: tuple[float, float], *, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Draw sin(dec) and log10 energy from a grid, uniform within its cells.

    Parameters
    ----------
    grid : array, shape (N_DEC, m)
        Weight per cell; rows equal in sin(dec) from -1 to 1.
    n_events : int
        Number of draws.
    limits : tuple of float
        Range of the columns [log10 GeV].
    rng : Generator
        Random stream.

    Returns
    -------
    dec, log10_energy : array, shape (n_events,)
        [deg] and [log10 GeV].
    """
    cumulative = np.cumsum(grid.ravel())
    cell = pick(cumulative, rng.random(n_events))
    row, column = np.divmod(cell, grid.shape[1])
    sin_dec = -1.0 + 2.0 * (row + rng.random(n_events)) / grid.shape[0]
    low, high = limits
    log10_energy = low + (high - low) * (column + rng.random(n_events)) / grid.shape[1]
    return np.degrees(np.arcsin(sin_dec)), log10_energy


def draw_energies(
    exposure_row: np.ndarray,
    flux: Callable[[np.ndarray], np.ndarray],
    n_events: int,
    *,
    rng: np.random.Generator,
) -> np.ndarray:
    """Draw true energies of one direction.

    Parameters
    ----------
    exposure_row : array, shape (N_ENERGY,)
        Row of :func:`exposure_grid`.
    flux : callable
        Flux as a function of energy [GeV].
    n_events : int
        Number of draws.
    rng : Generator
        Random stream.

    Returns
    -------
    array, shape (n_events,)
        [log10 GeV].
    """
    weights = exposure_row * flux(10.0**LOG10_ENERGY)
    cell = pick(np.cumsum(weights), rng.random(n_events))
    low, high = LOG10_ENERGY_RANGE
    return low + (high - low) * (cell + rng.random(n_events)) / N_ENERGY


def pick(cumulative: np.ndarray, quantile: np.ndarray) -> np.ndarray:
    """Cells at given quantiles of a cumulative sum."""
    return np.searchsorted(cumulative, quantile * cumulative[-1], side="right")


def bundle_grid(
    season: Season, detector: DetectorModel, expected: dict[str, np.ndarray]
) -> np.ndarray:
    """Expected muon bundles per cell of sin(dec) and energy proxy.

    Bundles fill the rows that the neutrinos leave: over the declinations of the down-going
    selection, neutrinos and bundles together follow :func:`down_going_rate`.

    Parameters
    ----------
    season : Season
        Gives the number of rows.
    detector : DetectorModel
        Gives the parameters.
    expected : dict of str to array
        As from :func:`expected_grids`.

    Returns
    -------
    array, shape (N_DEC, N_PROXY)
        Expected number, up to a common factor where neutrinos exceed the rate of a row.
    """
    neutrinos = sum(grid.sum(axis=1) for grid in expected.values())
    shape = down_going_rate(SIN_DEC, detector.muon_bundles)
    n_down = season.n_events - neutrinos[shape == 0.0].sum()
    bundles = np.maximum(n_down * shape / shape.sum() - neutrinos, 0.0)
    spectrum = muon_bundle_spectrum(LOG10_PROXY, SIN_DEC, detector.muon_bundles)
    return bundles[:, None] * spectrum


def declination_row(dec: np.ndarray | float) -> np.ndarray:
    """Row of the grid in which a declination lies."""
    row = np.floor((np.sin(np.radians(dec)) + 1.0) / 2.0 * N_DEC).astype(int)
    return np.clip(row, 0, N_DEC - 1)
