"""Signal events that the search counts, per unit of flux: acceptance, neighbours, declination.

The acceptance (`nusources.spatial.signal.acceptance`) counts an event for its own source. Where the
sources keep their places, an event that misses its own may well hold another: in a catalogue of
thousands up to half of the counted signal. What the closed form leaves out is taken from drawn
events.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from nusources.detection_model import SignalModel, SourceShares
from nusources.sky import angular_separation
from nusources.spatial.signal.acceptance import accepted_events
from nusources.spatial.signal.injection import SignalEvents, draw_signal_events, touched_in_place

N_SIGNAL_EVENTS = 20_000
"""Signal events that hold their source, at least, from which ratios are taken: to .7 %."""


def counted_per_flux(
    model: SignalModel,
    sources: SourceShares,
    thresholds: Sequence[float] | NDArray[np.float64],
    *,
    rng: np.random.Generator,
    listed: SourceShares | None = None,
    inside: Callable[[NDArray], NDArray[np.bool_]] | None = None,
) -> NDArray[np.float64]:
    """Counted signal events over the flux of the group, at each threshold.

    Parameters
    ----------
    model : SignalModel
    sources : SourceShares
        Those that send the signal. If they keep their places, events that hold another of them
        count, too.
    thresholds : sequence of float or ndarray, shape (n_thresholds,)
        Ascending, log10(E/GeV).
    rng : Generator
    listed : SourceShares, optional
        Places that are searched, where `sources` keep theirs; the same sources if not given.
    inside : callable, optional
        Tells of declinations of events [deg] which are searched; all if not given.

    Returns
    -------
    ndarray, shape (n_thresholds,)
        [GeV cm2 s]
    """
    accepted = sources.share @ accepted_events(model, sources.dec, thresholds)
    is_closed = not sources.in_place and inside is None
    if is_closed or not np.all(accepted > 0):
        return accepted
    # The fewest events are above the highest threshold.
    flux = N_SIGNAL_EVENTS / accepted[-1]
    lowest = max(thresholds[0], model.log10_energy_min)
    events = draw_signal_events(model, sources, flux, 1, lowest, rng=rng)
    own = _holds_its_source(events, sources, model.circle_factor)
    counted = own
    if sources.in_place:
        counted = touched_in_place(events, sources, model.circle_factor, listed)
    if inside is not None:
        counted = counted & inside(events.dec)
    level = np.searchsorted(thresholds, events.log10_energy, side="right") - 1
    n_counted, n_own = (
        np.bincount(level[kept], minlength=len(thresholds))[::-1].cumsum()[::-1]
        for kept in (counted, own)
    )
    return accepted * n_counted / n_own


def _holds_its_source(
    events: SignalEvents, sources: SourceShares, circle_factor: float
) -> NDArray[np.bool_]:
    """Whether an event's circle holds the source that sent it."""
    dec = sources.dec[events.source]
    away = angular_separation(0.0, dec, events.ra_offset, events.dec)
    return away <= circle_factor * events.ang_err
