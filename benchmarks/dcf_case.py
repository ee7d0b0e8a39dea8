"""One case of the discrete correlation: ours, and pyDCF's way on the first pairs of curves.

pyDCF (a script of 2017, on no package index) is written again from its description: for each bin of
lag the pairs are chosen by a mask over all pairs, with local means.
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from benchmarks.measuring import peak_mib, report

STARTED = time.process_time()
# Kernels with signatures are compiled, or found compiled, when they are imported.
from nusources.flares.lag_surrogates import Surrogates  # noqa: E402
from nusources.flares.lags import LagRule, Series, correlation_function  # noqa: E402

IMPORT_S = time.process_time() - STARTED
DEFAULT_RULE = LagRule(30.0, 1500.0, "global", "mean_square", 5)
RULE = LagRule(30.0, 1500.0, "local", "square_mean", 5)


def curves(n_curves: int) -> list[tuple[Series, Series]]:
    """Pairs of curves of 24 and 152 points."""
    random = np.random.default_rng(20220304)
    pairs = []
    for _ in range(n_curves):
        times = np.sort(random.uniform(0, 4000, 24)), np.arange(152) * 30.0
        pairs.append(
            tuple(
                Series("s", one, random.normal(5, 1, len(one)), np.full(len(one), 0.3))
                for one in times
            )
        )
    return pairs


def like_pydcf(first: Series, second: Series) -> np.ndarray:
    """Correlation in each bin, as pyDCF does it with slots."""
    lag = second.time[None, :] - first.time[:, None]
    found = np.full(len(RULE.centres), np.nan)
    for number, centre in enumerate(RULE.centres):
        i, j = np.where((-lag >= centre - 15) & (-lag < centre + 15))
        if len(i):
            a, b = first.flux[i], second.flux[j]
            left = np.var(a) - np.mean(first.flux_error[i]) ** 2
            right = np.var(b) - np.mean(second.flux_error[j]) ** 2
            if left > 0 and right > 0:
                found[number] = np.mean((a - a.mean()) * (b - b.mean())) / np.sqrt(left * right)
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--curves", type=int, required=True)
    parser.add_argument("--compared", type=int, default=0)
    parser.add_argument("--surrogates", type=int, default=0)
    options = parser.parse_args()
    pairs = curves(options.curves)
    started = time.process_time()
    if options.surrogates:
        random = np.random.default_rng(1)
        drawn = Surrogates.drawn(options.surrogates, 1.5, random)
        for pair in pairs:
            drawn.correlations(*pair, DEFAULT_RULE, random)
        found = []
    else:
        found = [correlation_function(*pair, RULE).value[0] for pair in pairs]
    ours_s = time.process_time() - started
    started = time.process_time()
    theirs = [like_pydcf(*pair) for pair in pairs[: options.compared]]
    peer_s = time.process_time() - started
    agrees = all(
        np.allclose(a, b, equal_nan=True, rtol=1e-6, atol=1e-9)
        for a, b in zip(found, theirs, strict=False)
    )
    each = peer_s / options.compared if options.compared else 0.0
    report(ours_s=ours_s, import_s=IMPORT_S, peer_s=each, agrees=agrees, peak_mib=peak_mib())


if __name__ == "__main__":
    main()
