"""The fraction of events from AGN that an experiment gives.

References
----------
Chen et al. 2025, eqs. 1, 2, 5.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from nusources.forecast.densities import SignalField
from nusources.forecast.experiments import Events, Readings, Setup
from nusources.forecast.fields import SourceField
from nusources.likelihood.fit import fit_fractions
from nusources.likelihood.shares import checked_field

FREE = -np.inf


def known_sources(sources: SourceField, setup: Setup, is_known: NDArray | None) -> NDArray:
    """Which sources the fit knows: the brightest, of those that it knows to make neutrinos."""
    bright = np.arange(len(sources.flux)) < setup.n_bright
    return bright if is_known is None else bright & is_known


def signal_of(
    sources: SourceField, setup: Setup, readings: Readings, is_known: NDArray | None = None
) -> tuple[SignalField, float]:
    """S of the fit, and the share c of the flux that its sources have.

    Parameters
    ----------
    sources : SourceField
    setup : Setup
    readings : Readings
    is_known : ndarray of bool, shape (n_sources,), optional
        Sources that the fit takes for emitters; all without it.

    Raises
    ------
    InputDataError
        If the point-spread function is wider than the field.
    """
    checked_field(sources.field.area, setup.sigma)
    chosen = known_sources(sources, setup, is_known)
    weights = sources.weights(setup.exponent)
    share = weights[chosen].sum() / (1.0 if is_known is None else weights[is_known].sum())
    if readings.signal_sources == "bright":
        share = 1.0
    share *= 1 - setup.unseen
    own = weights[chosen]
    if readings.estimator != "unnormalised":
        own = own / own.sum()
    return SignalField(sources.part(chosen), own, setup.sigma), float(share)


def estimate_fractions(
    signal: SignalField, share: float, events: Events, readings: Readings
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Fitted fraction of events from all sources, and the test statistic, of each experiment.

    Parameters
    ----------
    signal : SignalField
    share : float
        c of eq. 5.
    events : Events
    readings : Readings

    Returns
    -------
    fractions, test_statistics : ndarray, shape (n_experiments,)
    """
    ratios = _ratios(signal, events, readings)
    lower, upper = bounds_of(readings, share)
    fractions, statistics = fit_fractions(ratios, lower=lower, upper=upper)
    if readings.estimator == "uncorrected":
        return fractions, statistics
    return fractions / share, statistics


def bounds_of(readings: Readings, share: float) -> tuple[float, float]:
    """Between what the fraction of the bright sources is sought."""
    return {"unit": (0.0, 1.0), "share": (0.0, share), "free": (FREE, 1.0)}[readings.bounds]


def _ratios(signal: SignalField, events: Events, readings: Readings) -> NDArray[np.float64]:
    area = signal.sources.field.area
    if readings.estimator == "nearest":
        return nearest_density(signal, events) * area
    if readings.estimator == "per_event":
        ratios = signal.exact(events.x, events.y, events.sigma) * area
    else:
        ratios = signal.at(events.x, events.y)
    return ratios / signal.inside if readings.normalisation == "footprint" else ratios


def nearest_density(signal: SignalField, events: Events) -> NDArray[np.float64]:
    """S of the nearest source alone [deg^-2]."""
    sources = signal.sources
    places = np.column_stack([sources.x, sources.y])
    tree = cKDTree(places, boxsize=sources.field.period)
    distance, at = tree.query(np.column_stack([events.x.ravel(), events.y.ravel()]))
    variance = signal.sigma**2
    density = np.exp(-(distance**2) / (2 * variance)) / (2 * np.pi * variance)
    return (signal.weights[at] * density).reshape(events.x.shape)
