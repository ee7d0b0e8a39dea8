"""How often permutation tests reject: under their own null, without a relation, and with one.

A test of size 5 % rejects what it takes for the truth in 5 % of the experiments. Exchanged fluxes
do not know the distance; luminosities that do not know each other still know it, and only sources
above a limiting flux are in a sample.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.errors import InputDataError
from nusources.luminosity.correlations import (
    PEARSON,
    centred,
    correlations,
    pearson_correlations,
    rank_correlations,
    sums_of,
)
from nusources.luminosity.exchanges import drawn_exchanges
from nusources.luminosity.pairs import Pairs
from nusources.luminosity.permutation import FLUXES, LUMINOSITIES, WITHIN
from nusources.luminosity.tally import ROUNDING
from nusources.random_streams import counter_generator
from nusources.significance import one_sided_sigma, right_tail
from nusources.statistics import binomial_error

OWN_NULL, NO_RELATION, RELATION = "exchanged", "no_relation", "relation"
HYPOTHESES = (OWN_NULL, NO_RELATION, RELATION)
AT_ONCE = 1 << 14
"""Exchanges that are computed together."""
MOST_ROUNDS = 1000
"""In which pairs below the limiting fluxes are drawn again."""

Mocks = tuple[NDArray[np.float64], NDArray[np.float64]]
"""log10 of neutrino and X-ray fluxes of simulated samples, shape (n_sources, n_mocks)."""


@dataclass(frozen=True)
class Trials:
    """How many samples are simulated, and how each is tested.

    Parameters
    ----------
    n_mocks, n_permutations : int
    scatter : float
        Of the relation [dex].
    levels : tuple of float
        p-values at which a test rejects.
    """

    n_mocks: int
    n_permutations: int
    scatter: float
    levels: tuple[float, ...]


def rejection_shares(pairs: Pairs, trials: Trials, rng: np.random.Generator) -> pd.DataFrame:
    """Share of simulated samples that each test rejects.

    Parameters
    ----------
    pairs : Pairs
        Samples have its distances, classes, limiting fluxes, and scatter about the distance.
    trials : Trials
    rng : Generator

    Returns
    -------
    DataFrame
        Contract ``rejections``.
    """
    n = (trials.n_permutations, rng)
    everyone = np.zeros(len(pairs), dtype=np.int64)
    exchanges = {
        FLUXES: drawn_exchanges(everyone, *n),
        WITHIN: drawn_exchanges(pairs.stratum, *n),
        LUMINOSITIES: drawn_exchanges(everyone, *n),
    }
    rows = []
    for hypothesis in HYPOTHESES:
        mocks = simulated(pairs, hypothesis, trials, rng)
        for shuffled, exchange in exchanges.items():
            for statistic, p_values in p_values_of(mocks, pairs.area, exchange, shuffled).items():
                keys = {"hypothesis": hypothesis, "shuffled": shuffled, "statistic": statistic}
                rows += [keys | _share(p_values, level) for level in trials.levels]
    return pd.DataFrame(rows)


def repeated_shares(
    pairs: Pairs, trials: Trials, n_batches: int, stream: Callable[[int], np.random.Generator]
) -> pd.DataFrame:
    """Shares as `rejection_shares`, of batches that draw their exchanges anew.

    Parameters
    ----------
    pairs : Pairs
    trials : Trials
        Of each batch.
    n_batches : int
        At least two: the error of a share is from their scatter.
    stream : callable
        Random numbers by the number of the batch.
    """
    keys = ["hypothesis", "shuffled", "statistic", "level"]
    batches = [rejection_shares(pairs, trials, stream(batch)) for batch in range(n_batches)]
    grouped = pd.concat(batches, ignore_index=True).groupby(keys, sort=False)
    table = grouped["share"].agg(share="mean", share_error="sem").reset_index()
    return table.assign(n_mocks=grouped["n_mocks"].sum().to_numpy())


def batch_streams(seed: int) -> Callable[[int], np.random.Generator]:
    """Streams of the batches of a run with this seed."""
    return lambda batch: counter_generator(seed, batch, "luminosity_closure")


def _share(p_values: NDArray, level: float) -> dict[str, float]:
    n, share = len(p_values), float(np.mean(p_values <= level))
    error = float(binomial_error(share, n))
    return {"level": level, "share": share, "share_error": error, "n_mocks": n}


def p_values_of(
    mocks: Mocks, area: NDArray, exchange: NDArray[np.intp], shuffled: str
) -> dict[str, NDArray[np.float64]]:
    """p-values of simulated samples by the same exchanges.

    Parameters
    ----------
    mocks : pair of ndarray, shape (n_sources, n_mocks)
    area : ndarray, shape (n_sources,)
    exchange : ndarray of int, shape (n_sources, n_permutations)
    shuffled : str
        What is exchanged: fluxes, within classes or not, or luminosities.

    Returns
    -------
    dict
        p = (M + 1) / (N + 1), shape (n_mocks,), of each statistic.
    """
    n_mocks, n_permutations = mocks[0].shape[1], exchange.shape[1]
    step = max(AT_ONCE // n_permutations, 1)
    parts: dict[str, list[NDArray[np.float64]]] = {}
    for start in range(0, n_mocks, step):
        neutrino, xray = (one[:, start : start + step] for one in mocks)
        areas = np.broadcast_to(area[:, np.newaxis], neutrino.shape)
        observed = correlations(neutrino, xray, areas, with_ranks=shuffled == FLUXES)
        for name, values in _exchanged(neutrino, xray, areas, exchange, shuffled).items():
            n_more = (values >= observed[name] - ROUNDING).sum(axis=0)
            parts.setdefault(name, []).append((n_more + 1) / (n_permutations + 1))
    return {name: np.concatenate(part) for name, part in parts.items()}


def _exchanged(
    neutrino: NDArray, xray: NDArray, area: NDArray, exchange: NDArray[np.intp], shuffled: str
) -> Mapping[str, NDArray[np.float64]]:
    """Statistics of exchanged fluxes or luminosities, shape (n_permutations, n_mocks)."""
    if shuffled == LUMINOSITIES:
        y, x = centred(neutrino + area), centred(xray + area)
        scale = np.sqrt((y**2).sum(axis=0) * (x**2).sum(axis=0))
        return {PEARSON[0]: np.einsum("sk,spk->pk", y, x[exchange]) / scale}
    flux = xray[exchange]
    products = (np.einsum("sk,spk->pk", centred(one), flux) for one in (neutrino, area))
    found = pearson_correlations(sums_of(neutrino, xray, area), *products)
    if shuffled == FLUXES:
        y = (neutrino + area)[:, np.newaxis]
        found |= rank_correlations(flux + area[:, np.newaxis], y)
    return found


def simulated(pairs: Pairs, hypothesis: str, trials: Trials, rng: np.random.Generator) -> Mocks:
    """Fluxes of samples under a hypothesis.

    Parameters
    ----------
    pairs : Pairs
    hypothesis : str
        exchanged: the observed fluxes in a random order; no_relation: luminosities that scatter
        independently about their line over the distance, above the smallest observed fluxes;
        relation: L_nu is proportional to L_hX with a scatter, above the same.
    trials : Trials
    rng : Generator
    """
    n_mocks = trials.n_mocks
    if hypothesis == OWN_NULL:
        drawn = drawn_exchanges(np.zeros(len(pairs), dtype=np.int64), n_mocks, rng)
        neutrino = np.repeat(pairs.neutrino_flux[:, np.newaxis], n_mocks, axis=1)
        return neutrino, pairs.xray_flux[drawn]
    if hypothesis == NO_RELATION:
        shape = (len(pairs), n_mocks)
        neutrino = above_limit(*flux_over_distance(pairs.neutrino_flux, pairs.area), shape, rng)
        return neutrino, above_limit(*flux_over_distance(pairs.xray_flux, pairs.area), shape, rng)
    return related_fluxes(pairs, trials, rng)


def flux_over_distance(flux: NDArray, area: NDArray) -> tuple[NDArray[np.float64], float, float]:
    """Line of the logarithmic flux over that of the distance, scatter about it, smallest flux.

    The line of luminosities is the same one, steeper by one.

    Parameters
    ----------
    flux, area : ndarray, shape (n,)
        log10.

    Returns
    -------
    line : ndarray, shape (n,)
    scatter : float
        With n - 2 degrees of freedom [dex].
    limit : float
    """
    a = centred(area)
    line = flux.mean() + a * (a @ flux) / (a @ a)
    scatter = np.sqrt(((flux - line) ** 2).sum() / (len(flux) - 2))
    return line, float(scatter), float(flux.min())


def above_limit(
    mean: NDArray, scatter: float, limit: float, shape: tuple[int, int], rng: np.random.Generator
) -> NDArray[np.float64]:
    """Normal numbers above a limit.

    Parameters
    ----------
    mean : ndarray, shape (n_sources,)
    scatter, limit : float
    shape : (n_sources, n_mocks)
    rng : Generator
    """
    mean = mean[:, np.newaxis]
    tail = right_tail((limit - mean) / scatter)
    return mean + scatter * one_sided_sigma(tail * (1.0 - rng.random(shape)))


def related_fluxes(pairs: Pairs, trials: Trials, rng: np.random.Generator) -> Mocks:
    """Fluxes of samples in which neutrino luminosities follow X-ray ones, above limiting fluxes.

    Raises
    ------
    InputDataError
        If hardly any source of the relation would be in the sample.
    """
    shape = (len(pairs), trials.n_mocks)
    ratio, limit = float(np.mean(pairs.neutrino_flux - pairs.xray_flux)), pairs.neutrino_flux.min()
    line = flux_over_distance(pairs.xray_flux, pairs.area)
    neutrino, xray = np.full(shape, -np.inf), np.zeros(shape)
    for _ in range(MOST_ROUNDS):
        is_faint = neutrino < limit
        if not is_faint.any():
            return neutrino, xray
        # Both again: bright X-rays are more often in the sample.
        x = above_limit(*line, shape, rng)
        y = x + ratio + trials.scatter * rng.standard_normal(shape)
        neutrino, xray = np.where(is_faint, y, neutrino), np.where(is_faint, x, xray)
    raise InputDataError(
        "a relation would hardly give sources like these",
        column="log10_neutrino_luminosity",
        value=f"{int((neutrino < limit).sum())} of {neutrino.size} sources are too faint",
        expected="neutrino fluxes near those that X-ray fluxes give",
    )
