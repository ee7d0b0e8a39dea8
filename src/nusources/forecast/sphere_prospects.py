"""What a detector would see of a source list: S/N, sensitivity, discovery potential and limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.forecast.sphere_ratios import SourceSky, source_sky
from nusources.forecast.sphere_response import SphereResponse
from nusources.likelihood.limits import (
    discovery_potential,
    median_limit,
    median_significance,
    sensitivity,
    signal_to_noise,
)
from nusources.likelihood.trials import Estimate, tail_probability

FIRST_TS = {"sensitivity": 2.5, "limit_90": 2.5, "discovery_3sigma": 9.0, "discovery_5sigma": 25.0}
"""TS of expected events at which the search for each quantity begins."""
HALVINGS = 60
FEWEST, MOST = 1e-3, 1e9
"""Signal events between which quantities are looked for."""


@dataclass(frozen=True)
class Trials:
    """Numbers of simulated experiments.

    Attributes
    ----------
    n_samples : int
        Events of each kind from which the distribution of S / B is made.
    n_null : int
        Experiments without signal.
    n_experiments : int
        Experiments in each of some 18 sets about a threshold, a tenth of those for the S/N.
    """

    n_samples: int
    n_null: int
    n_experiments: int


def first_number(sky: SourceSky, statistic: float) -> float:
    """Signal events with which what is expected has this TS, by bisection of its logarithm."""
    low, high = np.log(FEWEST), np.log(MOST)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        number = float(np.exp(middle))
        fraction, n_events = sky.fraction_of(number), number + sky.n_background
        if sky.distribution.expected_statistic(fraction, n_events) < statistic:
            low = middle
        else:
            high = middle
    return float(np.exp(high))


def prospects(
    sky: SourceSky, quantities: Sequence[str], trials: Trials, rng: np.random.Generator
) -> dict[str, Estimate]:
    """Expected signal events that sensitivity, limit and discoveries take.

    Parameters
    ----------
    sky : SourceSky
    quantities : sequence of str
        Keys of `FIRST_TS`.
    trials : Trials
    rng : Generator

    Returns
    -------
    dict
        Number by quantity.
    """
    fractions, statistics = sky.simulate(0.0, trials.n_null, rng)
    n, most = trials.n_experiments, {"largest": MOST}
    found = {}
    for quantity in quantities:
        guess = first_number(sky, FIRST_TS[quantity])
        if quantity == "sensitivity":
            found[quantity] = sensitivity(sky.simulate, statistics, guess, n, rng, **most)
        elif quantity == "limit_90":
            found[quantity] = median_limit(sky.simulate, fractions, guess, n, rng, **most)
        else:
            n_sigma = float(quantity.removeprefix("discovery_").removesuffix("sigma"))
            least = sky.threshold(tail_probability(n_sigma), guess, trials.n_null, rng)
            found[quantity] = discovery_potential(sky.simulate, least.value, guess, n, rng, **most)
    return found


def prospect_rows(
    sky: SourceSky, share: float, trials: Trials, rng: np.random.Generator
) -> pd.DataFrame:
    """All quantities of a source list, with Monte-Carlo errors.

    Parameters
    ----------
    sky : SourceSky
    share : float
        Of the diffuse astrophysical events that the sources make, for S/N and significance.
    trials : Trials
    rng : Generator

    Returns
    -------
    DataFrame
        ``quantity``, ``value`` and ``value_error``; numbers of events, with ``flux`` and
        ``astrophysical_share``, but for S/N and significance.
    """
    number = share * sky.astrophysical
    fitted, statistics = sky.simulate(number, 10 * trials.n_experiments, rng)
    rows = [
        _row("signal_to_noise", signal_to_noise(fitted)),
        _row("median_significance", median_significance(statistics)),
    ]
    for quantity, one in prospects(sky, list(FIRST_TS), trials, rng).items():
        rows.append(
            _row(quantity, one)
            | {
                "flux": sky.flux_of(one.value),
                "flux_error": sky.flux_of(one.error),
                "astrophysical_share": one.value / sky.astrophysical,
            }
        )
    return pd.DataFrame(rows)


def _row(quantity: str, found: Estimate) -> dict[str, object]:
    return {
        "quantity": quantity,
        "value": found.value,
        "value_error": found.error,
        "flux": np.nan,
        "flux_error": np.nan,
        "astrophysical_share": np.nan,
    }


def declination_rows(
    response: SphereResponse,
    declinations: Sequence[float],
    trials: Trials,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Sensitivity and 5 sigma discovery potential to one source, against its declination.

    Parameters
    ----------
    response : SphereResponse
    declinations : sequence of float
        [deg]
    trials : Trials
    rng : Generator

    Returns
    -------
    DataFrame
        ``dec``, ``quantity``, ``n_signal``, ``flux`` and ``flux_error``; without declinations
        from which the detector sees nothing.
    """
    quantities = ("sensitivity", "discovery_5sigma")
    seen: NDArray[np.float64] = response.accepted(declinations).sum(axis=1)
    rows = []
    for dec, accepted in zip(declinations, seen, strict=True):
        if not accepted > 0:
            continue
        sky = source_sky([180.0], [dec], [1.0], response, trials.n_samples, rng)
        for quantity, one in prospects(sky, quantities, trials, rng).items():
            rows.append(
                {
                    "dec": float(dec),
                    "quantity": quantity,
                    "n_signal": one.value,
                    "flux": sky.flux_of(one.value),
                    "flux_error": sky.flux_of(one.error),
                }
            )
    return pd.DataFrame(rows)
