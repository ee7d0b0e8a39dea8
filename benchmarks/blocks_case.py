"""One case of the blocks: ours, and astropy on the first curves of the same catalogue."""

from __future__ import annotations

import argparse
import time

import numpy as np

from benchmarks.measuring import peak_mib, report
from nusources.flares.blocks import Curves, block_begins, block_prior

PROBABILITIES = (0.01, 0.05)


def curves_like_blazars(n_curves: int, n_points: int) -> Curves:
    """Curves with a level that steps now and then, and unequal errors."""
    random = np.random.default_rng(20220304)
    shape = (n_curves, n_points)
    steps = np.where(random.random(shape) < 8 / n_points, random.normal(0, 2, shape), 0.0)
    error = random.uniform(0.3, 1.5, shape)
    flux = 10 + np.cumsum(steps, axis=1) + error * random.standard_normal(shape)
    first = np.arange(n_curves + 1, dtype=np.int64) * n_points
    return Curves(np.arange(n_curves), first, flux.ravel(), error.ravel())


def cut(curves: Curves) -> list[np.ndarray]:
    """Borders at both probabilities."""
    return [block_begins(curves, block_prior(curves.n_points, one)) for one in PROBABILITIES]


def against_astropy(curves: Curves, begins: list[np.ndarray], n_compared: int) -> tuple:
    """Seconds of astropy for each curve at both probabilities, and whether borders are the same."""
    from astropy.stats import bayesian_blocks

    started, agrees = time.process_time(), True
    for number in range(n_compared):
        one = slice(curves.first[number], curves.first[number + 1])
        moments = np.arange(one.stop - one.start, dtype=float)
        for probability, ours in zip(PROBABILITIES, begins, strict=True):
            theirs = bayesian_blocks(
                moments,
                curves.flux[one],
                curves.flux_error[one],
                fitness="measures",
                p0=probability,
            )
            inner = np.flatnonzero(ours[one])[1:] - 0.5
            agrees &= np.array_equal(theirs[1:-1], inner)
    return (time.process_time() - started) / n_compared, bool(agrees)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--curves", type=int, required=True)
    parser.add_argument("--points", type=int, nargs="+", required=True)
    parser.add_argument("--compared", type=int, default=0)
    options = parser.parse_args()
    started = time.process_time()
    cut(curves_like_blazars(2, 3))
    first_s = time.process_time() - started
    ours_s = peer_s = 0.0
    agrees = True
    for n_points in options.points:
        curves = curves_like_blazars(options.curves, n_points)
        started = time.process_time()
        begins = cut(curves)
        ours_s += time.process_time() - started
        if options.compared:
            each, same = against_astropy(curves, begins, options.compared)
            peer_s, agrees = peer_s + each * options.curves, agrees and same
    report(ours_s=ours_s, first_s=first_s, peer_s=peer_s, agrees=agrees, peak_mib=peak_mib())


if __name__ == "__main__":
    main()
