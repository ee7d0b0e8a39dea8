"""Signal events injected into scrambled skies."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from nusources.detection_model import SignalModel, SourceShares
from nusources.spatial.signal.acceptance import accepted_by_proxy
from nusources.spatial.signal.injection import draw_signal_events
from nusources.stacking.energies import LOG10_PROXY
from nusources.stacking.events import StackEvents
from nusources.stacking.pairs import Sources

Array = NDArray[np.float64]


def events_per_flux(model: SignalModel, sources: Sources, flux_shares: Array) -> float:
    """Events of a stack over its flux at 100 TeV [GeV cm2 s], wherever they are found."""
    by_source = sum(
        accepted_by_proxy(model, one, sources.dec, LOG10_PROXY).sum(axis=1)
        for one in model.exposures
    )
    return float(flux_shares @ by_source)


def draw_injected(
    model: SignalModel,
    sources: Sources,
    flux_shares: Array,
    mean: float,
    n_trials: int,
    rng: np.random.Generator,
) -> Iterator[StackEvents]:
    """Draw the signal events of trials, a Poisson number in each.

    Parameters
    ----------
    model : SignalModel
        With the spectral index of the signal.
    sources : Sources
    flux_shares : ndarray, shape (n_sources,)
        Share of the flux of each source, of sum 1.
    mean : float
        Expected number of events of the stack.
    n_trials : int
    rng : Generator

    Yields
    ------
    StackEvents
        Trial after trial.
    """
    names = np.array(sources.names, dtype=object)
    shares = SourceShares(names, sources.ra, sources.dec, flux_shares, in_place=True)
    flux = mean / events_per_flux(model, sources, flux_shares)
    parts = []
    for configuration, exposure in enumerate(model.exposures):
        of_one = replace(model, exposures=(exposure,))
        drawn = draw_signal_events(of_one, shares, flux, n_trials, model.log10_energy_min, rng=rng)
        ra = (sources.ra[drawn.source] + drawn.ra_offset) % 360
        width = model.axis_per_ang_err * drawn.ang_err
        place = np.full(len(ra), configuration)
        events = StackEvents.of(ra, drawn.dec, width, drawn.log10_energy, place)
        parts.append((drawn.trial, events))
    trial = np.concatenate([one for one, _ in parts])
    columns = zip(*(vars(events).values() for _, events in parts), strict=True)
    together = StackEvents(*(np.concatenate(column) for column in columns))
    order = np.argsort(trial, kind="stable")
    borders = np.searchsorted(trial[order], np.arange(n_trials + 1))
    for begin, end in itertools.pairwise(borders):
        yield together.take(order[begin:end])
