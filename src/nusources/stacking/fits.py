"""Tables of stacks: the observed sky against the scrambled ones, source by source, and limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from nusources.contracts.stacking import STACK_FITS
from nusources.stacking.pairs import Hits
from nusources.stacking.search import SkyFit
from nusources.stacking.sensitivity import SENSITIVE, discovery_thresholds, found_flux
from nusources.stacking.trials import StackSearch, fit_table
from nusources.statistics import binomial_error, right_tailed_p_values


def observed_fit(
    search: StackSearch,
    sky: Hits,
    nulls: pd.DataFrame,
    injections: pd.DataFrame,
    confidence_level: float,
) -> tuple[SkyFit, dict[str, Any]]:
    """Fit of the observed sky, and what the search would find.

    Parameters
    ----------
    search : StackSearch
    sky : Hits
        Of the observed sky.
    nulls, injections : DataFrame
        Contracts ``stack_nulls`` and ``stack_injections``, rows of this search only.
    confidence_level : float
        Of the limit.

    Returns
    -------
    fit : SkyFit
    row : dict
        Contract ``stack_fits`` without the sample and labels.
    """
    fit = search.fit(sky)
    null = nulls["ts"].to_numpy()
    p_value = float(right_tailed_p_values(np.array(fit.statistic), null))
    median = float(np.median(null))
    largest = max(fit.statistic, median)
    limit_events, limit = found_flux(injections, null, largest, confidence_level)
    events, sensitivity = found_flux(injections, null, median, SENSITIVE)
    third, fifth = discovery_thresholds(null)
    return fit, {
        "stack": search.name,
        "n_sources": len(search.members),
        "n_events": search.stack.n_events,
        "n_signal": fit.n_signal,
        "spectral_index": fit.spectral_index,
        "ts": fit.statistic,
        "p_value": p_value,
        "p_value_error": binomial_error(p_value, len(null)),
        "n_trials": len(null),
        "injected_index": float(injections["injected_index"].iloc[0]),
        "confidence_level": confidence_level,
        "limit": limit,
        "limit_events": limit_events,
        "sensitivity": sensitivity,
        "sensitivity_events": events,
        "discovery_3": found_flux(injections, null, third.value, 0.5)[1],
        "discovery_5": found_flux(injections, null, fifth.value, 0.5)[1],
        "tail": fifth.method,
    }


def source_table(search: StackSearch, sky: Hits, fit: SkyFit) -> pd.DataFrame:
    """Sources of a stack: their part of its signal, and the fit of each alone.

    Parameters
    ----------
    search : StackSearch
    sky : Hits
        Of the observed sky.
    fit : SkyFit
        Of the stack.

    Returns
    -------
    DataFrame
        Contract ``stack_sources``, but for the sample.
    """
    sources = search.stack.sources
    alone = [
        search.stack.alone(one).fit(sky.take(search.members[[one]]))
        for one in range(len(sources.names))
    ]
    expected = search.stack.shares_at(fit.spectral_index) * fit.n_signal if fit.n_signal else 0.0
    return fit_table(alone).assign(
        stack=search.name,
        source_name=sources.names,
        ra=sources.ra,
        dec=sources.dec,
        flux_share=search.flux_shares,
        expected_signal=expected,
        signal_in_stack=search.stack.signal_by_source(search.hits(sky), fit),
    )


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
