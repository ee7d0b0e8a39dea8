"""What readings of kun2026 are called in figures."""

from __future__ import annotations

DEFAULT = "default"
SUBJECTS = {
    "abscissa": "true X-ray luminosities",
    "area": "effective area",
    "band": "hard X-rays",
    "calibrators": "calibrators",
    "doppler_factor": "Doppler factor of blazars",
    "epochs": "X-ray epochs",
    "error": "error of L_nu",
    "event_errors": "errors of n_s",
    "index_bound": "index at its bound",
    "k_correction": "K-correction",
    "likelihood": "likelihood",
    "limits": "upper limits",
    "live_time": "live time",
    "neutrinos": "neutrinos",
    "radius": "match of NuSTAR points",
    "redshift": "redshift of GB6 J1542",
    "scatter_prior": "prior of the scatter",
    "slope_prior": "prior of the slope",
    "sources": "tested blazars",
    "window": "window",
    "xray": "X-rays of Seyferts",
}


def label_of(subject: str, choice: str) -> str:
    """Words for a row.

    Examples
    --------
    >>> label_of("window", "0.1-100 TeV"), label_of("default", "")
    ('window: 0.1-100 TeV', 'default')
    >>> label_of("my_subject", "a_choice")
    'my subject: a choice'
    """
    if subject == DEFAULT:
        return DEFAULT
    words = SUBJECTS.get(subject, subject.replace("_", " "))
    return f"{words}: {choice.replace('_', ' ')}"
