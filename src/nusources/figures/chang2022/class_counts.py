"""Numbers of sources after each step from light curves to classes.

References
----------
Chang et al. 2022, sections 4.2.1 to 4.2.6.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

STEPS = {
    "FIBS": ("blazars with γ-ray and infrared light curves (FIBS)", "selection.fibs"),
    "FIBS.both": ("flares in both bands", "flares.FIBS.both_flare"),
    "FIBS.removed": ("of these left out: not variable, or uncertain", "flares.FIBS.removed"),
    "FIBS.left": ("of these left", "flares.FIBS.remaining"),
    "FIBS.TXS_like.aperture": ("TXS-like by aperture curves", "flares.FIBS.TXS_like_by_aperture"),
    "FIBS.TXS_like": ("TXS-like by likelihood fits", "flares.FIBS.TXS_like"),
    "FIBS.CFS": ("correlated flares (CFS)", "flares.FIBS.CFS"),
    "FIBS.NFS": ("non-simultaneous flares (NFS)", "flares.FIBS.NFS"),
    "ACC_Fermi": ("blazars with γ-ray and millimetre light curves", "flares.ACC_Fermi.sources"),
    "ACC_Fermi.TXS_like.aperture": (
        "of these TXS-like by aperture curves",
        "flares.ACC_Fermi.TXS_like_by_aperture",
    ),
    "ACC_Fermi.TXS_like": ("of these TXS-like by likelihood fits", "flares.ACC_Fermi.TXS_like"),
}
"""Label of each step and identifier of its published number, in the order of the paper."""
CUT = ("non_variable", "uncertain")
UNSEEN = "no_curve"


def class_counts(classes: pd.DataFrame) -> pd.Series:
    """Count sources after each step.

    Parameters
    ----------
    classes : DataFrame
        With the contract `flare_classes`.

    Returns
    -------
    Series
        By key of `STEPS`; NaN where a sample has no source with both light curves.
    """
    counts = pd.Series(np.nan, index=list(STEPS))
    for sample in ("FIBS", "ACC_Fermi"):
        own = classes[classes["sample"] == sample]
        if (own["class"] != UNSEEN).any():
            for key, count in _counts(own).items():
                counts[f"{sample}{key}"] = count
    return counts[list(STEPS)]


def _counts(own: pd.DataFrame) -> dict[str, int]:
    both = own["has_infrared_flare"] & own["has_gamma_flare"]
    removed = both & own["aperture_class"].isin(CUT)
    return {
        "": len(own),
        ".both": int(both.sum()),
        ".removed": int(removed.sum()),
        ".left": int((both & ~removed).sum()),
        ".TXS_like.aperture": int((own["aperture_class"] == "TXS_like").sum()),
    } | {f".{one}": int((own["class"] == one).sum()) for one in ("TXS_like", "CFS", "NFS")}
