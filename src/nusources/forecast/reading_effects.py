"""How much the S/N moves with what the paper leaves open, one at a time.

References
----------
Chen et al. 2025; docs/method-forecast.md, section Readings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.contracts.forecast import READINGS
from nusources.forecast.estimates import signal_of
from nusources.forecast.expectation import combined
from nusources.forecast.experiments import WIDTHS, Readings, Setup
from nusources.forecast.fields import SourceField
from nusources.forecast.forecasts import run_experiments, scatter_ratio
from nusources.forecast.scenarios import Scenario, bright_enough

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
    is_known : ndarray of bool, optional
        Sources that the fit takes for emitters.
    """

    subject: str
    choice: str
    sources: SourceField
    setup: Setup
    readings: Readings
    is_known: NDArray[np.bool_] | None = None


def compare_readings(
    variants: Iterator[Variant] | list[Variant],
    scenario: Scenario,
    n_experiments: int,
    random: RandomStreams,
) -> pd.DataFrame:
    """S/N of a scenario with each reading.

    All experiments have the same random stream, so that readings differ less by chance.

    Returns
    -------
    DataFrame
        Contract ``forecast_readings``.
    """
    rows = []
    for one in variants:

        def stream(block: int) -> np.random.Generator:
            return random("forecast", "readings", str(block))

        setup = one.setup
        fractions, statistics = run_experiments(
            one.sources, setup, one.readings, n_experiments, stream, one.is_known
        )
        share = signal_of(one.sources, setup, one.readings, one.is_known)[1]
        ratio, error = scatter_ratio(fractions)
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
            "bright_share": share,
            "bias": float(fractions.mean() / setup.fraction - 1),
            "snr_statistical": ratio,
            "snr_error": error,
            "snr": float(combined(ratio, scenario.systematic)),
            "n_experiments": n_experiments,
        }
        rows.append(row)
        if one.subject == "default":
            rng = random("forecast", "readings", "prior")
            rows += _other_definitions(row, fractions, statistics, scenario.systematic, rng)
    return pd.DataFrame(rows)[READINGS.column_names]


def _other_definitions(
    row: dict[str, Any],
    fractions: NDArray[np.float64],
    statistics: NDArray[np.float64],
    systematic: float,
    rng: np.random.Generator,
) -> list[dict[str, Any]]:
    """The same experiments with another S/N, and with the share of bright sources as a nuisance.

    The root of the median test statistic tells how far no signal is excluded: there the share of
    bright sources has no part, so that no systematic error lowers it. With a prior, the share of
    each experiment is drawn: its logarithm is normal.
    """
    median = float(np.sqrt(max(np.median(statistics), 0.0)))
    # Of a median of normal values, by the slope of the root.
    error = 1.2533 * statistics.std(ddof=1) / np.sqrt(len(statistics)) / max(2 * median, 1e-9)
    drawn = fractions * np.exp(systematic * rng.standard_normal(len(fractions)))
    changes = [
        {
            "subject": "signal_to_noise",
            "choice": "root_of_median_ts",
            "snr_statistical": median,
            "snr_error": float(error),
            "snr": median,
        },
        {
            "subject": "systematics",
            "choice": "nuisance_with_prior",
            "snr": scatter_ratio(drawn)[0],
        },
    ]
    return [row | {"kind": "other"} | one for one in changes]


def variants_of(
    scenario: Scenario,
    sources: SourceField,
    readings: Readings,
    widths: NDArray[np.float64],
    rng: np.random.Generator,
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
    rng : Generator
        Chooses hard AGN.
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
    yield Variant("psf_width", "per_event", sources, replace(setup, widths=widths), readings)
    whole = replace(setup, n_bright=len(sources.flux))
    yield Variant("separation", "all_sources", sources, whole, readings)
    field_share = sources.field.area / (4 * np.pi * np.degrees(1) ** 2)
    few = replace(setup, n_events=max(2, round(setup.n_events * field_share)))
    yield Variant("n_events", "share_of_field", sources, few, readings)
    yield Variant("exponent", "0", sources, replace(setup, exponent=0.0), readings)
    yield from _hard_agn(sources, setup, readings, rng)


def variants_of_flux(
    bands: Mapping[str, SourceField], scenario: Scenario, readings: Readings
) -> Iterator[Variant]:
    """The same sources with fluxes of other bands."""
    for name, sources in bands.items():
        setup = ruled(scenario.setup(), sources, readings)
        yield Variant("flux", name, sources, setup, readings)


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
    rank = rng.permutation(len(sources.flux))
    for share in HARD_SHARES:
        emitting = rank < share * len(rank)
        hard: dict[str, Any] = {"emitting": emitting}
        changed = replace(setup, **hard)
        name = f"{share:.0%}".replace("%", "_percent")
        yield Variant("hard_agn", f"{name}_known", sources, changed, readings, emitting)
        yield Variant("hard_agn", f"{name}_unknown", sources, changed, readings)
