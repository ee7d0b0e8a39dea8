"""What is said of the fit of track events to catalogues."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from nusources.significance import significance_text
from nusources.wording import number, with_error


def results_text(fits: pd.DataFrame) -> str:
    """All fits, one after the other, with the sample where there are several.

    ``p ≤`` stands where no scrambled sky is as extreme.

    Parameters
    ----------
    fits : DataFrame
        Contract ``track_fits``.
    """
    several = fits["sample"].nunique() > 1
    return "; ".join(_told(one, several) for one in fits.itertuples())


def _told(fit: Any, with_sample: bool) -> str:
    name = f"{fit.catalogue_label} ({fit.sample_label})" if with_sample else fit.catalogue_label
    if not fit.n_events:
        return f"{name}: no event"
    limit = "nothing excluded"
    if np.isfinite(fit.limit):
        limit = f"below {with_error(fit.limit, fit.limit_error)}"
    sign = "≤" if np.isclose(fit.p_value, 1 / (fit.n_trials + 1)) else "="
    events = "1 event" if fit.n_events == 1 else f"{number(fit.n_events)} events"
    return (
        f"{name}: {events}, fraction {number(fit.fraction, 2)}, p {sign} "
        f"{significance_text(fit.p_value)}, {limit}"
    )
