"""Tables of stacks: the observed sky against the scrambled ones, source by source, and limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from nusources.contracts.stacking import STACK_FITS, STACK_SOURCES
from nusources.stacking.energies import signal_shares
from nusources.stacking.pairs import Hits, Sources
from nusources.stacking.search import SkyFit, Stack
from nusources.stacking.sensitivity import SENSITIVE, discovery_thresholds, found_flux
from nusources.stacking.trials import StackSearch, fit_table
from nusources.statistics import binomial_error, right_tailed_p_values


def observed_fit(
    search: StackSearch,
    nulls: pd.DataFrame,
    injections: pd.DataFrame,
    settings: Mapping[str, Any],
) -> tuple[dict[str, Any], pd.DataFrame]:
    """Fit of the observed sky, what the search would find, and the sources of the stack.

    Parameters
    ----------
    search : StackSearch
    nulls, injections : DataFrame
        Contracts ``stack_nulls`` and ``stack_injections``, rows of this search only.
    settings : mapping
        confidence_level.

    Returns
    -------
    row : dict
        Contract ``stack_fits`` without labels.
    sources : DataFrame
        Contract ``stack_sources``.
    """
    hits = search.finder.observed()
    fit = search.stack.fit(hits)
    null = nulls["ts"].to_numpy()
    p_value = float(right_tailed_p_values(np.array(fit.statistic), null))
    median, level = float(np.median(null)), settings["confidence_level"]
    limit_events, limit = found_flux(injections, max(fit.statistic, median), level)
    events, sensitivity = found_flux(injections, median, SENSITIVE)
    third, fifth = discovery_thresholds(null)
    row = {
        "sample": search.sample.name,
        "stack": search.name,
        "n_sources": len(search.stack.sources.names),
        "n_events": search.stack.n_events,
        "n_signal": fit.n_signal,
        "spectral_index": fit.spectral_index,
        "ts": fit.statistic,
        "p_value": p_value,
        "p_value_error": binomial_error(p_value, len(null)),
        "n_trials": len(null),
        "injected_index": float(injections["injected_index"].iloc[0]),
        "confidence_level": level,
        "limit": limit,
        "limit_events": limit_events,
        "sensitivity": sensitivity,
        "sensitivity_events": events,
        "discovery_3": found_flux(injections, third.value, 0.5)[1],
        "discovery_5": found_flux(injections, fifth.value, 0.5)[1],
        "tail": fifth.method,
    }
    return row, source_table(search, hits, fit)


def source_table(search: StackSearch, hits: Hits, fit: SkyFit) -> pd.DataFrame:
    """Sources of a stack: their part of its signal, and the fit of each alone.

    Parameters
    ----------
    search : StackSearch
    hits : Hits
        Of the observed sky.
    fit : SkyFit
        Of the stack.

    Returns
    -------
    DataFrame
        Contract ``stack_sources``.
    """
    sources = search.stack.sources
    shares = search.stack.shares_at(fit.spectral_index) if fit.n_signal else 0.0
    alone = []
    for one, name in enumerate(sources.names):
        itself = Sources((name,), sources.ra[[one]], sources.dec[[one]])
        spectrum = signal_shares(search.sample.model, itself.dec, np.ones(1))
        alone.append(Stack(itself, spectrum, search.stack.n_events).fit(hits.of_source(one)))
    table = fit_table(alone).assign(
        sample=search.sample.name,
        stack=search.name,
        source_name=sources.names,
        ra=sources.ra,
        dec=sources.dec,
        flux_share=search.flux_shares,
        expected_signal=fit.n_signal * shares,
        signal_in_stack=search.stack.signal_by_source(hits, fit),
    )
    return table[STACK_SOURCES.column_names]


def stack_table(
    rows: list[dict[str, Any]], labels: Mapping[str, Mapping[str, str]], response: str
) -> pd.DataFrame:
    """Fits of all searches.

    Parameters
    ----------
    rows : list of dict
        From `observed_fit`.
    labels : mapping
        sample_label, stack_label and weights, each by the name of the sample or stack.
    response : str
        Where the energies of the signal come from.

    Returns
    -------
    DataFrame
        Contract ``stack_fits``.
    """
    if not rows:
        return STACK_FITS.empty()
    table = pd.DataFrame(rows).assign(energy_response=response)
    for column, by in (("sample_label", "sample"), ("stack_label", "stack"), ("weights", "stack")):
        table[column] = table[by].map(labels[column])
    return table[STACK_FITS.column_names]
