"""S/N of scenarios: from experiments, and from the information in each event.

References
----------
Chen et al. 2025, eq. 4 and section V.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.contracts.forecast import FORECASTS
from nusources.forecast.estimates import estimate_fractions, signal_of
from nusources.forecast.expectation import combined, combined_slope, expectation
from nusources.forecast.experiments import Readings, Setup, draw_events
from nusources.forecast.fields import SourceField
from nusources.forecast.scenarios import Scenario
from nusources.likelihood.limits import median_significance, signal_to_noise
from nusources.likelihood.trials import Estimate

RandomStreams = Callable[..., np.random.Generator]
WAYS: dict[str, dict[str, str]] = {
    "monte_carlo": {},
    "normalised": {"normalisation": "footprint", "leaving": "redrawn"},
}
"""Experiments with the readings of the run, and with neither S nor events outside the footprint."""
BLOCK_EVENTS = 2_000_000
"""Events of the experiments that are drawn at once: 100 MB."""


def run_experiments(
    sources: SourceField,
    setup: Setup,
    readings: Readings,
    n_experiments: int,
    random: Callable[[int], np.random.Generator],
    is_known: NDArray[np.bool_] | None = None,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Fitted fractions and test statistics of many experiments.

    Parameters
    ----------
    sources : SourceField
    setup : Setup
    readings : Readings
    n_experiments : int
    random : callable
        From the number of a block of experiments to its random stream.
    is_known : ndarray of bool, optional
        Sources that the fit takes for emitters.

    Returns
    -------
    fractions, test_statistics : ndarray, shape (n_experiments,)
    """
    signal, share = signal_of(sources, setup, readings, is_known)
    per_block = max(1, BLOCK_EVENTS // max(setup.n_events, 1))
    parts = []
    for block, first in enumerate(range(0, n_experiments, per_block)):
        n = min(per_block, n_experiments - first)
        events = draw_events(sources, setup, readings, n, random(block))
        parts.append(estimate_fractions(signal, share, events, readings))
    fractions, statistics = zip(*parts, strict=True)
    return np.concatenate(fractions), np.concatenate(statistics)


def forecast_scenarios(
    sources: SourceField,
    scenarios: Sequence[Scenario],
    readings: Readings,
    n_experiments: int,
    random: RandomStreams,
) -> pd.DataFrame:
    """S/N of each scenario, in both ways.

    Returns
    -------
    DataFrame
        Contract ``forecasts``.
    """
    rows: list[dict[str, Any]] = []
    for one in scenarios:
        setup = one.setup()
        expected = expectation(sources, setup, readings)
        shared = _shared_columns(one, setup, sources, expected.bright_share)
        statistical = expected.signal_to_noise(
            setup.n_events, setup.fraction, readings.signal_number
        )
        rows.append(shared | _result("information", Estimate(statistical, 0.0), one.systematic))

        def stream(block: int, name: str = one.name) -> np.random.Generator:
            return random("forecast", "scenario", name, str(block))

        for method, ways in WAYS.items():
            changed = readings.changed(**ways)
            fitted = run_experiments(sources, setup, changed, n_experiments, stream)
            rows.append(shared | _of_experiments(method, *fitted, one))
    return pd.DataFrame(rows)[FORECASTS.column_names]


def _of_experiments(
    method: str,
    fractions: NDArray[np.float64],
    statistics: NDArray[np.float64],
    scenario: Scenario,
) -> dict[str, Any]:
    found = signal_to_noise(fractions)
    return _result(method, found, scenario.systematic) | {
        "bias": float(fractions.mean() / scenario.rates.fraction - 1),
        "snr_median_ts": median_significance(statistics).value,
        "n_experiments": len(fractions),
    }


def _shared_columns(
    scenario: Scenario, setup: Setup, sources: SourceField, share: float
) -> dict[str, Any]:
    return {
        "scenario": scenario.name,
        "detector": scenario.detector,
        "threshold_tev": scenario.threshold,
        "psf_sigma": setup.sigma,
        "flux_min": float(sources.flux[setup.n_bright - 1]),
        "n_sources": setup.n_bright,
        "bright_share": share,
        "years": scenario.years,
        "n_events": float(setup.n_events),
        "fraction": setup.fraction,
        "systematic": scenario.systematic,
    }


def _result(method: str, found: Estimate, systematic: float) -> dict[str, Any]:
    return {
        "method": method,
        "snr_statistical": found.value,
        "snr": float(combined(found.value, systematic)),
        "snr_error": found.error * combined_slope(found.value, systematic),
        "bias": np.nan,
        "snr_median_ts": np.nan,
        "n_experiments": 0,
    }
