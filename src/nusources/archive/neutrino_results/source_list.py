"""Simulated result of IceCube's ten-year search at 110 sources.

Some sources are real and keep their published results; all others are drawn from the null
hypothesis, under which half of all fits find no signal and the test statistic of the rest follows
a chi-squared distribution with one degree of freedom. The real sources are a selection of those
with a signal, so the fits without one fall on the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import chi2

from nusources.catalogs.neutrino_results.icecube_searches import LIMIT_UNIT
from nusources.contracts.neutrino_searches import SOURCE_LIST, SOURCE_LIST_TS
from nusources.contracts.simulated_source_list import SIMULATED_SOURCE_LIST_TRUTH
from nusources.facts.parameter_groups import minute_name, read_facts, read_parameter_groups

NAMED_COLUMNS = ["source_name", "source_class", "ra", "dec"]
FIT_COLUMNS = ["n_signal", "spectral_index", "minus_log10_p", "flux_limit"]
SOUTH_DEC = -5.0  # deg: border of the northern and southern selection of the search
NO_SIGNAL_P = np.log10(2.0)  # -log10 of the p-value where nothing was fitted
MAX_SIN_DEC = 0.966  # sin(75 deg): the list ends there, both ways


@dataclass(frozen=True)
class ListCounts:
    """Published numbers: all, south of -5 deg, and of each class."""

    n_sources: float
    n_south: float
    BLL: float
    FSRQ: float
    GAL: float
    SBG: float
    AGN: float
    UNIDB: float


@dataclass(frozen=True)
class NullFits:
    """Fits without a source: share without signal, n_s at TS = 1, index; see the module."""

    zero_share: float
    zero_spread: float
    n_signal_scale: float
    n_signal_spread: float
    soft_share: float
    index_min: float
    index_max: float
    zero_index_mean: float
    zero_index_spread: float


@dataclass(frozen=True)
class FluxLimits:
    """90 % limits [1e-13 TeV^-1 cm^-2 s^-1]: log10 at the horizon, its rise north and south."""

    log10_horizon: float
    north_slope: float
    south_rise: float
    south_scale: float
    excess_slope: float
    scatter: float


@dataclass(frozen=True)
class SourceListModel:
    """All parameters of the simulated list."""

    counts: ListCounts
    fit: NullFits
    limit: FluxLimits


def read_source_list_model(path: str | Path) -> SourceListModel:
    """Read ``data/tables/model_source_list.csv``."""
    kinds = {"counts": ListCounts, "fit": NullFits, "limit": FluxLimits}
    return SourceListModel(**read_parameter_groups(path, kinds))


def read_named_sources(path: str | Path) -> pd.DataFrame:
    """Read the real sources (``data/tables/named_point_sources.csv``); limits may be missing."""
    return read_facts(path, NAMED_COLUMNS + FIT_COLUMNS)


def simulate_source_list(
    model: SourceListModel, named: pd.DataFrame, *, rng: np.random.Generator
) -> dict[str, pd.DataFrame]:
    """Draw the list.

    Parameters
    ----------
    model : SourceListModel
    named : DataFrame
        Real sources: ``source_name, source_class, ra, dec`` [deg], ``n_signal, spectral_index,
        minus_log10_p, flux_limit`` [1e-13 TeV^-1 cm^-2 s^-1, may be missing].
    rng : Generator
        Random stream.

    Returns
    -------
    dict of str to DataFrame
        ``source_list`` (numbers rounded as the published table), ``source_list_ts`` and
        ``simulated_source_list_truth``, each under the contract of that name.
    """
    counts = {name: int(value) for name, value in vars(model.counts).items()}
    rest = _draw_null_sources(counts, named, model.fit, rng=rng)
    table = pd.concat(
        [named[NAMED_COLUMNS + FIT_COLUMNS].assign(is_real=True), rest.assign(is_real=False)],
        ignore_index=True,
    )
    table["test_statistic"] = chi2.isf(np.minimum(2 * 10 ** -table["minus_log10_p"], 1), 1)
    table.loc[table["n_signal"] == 0, "test_statistic"] = 0.0
    drawn = pd.Series(draw_limits(table, model.limit, rng=rng))
    table["flux_limit"] = np.round(table["flux_limit"].fillna(drawn), 1) * LIMIT_UNIT
    # As published: northern sources first, each part from large to small right ascension.
    table["is_south"] = table["dec"] < SOUTH_DEC
    table = table.sort_values(["is_south", "ra"], ascending=[True, False], ignore_index=True)
    table = table.astype({"source_name": "string", "source_class": "string", "is_real": bool})
    printed = table.round({"n_signal": 1, "spectral_index": 1, "minus_log10_p": 2})
    printed["has_no_signal"] = printed["n_signal"] == 0
    columns = SIMULATED_SOURCE_LIST_TRUTH.column_names
    return {
        "source_list": printed[SOURCE_LIST.column_names],
        "source_list_ts": table.round(2)[SOURCE_LIST_TS.column_names],
        "simulated_source_list_truth": table[columns].sort_values("source_name", ignore_index=True),
    }


def draw_limits(table: pd.DataFrame, limit: FluxLimits, *, rng: np.random.Generator) -> np.ndarray:
    """Draw 90 % flux limits [1e-13 TeV^-1 cm^-2 s^-1] that follow declination and p-value."""
    sin_dec = np.sin(np.radians(table["dec"].to_numpy(np.float64)))
    rise = limit.south_rise * np.tanh(np.abs(sin_dec) / limit.south_scale)
    log10_limit = limit.log10_horizon + np.where(sin_dec > 0, limit.north_slope * sin_dec, rise)
    excess = np.maximum(table["minus_log10_p"].to_numpy(np.float64) - NO_SIGNAL_P, 0)
    noise = limit.scatter * rng.standard_normal(len(table))
    return 10 ** (log10_limit + noise) * (1 + limit.excess_slope * excess)


def _draw_null_sources(
    counts: Mapping[str, int], named: pd.DataFrame, fit: NullFits, *, rng: np.random.Generator
) -> pd.DataFrame:
    """Sources of the classes and hemispheres that the real ones leave, with null results."""
    taken = named["source_class"].value_counts()
    names = [name for name in counts if not name.startswith("n_")]
    classes = np.repeat(names, [counts[name] - int(taken.get(name, 0)) for name in names])
    n = counts["n_sources"] - len(named)
    n_south = counts["n_south"] - int((named["dec"] < SOUTH_DEC).sum())
    border = np.sin(np.radians(SOUTH_DEC))
    sin_dec = np.concatenate(
        [rng.uniform(-MAX_SIN_DEC, border, n_south), rng.uniform(border, MAX_SIN_DEC, n - n_south)]
    )
    ra, dec = np.round(360 * rng.random(n), 2) % 360, np.round(np.degrees(np.arcsin(sin_dec)), 2)
    n_zero = fit.zero_share * counts["n_sources"] - (named["n_signal"] == 0).sum()
    return pd.DataFrame(
        {
            "source_name": [f"SIM {minute_name(*place)}" for place in zip(ra, dec, strict=True)],
            "source_class": rng.permutation(classes),
            "ra": ra,
            "dec": dec,
            **draw_null_fits(n, n_zero / n, fit, rng=rng),
            "flux_limit": np.nan,
        }
    )


def draw_null_fits(
    n: int, zero_share: float, fit: NullFits, *, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """Draw fits of the null hypothesis: ``n_signal, spectral_index, minus_log10_p``."""
    is_zero = rng.random(n) < zero_share
    # p = P(chi2_1 > TS) / 2 is uniform below 1/2 where something was fitted.
    p = rng.random(n) / 2
    scatter = np.exp(fit.n_signal_spread * rng.standard_normal(n))
    n_signal = fit.n_signal_scale * np.sqrt(chi2.isf(2 * p, 1)) * scatter
    index = rng.uniform(fit.index_min, fit.index_max, n)
    index = np.where(rng.random(n) < fit.soft_share, fit.index_max, index)
    zero_p = NO_SIGNAL_P + fit.zero_spread * rng.standard_normal(n)
    zero_index = rng.normal(fit.zero_index_mean, fit.zero_index_spread, n)
    return {
        "n_signal": np.where(is_zero, 0.0, np.maximum(n_signal, 0.1)),  # 0.1: last digit
        "spectral_index": np.where(is_zero, zero_index, index),
        "minus_log10_p": np.where(is_zero, np.maximum(zero_p, 0.01), -np.log10(p)),
    }
