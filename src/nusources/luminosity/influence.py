"""What each calibrator does to the relation and to the test of the other sources."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import chi2 as chi2_distribution

from nusources.luminosity.predictive import predict
from nusources.regression.points import Points
from nusources.regression.posterior import Posterior

Fit = Callable[[Points], Posterior]
NOTHING = "none"
"""Stands for the fit of all calibrators."""


def relation_numbers(posterior: Posterior, others: Points, pivot: float) -> dict[str, Any]:
    """Relation in numbers, and what the test of the other sources gives with it.

    Parameters
    ----------
    posterior : Posterior
    others : Points
        Sources to be tested.
    pivot : float
        Abscissa of the intercept.
    """
    intercept = posterior.intercept + posterior.slope * (pivot - posterior.pivot)
    chi2 = predict(posterior, others).chi2()
    return {
        "slope": float(posterior.slope.mean()),
        "slope_error": float(posterior.slope.std()),
        "intercept": float(intercept.mean()),
        "intercept_error": float(intercept.std()),
        "scatter": float(posterior.scatter.mean()),
        "scatter_error": float(posterior.scatter.std()),
        "chi2": chi2,
        "p": float(chi2_distribution.sf(chi2, others.x.size)),
    }


def leave_one_out(
    calibration: Points, names: Sequence[str], others: Points, fit: Fit
) -> pd.DataFrame:
    """Relation and test without each calibrator in turn.

    Parameters
    ----------
    calibration : Points
    names : sequence of str
        Of the calibrators.
    others : Points
    fit : callable
        From points to a posterior, in the same way each time.

    Returns
    -------
    DataFrame
        Contract ``luminosity_predictive.influence``; the first row is that of all calibrators.
        ``slope_shift`` is in standard deviations of the slope of all.
    """
    everything = fit(calibration)
    pivot = everything.pivot
    rows = [{"left_out": NOTHING} | relation_numbers(everything, others, pivot)]
    for at, name in enumerate(names):
        rest = fit(calibration.take(np.arange(len(names)) != at))
        rows.append({"left_out": name} | relation_numbers(rest, others, pivot))
    table = pd.DataFrame(rows)
    shift = (table["slope"] - table["slope"].iloc[0]) / table["slope_error"].iloc[0]
    return table.assign(
        slope_shift=shift, n_calibration=[len(names)] + [len(names) - 1] * len(names)
    )
