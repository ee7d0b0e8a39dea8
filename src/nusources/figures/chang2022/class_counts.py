"""Numbers of sources after each step from light curves to classes, in the order of the paper.

References
----------
Chang et al. 2022, sections 4.2.1 to 4.2.6.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from nusources.flares.numbers import class_numbers

FIBS, ACC = "flares.FIBS.", "flares.ACC_Fermi."
STEPS = {
    f"{FIBS}sources": "blazars with γ-ray and infrared curves (FIBS)",
    f"{FIBS}both_flare": "flares in both bands",
    f"{FIBS}removed": "of these left out: not variable, uncertain",
    f"{FIBS}remaining": "of these left",
    f"{FIBS}TXS_like_by_aperture": "TXS-like by aperture curves",
    f"{FIBS}TXS_like": "TXS-like by likelihood fits",
    f"{FIBS}CFS": "correlated flares (CFS)",
    f"{FIBS}NFS": "non-simultaneous flares (NFS)",
    f"{ACC}sources": "blazars with γ-ray and millimetre curves",
    f"{ACC}TXS_like_by_aperture": "of these TXS-like by aperture curves",
    f"{ACC}TXS_like": "of these TXS-like by likelihood fits",
}
"""Label of each step by the identifier of its number, in this run and published."""
PUBLISHED_AS = {f"{FIBS}sources": "selection.fibs"}
"""Identifiers of published numbers that are others."""


def class_counts(classes: pd.DataFrame, measures: pd.DataFrame) -> pd.Series:
    """Sources after each step, by identifier; NaN where no source has both light curves.

    Parameters
    ----------
    classes, measures : DataFrame
        With the contracts `flare_classes` and `flare_measures`.
    """
    found = pd.Series(class_numbers(classes, measures), dtype=np.float64)
    return found.reindex(list(STEPS))


def published_counts(published: pd.DataFrame) -> pd.Series:
    """Published numbers of the steps, by identifier; NaN where the paper has none."""
    values = published.set_index("id")["published"]
    wanted = {step: PUBLISHED_AS.get(step, step) for step in STEPS}
    return pd.Series({step: values.get(one, np.nan) for step, one in wanted.items()})
