"""The relation of the calibrators under each prior, by quadrature and by a chain."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from nusources.contracts.luminosity_relation import KEY, PARAMETERS, QUANTILES
from nusources.contracts.luminosity_words import CALIBRATION
from nusources.luminosity.fitting import Fitter
from nusources.luminosity.samples import CENSORED, LEFT_OUT, enough, points_of, sample_rows
from nusources.regression import sampler
from nusources.regression.calibration import Mocks, rank_counts, recovery
from nusources.regression.evidence import slope_evidence
from nusources.regression.model import CHOICES, Model
from nusources.regression.points import Points
from nusources.regression.posterior import Posterior

CHAIN = "chain"
RECOVERED = ("one_normal", "flat")
"""Distributions of true abscissae of which thousands of fits take seconds."""
Streams = Callable[..., np.random.Generator]


@dataclass(frozen=True)
class Fit:
    """A posterior and what it is of."""

    points: Points
    model: Model
    limits: str
    posterior: Posterior
    is_kept: bool

    @property
    def key(self) -> dict[str, str]:
        """Columns of the key of ``relation_fits``."""
        model = self.model
        values = model.abscissa, model.slope_prior, model.scatter_prior, self.limits
        return dict(zip(KEY, (*values, self.posterior.method), strict=True))


def variants(model: Model) -> Iterator[Model]:
    """The model, then each other choice of one of its priors."""
    yield model
    for key, choices in CHOICES.items():
        for choice in choices:
            if choice != getattr(model, key):
                change: dict[str, Any] = {key: choice}
                yield replace(model, **change)


def all_fits(luminosities: pd.DataFrame, fit: Fitter, chains: list[Any]) -> list[Fit]:
    """Fits of the calibrators.

    Parameters
    ----------
    luminosities : DataFrame
        Contract ``luminosities``.
    fit : Fitter
        With the model of the run.
    chains : list of str
        Distributions of the true abscissae of which a chain is made, too.

    Returns
    -------
    list of Fit
    """
    rows = enough(sample_rows(luminosities, CALIBRATION), "calibrators")
    points, model, found = points_of(rows), fit.model, []
    for one in variants(model):
        posterior = fit(points, one)
        is_kept = replace(one, abscissa=model.abscissa) == model
        found.append(Fit(points, one, LEFT_OUT, posterior, is_kept))
    for abscissa in chains:
        one = replace(model, abscissa=abscissa)
        posterior = sampler.fit(points, one, rng=fit.random("relation", CHAIN, abscissa))
        found.append(Fit(points, one, LEFT_OUT, posterior, True))
    censored = sample_rows(luminosities, CALIBRATION, CENSORED)
    if len(censored) > len(rows):
        points = points_of(censored)
        posterior = fit(points)
        found.append(Fit(points, model, CENSORED, posterior, True))
    return found


def fit_rows(fits: list[Fit], streams: Streams) -> pd.DataFrame:
    """Summaries of all fits, contract ``relation_fits``."""
    return pd.DataFrame([_fit_row(one, streams) for one in fits])


def _fit_row(fit: Fit, streams: Streams) -> dict[str, object]:
    found: dict[str, object] = dict(fit.key) | {
        "n_sources": len(fit.points.x),
        "n_limits": int((~fit.points.is_measured).sum()),
        "pivot": fit.posterior.pivot,
        "scatter_max": fit.model.scatter_max,
    }
    for name in PARAMETERS:
        draws = getattr(fit.posterior, name)
        numbers = np.quantile(draws, list(QUANTILES.values()))
        found |= {f"{name}_mean": draws.mean(), f"{name}_sd": draws.std()}
        found |= {f"{name}_{key}": one for key, one in zip(QUANTILES, numbers, strict=True)}
    evidence = dict.fromkeys(("free", "0", "1"), np.nan)
    if np.isfinite(fit.posterior.log_evidence):
        evidence = slope_evidence(fit.points, fit.model, rng=streams("relation", "evidence"))
    found["log_evidence_one"] = evidence["1"] - evidence["free"]
    found["log_evidence_zero"] = evidence["0"] - evidence["free"]
    return found | vars(fit.posterior.diagnostics)


def draw_rows(fits: list[Fit], n_draws: int) -> pd.DataFrame:
    """Draws of the fits that figures show, contract ``posterior``; chains at equal steps."""
    parts = []
    for fit in fits:
        if not fit.is_kept:
            continue
        which = np.linspace(0, len(fit.posterior.slope) - 1, n_draws).round().astype(int)
        draws = {name: getattr(fit.posterior, name)[which] for name in PARAMETERS}
        numbers = {"draw": np.arange(n_draws), "pivot": fit.posterior.pivot}
        parts.append(pd.DataFrame(draws).assign(**fit.key, **numbers))
    return pd.concat(parts, ignore_index=True)


def rank_rows(settings: dict[str, Any], model: Model, streams: Streams) -> pd.DataFrame:
    """Ranks of truths that are drawn from the priors, contract ``relation_ranks``.

    Parameters
    ----------
    settings : dict
        Section ``relation.mocks``.
    model : Model
    streams : callable
        Generator of a name.
    """
    mocks = Mocks(settings["n_ranks_sources"], settings["x_errors"][0], settings["y_error"])
    parts = []
    for abscissa, n in settings["n_ranks"].items():
        rng = streams("relation", "ranks", abscissa)
        found = rank_counts(n, mocks, replace(model, abscissa=abscissa), rng)
        parts.append(found.assign(abscissa=abscissa))
    return pd.concat(parts, ignore_index=True)


def recovery_rows(settings: dict[str, Any], model: Model, streams: Streams) -> pd.DataFrame:
    """Bias and coverage at a slope of 1, contract ``relation_recovery``."""
    rows = []
    for n_sources, error in product(settings["n_sources"], settings["x_errors"]):
        mocks = Mocks(n_sources, error, settings["y_error"], settings["scatter"])
        for key in product(RECOVERED, CHOICES["slope_prior"]):
            told: dict[str, Any] = dict(zip(("abscissa", "slope_prior"), key, strict=True))
            own = replace(model, **told)
            rng = streams("relation", "recovery", f"{n_sources}", f"{error:g}")
            found = recovery(settings["n_samples"], mocks, own, rng)
            told |= {
                "n_sources": n_sources,
                "error_over_spread": error,
                "scatter": mocks.scatter,
                "n_samples": settings["n_samples"],
            }
            rows.append(told | found)
    return pd.DataFrame(rows)
