"""Simulated IceCube point-source tracks, season by season, with the published number of rows."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nusources.archive.tracks.rates import (
    LOG10_ENERGY_RANGE,
    LOG10_PROXY_RANGE,
    bundle_grid,
    draw_from_grid,
    expected_grids,
    exposure_grid,
)
from nusources.archive.tracks.signal import (
    Signal,
    draw_point_source_events,
    draw_population_events,
)
from nusources.archive.tracks.uptime import draw_times, simulate_uptime
from nusources.detectors import DetectorModel, draw_energy_proxy
from nusources.detectors.angular_error import scatter_directions
from nusources.detectors.model import draw_angular_errors
from nusources.errors import InputDataError
from nusources.facts.track_models import Season
from nusources.fluxes import Fluxes

EVENT_COLUMNS = ["mjd", "log10_energy", "ang_err", "ra", "dec", "azimuth", "zenith"]
TRUE_COLUMNS = ["component", "source_name", "true_ra", "true_dec", "true_log10_energy"]
TRUTH_COLUMNS = ["season", "row", *TRUE_COLUMNS]

# Earth rotation angle, Capitaine et al. 2000, A&A 355, 398, eq. 6 (IERS Conventions 2010, eq.
# 5.15), in turns from 2000 January 1.5 UT1.
EARTH_ROTATION_ORIGIN = 0.7790572732640
EARTH_ROTATION_RATE = 1.00273781191135448
MJD_J2000 = 51544.5
AZIMUTH_ORIGIN = 90.0  # deg, right ascension plus azimuth at Earth rotation angle 0 in the release


def earth_rotation_angle(mjd: np.ndarray) -> np.ndarray:
    """Angle of the Earth's rotation against the non-rotating origin of right ascension.

    It takes the place of sidereal time, since the right ascensions are of J2000 and do not move
    with the equinox.

    Parameters
    ----------
    mjd : array
        UT1 [MJD].

    Returns
    -------
    array
        [deg], 0 to 360.

    References
    ----------
    IERS Conventions 2010, eq. 5.15.
    """
    elapsed = np.asarray(mjd) - MJD_J2000
    # Whole days turn by whole turns plus the excess rate: this keeps the digits.
    turns = elapsed % 1.0 + (EARTH_ROTATION_RATE - 1.0) * elapsed + EARTH_ROTATION_ORIGIN
    return 360.0 * (turns % 1.0)


def local_azimuth(mjd: np.ndarray, ra: np.ndarray) -> np.ndarray:
    """Azimuth of a right ascension at the South Pole (inverse of itself: ra of an azimuth).

    IceCube's azimuth runs from grid east toward grid north, against the right ascension.

    Parameters
    ----------
    mjd : array
        UT1 [MJD].
    ra : array
        Right ascension [deg].

    Returns
    -------
    array
        Azimuth [deg], 0 to 360; precession and nutation of the pole (below .2 deg in 1/cos(dec))
        are left out.
    """
    return (earth_rotation_angle(mjd) + AZIMUTH_ORIGIN - np.asarray(ra)) % 360.0


def simulate_season(
    season: Season,
    detector: DetectorModel,
    fluxes: Fluxes,
    signal: Signal,
    *,
    rng: np.random.Generator,
    uptime: pd.DataFrame | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Draw one season: neutrinos, injected sources, and muon bundles for the rest of the rows.

    Parameters
    ----------
    season : Season
        Number of rows and livetime.
    detector : DetectorModel
        Responses of the season's configuration.
    fluxes : Fluxes
        Atmospheric and diffuse astrophysical neutrinos.
    signal : Signal
        Injected sources.
    rng : Generator
        Random stream of this season.
    uptime : DataFrame, optional
        Good runs; without them :func:`simulate_uptime` draws them from the same stream.

    Returns
    -------
    events : DataFrame
        ``mjd`` [d, in order], ``log10_energy`` [log10 GeV], ``ang_err, ra, dec, azimuth, zenith``
        [deg]; ``season.n_events`` rows.
    truth : DataFrame
        One row per injected event: ``season``, ``row`` (position in ``events``), ``component``,
        ``source_name``, ``true_ra, true_dec`` [deg], ``true_log10_energy`` [log10 GeV].

    Raises
    ------
    InputDataError
        If there are more neutrinos than rows.
    """
    if uptime is None:
        uptime = simulate_uptime(season, rng=rng)
    expected = expected_grids(season, detector, fluxes)
    neutrinos = draw_neutrinos(season, detector, expected, signal, rng=rng)
    n_bundles = season.n_events - len(neutrinos)
    if n_bundles < 0:
        raise InputDataError(
            f"season {season.name} draws more neutrinos than it has rows",
            value=len(neutrinos),
            expected=f"at most n_events = {season.n_events}: lower the injected flux",
        )
    tracks = [
        reconstruct_neutrinos(neutrinos, detector, rng=rng),
        draw_bundles(n_bundles, bundle_grid(season, detector, expected), detector, rng=rng),
    ]
    # Times are in order, so a random order of the tracks is a random time for each of them.
    order = rng.permutation(season.n_events)
    events = pd.concat(tracks, ignore_index=True).iloc[order].reset_index(drop=True)
    events["mjd"] = draw_times(uptime, season.n_events, rng=rng)
    events["azimuth"] = local_azimuth(events["mjd"].to_numpy(), events["ra"].to_numpy())
    events["zenith"] = events["dec"] + 90.0  # at the South Pole
    return events[EVENT_COLUMNS], truth_table(neutrinos, order, season.name)


def draw_neutrinos(
    season: Season,
    detector: DetectorModel,
    expected: dict[str, np.ndarray],
    signal: Signal,
    *,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Draw true directions and energies of all neutrinos of a season, each a Poisson number.

    Parameters
    ----------
    season, detector, signal
        As in :func:`simulate_season`.
    expected : dict of str to array
        As from :func:`expected_grids`.
    rng : Generator
        Random stream.

    Returns
    -------
    DataFrame
        ``component`` (conventional, prompt, astrophysical, population, point source),
        ``source_name`` (empty if diffuse), ``true_ra, true_dec`` [deg], ``true_log10_energy``.
    """
    counts = {name: int(rng.poisson(grid.sum())) for name, grid in expected.items()}
    n_population = int(rng.binomial(counts["astrophysical"], signal.population_fraction))
    counts["astrophysical"] -= n_population
    parts = [draw_diffuse(name, grid, counts[name], rng=rng) for name, grid in expected.items()]
    if n_population:
        diffuse = expected["astrophysical"]
        parts += [draw_population_events(signal.population, n_population, diffuse, rng=rng)]
    exposure = exposure_grid(season, detector)
    parts += [draw_point_source_events(s, exposure, rng=rng) for s in signal.point_sources]
    return pd.concat(parts, ignore_index=True)


def draw_diffuse(
    component: str, expected: np.ndarray, n_events: int, *, rng: np.random.Generator
) -> pd.DataFrame:
    """Draw neutrinos of a diffuse flux, uniform in right ascension."""
    dec, log10_energy = draw_from_grid(expected, n_events, LOG10_ENERGY_RANGE, rng=rng)
    return pd.DataFrame(
        {
            "component": np.full(n_events, component, dtype=object),
            "source_name": np.full(n_events, "", dtype=object),
            "true_ra": 360.0 * rng.random(n_events),
            "true_dec": dec,
            "true_log10_energy": log10_energy,
        }
    )


def reconstruct_neutrinos(
    neutrinos: pd.DataFrame, detector: DetectorModel, *, rng: np.random.Generator
) -> pd.DataFrame:
    """Energy proxy, angular error and reconstructed direction of neutrinos."""
    dec = neutrinos["true_dec"].to_numpy()
    is_up_going = dec > detector.effective_area.horizon_dec
    proxy = draw_energy_proxy(
        neutrinos["true_log10_energy"].to_numpy(), is_up_going, detector.energy_proxy, rng=rng
    )
    ang_err = draw_angular_errors(proxy, dec, detector, rng=rng)
    ra, dec = scatter_directions(neutrinos["true_ra"].to_numpy(), dec, ang_err, rng=rng)
    return pd.DataFrame({"log10_energy": proxy, "ang_err": ang_err, "ra": ra, "dec": dec})


def draw_bundles(
    n_events: int, grid: np.ndarray, detector: DetectorModel, *, rng: np.random.Generator
) -> pd.DataFrame:
    """Muon bundles in reconstructed quantities, from the grid of :func:`bundle_grid`."""
    dec, proxy = draw_from_grid(grid, n_events, LOG10_PROXY_RANGE, rng=rng)
    ang_err = draw_angular_errors(proxy, dec, detector, rng=rng)
    ra = 360.0 * rng.random(n_events)
    return pd.DataFrame({"log10_energy": proxy, "ang_err": ang_err, "ra": ra, "dec": dec})


def truth_table(neutrinos: pd.DataFrame, order: np.ndarray, season: str) -> pd.DataFrame:
    """Injected events with their row in the time-ordered season."""
    row_of = np.empty(order.size, dtype=np.int64)
    row_of[order] = np.arange(order.size)
    injected = np.flatnonzero(neutrinos["component"].isin(["point source", "population"]))
    truth = neutrinos.loc[injected, TRUE_COLUMNS].reset_index(drop=True)
    truth.insert(0, "season", season)
    truth.insert(1, "row", row_of[injected])
    return truth.sort_values("row", ignore_index=True)
