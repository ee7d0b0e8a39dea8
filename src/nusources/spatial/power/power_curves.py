"""Power of the search against flux, number of sources and angular error, at one threshold.

Power is the share of the injection trials that reach a critical count. At a fixed flux of the group
it falls with the number of sources among which the flux is shared, and with the angular error:
both add background.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.detection_model import SignalModel, SourceShares
from nusources.spatial.counting.arcs import EventCircles
from nusources.spatial.counting.prepared_sky import prepare_sky
from nusources.spatial.counting.scrambles import count_scrambled
from nusources.spatial.limits.critical_counts import CRITERIA, success_probability
from nusources.spatial.names import (
    ANG_ERR_FACTOR,
    EVENT_RA,
    FLUX,
    ISOTROPIC,
    N_SOURCES,
    SOURCE_RA,
)
from nusources.spatial.nulls.event_scrambles import count_scrambled_events
from nusources.spatial.power.sensitivity import (
    GroupTrials,
    closed_form_flux,
    fluxes_to_reach,
    group_nulls,
    inject_group,
)

GOLDEN_ANGLE = 180 * (3 - np.sqrt(5))
"""Step in right ascension of a Fibonacci lattice [deg]."""

FLUX_STEPS = 16
"""Points of a curve of power against flux."""


@dataclass(frozen=True)
class PowerSettings:
    """How power is measured.

    Attributes
    ----------
    log10_energy_min : float
        Threshold of the energy proxy.
    n_trials : int
    seed : int
    n_threads : int
    nulls : mapping
        Null of groups; of others, as of isotropic sources, that of scrambled sources.
    """

    log10_energy_min: float
    n_trials: int
    seed: int
    n_threads: int = 1
    nulls: Mapping[str, str] = field(default_factory=dict)


def isotropic_sources(n_sources: int) -> SourceShares:
    """Sources spread evenly over the sky (Fibonacci lattice), with equal shares of the flux.

    No draw, so that power against their number has no scatter of positions.

    References
    ----------
    González 2010, Math. Geosci. 42, 49 (the lattice).

    Examples
    --------
    >>> sources = isotropic_sources(4)
    >>> np.sin(np.radians(sources.dec)).round(2).tolist(), sources.share.tolist()
    ([-0.75, -0.25, 0.25, 0.75], [0.25, 0.25, 0.25, 0.25])
    """
    number = np.arange(n_sources)
    dec = np.degrees(np.arcsin((2 * number + 1) / n_sources - 1))
    names = np.array([f"{ISOTROPIC} {n_sources}/{one}" for one in number], dtype=object)
    share = np.full(n_sources, 1 / n_sources)
    return SourceShares(names, number * GOLDEN_ANGLE % 360, dec, share)


def trials_at_threshold(
    events: EventCircles,
    log10_energy: NDArray,
    group: str,
    sources: SourceShares,
    model: SignalModel,
    settings: PowerSettings,
    least_flux: float = 0.0,
) -> GroupTrials:
    """Null and injection trials of one group at one threshold, from events and sources.

    Parameters
    ----------
    events : EventCircles
        All events that pass the selection, and others, with their angular errors as radii: the cuts
        of `model` are applied, on angular errors multiplied by its `ang_err_factor`; then the
        circles get its `circle_factor`.
    log10_energy : ndarray, shape (n_events,)
    group : str
    sources : SourceShares
    model : SignalModel
    settings : PowerSettings
    least_flux : float
        As for `inject_group`.
    """
    threshold = max(settings.log10_energy_min, model.log10_energy_min)
    radius = events.radius * model.ang_err_factor
    kept = np.flatnonzero((radius <= model.ang_err_max) & (log10_energy >= threshold))
    circles = EventCircles(events.ra[kept], events.dec[kept], model.circle_factor * radius[kept])
    members = pd.DataFrame(
        {"group": group, "source_name": sources.names, "ra": sources.ra, "dec": sources.dec}
    )
    sky = prepare_sky(circles, log10_energy[kept], [threshold], members, [group])
    own = settings.nulls.get(group, SOURCE_RA)
    count = count_scrambled_events if own == EVENT_RA else count_scrambled
    scrambled = count(sky, 0, settings.n_trials, seed=settings.seed, n_threads=settings.n_threads)
    (null,) = group_nulls(sky, [group], [own], np.array([threshold]), scrambled)
    return inject_group(null, model, sources, settings.n_trials, least_flux, seed=settings.seed)


def power_rows(
    trials: GroupTrials, varied: str, value: float, flux: float, *, level: int = 0
) -> list[dict]:
    """Power of each criterion at one flux, from trials and in closed form.

    Parameters
    ----------
    trials : GroupTrials
    varied : str
        What the curve is against: `FLUX`, `N_SOURCES` or `ANG_ERR_FACTOR`.
    value : float
        Its value here.
    flux : float
        Of the group, at most the injected one.
    level : int
        Number of the threshold.

    References
    ----------
    Kashyap et al. 2010, ApJ 719, 900, section 2.
    """
    null = trials.null
    rows = []
    for criterion in CRITERIA:
        count = null.critical(level, criterion).count
        reached = fluxes_to_reach(trials, level, count) <= flux
        power = float(reached.mean())
        rows.append(
            {
                "group": null.group,
                "varied": varied,
                "value": float(value),
                "log10_energy_min": float(null.thresholds[level]),
                "criterion": criterion.name,
                "n_critical": count,
                "flux": flux,
                "power": power,
                "power_error": float(np.sqrt(power * (1 - power) / reached.size)),
                "power_closed_form": success_probability(
                    count, null.smooth(level), flux * float(trials.accepted[level])
                ),
                "n_trials": reached.size,
            }
        )
    return rows


def discovery_flux(trials: GroupTrials, level: int = 0) -> float:
    """Closed-form flux of the 3 sigma discovery potential: what curves are drawn at.

    References
    ----------
    Kashyap et al. 2010, ApJ 719, 900, section 2.
    """
    return closed_form_flux(trials.null, level, CRITERIA[1], float(trials.accepted[level]))


def measure_power(
    events: EventCircles,
    log10_energy: NDArray,
    groups: Mapping[str, SourceShares],
    model: SignalModel,
    settings: PowerSettings,
    varied: Mapping[str, Any],
) -> pd.DataFrame:
    """All curves of power at one threshold.

    Parameters
    ----------
    events, log10_energy, model, settings
        As for `trials_at_threshold`.
    groups : mapping
        Sources of each group.
    varied : mapping
        ang_err_factors, n_sources, reference_n_sources.

    Returns
    -------
    DataFrame
        Contract ``power_curve``.
    """
    rows = vary_n_sources(
        events, log10_energy, model, settings, varied["n_sources"], varied["reference_n_sources"]
    )
    for group, sources in groups.items():
        factors = varied["ang_err_factors"]
        rows += vary_ang_err(events, log10_energy, group, sources, model, settings, factors)
    return pd.DataFrame(rows)


def vary_flux(trials: GroupTrials) -> list[dict]:
    """Power against flux, up to the injected one."""
    fluxes = trials.signal.flux * np.arange(FLUX_STEPS + 1) / FLUX_STEPS
    return [row for flux in fluxes for row in power_rows(trials, FLUX, flux, float(flux))]


def vary_ang_err(
    events: EventCircles,
    log10_energy: NDArray,
    group: str,
    sources: SourceShares,
    model: SignalModel,
    settings: PowerSettings,
    factors: Sequence[float],
) -> list[dict]:
    """Power against flux, and at one flux against a factor on the angular errors of all events.

    Parameters
    ----------
    events, log10_energy, group, sources, model, settings
        As for `trials_at_threshold`.
    factors : sequence of float

    Returns
    -------
    list of dict
        Rows of the contract ``power_curve``; the flux is that of the 3 sigma discovery potential
        with the factor 1.
    """
    nominal = trials_at_threshold(events, log10_energy, group, sources, model, settings)
    flux = discovery_flux(nominal)
    rows = vary_flux(nominal)
    for factor in factors:
        changed = replace(model, ang_err_factor=factor * model.ang_err_factor)
        trials = nominal
        if factor != 1:
            trials = trials_at_threshold(
                events, log10_energy, group, sources, changed, settings, flux
            )
        rows += power_rows(trials, ANG_ERR_FACTOR, factor, flux)
    return rows


def vary_n_sources(
    events: EventCircles,
    log10_energy: NDArray,
    model: SignalModel,
    settings: PowerSettings,
    numbers: Sequence[int],
    reference: int,
) -> list[dict]:
    """Power at one flux against the number of sources that share it.

    Parameters
    ----------
    events, log10_energy, model, settings
        As for `trials_at_threshold`.
    numbers : sequence of int
        Numbers of isotropic sources.
    reference : int
        The flux is that of the 3 sigma discovery potential of this number.

    Returns
    -------
    list of dict
        Rows of the contract ``power_curve``.
    """

    def trials_with(number: int, least_flux: float) -> GroupTrials:
        sources = isotropic_sources(number)
        return trials_at_threshold(
            events, log10_energy, ISOTROPIC, sources, model, settings, least_flux
        )

    flux = discovery_flux(trials_with(reference, 0.0))
    return [
        row for one in numbers for row in power_rows(trials_with(one, flux), N_SOURCES, one, flux)
    ]
