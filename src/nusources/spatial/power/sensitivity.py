"""Sensitivity and discovery potential of the event count, in flux, from injection trials.

Sensitivity: the smallest flux of the group with which 90 % of the trials reach the median of the
null. Discovery potential: with which half of the trials reach 3 or 5 sigma (one-sided). The trials
give, for each of them, the flux from which on it succeeds; the answer is a quantile of these.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.detection_model import SignalModel, SourceShares
from nusources.errors import InputDataError
from nusources.random_streams import named_generator
from nusources.spatial.counting.group_arcs import arcs_of_group
from nusources.spatial.counting.prepared_sky import Sky
from nusources.spatial.limits.critical_counts import (
    CRITERIA,
    EXACT_DISTRIBUTION,
    Criterion,
    CriticalCount,
    critical_count,
    distribution_of_moments,
    signal_at_power,
)
from nusources.spatial.names import EVENT_RA
from nusources.spatial.nulls.count_distribution import CountDistribution, from_counts
from nusources.spatial.nulls.exact_variance import moments_of_arcs
from nusources.spatial.nulls.other_nulls import exact_event_distributions
from nusources.spatial.signal.counted_signal import counted_per_flux
from nusources.spatial.signal.injection import (
    SIGNAL_TRIALS_PER_BLOCK,
    CountedSignal,
    inject_in_place,
    inject_into_scrambles,
)

FLUX_MARGIN = 1.3
"""Injected flux over the largest closed-form one: over ten of its Monte-Carlo errors at 1000
trials."""

MAX_SIGNAL_EVENTS = 10_000_000
"""Largest number of signal events held at once, some 100 bytes each."""


@dataclass(frozen=True)
class GroupNull:
    """Null hypothesis of one group of sources.

    Attributes
    ----------
    group : str
    thresholds : ndarray, shape (n_thresholds,)
        log10(E/GeV)
    scrambled : ndarray of int, shape (n_scrambles, n_thresholds)
        Counts of scrambles 0, 1, ...
    mean, variance : ndarray, shape (n_thresholds,)
        Exact moments of the count.
    exact : sequence of CountDistribution, optional
        Distribution for each threshold, for the null of scrambled events: the scrambles are those
        of the events, and signal is injected around the sources where they are.
    """

    group: str
    thresholds: NDArray[np.float64]
    scrambled: NDArray[np.int32]
    mean: NDArray[np.float64]
    variance: NDArray[np.float64]
    exact: Sequence[CountDistribution] | None = None

    def critical(self, level: int, criterion: Criterion) -> CriticalCount:
        """Fewest events with which a trial succeeds."""
        smooth = self.smooth(level)
        if self.exact is not None:
            return CriticalCount(smooth.smallest_count(criterion.p_value), 0.0, EXACT_DISTRIBUTION)
        return critical_count(self.scrambled[:, level], smooth, criterion.p_value)

    def smooth(self, level: int) -> CountDistribution:
        """The exact distribution, or the one that stands for it beyond the scrambles."""
        if self.exact is not None:
            return self.exact[level]
        return distribution_of_moments(self.mean[level], self.variance[level])

    def background(self, level: int) -> CountDistribution:
        """Distribution of the count without signal: exact, or that of the scrambles."""
        return from_counts(self.scrambled[:, level]) if self.exact is None else self.exact[level]


def group_nulls(
    sky: Sky,
    groups: Sequence[str],
    nulls: Sequence[str],
    thresholds: NDArray,
    scrambled: NDArray,
) -> list[GroupNull]:
    """Null hypothesis of each group of a sky.

    Parameters
    ----------
    sky : Sky
    groups, nulls : sequences of str
        Names of its groups, and the null of each.
    thresholds : ndarray, shape (n_thresholds,)
        log10(E/GeV)
    scrambled : ndarray of int, shape (n_scrambles, n_groups, n_thresholds)
        Each group's trials under its own null.
    """
    found = []
    for number, (group, null) in enumerate(zip(groups, nulls, strict=True)):
        exact, trials = None, scrambled[:, number]
        if null == EVENT_RA:
            exact = exact_event_distributions(sky, number)
            mean = np.array([one.mean for one in exact])
            variance = np.array([one.sigma**2 for one in exact])
        else:
            mean, variance, _ = moments_of_arcs(arcs_of_group(sky, number))
        found.append(GroupNull(group, thresholds, trials, mean, variance, exact))
    return found


@dataclass(frozen=True)
class GroupTrials:
    """Injection trials of one group.

    Attributes
    ----------
    null : GroupNull
    signal : CountedSignal
        Injected into the first scrambles.
    accepted : ndarray, shape (n_thresholds,)
        Counted signal events per flux of the group [GeV cm2 s], from `counted_per_flux`.
    """

    null: GroupNull
    signal: CountedSignal
    accepted: NDArray[np.float64]

    @property
    def background(self) -> NDArray[np.int32]:
        """Counts of the scrambles with signal, before it, shape (n_trials, n_thresholds)."""
        return self.null.scrambled[: self.signal.n_trials]


def inject_group(
    null: GroupNull,
    model: SignalModel,
    sources: SourceShares,
    n_trials: int,
    least_flux: float = 0.0,
    *,
    seed: int,
) -> GroupTrials:
    """Inject as much signal as the most demanding criterion needs.

    Parameters
    ----------
    null : GroupNull
    model : SignalModel
    sources : SourceShares
    n_trials : int
        At most the number of scrambles.
    least_flux : float
        Inject at least this flux [GeV^-1 cm^-2 s^-1 at 100 TeV].
    seed : int
        The one with which the scrambles were made.

    Raises
    ------
    ValueError
        If there are fewer scrambles than trials.
    InputDataError
        If the detector sees nothing of the sources, or the thresholds are too far apart.
    """
    if n_trials > len(null.scrambled):
        raise ValueError(
            f"{n_trials} injection trials need as many scrambles; found {len(null.scrambled)}"
        )
    sources = replace(sources, in_place=null.exact is not None)
    rng = named_generator(seed, "counted-signal", null.group)
    accepted = counted_per_flux(model, sources, null.thresholds, rng=rng)
    if not np.all(accepted > 0):
        raise InputDataError(
            f"the detector accepts no event of group {null.group!r}",
            column="log10_energy_min",
            value=null.thresholds[accepted <= 0].tolist(),
            expected="thresholds and declinations at which the effective area is not zero",
        )
    highest = max(
        closed_form_flux(null, level, criterion, accepted[level])
        for level in range(null.thresholds.size)
        for criterion in CRITERIA
    )
    flux = max(FLUX_MARGIN * highest, least_flux)
    _refuse_too_many_events(null, flux * accepted / model.contained)
    inject = inject_into_scrambles if null.exact is None else inject_in_place
    signal = inject(model, sources, flux, n_trials, null.thresholds, null.group, seed=seed)
    return GroupTrials(null, signal, accepted)


def _refuse_too_many_events(null: GroupNull, selected: NDArray) -> None:
    """Refuse thresholds so far apart that the highest needs a flood of events at the lowest."""
    if selected[0] * SIGNAL_TRIALS_PER_BLOCK > MAX_SIGNAL_EVENTS:
        raise InputDataError(
            f"the thresholds of group {null.group!r} are too far apart for one set of trials",
            column="log10_energy_min",
            value=f"{selected[0]:.2g} signal events above {null.thresholds[0]:g} in each trial for "
            f"{selected[-1]:.2g} above {null.thresholds[-1]:g}",
            expected=f"at most {MAX_SIGNAL_EVENTS // SIGNAL_TRIALS_PER_BLOCK} in each trial: "
            "leave out the highest thresholds, or take a harder spectrum",
        )


def closed_form_flux(null: GroupNull, level: int, criterion: Criterion, accepted: float) -> float:
    """Flux of a criterion with a Poisson number of signal events on top of the scrambles.

    Parameters
    ----------
    null : GroupNull
    level : int
    criterion : Criterion
    accepted : float
        Counted events per flux [GeV cm2 s].

    Returns
    -------
    float
        [GeV^-1 cm^-2 s^-1 at 100 TeV]; 0 where the null alone has the power.

    References
    ----------
    Kashyap et al. 2010, ApJ 719, 900, section 2.
    """
    count = null.critical(level, criterion).count
    return signal_at_power(count, null.background(level), criterion.power) / accepted


def fluxes_to_reach(trials: GroupTrials, level: int, count: int) -> NDArray[np.float64]:
    """Flux from which on each trial has at least `count` events.

    Returns
    -------
    ndarray, shape (n_trials,)
        [GeV^-1 cm^-2 s^-1 at 100 TeV]; infinite where the injected signal is not enough.

    References
    ----------
    Kashyap et al. 2010, ApJ 719, 900, section 2.
    """
    signal = trials.signal
    chosen = np.flatnonzero(signal.level >= level)
    mark = np.append(signal.mark[chosen], np.inf)
    first = np.searchsorted(signal.trial[chosen], np.arange(signal.n_trials + 1))
    lacking = count - trials.background[:, level].astype(np.int64)
    last = first[:-1] + lacking - 1
    needed = np.where(last < first[1:], np.clip(last, 0, None), chosen.size)
    return np.where(lacking > 0, mark[needed], 0.0) * signal.flux


def flux_at_power(fluxes: NDArray, power: float) -> tuple[float, float]:
    """Smallest flux at which a share `power` of the trials succeeds, with its Monte-Carlo error.

    Parameters
    ----------
    fluxes : ndarray, shape (n_trials,)
        From `fluxes_to_reach`.
    power : float

    Returns
    -------
    flux, error : float
        The error is half the distance of the fluxes at the power plus and minus its binomial error;
        infinite where too few trials succeed.

    References
    ----------
    Kashyap et al. 2010, ApJ 719, 900, section 2.
    """
    ordered, n = np.sort(fluxes), fluxes.size
    step = np.sqrt(power * (1 - power) / n)
    shares = np.array([power, power - step, power + step])
    at = np.clip(np.ceil(shares * n - 1e-9).astype(int) - 1, 0, n - 1)
    flux, low, high = ordered[at]
    return float(flux), float((high - low) / 2) if np.isfinite(high) else np.inf


def summarise_sensitivity(trials: Sequence[GroupTrials]) -> pd.DataFrame:
    """Flux of each criterion, group and threshold.

    Returns
    -------
    DataFrame
        Contract ``sensitivity``. The error of the flux holds that of the trials and that of the
        critical count.

    Raises
    ------
    ValueError
        If the injected signal is not enough for a criterion.
    """
    rows = [
        _sensitivity_row(one, level, criterion)
        for one in trials
        for level in range(one.null.thresholds.size)
        for criterion in CRITERIA
    ]
    return pd.DataFrame(rows)


def _sensitivity_row(trials: GroupTrials, level: int, criterion: Criterion) -> dict:
    null, accepted = trials.null, float(trials.accepted[level])
    critical = null.critical(level, criterion)
    flux, error = flux_at_power(fluxes_to_reach(trials, level, critical.count), criterion.power)
    if not np.isfinite(error):
        raise ValueError(
            f"{trials.signal.n_trials} trials are too few for {criterion.name} of {null.group!r}"
        )
    return {
        "group": null.group,
        "log10_energy_min": float(null.thresholds[level]),
        "criterion": criterion.name,
        "p_value": criterion.p_value,
        "power": criterion.power,
        "n_expected": float(null.mean[level]),
        "sigma": float(np.sqrt(null.variance[level])),
        "n_critical": critical.count,
        "critical_from": critical.origin,
        "n_signal": float(trials.signal.counts(level, flux).mean()),
        "flux": flux,
        "flux_error": float(np.hypot(error, critical.error / accepted)),
        "flux_closed_form": closed_form_flux(null, level, criterion, accepted),
        "n_trials": trials.signal.n_trials,
    }
