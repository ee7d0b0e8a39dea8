"""Words for the classes of flaring sources."""

from __future__ import annotations

CLASS_LABELS = {
    "TXS_like": "TXS-like",
    "CFS": "correlated flares (CFS)",
    "NFS": "non-simultaneous flares (NFS)",
    "infrared_only": "infrared flares only",
    "gamma_only": "γ-ray flares only",
    "other": "other flares",
}
"""Of section 4.2 of the paper."""
REASONS = {
    "no_flare": "no flare",
    "non_variable": "not variable",
    "uncertain": "uncertain",
    "unconfirmed": "TXS-like by aperture only",
    "no_curve": "too few points",
}
"""Why a source has no class."""


def class_label(name: str) -> str:
    """Label of a class, or of the reason why a source has none."""
    return (CLASS_LABELS | REASONS)[name]
