"""One case of `benchmarks.permutation`, in a process of its own.

Peers are given the exchanges and do as many as they can in some seconds; drawing is in our time.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from itertools import islice, permutations, product

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from benchmarks.measuring import peak_mib, report
from nusources.luminosity.correlations import PEARSON
from nusources.luminosity.pairs import Pairs
from nusources.luminosity.permutation import (
    FLUXES,
    all_within,
    blocks,
    exchange_streams,
    exchanged_fluxes,
    observed_correlations,
    tallied,
)
from nusources.luminosity.tally import ROUNDING

N = 1_000_000
PEER_N = 40_000
TWICE = 2


def made_up(n: int, n_first: int) -> Pairs:
    """Near sources and far ones with a weak relation."""
    rng = np.random.default_rng(1)
    xray = rng.normal(-11, 0.5, n)
    area = np.where(np.arange(n) < n // 3, 52.0, 55.0) + rng.normal(0, 0.5, n)
    names = tuple(str(one) for one in range(n))
    stratum = (np.arange(n) >= n_first).astype(np.int64)
    return Pairs(names, 0.7 * xray + rng.normal(-3, 0.5, n), xray, area, stratum)


def seconds(work: Callable[[], object]) -> tuple[float, object]:
    """Processor time of the faster of two runs, and what it gives."""
    times = []
    for _ in range(TWICE):
        started = time.process_time()
        found = work()
        times.append(time.process_time() - started)
    return min(times), found


def by_rows(pairs: Pairs, orders: NDArray, *, with_ranks: bool) -> dict[str, NDArray]:
    """All statistics of rows of exchanges, as one writes them with numpy and scipy."""
    y, area = pairs.neutrino_luminosity, pairs.area
    x = pairs.xray_flux[orders] + area
    r, with_area = row_correlation(x, y), row_correlation(x, area)
    other = np.corrcoef(y, area)[0, 1]
    found = {
        "pearson_luminosity": r,
        "pearson_flux": row_correlation(x - area, pairs.neutrino_flux),
        "partial_distance": (r - with_area * other) / np.sqrt((1 - with_area**2) * (1 - other**2)),
    }
    if with_ranks:
        ranks = stats.rankdata(x, axis=1)
        found["spearman_luminosity"] = row_correlation(ranks, stats.rankdata(y))
        low = np.tril_indices(len(y), -1)
        signs = np.sign(x[:, low[0]] - x[:, low[1]]) * np.sign(y[low[0]] - y[low[1]])
        found["kendall_luminosity"] = signs.mean(axis=1)
    return found


def row_correlation(x: NDArray, y: NDArray) -> NDArray:
    """Pearson's r of each row with one vector."""
    x, y = x - x.mean(axis=1, keepdims=True), y - y.mean()
    return x @ y / np.sqrt((x**2).sum(axis=1) * (y @ y))


def drawn() -> dict[str, object]:
    pairs, stream = made_up(13, 6), exchange_streams(1)
    observed = observed_correlations(pairs)
    tallied(exchanged_fluxes(pairs, 1000, stream), observed)  # imports
    ours, _ = seconds(lambda: tallied(exchanged_fluxes(pairs, N, stream), observed))
    everyone = np.zeros(13, dtype=np.int64)
    orders = np.concatenate([one.T for one in blocks(everyone, PEER_N, FLUXES, stream)])
    theirs, values = seconds(lambda: by_rows(pairs, orders, with_ranks=True))
    parts = list(exchanged_fluxes(pairs, PEER_N, stream))
    agrees = all(
        np.allclose(np.concatenate([part[name] for part in parts]), values[name], atol=1e-9)
        for name in values
    )
    return {"ours_s": ours, "peer_s": theirs * N / PEER_N, "agrees": agrees}


def within() -> dict[str, object]:
    pairs = made_up(13, 6)
    observed = observed_correlations(pairs)
    ours, tallies = seconds(lambda: tallied(all_within(pairs), observed))
    every = product(permutations(range(6)), permutations(range(6, 13)))
    n, extreme, theirs = 0, dict.fromkeys(PEARSON, 0), 0.0
    while part := [(*one, *other) for one, other in islice(every, PEER_N)]:
        orders = np.array(part)
        took, values = seconds(lambda orders=orders: by_rows(pairs, orders, with_ranks=False))
        theirs, n = theirs + took, n + len(part)
        for name in PEARSON:
            extreme[name] += int((values[name] >= observed[name] - ROUNDING).sum())
    agrees = all(tallies[name].n_at_least == extreme[name] for name in PEARSON)
    return {"ours_s": ours, "peer_s": theirs, "agrees": agrees and n == tallies[PEARSON[0]].n}


def exact() -> dict[str, object]:
    pairs = made_up(8, 8)
    observed = observed_correlations(pairs)
    ours, tallies = seconds(lambda: tallied(all_within(pairs), observed))
    p_value = tallies[PEARSON[0]].p_values(is_exact=True)[0]

    def statistic(flux: NDArray, axis: int) -> NDArray:
        x = np.moveaxis(flux, axis, -1) + pairs.area
        shape = x.shape[:-1]
        return row_correlation(x.reshape(-1, 8), pairs.neutrino_luminosity).reshape(shape)

    theirs, found = seconds(
        lambda: stats.permutation_test(
            (pairs.xray_flux,),
            statistic,
            permutation_type="pairings",
            alternative="greater",
            vectorized=True,
            n_resamples=np.inf,
        )
    )
    return {"ours_s": ours, "peer_s": theirs, "agrees": bool(np.isclose(found.pvalue, p_value))}


if __name__ == "__main__":
    report(**{"drawn": drawn, "within": within, "exact": exact}[sys.argv[1]](), peak_mib=peak_mib())
