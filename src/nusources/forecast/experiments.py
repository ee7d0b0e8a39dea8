"""Experiments: neutrinos from sources of a field and from everywhere, and the fitted fraction.

References
----------
Chen et al. 2025, sections II and III; readings that the paper leaves open are fields of `Readings`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nusources.detectors.point_spread import RADIUS_PER_SIGMA
from nusources.forecast.fields import Positions, SourceField, redrawn_inside
from nusources.likelihood.checks import checked_fraction, checked_weights

WIDTHS = {meaning: 1 / radius for meaning, radius in RADIUS_PER_SIGMA.items()}
"""Width per axis over a "resolution": r50 is 1.177 and r68 1.510 times the width."""


@dataclass(frozen=True)
class Readings:
    """What the paper leaves open (docs/method-forecast.md).

    Parameters
    ----------
    separation : str
        Of `nusources.forecast.subsets.SEPARATIONS`.
    separation_over_sigma : float
        d over the width of the PSF.
    psf_width : str
        What a resolution is: per_axis, r50, r68.
    signal_number : str
        rounded: f N | binomial.
    signal_sources : str
        Which sources make neutrinos: all | bright.
    leaving : str
        Signal events outside the field: kept | redrawn, from another source.
    normalisation : str
        Of S: as_printed: over the plane | footprint: inside the field.
    bounds : str
        Of the fitted fraction of the bright sources: unit: 0 to 1 | share: 0 to c | free.
    estimator : str
        sum: eq. 2 | nearest source only | unnormalised: weights over those of all sources |
        uncorrected: no eq. 5 | faint_as_background: events of faint sources are drawn everywhere |
        per_event: eq. 2 with the width of each event.
    """

    separation: str = "half_density"
    separation_over_sigma: float = 3.0
    psf_width: str = "per_axis"
    signal_number: str = "rounded"
    signal_sources: str = "all"
    leaving: str = "kept"
    normalisation: str = "as_printed"
    bounds: str = "unit"
    estimator: str = "sum"

    def changed(self, **readings: str) -> Readings:
        """The same with some readings changed."""
        changes: dict[str, Any] = dict(readings)
        return replace(self, **changes)


@dataclass(frozen=True)
class Setup:
    """One kind of experiment.

    Parameters
    ----------
    n_events : int
    fraction : float
        Of events from the sources, f.
    sigma : float
        Width of the PSF per axis [deg].
    n_bright : int
        Sources that the fit knows: the brightest.
    exponent : float
        Neutrinos per flux, N ~ F^s.
    emitting : ndarray of bool, shape (n_sources,), optional
        Sources that make neutrinos; all without it.
    widths : ndarray, optional
        Widths of which each event has one, at random [deg]; else all have `sigma`.
    true_flux : ndarray, shape (n_sources,), optional
        What neutrinos go with, where the fit has other fluxes.
    unseen : float
        Share of the neutrinos from AGN that are not in the catalogue; they come from everywhere.
    """

    n_events: int
    fraction: float
    sigma: float
    n_bright: int
    exponent: float = 1.0
    emitting: NDArray[np.bool_] | None = field(default=None, compare=False)
    widths: NDArray[np.float64] | None = field(default=None, compare=False)
    true_flux: NDArray[np.float64] | None = field(default=None, compare=False)
    unseen: float = 0.0


@dataclass(frozen=True)
class Events:
    """Events of some experiments.

    Parameters
    ----------
    x, y : ndarray, shape (n_experiments, n_events)
        [deg].
    sigma : ndarray, shape (n_experiments, n_events)
        Width of each [deg].
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    sigma: NDArray[np.float64]


def true_weights(sources: SourceField, setup: Setup, readings: Readings) -> NDArray[np.float64]:
    """Share of the signal of each source."""
    weights = sources.weights(setup.exponent)
    if setup.true_flux is not None:
        weights = setup.true_flux**setup.exponent
    if setup.emitting is not None:
        weights = np.where(setup.emitting, weights, 0.0)
    if readings.signal_sources == "bright":
        weights = np.where(np.arange(len(weights)) < setup.n_bright, weights, 0.0)
    weights = checked_weights(weights, len(sources.flux))
    return weights / weights.sum()


def signal_numbers(
    setup: Setup, readings: Readings, n_experiments: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Signal events of each experiment."""
    if readings.signal_number == "binomial":
        return rng.binomial(setup.n_events, setup.fraction, n_experiments)
    # Halves go up: numpy would round them to even numbers.
    fixed = int(np.floor(setup.fraction * setup.n_events + 0.5))
    return np.full(n_experiments, fixed)


def draw_events(
    sources: SourceField,
    setup: Setup,
    readings: Readings,
    n_experiments: int,
    rng: np.random.Generator,
) -> Events:
    """Draw experiments.

    Parameters
    ----------
    sources : SourceField
    setup : Setup
    readings : Readings
    n_experiments : int
    rng : Generator

    Raises
    ------
    InputDataError
        A fraction outside 0 to 1, a negative flux, or no source that makes neutrinos.
    """
    checked_fraction(setup.fraction)
    checked_fraction(setup.unseen, "share of unseen AGN")
    shape = (n_experiments, setup.n_events)
    numbers = signal_numbers(setup, readings, n_experiments, rng)
    is_signal = np.arange(setup.n_events) < numbers[:, None]
    sigma = np.full(shape, setup.sigma)
    if setup.widths is not None:
        sigma = rng.choice(setup.widths, shape)
    x, y = (np.empty(shape) for _ in range(2))
    weights = true_weights(sources, setup, readings)
    chosen, *places = _scattered(sources, weights, sigma[is_signal], readings, rng)
    x[is_signal], y[is_signal] = places
    x[~is_signal], y[~is_signal] = sources.field.draw(int((~is_signal).sum()), rng)
    elsewhere = is_signal.copy()
    elsewhere[is_signal] = rng.random(len(chosen)) < setup.unseen
    if readings.estimator == "faint_as_background":
        elsewhere[is_signal] |= chosen >= setup.n_bright
    x[elsewhere], y[elsewhere] = sources.field.draw(int(elsewhere.sum()), rng)
    return Events(x, y, sigma)


def _scattered(
    sources: SourceField,
    weights: NDArray[np.float64],
    sigma: NDArray[np.float64],
    readings: Readings,
    rng: np.random.Generator,
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Sources that events come from, and positions of the events about them [deg].

    Events that are drawn again have another source: those that a survey sees follow S over the
    share of it that is inside, and a source at the edge gives fewer than one in the middle.
    """
    cumulative = np.cumsum(weights)
    chosen = np.empty(len(sigma), dtype=np.int64)

    def draw(events: NDArray) -> Positions:
        at = np.searchsorted(cumulative / cumulative[-1], rng.random(len(events)), "right")
        chosen[events] = at
        x = sources.x[at] + sigma[events] * rng.standard_normal(len(events))
        y = sources.y[at] + sigma[events] * rng.standard_normal(len(events))
        return sources.field.settle(x, y)

    if readings.leaving == "redrawn":
        return chosen, *redrawn_inside(sources.field, draw, len(chosen))
    return chosen, *draw(np.arange(len(chosen)))
