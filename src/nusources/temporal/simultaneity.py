"""Whether potential neutrino sources flare in both bands at once (chang2022, section 6.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from nusources.alert_regions import AlertRegions, check_choice
from nusources.random_streams import counter_generator
from nusources.sky import angular_separation
from nusources.statistics import right_tailed_p_values
from nusources.temporal.kernel import sum_sources
from nusources.temporal.pairs import (
    SKIES_PER_BLOCK,
    Reach,
    circle_limits,
    reach_of,
)

SHARES = ("simultaneous_ratio", "low_energy_ratio", "high_energy_ratio")
GROUPS = ("region_near", "region_far")
WARM_SPOTS = "warm_spots"
STATISTICS = ("mean", "median")


def flaring_shares(classes: pd.DataFrame) -> pd.DataFrame:
    """Shares of the three stages in the flaring time, of sources that flare in both bands.

    Parameters
    ----------
    classes : DataFrame
        Contract ``flare_classes``, of one sample.

    Returns
    -------
    DataFrame
        source_name, ra, dec [deg], simultaneous_ratio as in the classes, low_energy_ratio,
        high_energy_ratio.
    """
    both = classes["has_infrared_flare"] & classes["has_gamma_flare"]
    chosen = classes[both & classes["simultaneous_ratio"].notna()].reset_index(drop=True)
    days = chosen[["simultaneous_days", "low_energy_days", "high_energy_days"]].sum(axis=1)
    return chosen[["source_name", "ra", "dec", "simultaneous_ratio"]].assign(
        low_energy_ratio=chosen["low_energy_days"] / days,
        high_energy_ratio=chosen["high_energy_days"] / days,
    )


def near_and_far(
    regions: AlertRegions, ra: ArrayLike, dec: ArrayLike, near_deg: float, shape: str
) -> Reach:
    """Limits in R.A. within a distance of the centre, and of the whole region.

    Parameters
    ----------
    regions : AlertRegions
    ra, dec : array_like, shape (n_sources,)
        [deg].
    near_deg : float
        Largest distance that is near [deg].
    shape : str
    """
    reach = reach_of(regions, ra, dec, [1.0], shape)
    # Circles of one radius around all alerts, of which those of the pairs are taken.
    half = circle_limits(regions.dec, dec, np.full(len(regions), near_deg))
    near = half[reach.alert, reach.source]
    sides = []
    for whole in (reach.minus[:, 0], reach.plus[:, 0]):
        inner = np.where(near >= 0, np.minimum(near, whole), -1.0)
        sides.append(np.stack([inner, whole], axis=1))
    return replace(reach, minus=sides[0], plus=sides[1])


def region_sums(
    reach: Reach, ra_alert: NDArray[np.float64], shares: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Numbers of sources near and far, and the sums of their shares, (n_skies, 2, 1 + n_shares)."""
    values = np.ascontiguousarray(np.column_stack([np.ones(len(shares)), shares]))
    result = np.zeros((len(ra_alert), 2, values.shape[1]))
    ra_alert = np.ascontiguousarray(ra_alert)
    sum_sources(ra_alert, reach.arrays, reach.source.astype(np.int64), values, result)
    return result


def regions_against_scrambles(
    sources: pd.DataFrame,
    regions: AlertRegions,
    *,
    near_deg: float,
    shape: str,
    n_trials: int,
    seed: int,
) -> pd.DataFrame:
    """Mean shares of the sources in alert regions, against alerts of random R.A.

    Parameters
    ----------
    sources : DataFrame
        From `flaring_shares`.
    regions : AlertRegions
    near_deg : float
        Sources up to so far from the centre are one group, those farther out another [deg].
    shape : str
        ``rectangle`` in the paper.
    n_trials : int
    seed : int

    Returns
    -------
    DataFrame
        Contract ``simultaneity``, rows region_near and region_far.

    References
    ----------
    Chang et al. 2022, section 6.2 and Table 1: p = (M + 1) / (N + 1). A sky without sources inside
    has no mean, and exceeds nothing.
    """
    reach = near_and_far(regions, sources["ra"], sources["dec"], near_deg, shape)
    shares = sources[list(SHARES)].to_numpy()
    observed = region_sums(reach, regions.ra[np.newaxis], shares)[0]
    trials = []
    for block in range(-(-n_trials // SKIES_PER_BLOCK)):
        random = counter_generator(seed, block, "temporal", "simultaneity", "regions")
        skies = random.uniform(0, 360, (SKIES_PER_BLOCK, len(regions)))
        trials.append(region_sums(reach, skies[: n_trials - block * SKIES_PER_BLOCK], shares))
    with np.errstate(invalid="ignore"):
        found, of_trials = (
            one[..., 1:] / one[..., :1] for one in (observed, np.concatenate(trials))
        )
    rows = [
        _row(name, int(observed[n, 0]), found[n], of_trials[:, n]) for n, name in enumerate(GROUPS)
    ]
    return pd.DataFrame(rows)


def warm_spots_against_others(
    sources: pd.DataFrame,
    positions: Sequence[Sequence[float]],
    radius_deg: float,
    *,
    n_trials: int,
    seed: int,
    statistic: str = "mean",
) -> pd.DataFrame:
    """Shares of given sources against as many others, drawn at random.

    Parameters
    ----------
    sources : DataFrame
        From `flaring_shares`.
    positions : sequence of (ra, dec)
        Of the warm spots [deg].
    radius_deg : float
        Within which a source is one of them [deg].
    n_trials : int
    seed : int
    statistic : str
        ``mean`` of the shares (default) or ``median``.

    Returns
    -------
    DataFrame
        Contract ``simultaneity``, row warm_spots.
    """
    check_choice("statistic", statistic, STATISTICS)
    is_warm = np.zeros(len(sources), dtype=bool)
    for ra, dec in positions:
        is_warm |= angular_separation(sources["ra"], sources["dec"], ra, dec) <= radius_deg
    shares = sources[list(SHARES)].to_numpy()
    others, n_warm = shares[~is_warm], int(is_warm.sum())
    if not n_warm or len(others) < n_warm:
        nothing = np.full(len(SHARES), np.nan)
        return pd.DataFrame([_row(WARM_SPOTS, n_warm, nothing, np.full((1, len(SHARES)), np.nan))])
    middle = np.mean if statistic == "mean" else np.median
    trials = np.empty((n_trials, len(SHARES)))
    for block in range(-(-n_trials // SKIES_PER_BLOCK)):
        random = counter_generator(seed, block, "temporal", "simultaneity", WARM_SPOTS)
        part = trials[block * SKIES_PER_BLOCK : (block + 1) * SKIES_PER_BLOCK]
        drawn = others[distinct_rows(random, len(others), n_warm)]
        part[:] = middle(drawn, axis=1)[: len(part)]
    return pd.DataFrame([_row(WARM_SPOTS, n_warm, middle(shares[is_warm], axis=0), trials)])


def distinct_rows(random: np.random.Generator, n_members: int, n_drawn: int) -> NDArray[np.int64]:
    """Draw members without replacement, (SKIES_PER_BLOCK, n_drawn)."""
    key = random.random((SKIES_PER_BLOCK, n_members))
    return np.argpartition(key, n_drawn - 1, axis=1)[:, :n_drawn]


def _row(group: str, n_sources: int, observed: NDArray, trials: NDArray) -> Mapping:
    p_values = right_tailed_p_values(observed, trials)
    row = {"group": group, "n_sources": n_sources, "p_value": float(p_values[0])}
    row["n_trials"] = len(trials)
    for number, name in enumerate(SHARES):
        defined = trials[~np.isnan(trials[:, number]), number]
        stem = name.removesuffix("_ratio")
        row[name] = observed[number]
        row[f"{stem}_trial_mean"] = defined.mean() if len(defined) else np.nan
        row[f"{stem}_trial_std"] = defined.std(ddof=1) if len(defined) > 1 else np.nan
    return row
