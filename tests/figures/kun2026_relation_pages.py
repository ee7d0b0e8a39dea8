"""Runs from which the figures of the relation of kun2026 are drawn."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
from luminosity_tables import made_up_luminosities
from pages import Case

from nusources.contracts.luminosity_relation import FITS, PARAMETERS, POSTERIOR, QUANTILES
from nusources.regression.calibration import N_BINS

RUN = ("one_normal", "rotation", "uniform", "left_out", "quadrature, reweighted")
OTHERS = (
    ("flat", *RUN[1:]),
    ("two_normals", *RUN[1:]),
    ("one_normal", "uniform", *RUN[2:]),
    ("one_normal", "rotation", "log_uniform", *RUN[3:]),
    (*RUN[:4], "emcee"),
    (*RUN[:3], "censored", RUN[4]),
)
KEY = [one.name for one in POSTERIOR.columns[:5]]


def draws_of(keys, n_draws: int = 400) -> pd.DataFrame:
    """Normal slopes and intercepts, positive scatters."""
    rng = np.random.default_rng(1)
    parts = []
    for key in keys:
        draws = {
            "draw": np.arange(n_draws),
            "slope": rng.normal(0.9, 0.2, n_draws),
            "intercept": rng.normal(44.2, 0.3, n_draws),
            "scatter": np.abs(rng.normal(0.6, 0.2, n_draws)),
            "pivot": 44.5,
        }
        parts.append(pd.DataFrame(draws).assign(**dict(zip(KEY, key, strict=True))))
    return pd.concat(parts, ignore_index=True)[POSTERIOR.column_names]


def fits_of(draws: pd.DataFrame) -> pd.DataFrame:
    """Summaries of made-up draws; a chain has diagnostics and no evidence."""
    rows = []
    for key, own in draws.groupby(KEY, sort=False):
        is_chain = key[4] == "emcee"
        row = dict(zip(KEY, key, strict=True)) | {"n_sources": 6, "n_limits": 0, "pivot": 44.5}
        for name in PARAMETERS:
            row |= {f"{name}_mean": own[name].mean(), f"{name}_sd": own[name].std()}
            row |= {f"{name}_{one}": own[name].quantile(q) for one, q in QUANTILES.items()}
        row["scatter_max"] = 3.0
        row |= {"log_evidence_one": 2.1, "log_evidence_zero": -3.0, "n_effective": 400.0}
        names = ("split_r_hat", "autocorrelation_time", "acceptance")
        row |= dict(zip(names, (1.02, 71.0, 0.5) if is_chain else (np.nan,) * 3, strict=True))
        rows.append(row)
    return pd.DataFrame(rows)[FITS.column_names]


def ranks_of(models) -> pd.DataFrame:
    """Counts about 25 in each bin."""
    rng = np.random.default_rng(2)
    bins = np.linspace(0, 1, N_BINS, endpoint=False)
    parts = [
        pd.DataFrame({"rank_min": bins, "n": rng.poisson(25, N_BINS), "n_expected": 25.0}).assign(
            abscissa=model, parameter=parameter, p_value=0.4
        )
        for model in models
        for parameter in ("slope", "scatter")
    ]
    return pd.concat(parts, ignore_index=True)


def recovery_of(numbers, errors) -> pd.DataFrame:
    """Slopes near 1 with growing numbers."""
    rows = []
    for abscissa in ("one_normal", "flat"):
        for prior in ("rotation", "uniform"):
            for n in numbers:
                for error in errors:
                    row = {"abscissa": abscissa, "slope_prior": prior, "n_sources": n}
                    row |= {"error_over_spread": error, "scatter": 0.6, "n_samples": 200}
                    row |= {"slope_mean": 1 - error / n, "slope_error": 0.02, "slope_sd": 0.4}
                    for one in ("slope", "scatter"):
                        for level, share in (("68", 0.69), ("95", 0.94)):
                            row[f"{one}_coverage_{level}"] = share
                            row[f"{one}_coverage_error_{level}"] = 0.02
                    rows.append(row)
    return pd.DataFrame(rows)


@cache
def many() -> dict:
    """The default run."""
    luminosities = made_up_luminosities()
    luminosities.loc[[0, 8], "is_proxy"] = True
    luminosities.loc[[1], ["is_xray_limit"]] = True
    draws = draws_of([RUN, *OTHERS])
    return {
        "luminosities": luminosities,
        "posterior": draws,
        "fits": fits_of(draws),
        "ranks": ranks_of(("one_normal", "flat")),
        "recovery": recovery_of((6, 13), (0.17, 0.6)),
    }


@cache
def few() -> dict:
    """A user's three calibrators; no chain, one other model."""
    draws = draws_of([RUN, OTHERS[0], OTHERS[3]])
    luminosities = made_up_luminosities(3, 1)
    luminosities.loc[[3], "log10_xray_luminosity"] = np.nan
    return {
        "luminosities": luminosities,
        "posterior": draws,
        "fits": fits_of(draws),
        "ranks": ranks_of(("two_normals",)),
        "recovery": recovery_of((6,), (0.17,)),
    }


REAL = {"simulated": []}
NAMES = ("relation", "posterior", "calibration_test", "calibration_closure")
PAGES = {f"kun2026_{name}": {"many": Case(many), "few": Case(few, REAL)} for name in NAMES}
