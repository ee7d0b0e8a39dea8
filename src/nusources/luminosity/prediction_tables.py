"""Tables of the test of sources against the relation that the calibrators gave."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import chi2 as chi2_distribution

from nusources.luminosity.null_injection import Pool, share_consistent
from nusources.luminosity.predictive import (
    VARIANCES,
    Replicated,
    integral_transform,
    predict,
)
from nusources.luminosity.samples import X, Y, points_of
from nusources.regression.points import Points
from nusources.regression.posterior import Posterior

Array = NDArray[np.float64]
N_BINS = 60
LARGEST_SHARE = 0.98
"""Of replicated data inside the bins of chi squared."""
REPLICATED = "replicated"


def predicted_sources(rows: pd.DataFrame, posterior: Posterior) -> pd.DataFrame:
    """Each tested source in its predictive distribution.

    Parameters
    ----------
    rows : DataFrame
        Contract ``luminosities``, without limits.
    posterior : Posterior

    Returns
    -------
    DataFrame
        Contract ``luminosity_predicted_sources``.
    """
    points = points_of(rows)
    found = predict(posterior, points)
    n_signal = rows["n_signal"].astype(float)
    return rows[["source_name", X, Y]].assign(
        predicted=found.mean,
        predicted_error=np.sqrt(found.variance),
        relation_error=np.sqrt(found.of_relation),
        pull=found.pull,
        integral_transform=integral_transform(posterior, points),
        n_signal=n_signal,
        n_signal_expected=n_signal * 10.0 ** (found.mean - points.y),
    )


def predictive_tests(
    points: Points, posterior: Posterior, replicated: Replicated, n_calibration: int
) -> pd.DataFrame:
    """Chi squared of the tested sources by both variances.

    Parameters
    ----------
    points : Points
    posterior : Posterior
    replicated : Replicated
    n_calibration : int

    Returns
    -------
    DataFrame
        Contract ``luminosity_predictive_tests``.
    """
    found, n = predict(posterior, points), points.x.size
    rows = []
    for variance in VARIANCES:
        chi2 = found.chi2(variance)
        drawn = replicated.chi2[variance]
        p_replicated, p_low_replicated = replicated.p_values(chi2, variance)
        rows.append(
            {
                "variance": variance,
                "chi2": chi2,
                "n_sources": n,
                "n_calibration": n_calibration,
                "p": float(chi2_distribution.sf(chi2, n)),
                "p_low": float(chi2_distribution.cdf(chi2, n)),
                "p_replicated": p_replicated,
                "p_low_replicated": p_low_replicated,
                "replicated_median": float(np.median(drawn)),
                "n_replicated": drawn.size,
            }
        )
    return pd.DataFrame(rows)


def chi2_histograms(chi2: Mapping[str, Array]) -> pd.DataFrame:
    """Distributions in common bins; what lies beyond them is in none.

    Parameters
    ----------
    chi2 : mapping of str to ndarray
        By kind; the replicated ones set the bins.

    Returns
    -------
    DataFrame
        Contract ``luminosity_chi2_histograms``.
    """
    edges = np.linspace(0, np.quantile(chi2[REPLICATED], LARGEST_SHARE), N_BINS + 1)
    parts = []
    for kind, values in chi2.items():
        counts, _ = np.histogram(values, edges)
        columns = {"chi2_min": edges[:-1], "chi2_max": edges[1:], "share": counts / values.size}
        parts.append(pd.DataFrame({"kind": kind} | columns))
    return pd.concat(parts, ignore_index=True)


def injection_rows(
    chi2: Mapping[str, Array],
    pools: Mapping[str, tuple[Points, Pool]],
    posterior: Posterior,
    observed: float,
    settings: Mapping[str, float],
) -> pd.DataFrame:
    """How often each kind of pseudo-sources is consistent with the relation.

    Parameters
    ----------
    chi2 : mapping
        Of injections and replicas, by kind.
    pools : mapping
        Points and pool of the kinds that are drawn from pairs.
    posterior : Posterior
    observed : float
        Chi squared of the tested sources.
    settings : mapping
        n_sources, least_n_signal, least_p.

    Returns
    -------
    DataFrame
        Contract ``luminosity_null_injection``.
    """
    rows = []
    for kind, values in chi2.items():
        points, pool = pools.get(kind, (None, None))
        residual = np.zeros(1) if points is None else predict(posterior, points).residual
        rows.append(
            {
                "kind": kind,
                "n_trials": values.size,
                "n_pool_sources": 0 if pool is None else int(pool.source[-1]) + 1,
                "n_pool": 0 if points is None else points.x.size,
                "share_consistent": share_consistent(
                    values, int(settings["n_sources"]), settings["least_p"]
                ),
                "least_n_signal": settings["least_n_signal"],
                "least_p": settings["least_p"],
                "share_below": float((values <= observed).mean()),
                "chi2_median": float(np.median(values)),
                "log10_ratio": float(np.median(residual)),
            }
        )
    return pd.DataFrame(rows)
