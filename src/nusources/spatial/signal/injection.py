"""Injection trials: signal events drawn through the detector response around the sources.

Where the null scrambles the sources, trial t is scramble t of the sky
(`nusources.spatial.counting.scrambles`) with signal events added around the scrambled sources.
Counts of disjoint sets of events add, so its count is that of the scramble plus the signal events
that have a source of the group in their circle, found with the same arcs. Where the null scrambles
the events (`nusources.spatial.nulls.event_scrambles`), the sources stay in their places, and a
tree of them finds the signal events that hold one.

Each signal event carries a mark, uniform between 0 and 1: at the share f of the injected flux, the
events with marks below f are there. One set of trials thus serves all fluxes, and each trial's
count rises with the flux.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from scipy.special import ndtr, ndtri

from nusources.detection_model import (
    Exposure,
    SignalModel,
    SourceShares,
    expected_events,
)
from nusources.detectors.angular_error import scatter_directions
from nusources.detectors.energy_proxy import proxy_median_and_scatter
from nusources.detectors.model import DetectorModel, draw_angular_errors
from nusources.random_streams import counter_generator
from nusources.sky import squared_chord, unit_vectors
from nusources.spatial.counting.arcs import TURN, EventCircles, arcs_in_pieces
from nusources.spatial.counting.scrambles import draw_shifts

SIGNAL_TRIALS_PER_BLOCK = 256
"""Trials drawn from one block of the random stream; part of the definition of a trial."""


@dataclass(frozen=True)
class SignalEvents:
    """Selected signal events of a number of trials.

    Attributes
    ----------
    trial : ndarray of int64, shape (n_events,)
        From 0.
    source : ndarray of int64, shape (n_events,)
        Source that sent the event.
    mark : ndarray, shape (n_events,)
        Share of the injected flux above which the event is there, 0 to 1.
    log10_energy : ndarray, shape (n_events,)
        Energy proxy, log10(E/GeV).
    ang_err : ndarray, shape (n_events,)
        [deg]
    ra_offset, dec : ndarray, shape (n_events,)
        Right ascension from that of its source, and declination [deg].
    """

    trial: NDArray[np.int64]
    source: NDArray[np.int64]
    mark: NDArray[np.float64]
    log10_energy: NDArray[np.float64]
    ang_err: NDArray[np.float64]
    ra_offset: NDArray[np.float64]
    dec: NDArray[np.float64]

    def take(self, chosen: NDArray) -> SignalEvents:
        """Some of the events."""
        return SignalEvents(*(part[chosen] for part in vars(self).values()))


@dataclass(frozen=True)
class CountedSignal:
    """Signal events that have a source of their group in their circle, by trial and mark.

    Attributes
    ----------
    trial : ndarray of int64, shape (n_events,)
    mark : ndarray, shape (n_events,)
    level : ndarray of int64, shape (n_events,)
        How many thresholds each passes, minus one.
    flux : float
        Flux of the group at the mark 1 [GeV^-1 cm^-2 s^-1 at 100 TeV].
    n_trials : int
    """

    trial: NDArray[np.int64]
    mark: NDArray[np.float64]
    level: NDArray[np.int64]
    flux: float
    n_trials: int

    def counts(self, level: int, flux: float) -> NDArray[np.int64]:
        """Number in each trial that reach a threshold at a flux up to that of the mark 1."""
        there = (self.level >= level) & (self.mark < flux / self.flux)
        return np.bincount(self.trial[there], minlength=self.n_trials)


def draw_signal_events(
    model: SignalModel,
    sources: SourceShares,
    flux: float,
    n_trials: int,
    log10_energy_min: float,
    *,
    rng: np.random.Generator,
) -> SignalEvents:
    """Draw the selected signal events of independent trials, a Poisson number in each.

    Parameters
    ----------
    model : SignalModel
    sources : SourceShares
    flux : float
        Of the group at 100 TeV [GeV^-1 cm^-2 s^-1].
    n_trials : int
    log10_energy_min : float
        Lowest energy proxy that is wanted: events below are never drawn.
    rng : Generator

    Returns
    -------
    SignalEvents
    """
    parts = [
        _draw_of_exposure(model, exposure, sources, flux * n_trials, log10_energy_min, rng=rng)
        for exposure in model.exposures
    ]
    source, proxy, ang_err = (np.concatenate(part) for part in zip(*parts, strict=True))
    width = model.axis_per_ang_err * ang_err
    zero = np.zeros(source.size)
    offset, dec = scatter_directions(zero, sources.dec[source], width, rng=rng)
    trial = rng.integers(0, n_trials, source.size)
    mark = rng.random(source.size)
    return SignalEvents(trial, source, mark, proxy, ang_err, offset, dec)


def _draw_of_exposure(
    model: SignalModel,
    exposure: Exposure,
    sources: SourceShares,
    flux: float,
    log10_energy_min: float,
    *,
    rng: np.random.Generator,
) -> tuple[NDArray, NDArray, NDArray]:
    """Source, energy proxy and angular error of the events in one configuration."""
    detector = exposure.detector
    edges, number = expected_events(exposure, sources.dec, model.spectral_index)
    is_up_going = sources.dec > detector.effective_area.horizon_dec
    highest = _highest_tail(edges, is_up_going, detector, log10_energy_min)
    drawn = rng.poisson(flux * sources.share[:, np.newaxis] * number * highest)
    cell = np.repeat(np.arange(drawn.size), drawn.ravel())
    source, energy_bin = np.divmod(cell, number.shape[1])
    log10_energy = _draw_in_bins(edges, energy_bin, model.spectral_index, rng=rng)
    median, scatter = proxy_median_and_scatter(
        log10_energy, is_up_going[source], detector.energy_proxy
    )
    # A tail probability below that of the lowest proxy is a proxy above it.
    tail = highest.ravel()[cell] * (1 - rng.random(cell.size))
    proxy = median - scatter * ndtri(tail)
    kept = proxy >= log10_energy_min
    source, proxy = source[kept], proxy[kept]
    ang_err = draw_angular_errors(proxy, sources.dec[source], detector, rng=rng)
    ang_err *= model.ang_err_factor
    kept = ang_err <= model.ang_err_max
    return source[kept], proxy[kept], ang_err[kept]


def _highest_tail(
    edges: NDArray, is_up_going: NDArray, detector: DetectorModel, log10_energy_min: float
) -> NDArray[np.float64]:
    """Bound of the probability to reach a proxy, for each source and bin of energy."""
    median, scatter = proxy_median_and_scatter(
        edges[1:], is_up_going[:, np.newaxis], detector.energy_proxy
    )
    tail = ndtr((median - log10_energy_min) / scatter)
    # Below a half it rises with energy; above, a wider scatter may lower it again.
    return np.where(tail > 0.5, 1.0, tail)


def _draw_in_bins(
    edges: NDArray, energy_bin: NDArray, spectral_index: float, *, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Energies of a power law within bins, log10(E/GeV)."""
    low, high = edges[energy_bin], edges[energy_bin + 1]
    quantile, power = rng.random(energy_bin.size), 1 - spectral_index
    if power == 0:
        return low + quantile * (high - low)
    ratio = np.expm1(np.log(10) * power * (high - low))
    return low + np.log1p(quantile * ratio) / (np.log(10) * power)


def touched_events(
    events: SignalEvents,
    sources: SourceShares,
    shifts: NDArray[np.uint32],
    circle_factor: float = 1.0,
) -> NDArray[np.bool_]:
    """Which events have at least one source of the group in their circle.

    Parameters
    ----------
    events : SignalEvents
    sources : SourceShares
    shifts : ndarray of uint32, shape (n_sources, n_trials)
        Shift of each source from its catalogue position [2**-32 turns].
    circle_factor : float
        Radius of the circles over `ang_err`.

    Returns
    -------
    ndarray of bool, shape (n_events,)
    """
    moved = shifts[events.source, events.trial] * (360 / TURN)
    ra = (sources.ra[events.source] + moved + events.ra_offset) % 360
    circles = EventCircles(ra, events.dec, circle_factor * events.ang_err)
    touched = np.zeros(ra.size, dtype=bool)
    for source, start, width, event in arcs_in_pieces(sources.ra, sources.dec, circles):
        moved = shifts[source, events.trial[event]]
        touched[event[moved - start <= width]] = True
    return touched


def touched_in_place(
    events: SignalEvents,
    sources: SourceShares,
    circle_factor: float = 1.0,
    listed: SourceShares | None = None,
) -> NDArray[np.bool_]:
    """Which events have at least one source of the group in their circle, where the sources are.

    Parameters
    ----------
    events : SignalEvents
    sources : SourceShares
        Those that sent the events.
    circle_factor : float
        Radius of the circles over `ang_err`.
    listed : SourceShares, optional
        Those that are searched; the same if not given.

    Returns
    -------
    ndarray of bool, shape (n_events,)
    """
    ra = sources.ra[events.source] + events.ra_offset
    searched = sources if listed is None else listed
    tree = cKDTree(unit_vectors(searched.ra, searched.dec))
    nearest = tree.query(unit_vectors(ra, events.dec))[0]
    return nearest**2 <= squared_chord(circle_factor * events.ang_err)


def inject_into_scrambles(
    model: SignalModel,
    sources: SourceShares,
    flux: float,
    n_trials: int,
    thresholds: NDArray,
    stream: str,
    *,
    seed: int,
) -> CountedSignal:
    """Inject signal into the scrambles of the sources 0 to `n_trials` - 1 and count it.

    Parameters
    ----------
    model, sources, flux
        As for `draw_signal_events`.
    n_trials : int
    thresholds : ndarray
        Ascending, log10(E/GeV).
    stream : str
        Name of the random stream: trials of different names are independent.
    seed : int
        Of the run: the scrambles are those of `count_scrambled`.

    Returns
    -------
    CountedSignal
    """

    def touched(events: SignalEvents, first: int) -> NDArray[np.bool_]:
        shifts = draw_shifts(sources.names, first, first + SIGNAL_TRIALS_PER_BLOCK, seed=seed)
        return touched_events(events, sources, shifts, model.circle_factor)

    trials = _SignalTrials(n_trials, stream, seed)
    return _inject(model, sources, flux, thresholds, trials, touched)


def inject_in_place(
    model: SignalModel,
    sources: SourceShares,
    flux: float,
    n_trials: int,
    thresholds: NDArray,
    stream: str,
    *,
    seed: int,
) -> CountedSignal:
    """Inject signal around the sources where they are, into scrambles of the events, and count it.

    Parameters
    ----------
    model, sources, flux, n_trials, thresholds, stream, seed
        As for `inject_into_scrambles`; the signal does not depend on the scrambles.

    Returns
    -------
    CountedSignal
    """
    trials = _SignalTrials(n_trials, stream, seed)
    return _inject(
        model,
        sources,
        flux,
        thresholds,
        trials,
        lambda events, first: touched_in_place(events, sources, model.circle_factor),
    )


@dataclass(frozen=True)
class _SignalTrials:
    """Trials that get signal, and the name and seed of their random stream."""

    n_trials: int
    stream: str
    seed: int


def _inject(
    model: SignalModel,
    sources: SourceShares,
    flux: float,
    thresholds: NDArray,
    trials: _SignalTrials,
    touched: Callable[[SignalEvents, int], NDArray[np.bool_]],
) -> CountedSignal:
    """Signal of all blocks; `touched` tells which events of the block from a trial on count."""
    thresholds = np.maximum(thresholds, model.log10_energy_min)
    parts = []
    for block, first in _blocks(trials.n_trials):
        rng = counter_generator(trials.seed, block, "signal", trials.stream)
        events = draw_signal_events(
            model, sources, flux, SIGNAL_TRIALS_PER_BLOCK, thresholds[0], rng=rng
        )
        events = events.take(events.trial < trials.n_trials - first)
        counted = events.take(touched(events, first))
        level = np.searchsorted(thresholds, counted.log10_energy, side="right") - 1
        # Blocks follow each other, so their trials are in order when each block's are.
        order = np.lexsort((counted.mark, counted.trial))
        parts.append((counted.trial[order] + first, counted.mark[order], level[order]))
    trial, mark, level = (np.concatenate(part) for part in zip(*parts, strict=True))
    return CountedSignal(trial, mark, level, flux, trials.n_trials)


def _blocks(n_trials: int) -> Iterator[tuple[int, int]]:
    """Number and first trial of each block."""
    for block in range(-(-n_trials // SIGNAL_TRIALS_PER_BLOCK)):
        yield block, block * SIGNAL_TRIALS_PER_BLOCK
