"""Permutation tests of the relation of neutrino and X-ray luminosities.

X-ray fluxes are exchanged among the sources while each keeps its distance: the correlation that a
common distance gives to luminosities is then part of the null hypothesis.

References
----------
Kun et al. 2026, abstract: "flux-space permutation test on the 13-source joint sample".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.luminosity.correlations import (
    PEARSON,
    centred,
    observed_correlations,
    pearson_correlations,
    rank_correlations,
    sums_of,
)
from nusources.luminosity.exchanges import (
    drawn_exchanges,
    n_exchanges_within,
    sums_of_all_exchanges,
)
from nusources.luminosity.pairs import Pairs, pairs_of
from nusources.luminosity.tally import EDGES, Tally
from nusources.random_streams import counter_generator
from nusources.significance import one_sided_sigma

FLUXES, WITHIN, LUMINOSITIES = "fluxes", "fluxes_within_classes", "luminosities"
BLOCK = 1 << 14
"""Exchanges of one block of the random stream: more exchanges extend a run."""

Stream = Callable[[str, int], np.random.Generator]
"""Random numbers of a block, by what is exchanged and the number of the block."""
Values = Mapping[str, NDArray[np.float64]]


def exchange_streams(seed: int) -> Stream:
    """Streams of the exchanges of a run with this seed."""
    return lambda shuffled, block: counter_generator(
        seed, block, "luminosity_permutations", shuffled
    )


def permutation_tests(
    pairs: Pairs, n_permutations: int, n_exact: int, stream: Stream
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Every statistic with its p-value, for every way to exchange.

    Parameters
    ----------
    pairs : Pairs
    n_permutations : int
        Exchanges that are drawn.
    n_exact : int
        Up to so many exchanges within classes, all of them are made.
    stream : callable

    Returns
    -------
    tests : DataFrame
        Columns of the contract ``luminosity_tests`` from ``shuffled`` on.
    histograms : DataFrame
        Contract ``null_histograms``.
    """
    observed = observed_correlations(pairs)
    is_exact = n_exchanges_within(pairs.stratum) <= n_exact
    within = all_within(pairs) if is_exact else drawn_within(pairs, n_permutations, stream)
    ways = (
        (FLUXES, exchanged_fluxes(pairs, n_permutations, stream), False),
        (WITHIN, within, is_exact),
        (LUMINOSITIES, exchanged_luminosities(pairs, n_permutations, stream), False),
    )
    tests, histograms = [], []
    for shuffled, parts, exact in ways:
        for name, tally in tallied(parts, observed).items():
            keys = {"shuffled": shuffled, "statistic": name}
            tests.append(keys | row_of(tally, is_exact=exact))
            histograms.append(histogram_rows(tally).assign(**keys))
    return pd.DataFrame(tests), pd.concat(histograms, ignore_index=True)


def pearson_p_value(pairs: Pairs, n_permutations: int, stream: Stream) -> float:
    """p-value of Pearson's r of the luminosities where X-ray fluxes are exchanged.

    As `permutation_tests` gives it for the same stream, without the other statistics.

    Parameters
    ----------
    pairs : Pairs
    n_permutations : int
    stream : callable
    """
    name = PEARSON[0]
    tally = Tally(observed_correlations(pairs)[name])
    everyone = np.zeros(len(pairs), dtype=np.int64)
    for exchange in blocks(everyone, n_permutations, FLUXES, stream):
        tally.add(_pearson(pairs, pairs.xray_flux[exchange])[name])
    return tally.p_values(is_exact=False)[0]


@dataclass(frozen=True)
class Permutations:
    """The same exchanges for every table.

    Attributes
    ----------
    samples : tuple of str
    n_permutations : int
    seed : int
    """

    samples: tuple[str, ...]
    n_permutations: int
    seed: int

    def p_value(self, luminosities: pd.DataFrame) -> float:
        """`pearson_p_value` of the measured sources of the samples."""
        pairs = pairs_of(luminosities, self.samples)
        return pearson_p_value(pairs, self.n_permutations, exchange_streams(self.seed))


def exchanged_fluxes(pairs: Pairs, n: int, stream: Stream) -> Iterator[Values]:
    """All statistics where fluxes are exchanged among all sources, block by block."""
    everyone = np.zeros(len(pairs), dtype=np.int64)
    area, luminosity = pairs.area[:, np.newaxis], pairs.neutrino_luminosity[:, np.newaxis]
    for exchange in blocks(everyone, n, FLUXES, stream):
        xray_flux = pairs.xray_flux[exchange]
        yield _pearson(pairs, xray_flux) | rank_correlations(xray_flux + area, luminosity)


def drawn_within(pairs: Pairs, n: int, stream: Stream) -> Iterator[Values]:
    """Pearson's statistics where fluxes are exchanged within classes, block by block."""
    for exchange in blocks(pairs.stratum, n, WITHIN, stream):
        yield _pearson(pairs, pairs.xray_flux[exchange])


def all_within(pairs: Pairs) -> Iterator[Values]:
    """Pearson's statistics of all exchanges within classes, part by part."""
    sums = sums_of(pairs.neutrino_flux, pairs.xray_flux, pairs.area)
    weights = np.stack([centred(pairs.neutrino_flux), centred(pairs.area)])
    for xray_neutrino, xray_area in sums_of_all_exchanges(pairs, weights):
        yield pearson_correlations(sums, xray_neutrino, xray_area)


def exchanged_luminosities(pairs: Pairs, n: int, stream: Stream) -> Iterator[Values]:
    """Pearson's r where luminosities are exchanged: distances make it look significant."""
    weights = centred(pairs.neutrino_luminosity)
    luminosity = centred(pairs.xray_luminosity)
    scale = np.sqrt((weights @ weights) * (luminosity @ luminosity))
    everyone = np.zeros(len(pairs), dtype=np.int64)
    for exchange in blocks(everyone, n, LUMINOSITIES, stream):
        yield {PEARSON[0]: weights @ luminosity[exchange] / scale}


def _pearson(pairs: Pairs, xray_flux: NDArray) -> dict[str, NDArray[np.float64]]:
    sums = sums_of(pairs.neutrino_flux, pairs.xray_flux, pairs.area)
    weights = np.stack([centred(pairs.neutrino_flux), centred(pairs.area)])
    return pearson_correlations(sums, *(weights @ xray_flux))


def blocks(
    stratum: NDArray[np.int64], n: int, shuffled: str, stream: Stream
) -> Iterator[NDArray[np.intp]]:
    """Exchanges block by block: the first ones do not depend on how many there are."""
    for block, start in enumerate(range(0, n, BLOCK)):
        drawn = drawn_exchanges(stratum, BLOCK, stream(shuffled, block))
        yield drawn[:, : n - start]


def tallied(parts: Iterator[Values], observed: Mapping[str, float]) -> dict[str, Tally]:
    """Count the parts of null distributions about the observed values."""
    tallies: dict[str, Tally] = {}
    for part in parts:
        for name, values in part.items():
            tallies.setdefault(name, Tally(observed[name])).add(values)
    return tallies


def row_of(tally: Tally, *, is_exact: bool) -> dict[str, Any]:
    """Columns of a test that its null distribution tells."""
    p_value, error, two_sided = tally.p_values(is_exact=is_exact)
    return {
        "value": tally.observed,
        "null_mean": tally.mean,
        "null_deviation": tally.deviation,
        "p_value": p_value,
        "p_value_error": error,
        "p_value_two_sided": two_sided,
        **significances(p_value),
        "n_permutations": tally.n,
        "is_exact": is_exact,
    }


def significances(p_value: float) -> dict[str, float]:
    """Standard deviations of a p-value that is read as one-sided (none for 1), and as two-sided.

    Examples
    --------
    >>> {name: round(z, 2) for name, z in significances(6.3e-4).items()}
    {'significance': 3.22, 'significance_two_sided': 3.42}
    """
    return {
        "significance": float(one_sided_sigma(p_value)) if p_value < 1 else np.nan,
        "significance_two_sided": float(one_sided_sigma(p_value / 2)),
    }


def histogram_rows(tally: Tally) -> pd.DataFrame:
    """Bins of a null distribution that hold something."""
    low, high = EDGES[:-1], EDGES[1:]
    table = pd.DataFrame({"bin_low": low, "bin_high": high, "n": tally.histogram})
    return table[table["n"] > 0]
