"""Pulls of the excess that injection trials recover: mean 0 and width 1 if all is sound."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from nusources.spatial.power.sensitivity import GroupTrials


def summarise_pulls(trials: Sequence[GroupTrials], sensitivity: pd.DataFrame) -> pd.DataFrame:
    """Recovered excess against the injected signal, without signal and at each criterion's flux.

    Parameters
    ----------
    trials : sequence of GroupTrials
    sensitivity : DataFrame
        From `summarise_sensitivity`.

    Returns
    -------
    DataFrame
        Contract ``recovered_pulls``. A pull is (count - mean of the null - closed-form signal) over
        the square root of (variance of the null + signal).
    """
    keys = ["group", "log10_energy_min", "criterion"]
    fluxes = sensitivity.set_index(keys)["flux"].sort_index()
    rows = []
    for one in trials:
        for level, threshold in enumerate(one.null.thresholds.tolist()):
            of_level = {"no signal": 0.0} | fluxes[one.null.group, threshold].to_dict()
            rows += [_pull_row(one, level, name, flux) for name, flux in of_level.items()]
    return pd.DataFrame(rows)


def _pull_row(trials: GroupTrials, level: int, injected: str, flux: float) -> dict:
    null, n = trials.null, trials.signal.n_trials
    n_injected = flux * float(trials.accepted[level])
    counts = trials.background[:, level] + trials.signal.counts(level, flux)
    recovered = counts - null.mean[level]
    pulls = (recovered - n_injected) / np.sqrt(null.variance[level] + n_injected)
    width = pulls.std(ddof=1)
    return {
        "group": null.group,
        "log10_energy_min": float(null.thresholds[level]),
        "injected": injected,
        "flux": flux,
        "n_injected": n_injected,
        "n_recovered": float(recovered.mean()),
        "n_recovered_error": float(recovered.std(ddof=1) / np.sqrt(n)),
        "pull_mean": float(pulls.mean()),
        "pull_mean_error": float(width / np.sqrt(n)),
        "pull_width": float(width),
        # As for a normal distribution.
        "pull_width_error": float(width / np.sqrt(2 * (n - 1))),
        "n_trials": n,
    }
