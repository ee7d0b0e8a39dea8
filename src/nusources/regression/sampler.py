"""Fit of a line with scatter by a chain: the stretch move of emcee, all walkers at once.

All parameters are sampled, none is integrated. A chain takes a second or two, so none is stored
on the way: an interrupted fit starts again from its stream of random numbers, and gives the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nusources.regression.diagnostics import Unconverged, autocorrelation_time, split_r_hat
from nusources.regression.likelihood import (
    Density,
    Lines,
    density_of,
    log_likelihoods,
    refuse_limits,
)
from nusources.regression.model import SPREADS, Model
from nusources.regression.points import Points
from nusources.regression.posterior import Diagnostics, Posterior

Array = NDArray[np.float64]

N_WALKERS = 24
LEAST_STEPS = 1000
MOST_STEPS = 40_000
BURN_IN = 0.25
"""Share of the steps that are left out."""
LONG_ENOUGH = 50.0
"""Steps that are kept, in autocorrelation times."""
LARGEST_R_HAT = 1.05
SPARE = 1.1
"""Steps that are asked for, over those that seem to be needed."""


@dataclass(frozen=True)
class LinePosterior:
    """Logarithm of the posterior of all parameters.

    Parameters
    ----------
    points : Points
    model : Model
    """

    points: Points
    model: Model

    @cached_property
    def _density(self) -> Density:
        return density_of(self.points)

    @property
    def n_parameters(self) -> int:
        """Slope, intercept, scatter; mean and width of each normal; the weight of the first."""
        return 3 + (0, 2, 5)[self.model.n_widths]

    def __call__(self, parameters: Array) -> Array:
        """Logarithm of prior times likelihood, not normalised.

        Parameters
        ----------
        parameters : ndarray, shape (n_walkers, n_parameters)

        Returns
        -------
        ndarray, shape (n_walkers,)
        """
        prior = self.log_prior(parameters)
        found = np.full(len(parameters), -np.inf)
        is_inside = np.isfinite(prior)
        if is_inside.any():
            lines = self.lines(parameters[is_inside])
            likelihood = log_likelihoods(self.points, lines, self._density)
            found[is_inside] = prior[is_inside] + likelihood.sum(axis=1)
        return found

    def log_prior(self, parameters: Array) -> Array:
        """Logarithm of the prior, not normalised."""
        lines = self.lines(parameters)
        found = self.model.log_slope_prior(lines.slope)
        found = found + self.model.log_scatter_prior(lines.scatter)
        centre, spread = self.model.abscissa_prior(self.points)
        unit = SPREADS * spread
        for mean, width in zip(lines.means, lines.widths, strict=True):
            found = found - 0.5 * ((mean - centre) / unit) ** 2
            found[(width <= 0) | (width >= unit)] = -np.inf
        if self.model.n_widths > 1:
            found[(lines.weight <= 0) | (lines.weight >= 1)] = -np.inf
        return found

    def lines(self, parameters: Array) -> Lines:
        """Parameters of the walkers by name."""
        n_widths = self.model.n_widths
        slope, intercept, scatter, *shape = parameters.T
        means = np.reshape(shape[0 : 2 * n_widths : 2], (n_widths, len(slope)))
        widths = np.reshape(shape[1 : 2 * n_widths : 2], (n_widths, len(slope)))
        weight = shape[-1] if n_widths > 1 else np.ones_like(slope)
        return Lines(slope, intercept, scatter, means, widths, weight)

    def start(self, n_walkers: int, rng: np.random.Generator) -> Array:
        """Walkers about the least squares of the measured points, wider than the posterior."""
        points = self.points.gaussian()
        slope = np.polyfit(points.x - self.points.pivot, points.y, 1)
        rest = (points.y - np.polyval(slope, points.x - self.points.pivot)).std() + 1e-3
        spread = self.model.abscissa_prior(self.points)[1]
        columns = [
            slope[0] + rest / spread * rng.standard_normal(n_walkers),
            slope[1] + rest * rng.standard_normal(n_walkers),
            self.model.scatter_at(rng.uniform(0.05, 0.6, n_walkers)),
        ]
        for _ in range(self.model.n_widths):
            columns.append(spread * rng.standard_normal(n_walkers))
            columns.append(spread * rng.uniform(0.3, 2, n_walkers))
        columns += [rng.random(n_walkers)] * (self.model.n_widths > 1)
        return np.stack(columns, axis=1)


def fit(
    points: Points,
    model: Model,
    *,
    rng: np.random.Generator,
    n_walkers: int = N_WALKERS,
    most_steps: int = MOST_STEPS,
) -> Posterior:
    """Posterior by a chain that grows until it is long enough.

    Parameters
    ----------
    points : Points
    model : Model
    rng : numpy.random.Generator
    n_walkers : int
    most_steps : int

    Raises
    ------
    Unconverged
        The chain is stuck or too short after `most_steps`.
    """
    refuse_limits(points, model)
    log_posterior = LinePosterior(points, model)
    start = log_posterior.start(n_walkers, rng)
    chain, found = run_chain(log_posterior, start, rng=rng, most_steps=most_steps)
    slope, intercept, scatter = chain.reshape(-1, chain.shape[-1]).T[:3].copy()
    return Posterior(slope, intercept, scatter, points.pivot, np.nan, "emcee", found)


def run_chain(
    log_posterior: Callable[[Array], Array],
    start: Array,
    *,
    rng: np.random.Generator,
    least_steps: int = LEAST_STEPS,
    most_steps: int = MOST_STEPS,
) -> tuple[Array, Diagnostics]:
    """Walk until the chain is fifty autocorrelation times long and its halves agree.

    Parameters
    ----------
    log_posterior : callable
        Of an array of shape (n_walkers, n_parameters).
    start : ndarray, shape (n_walkers, n_parameters)
    rng : numpy.random.Generator
    least_steps, most_steps : int

    Returns
    -------
    chain : ndarray, shape (n_steps, n_walkers, n_parameters)
        Without the first quarter.
    diagnostics : Diagnostics

    Raises
    ------
    Unconverged
        The chain is stuck or too short after `most_steps`.
    """
    from emcee import EnsembleSampler, State  # slow to import

    sampler = EnsembleSampler(*start.shape, log_posterior, vectorize=True)
    stream = np.random.RandomState(rng.integers(2**32))
    state, n_steps, needed = State(start, random_state=stream.get_state()), 0, 0
    while True:
        more = min(max(needed - n_steps, least_steps), most_steps - n_steps)
        state = sampler.run_mcmc(state, more, skip_initial_state_check=True)
        n_steps += more
        chain = sampler.get_chain(discard=int(BURN_IN * n_steps))
        found = diagnose(chain, float(sampler.acceptance_fraction.mean()))
        least = LONG_ENOUGH * found.autocorrelation_time
        needed = int(SPARE * min(least, most_steps) / (1 - BURN_IN))
        if len(chain) >= least and found.split_r_hat < LARGEST_R_HAT:
            return chain, found
        if n_steps >= most_steps:
            raise Unconverged(
                f"a chain of {n_steps} steps that has not converged",
                value=f"autocorrelation time {found.autocorrelation_time:.4g}, split R-hat "
                f"{found.split_r_hat:.4g}, acceptance {found.acceptance:.2g}",
                expected=f"at least {LONG_ENOUGH:g} autocorrelation times after a burn-in of "
                f"{int(BURN_IN * n_steps)} steps, and a split R-hat below {LARGEST_R_HAT:g}",
            )


def diagnose(chain: Array, acceptance: float) -> Diagnostics:
    """Diagnostics of the worst parameter.

    Parameters
    ----------
    chain : ndarray, shape (n_steps, n_walkers, n_parameters)
    acceptance : float
    """
    times = [autocorrelation_time(one) for one in np.moveaxis(chain, -1, 0)]
    r_hats = [split_r_hat(one) for one in np.moveaxis(chain, -1, 0)]
    time = max(times)
    n_effective = chain.shape[0] * chain.shape[1] / time
    return Diagnostics(n_effective, max(r_hats), time, acceptance)
