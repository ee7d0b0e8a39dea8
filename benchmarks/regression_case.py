"""Fits of a line with scatter to six points: independent draws per second of processor time.

The peer is emcee with a function of one walker, in numpy over the sources, as written by hand.
Both chains sample slope, intercept, scatter, mean and width with one prior.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
from emcee import EnsembleSampler

from benchmarks.measuring import peak_mib, report

STARTED = time.process_time()
from nusources.regression import kernel, quadrature, sampler  # noqa: E402, F401
from nusources.regression.batch import fit_many  # noqa: E402
from nusources.regression.calibration import Mocks, prior_samples  # noqa: E402
from nusources.regression.model import Model  # noqa: E402
from nusources.regression.points import Points  # noqa: E402

IMPORT_S = time.process_time() - STARTED
X = [43.26, 43.2, 42.0, 43.5, 45.5, 46.5]
Y = [43.3, 42.8, 42.1, 44.2, 45.0, 47.1]
SIX = Points.of(X, Y, 0.15, 0.25)
DRAWS = 1000  # effective ones, for which times are told
N_WALKERS = 32


def scalar_log_posterior(parameters: np.ndarray) -> float:
    """Plain numpy over the sources, for one walker."""
    slope, intercept, scatter, mean, width = parameters
    if not (0 < scatter < 3 and 0 < width < 3 * SIX.spread):
        return -np.inf
    x, y = SIX.x - SIX.pivot - mean, SIX.y - intercept - slope * mean
    c11, c12 = width**2 + 0.15**2, slope * width**2
    c22 = slope**2 * width**2 + scatter**2 + 0.25**2
    det = c11 * c22 - c12**2
    square = (c22 * x**2 - 2 * c12 * x * y + c11 * y**2) / det
    prior = -1.5 * np.log1p(slope**2) - 0.5 * (mean / (3 * SIX.spread)) ** 2
    return prior - 0.5 * np.sum(square + np.log(det))


def by_scalar_emcee(rng: np.random.Generator) -> tuple[np.ndarray, float]:
    start = sampler.LinePosterior(SIX, Model()).start(N_WALKERS, rng)
    chain = EnsembleSampler(N_WALKERS, 5, scalar_log_posterior)
    chain.run_mcmc(start, 6000, skip_initial_state_check=True)
    kept = chain.get_chain(discard=1500)
    return kept[..., 0].ravel(), sampler.diagnose(kept, 0.0).n_effective


def by_chain(rng: np.random.Generator) -> tuple[np.ndarray, float]:
    found = sampler.fit(SIX, Model(), rng=rng, n_walkers=256)
    return found.slope, found.diagnostics.n_effective


def by_quadrature(rng: np.random.Generator) -> tuple[np.ndarray, float]:
    found = quadrature.fit(SIX, Model(), rng=rng, n_draws=40_000)
    return found.slope, found.diagnostics.n_effective


def timed(function) -> tuple[float, np.ndarray, float]:
    """Seconds for `DRAWS` effective draws, the draws, and their worth."""
    started = time.process_time()
    draws, n = function(np.random.default_rng(1))
    return (time.process_time() - started) * DRAWS / n, draws, n


def draws_case(how: str) -> tuple[float, float, bool]:
    """Our time, that of scalar emcee, and whether means agree within four standard errors."""
    quadrature.fit(SIX, Model(), rng=np.random.default_rng(0))  # once, so that nothing is cold
    ours_s, ours, n = timed({"chain": by_chain, "quadrature": by_quadrature}[how])
    peer_s, theirs, n_peer = timed(by_scalar_emcee)
    error = ours.std() * np.sqrt(1 / n + 1 / n_peer)
    return ours_s, peer_s, bool(abs(ours.mean() - theirs.mean()) < 4 * error)


def mocks_case(abscissa: str, n: int) -> tuple[float, float, bool]:
    """Time of `n` fits of mock samples of six."""
    model = Model(abscissa, centre=0.0, spread=1.0)
    samples, truth = prior_samples(n, Mocks(6, 0.17, 0.3), model, np.random.default_rng(2))
    fit_many(samples[:2], model)
    started = time.process_time()
    found = fit_many(samples, model, truth=truth)
    seconds = time.process_time() - started
    return seconds, 0.0, bool(abs(found["slope_rank"].mean() - 0.5) < 4 / np.sqrt(12 * n))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("how", choices=("chain", "quadrature", "one_normal", "flat", "cold"))
    parser.add_argument("--mocks", type=int, default=10_000)
    options = parser.parse_args()
    if options.how in ("chain", "quadrature"):
        ours_s, peer_s, agrees = draws_case(options.how)
    elif options.how == "cold":
        ours_s, peer_s, agrees = IMPORT_S, 0.0, True
    else:
        ours_s, peer_s, agrees = mocks_case(options.how, options.mocks)
    report(ours_s=ours_s, peer_s=peer_s, agrees=agrees, peak_mib=peak_mib())


if __name__ == "__main__":
    main()
