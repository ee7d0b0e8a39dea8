"""How much the S/N moves with what the paper leaves open, one at a time.

References
----------
Chen et al. 2025; docs/method-forecast.md, section Readings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import astuple, dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.contracts.forecast import READINGS
from nusources.forecast.estimates import signal_of
from nusources.forecast.expectation import combined
from nusources.forecast.experiments import WIDTHS, Readings, Setup
from nusources.forecast.fields import SourceField, without_edges
from nusources.forecast.forecasts import run_experiments
from nusources.forecast.scenarios import Scenario, bright_enough
from nusources.likelihood.limits import median_significance, signal_to_noise
from nusources.sky import WHOLE_SKY

RandomStreams = Callable[..., np.random.Generator]
OF_READINGS: dict[str, tuple[str, ...]] = {
    "separation": ("density", "mean", "smallest"),
    "signal_number": ("binomial",),
    "signal_sources": ("bright",),
    "leaving": ("redrawn",),
    "normalisation": ("footprint",),
    "bounds": ("share", "free"),
    "estimator": ("nearest", "unnormalised", "uncorrected", "faint_as_background"),
}
"""Other choices of the fields of `Readings`."""
HARD_SHARES = (0.25, 0.5)
"""Of AGN that make the neutrinos (section VI.4)."""
HARD_SUBSETS = 20
"""Random choices of those AGN; the paper does not tell how many it has, or how they are chosen."""
PRINTED_FRACTION = 0.5
"""Of the events, from AGN (Figure 2)."""


@dataclass(frozen=True)
class Variant:
    """One way to read the paper.

    Parameters
    ----------
    subject, choice : str
    sources : SourceField
    setup : Setup
    readings : Readings
    subsets : ndarray of bool, shape (n_subsets, n_sources), optional
        Sources that make neutrinos, each row in its share of the experiments.
    is_known : bool
        Whether the fit knows these subsets.
    """

    subject: str
    choice: str
    sources: SourceField
    setup: Setup
    readings: Readings
    subsets: NDArray[np.bool_] | None = None
    is_known: bool = False


@dataclass(frozen=True)
class Experiments:
    """Experiments of a reading.

    Parameters
    ----------
    fractions, statistics : ndarray, shape (n_experiments,)
        Fitted fractions and test statistics.
    subset : ndarray of int, shape (n_experiments,)
        Which subset made the neutrinos.
    bright_share : float
        c of eq. 5, mean over subsets.
    """

    fractions: NDArray[np.float64]
    statistics: NDArray[np.float64]
    subset: NDArray[np.int64]
    bright_share: float


def compare_readings(
    variants: Iterator[Variant] | list[Variant],
    scenario: Scenario,
    n_experiments: int,
    random: RandomStreams,
) -> pd.DataFrame:
    """S/N of a scenario with each reading.

    All experiments have the same random stream, so that readings differ less by chance. Where
    there are subsets of sources, how they differ is among the systematic errors: a telescope sees
    one of them, and the others give it no scatter.

    Returns
    -------
    DataFrame
        Contract ``forecast_readings``.
    """
    rows = []
    for one in variants:
        setup, found = one.setup, run_variant(one, n_experiments, random)
        fractions = found.fractions
        ratio, error = ratio_within_subsets(fractions, found.subset)
        spread = spread_of_subsets(fractions, found.subset)
        row = {
            "scenario": scenario.name,
            "subject": one.subject,
            "choice": one.choice,
            "kind": "default" if one.subject == "default" else "other",
            "n_events": float(setup.n_events),
            "fraction": setup.fraction,
            "psf_sigma": setup.sigma,
            "flux_min": float(one.sources.flux[setup.n_bright - 1]),
            "n_sources": setup.n_bright,
            "bright_share": found.bright_share,
            "bias": float(fractions.mean() / setup.fraction - 1),
            "snr_statistical": ratio,
            "snr_error": error,
            "snr": float(combined(ratio, float(np.hypot(scenario.systematic, spread)))),
            "n_experiments": n_experiments,
        }
        rows.append(row)
        if one.subject == "default":
            rng = random("forecast", "readings", "prior")
            rows += _other_definitions(row, found, scenario.systematic, rng)
    return pd.DataFrame(rows)[READINGS.column_names]


def run_variant(one: Variant, n_experiments: int, random: RandomStreams) -> Experiments:
    """Experiments of a reading, shared among the subsets of sources that it has.

    Parameters
    ----------
    one : Variant
    n_experiments : int
        In all; each subset has two at least, so that subsets are left out where these are few.
    random : callable
        From names to a random stream.
    """
    if one.subsets is None:
        cases: list[tuple[Setup, NDArray[np.bool_] | None]] = [(one.setup, None)]
    else:
        used = one.subsets[: max(1, n_experiments // 2)]
        cases = [
            (replace(one.setup, emitting=subset), subset if one.is_known else None)
            for subset in used
        ]
    shared = np.array_split(np.arange(n_experiments), len(cases))
    found, shares = [], []
    for at, ((setup, known), own) in enumerate(zip(cases, shared, strict=True)):
        names = ("forecast", "readings", *([] if one.subsets is None else [f"subset_{at}"]))

        def stream(block: int, names: tuple[str, ...] = names) -> np.random.Generator:
            return random(*names, str(block))

        found.append(run_experiments(one.sources, setup, one.readings, len(own), stream, known))
        shares.append(signal_of(one.sources, setup, one.readings, known)[1])
    fractions, statistics = (np.concatenate(part) for part in zip(*found, strict=True))
    subset = np.repeat(np.arange(len(cases)), [len(own) for own in shared])
    return Experiments(fractions, statistics, subset, float(np.mean(shares)))


def ratio_within_subsets(
    fractions: NDArray[np.float64], subset: NDArray[np.int64]
) -> tuple[float, float]:
    """Mean over the root of the mean variance within subsets (eq. 4), and its standard error.

    The error is a jackknife over subsets, so that it holds how much these differ; with one subset,
    that of normally distributed fractions.

    Parameters
    ----------
    fractions : ndarray, shape (n_experiments,)
    subset : ndarray of int, shape (n_experiments,)
        Which subset each is of; each has two at least.
    """
    names = np.unique(subset)
    if len(names) == 1:
        return astuple(signal_to_noise(fractions))
    means = np.array([fractions[subset == one].mean() for one in names])
    variances = np.array([fractions[subset == one].var(ddof=1) for one in names])
    if not variances.any():
        return 0.0, 0.0
    n = len(names)
    left = (means.sum() - means) / np.sqrt((n - 1) * (variances.sum() - variances))
    error = np.sqrt((n - 1) * left.var())
    return float(means.mean() / np.sqrt(variances.mean())), float(error)


def spread_of_subsets(fractions: NDArray[np.float64], subset: NDArray[np.int64]) -> float:
    """Standard deviation of the mean fraction over subsets, relative to the mean of all.

    What the scatter of few experiments adds is taken out. Where no fraction is found there is no
    S/N that it could lower.

    Parameters
    ----------
    fractions : ndarray, shape (n_experiments,)
    subset : ndarray of int, shape (n_experiments,)
        Which subset each is of; each has two at least.
    """
    names = np.unique(subset)
    if len(names) == 1 or fractions.mean() <= 0:
        return 0.0
    own = [fractions[subset == one] for one in names]
    by_chance = np.mean([one.var(ddof=1) / len(one) for one in own])
    means = np.array([one.mean() for one in own])
    return float(np.sqrt(max(means.var(ddof=1) - by_chance, 0.0)) / means.mean())


def _other_definitions(
    row: dict[str, Any],
    found: Experiments,
    systematic: float,
    rng: np.random.Generator,
) -> list[dict[str, Any]]:
    """The same experiments with another S/N, and with the share of bright sources as a nuisance.

    The root of the median test statistic tells how far no signal is excluded: there the share of
    bright sources has no part, so that no systematic error lowers it. With a prior, the share of
    each experiment is drawn: its logarithm is normal.
    """
    median = median_significance(found.statistics)
    drawn = found.fractions * np.exp(systematic * rng.standard_normal(len(found.fractions)))
    changes = [
        {
            "subject": "signal_to_noise",
            "choice": "root_of_median_ts",
            "snr_statistical": median.value,
            "snr_error": median.error,
            "snr": median.value,
        },
        {
            "subject": "systematics",
            "choice": "nuisance_with_prior",
            "snr": signal_to_noise(drawn).value,
        },
    ]
    return [row | {"kind": "other"} | one for one in changes]


def variants_of(
    scenario: Scenario,
    sources: SourceField,
    readings: Readings,
    widths: NDArray[np.float64],
    random: RandomStreams,
) -> Iterator[Variant]:
    """The default, and every other reading that needs nothing but the scenario's sources.

    Parameters
    ----------
    scenario : Scenario
        Its sources are as many as the rule of separations allows.
    sources : SourceField
    readings : Readings
    widths : ndarray
        Widths of events of the detector above the threshold [deg].
    random : callable
        From names to a random stream: of hard AGN, and of places in a field without edges.
    """
    setup = ruled(scenario.setup(), sources, readings)
    yield Variant("default", "default", sources, setup, readings)
    for subject, choices in OF_READINGS.items():
        for choice in choices:
            other = readings.changed(**{subject: choice})
            changed = ruled(setup, sources, other) if subject == "separation" else setup
            yield Variant(subject, choice, sources, changed, other)
    for name in ("r50", "r68"):
        # The scenario's width is a resolution read as the default says.
        sigma = setup.sigma / WIDTHS[readings.psf_width] * WIDTHS[name]
        changed = ruled(replace(setup, sigma=sigma), sources, readings)
        yield Variant("psf_width", name, sources, changed, readings)
    half = replace(setup, fraction=PRINTED_FRACTION)
    yield Variant("fraction", f"{PRINTED_FRACTION:g}", sources, half, readings)
    spread = replace(setup, widths=widths)
    yield Variant("psf_width", "per_event", sources, spread, readings)
    known = readings.changed(estimator="per_event")
    yield Variant("psf_width", "per_event_known", sources, spread, known)
    whole = replace(setup, n_bright=len(sources.flux))
    yield Variant("separation", "all_sources", sources, whole, readings)
    field_share = sources.field.area / WHOLE_SKY
    few = replace(setup, n_events=max(2, round(setup.n_events * field_share)))
    yield Variant("n_events", "share_of_field", sources, few, readings)
    yield Variant("exponent", "0", sources, replace(setup, exponent=0.0), readings)
    free = without_edges(sources, random("forecast", "no_edges"))
    yield Variant("leaving", "no_edges", free, setup, readings)
    yield from _hard_agn(sources, setup, readings, random("forecast", "hard_agn"))


def variants_of_flux(
    bands: Mapping[str, SourceField], scenarios: Mapping[str, Scenario], readings: Readings
) -> Iterator[Variant]:
    """The same sources with fluxes of other bands.

    Parameters
    ----------
    bands : mapping
        Sources with fluxes of each band.
    scenarios : mapping
        The scenario by band, with as many sources as its own least flux leaves. Under the rule of
        separations another unit of the fluxes changes nothing.
    readings : Readings
    """
    for name, one in scenarios.items():
        yield Variant("flux", name, bands[name], one.setup(), readings)


def variants_of_rates(
    others: Mapping[tuple[str, str], Scenario], sources: SourceField, readings: Readings
) -> Iterator[Variant]:
    """The scenario with other rates: of another atmosphere, or another meaning of the threshold."""
    for (subject, choice), one in others.items():
        yield Variant(subject, choice, sources, ruled(one.setup(), sources, readings), readings)


def ruled(setup: Setup, sources: SourceField, readings: Readings) -> Setup:
    """The same experiments with as many sources as the rule of separations allows."""
    return replace(setup, n_bright=bright_enough(sources, setup.sigma, readings))


def _hard_agn(
    sources: SourceField, setup: Setup, readings: Readings, rng: np.random.Generator
) -> Iterator[Variant]:
    """Only some AGN make neutrinos, and the fit knows which or does not (section VI.4)."""
    n_sources = len(sources.flux)
    ranks = np.array([rng.permutation(n_sources) for _ in range(HARD_SUBSETS)])
    for share in HARD_SHARES:
        subsets = ranks < share * n_sources
        name = f"{share:.0%}".replace("%", "_percent")
        # A fit that knows emitters alone has none where all bright sources are silent.
        known = subsets[subsets[:, : setup.n_bright].any(axis=1)]
        for words, rows in (("known", known), ("unknown", subsets)):
            if len(rows):
                choice, is_known = f"{name}_{words}", words == "known"
                yield Variant("hard_agn", choice, sources, setup, readings, rows, is_known)
