"""What readings of chen2025 and changes to its forecast are called in figures."""

from __future__ import annotations

SUBJECTS = {
    "agn_below_survey": "AGN too faint for the survey",
    "all_of_these": "all and faint AGN, errors, scatter",
    "bounds": "range of f of bright AGN",
    "energy": "information",
    "estimator": "way to fit",
    "exponent": "neutrinos as flux to the power",
    "flux": "flux",
    "flux_errors": "errors of fluxes",
    "fraction": "f of events from AGN",
    "hard_agn": "neutrinos from",
    "leaving": "events at the edge",
    "n_events": "number of events",
    "normalisation": "S normalised",
    "places": "places of AGN",
    "psf": "PSF of the detector",
    "psf_width": "resolution",
    "scatter": "neutrinos about fluxes",
    "separation": "mean separation",
    "signal_number": "signal events",
    "signal_sources": "neutrinos from",
    "signal_to_noise": "S/N",
    "sources": "AGN in the fit",
    "systematic": "systematic error",
    "systematics": "systematic error",
    "threshold_of": "threshold of",
}
CHOICES = {
    "25_percent_known": "25 % of AGN, known",
    "25_percent_unknown": "25 % of AGN, unknown",
    "50_percent_known": "50 % of AGN, known",
    "50_percent_unknown": "50 % of AGN, unknown",
    "all_in_the_fit": "all",
    "all_sources": "none asked, all AGN",
    "as_printed": "printed",
    "at_once": "at once",
    "binomial": "binomial number",
    "bright": "bright AGN only",
    "catalogue_bootstrap": "bootstrap of the catalogue",
    "density": "1 / √density",
    "energy_proxy": "reconstructed energy",
    "faint_as_background": "faint AGN drawn everywhere",
    "footprint": "in the footprint",
    "free": "unbounded below",
    "full": "0.2–2.3 keV",
    "hard": "2.3–5 keV",
    "in_truth": "in the truth",
    "known_share": "known share",
    "luminosity_function": "luminosity function",
    "mean": "measured mean",
    "nearest": "nearest AGN only",
    "no_edges": "field without edges",
    "nuisance_with_prior": "nuisance with a prior",
    "one_bin": "one bin of energy",
    "per_event": "each event its own width",
    "per_event_known": "each event its own, known to the fit",
    "r50": "half of the events inside",
    "r68": "68 % of the events inside",
    "redrawn": "drawn again inside",
    "root_of_median_ts": "√(median TS)",
    "share": "0 to c",
    "share_of_field": "the field's share",
    "smallest": "smallest",
    "soft": "0.5–2 keV",
    "true_energy": "true energy",
    "uncorrected": "not divided by c",
    "unnormalised": "weights not renormalised",
}


def label_of(subject: str, choice: str) -> str:
    """Words for a row; what has none is its key with blanks.

    Examples
    --------
    >>> label_of("hard_agn", "25_percent_unknown"), label_of("my_subject", "a_choice")
    ('neutrinos from: 25 % of AGN, unknown', 'my subject: a choice')
    >>> label_of("energy", "3_bins")
    'information: 3 bins of energy'
    """
    n_bins = choice.removesuffix("_bins")
    if choice != n_bins:
        words = f"{n_bins} bins of energy"
    else:
        words = CHOICES.get(choice, choice.replace("_", " "))
    return f"{SUBJECTS.get(subject, subject.replace('_', ' '))}: {words}"
