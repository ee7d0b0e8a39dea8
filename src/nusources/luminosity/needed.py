"""How many calibrators tell a slope of 1 from none, and reject background, from mock samples."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import chi2 as chi2_distribution

from nusources.luminosity.null_injection import Pool, draw_pairs
from nusources.luminosity.predictive import predict
from nusources.regression.batch import summary
from nusources.regression.grid import MANY_SIZES, posterior_grid
from nusources.regression.model import Model
from nusources.regression.points import Points
from nusources.regression.quadrature import fit

Array = NDArray[np.float64]
N_DRAWS = 500
"""Of a posterior that is tested with background."""
N_REJECTION_MOCKS = 40
N_REJECTION_INJECTIONS = 500
SLOPES = (0.0, 1.0)
"""Between which the evidence decides."""


@dataclass(frozen=True)
class Truth:
    """Relation and errors from which mock calibrators are drawn.

    Attributes
    ----------
    x_mean, x_spread : float
        True abscissae are normal.
    intercept : float
        Ordinate at `x_mean`.
    scatter : float
        [dex]
    x_error, y_error, correlation : ndarray, shape (n_errors,)
        Errors of measured calibrators, from which those of the mock ones are drawn.
    """

    x_mean: float
    x_spread: float
    intercept: float
    scatter: float
    x_error: Array
    y_error: Array
    correlation: Array

    @classmethod
    def like(cls, points: Points, scatter: float) -> Truth:
        """Mock samples like a measured one, with its errors as normals."""
        own = points.symmetric()
        errors = own.x_error_low, own.y_error_low, own.correlation
        return cls(own.pivot, own.spread, float(own.y.mean()), scatter, *errors)


def mock_sample(truth: Truth, n: int, slope: float, rng: np.random.Generator) -> Points:
    """Calibrators that follow a relation of this slope.

    Parameters
    ----------
    truth : Truth
    n : int
    slope : float
    rng : Generator
    """
    x = rng.normal(truth.x_mean, truth.x_spread, n)
    line = truth.intercept + slope * (x - truth.x_mean)
    chosen = rng.integers(truth.x_error.size, size=n)
    of_x, of_y = truth.x_error[chosen], truth.y_error[chosen]
    correlation = truth.correlation[chosen]
    first, second, third = rng.standard_normal((3, n))
    shared = correlation * first + np.sqrt(1 - correlation**2) * second
    y = line + truth.scatter * third + of_y * shared
    return Points.of(x + of_x * first, y, of_x, of_y, correlation=correlation)


def ln_evidence_ratio(points: Points, model: Model) -> float:
    """Logarithm of the evidence of slope 1 over that of slope 0."""
    sizes = MANY_SIZES[model.abscissa]
    none, one = (posterior_grid(points, model, sizes, slope=slope).log_evidence for slope in SLOPES)
    return one - none


def decisions(
    truth: Truth, n: int, slope: float, settings: Mapping[str, Any], rng: np.random.Generator
) -> dict[str, float]:
    """How mock samples of one size and slope are decided.

    Parameters
    ----------
    truth : Truth
    n : int
        Calibrators.
    slope : float
        True one, of `SLOPES`.
    settings : mapping
        n_mocks, evidence_ratio, model (`Model`).
    rng : Generator

    Returns
    -------
    dict
        Columns of contract ``luminosity_power``.
    """
    ratios, errors = [], []
    model = settings["model"]
    for _ in range(settings["n_mocks"]):
        points = mock_sample(truth, n, slope, rng)
        ratios.append(ln_evidence_ratio(points, model))
        grid = posterior_grid(points, model, MANY_SIZES[model.abscissa])
        errors.append(summary(grid)["slope_sd"])
    rightly = np.array(ratios) * (1 if slope == SLOPES[1] else -1)
    least = np.log(settings["evidence_ratio"])
    return {
        "n_calibration": n,
        "true_slope": slope,
        "true_scatter": truth.scatter,
        "slope_error": float(np.median(errors)),
        "ln_evidence_median": float(np.median(ratios)),
        "share_decided": float((rightly >= least).mean()),
        "share_wrong": float((rightly <= -least).mean()),
        "n_mocks": settings["n_mocks"],
    }


def rejected_share(
    samples: Iterator[Points],
    background: Points,
    pool: Pool,
    settings: Mapping[str, Any],
    rng: np.random.Generator,
) -> float:
    """Share of injections of background that relations from mock calibrators reject.

    Parameters
    ----------
    samples : iterator of Points
        Mock calibrators.
    background : Points
        Pairs of luminosities of background, as those of `pool`.
    pool : Pool
    settings : mapping
        n_sources, least_p, model.
    rng : Generator
    """
    shares = []
    critical = chi2_distribution.isf(settings["least_p"], settings["n_sources"])
    for points in samples:
        posterior = fit(points, settings["model"], n_draws=N_DRAWS, rng=rng)
        squares = predict(posterior, background).pull ** 2
        pairs = draw_pairs(pool, settings["n_sources"], N_REJECTION_INJECTIONS, rng)
        shares.append(float((squares[pairs].sum(axis=1) > critical).mean()))
    return float(np.mean(shares))


def needed_calibrators(
    calibration: Points,
    background: tuple[Points, Pool] | None,
    settings: Mapping[str, Any],
    random: Callable[..., np.random.Generator],
) -> pd.DataFrame:
    """What samples of other sizes would tell.

    Parameters
    ----------
    calibration : Points
        Measured calibrators, whose X-rays and errors the mock ones have.
    background : tuple of (Points, Pool), optional
        Pairs of luminosities that background gave; without them nothing is told of them.
    settings : mapping
        n_calibration, scatter_dex, n_mocks, evidence_ratio, model, n_sources, least_p.
    random : callable
        Random stream by name.

    Returns
    -------
    DataFrame
        Contract ``luminosity_power``.
    """
    truth = Truth.like(calibration, settings["scatter_dex"])
    rows = []
    for n in settings["n_calibration"]:
        for slope in SLOPES:
            names = str(n), f"{slope:g}"
            row = decisions(truth, n, slope, settings, random("decisions", *names))
            row["share_rejected"] = np.nan
            if background is not None and slope == SLOPES[1]:
                rng = random("rejection", *names)
                n_mocks = min(N_REJECTION_MOCKS, settings["n_mocks"])
                samples = (mock_sample(truth, n, slope, rng) for _ in range(n_mocks))
                row["share_rejected"] = rejected_share(samples, *background, settings, rng)
            rows.append(row)
    return pd.DataFrame(rows)
