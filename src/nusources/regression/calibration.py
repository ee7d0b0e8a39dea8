"""Made-up samples on which fits are tried: truths from the priors, and one truth many times."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.regression.batch import PARAMETERS, fit_many
from nusources.regression.model import SPREADS, Model
from nusources.regression.points import Points
from nusources.statistics import binomial_error

Array = NDArray[np.float64]

N_BINS = 20
LEVELS = {"68": ("q16", "q84"), "95": ("q025", "q975")}
"""Central intervals, to two digits of per cent."""


@dataclass(frozen=True)
class Mocks:
    """How samples are made up; abscissae have the spread 1.

    Parameters
    ----------
    n_sources : int
    x_error, y_error : float
        Standard deviations.
    scatter, slope : float
        True ones, where these are not drawn.
    """

    n_sources: int
    x_error: float
    y_error: float
    scatter: float = 0.6
    slope: float = 1.0

    def points(self, x: Array, y: Array) -> Points:
        """Points with these errors."""
        return Points.of(x, y, self.x_error, self.y_error)


def prior_samples(
    n: int, mocks: Mocks, model: Model, rng: np.random.Generator
) -> tuple[list[Points], tuple[Array, Array]]:
    """Samples of which all parameters are drawn from their priors, but for the intercept.

    The intercept has no proper prior; the posterior of slope and scatter does not depend on it.

    Parameters
    ----------
    n : int
    mocks : Mocks
    model : Model
        With the `centre` and `spread` of its priors.
    rng : numpy.random.Generator

    Returns
    -------
    samples : list of Points
    truth : tuple of ndarray, shape (n,)
        Slopes and scatters.
    """
    slope, scatter = model.slope_at(rng.random(n)), model.scatter_at(rng.random(n))
    shape = (n, mocks.n_sources)
    if model.abscissa == "flat":
        # Seen from the measured abscissa, true ones of a flat density scatter about it.
        x = rng.standard_normal(shape)
        true_x = x + mocks.x_error * rng.standard_normal(shape)
    else:
        true_x = _true_abscissae(shape, model, rng)
        x = true_x + mocks.x_error * rng.standard_normal(shape)
    y = slope[:, np.newaxis] * true_x + scatter[:, np.newaxis] * rng.standard_normal(shape)
    y = y + mocks.y_error * rng.standard_normal(shape)
    return [mocks.points(*one) for one in zip(x, y, strict=True)], (slope, scatter)


def _true_abscissae(shape: tuple[int, int], model: Model, rng: np.random.Generator) -> Array:
    n = shape[0]
    centre, spread = model.centre or 0.0, model.spread or 1.0
    means = rng.normal(centre, SPREADS * spread, (2, n))
    widths = rng.uniform(0, SPREADS * spread, (2, n))
    share = rng.random((n, 1)) if model.abscissa == "two_normals" else 1.0
    which = (rng.random(shape) > share).astype(int)
    row = np.arange(n)[:, np.newaxis]
    return means[which, row] + widths[which, row] * rng.standard_normal(shape)


def rank_counts(n: int, mocks: Mocks, model: Model, rng: np.random.Generator) -> pd.DataFrame:
    """Histogram of the posterior probability below the truth, which must be uniform.

    Parameters
    ----------
    n : int
    mocks : Mocks
    model : Model
        Its priors of the true abscissae are those of the samples (centre 0, spread 1).
    rng : numpy.random.Generator

    Returns
    -------
    DataFrame
        A row per parameter and bin: ``parameter``, ``rank_min``, ``n``, ``n_expected``, and the
        two-sided Kolmogorov-Smirnov ``p_value`` of the parameter.

    References
    ----------
    Talts et al. 2018, arXiv:1804.06788; Cook, Gelman & Rubin 2006, J. Comput. Graph. Stat. 15, 675.
    """
    from scipy.stats import kstest  # slow to import

    own = replace(model, centre=0.0, spread=1.0)
    samples, truth = prior_samples(n, mocks, own, rng)
    fits = fit_many(samples, own, truth=truth)
    edges = np.linspace(0, 1, N_BINS + 1)
    parts = []
    for name in PARAMETERS:
        ranks = fits[f"{name}_rank"]
        told = {"parameter": name, "p_value": float(kstest(ranks, "uniform").pvalue)}
        counts = np.histogram(ranks, edges)[0]
        rows = pd.DataFrame({"rank_min": edges[:-1], "n": counts, "n_expected": n / N_BINS})
        parts.append(rows.assign(**told))
    return pd.concat(parts, ignore_index=True)


def recovery(n: int, mocks: Mocks, model: Model, rng: np.random.Generator) -> dict[str, float]:
    """Bias of the slope, and coverage of slope and scatter, at one truth.

    Parameters
    ----------
    n : int
        Number of samples.
    mocks : Mocks
    model : Model
    rng : numpy.random.Generator

    Returns
    -------
    dict of str to float
        ``slope_mean`` of the posterior means and its ``slope_error``, ``slope_sd``, the mean
        posterior width; of both parameters ``<parameter>_coverage_68``, ``_95``, and their errors
        ``<parameter>_coverage_error_68``, ``_95``.
    """
    shape = (n, mocks.n_sources)
    true_x = rng.standard_normal(shape)
    x = true_x + mocks.x_error * rng.standard_normal(shape)
    y = mocks.slope * true_x + np.hypot(mocks.scatter, mocks.y_error) * rng.standard_normal(shape)
    fits = fit_many([mocks.points(*one) for one in zip(x, y, strict=True)], model)
    found = {
        "slope_mean": float(fits["slope_mean"].mean()),
        "slope_error": float(fits["slope_mean"].std(ddof=1) / np.sqrt(n)),
        "slope_sd": float(fits["slope_sd"].mean()),
    }
    for name, truth in zip(PARAMETERS, (mocks.slope, mocks.scatter), strict=True):
        for level, (low, high) in LEVELS.items():
            covers = (fits[f"{name}_{low}"] <= truth) & (truth <= fits[f"{name}_{high}"])
            share = float(covers.mean())
            found[f"{name}_coverage_{level}"] = share
            found[f"{name}_coverage_error_{level}"] = float(binomial_error(share, n))
    return found
