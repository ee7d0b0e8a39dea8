"""Injected sources of the simulated tracks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from nusources.archive.tracks.rates import (
    LOG10_ENERGY,
    declination_row,
    draw_energies,
)
from nusources.errors import InputDataError
from nusources.fluxes import PowerLawFlux, power_law_flux


@dataclass(frozen=True)
class PointSource:
    """A steady source with a power-law spectrum.

    Parameters
    ----------
    name : str
        Name in the truth table.
    ra, dec : float
        Position [deg].
    flux_norm : float
        Flux of nu_mu + anti-nu_mu at 100 TeV [GeV^-1 cm^-2 s^-1].
    spectral_index : float
        Positive spectral index.
    """

    name: str
    ra: float
    dec: float
    flux_norm: float
    spectral_index: float

    def flux(self, energy: np.ndarray) -> np.ndarray:
        """Flux [GeV^-1 cm^-2 s^-1] at an energy [GeV]."""
        return power_law_flux(energy, PowerLawFlux(self.flux_norm, self.spectral_index))


@dataclass(frozen=True)
class Signal:
    """All injected sources.

    Parameters
    ----------
    point_sources : tuple of PointSource
        Sources on top of the diffuse flux.
    population : DataFrame, optional
        ``source_name, ra, dec, weight`` as from :func:`draw_population`.
    population_fraction : float
        Share of the diffuse astrophysical events that come from the population, 0 to 1.
    """

    point_sources: tuple[PointSource, ...] = ()
    population: pd.DataFrame | None = None
    population_fraction: float = 0.0

    def __post_init__(self):
        """Refuse a share without a population, and positions off the sky."""
        if not 0.0 <= self.population_fraction <= 1.0:
            raise InputDataError(
                "the share of the diffuse flux that the population makes is impossible",
                column="population_fraction",
                value=self.population_fraction,
                expected="0 to 1",
            )
        if self.population_fraction > 0.0 and self.population is None:
            raise InputDataError(
                "a share of the diffuse flux, but no population to make it",
                column="population",
                value=f"none, with a fraction of {self.population_fraction:g}",
                expected="the table of draw_population",
            )
        for source in self.point_sources:
            if not -90.0 <= source.dec <= 90.0 or source.flux_norm < 0.0:
                raise InputDataError(
                    f"point source {source.name!r} is impossible",
                    value=(source.dec, source.flux_norm),
                    expected="dec from -90 to 90 deg and flux_norm >= 0",
                )


def draw_population(
    n_sources: int, count_slope: float = 2.5, *, rng: np.random.Generator
) -> pd.DataFrame:
    """Draw an isotropic population of steady sources.

    Parameters
    ----------
    n_sources : int
        Number of sources.
    count_slope : float
        dN/dS is proportional to S^-count_slope above a least flux; 2.5 for standard candles that
        fill a Euclidean space.
    rng : Generator
        Random stream.

    Returns
    -------
    DataFrame
        ``source_name``, ``ra``, ``dec`` [deg], ``weight`` (share of the population's flux).
    """
    flux = (1.0 - rng.random(n_sources)) ** (-1.0 / (count_slope - 1.0))
    return pd.DataFrame(
        {
            "source_name": [f"population {number:06d}" for number in range(1, n_sources + 1)],
            "ra": 360.0 * rng.random(n_sources),
            "dec": np.degrees(np.arcsin(2.0 * rng.random(n_sources) - 1.0)),
            "weight": flux / flux.sum(),
        }
    )


def draw_point_source_events(
    source: PointSource, exposure: np.ndarray, *, rng: np.random.Generator
) -> pd.DataFrame:
    """Draw the events of a point source in one season (a Poisson number).

    Parameters
    ----------
    source : PointSource
        Source.
    exposure : array, shape (N_DEC, N_ENERGY)
        As from :func:`exposure_grid`.
    rng : Generator
        Random stream.

    Returns
    -------
    DataFrame
        ``component, source_name, true_ra, true_dec`` [deg], ``true_log10_energy`` [log10 GeV].
    """
    row = exposure[declination_row(source.dec)]
    n_events = rng.poisson((row * source.flux(10.0**LOG10_ENERGY)).sum())
    return pd.DataFrame(
        {
            "component": np.full(n_events, "point source", dtype=object),
            "source_name": np.full(n_events, source.name, dtype=object),
            "true_ra": np.full(n_events, source.ra),
            "true_dec": np.full(n_events, source.dec),
            "true_log10_energy": draw_energies(row, source.flux, n_events, rng=rng),
        }
    )


def draw_population_events(
    population: pd.DataFrame,
    n_events: int,
    expected: np.ndarray,
    *,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Draw events of the population: sources by flux and acceptance, then energies.

    Parameters
    ----------
    population : DataFrame
        ``source_name, ra, dec, weight``.
    n_events : int
        Number of events.
    expected : array, shape (N_DEC, N_ENERGY)
        Expected diffuse astrophysical events per cell.
    rng : Generator
        Random stream.

    Returns
    -------
    DataFrame
        Columns as from :func:`draw_point_source_events`.
    """
    rows = declination_row(population["dec"].to_numpy())
    cumulative = np.cumsum(population["weight"].to_numpy() * expected.sum(axis=1)[rows])
    chosen = np.searchsorted(cumulative, rng.random(n_events) * cumulative[-1], side="right")
    sources = population.iloc[chosen]
    energies = np.empty(n_events)
    for row in np.unique(rows[chosen]):
        here = rows[chosen] == row
        energies[here] = draw_energies(expected[row], np.ones_like, int(here.sum()), rng=rng)
    return pd.DataFrame(
        {
            "component": np.full(n_events, "population", dtype=object),
            "source_name": sources["source_name"].to_numpy(),
            "true_ra": sources["ra"].to_numpy(),
            "true_dec": sources["dec"].to_numpy(),
            "true_log10_energy": energies,
        }
    )
