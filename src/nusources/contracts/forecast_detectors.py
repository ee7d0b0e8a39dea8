"""Contracts of the events that detectors of forecasts count."""

from __future__ import annotations

from nusources.contracts.columns import count, number, text
from nusources.tables import Column, Contract

DETECTOR = text(
    "detector", "name of a file of config/detectors/, with /<reading> of its PSF if any"
)
ATMOSPHERE = text(
    "atmosphere",
    "pipeline (model_fluxes.csv) or low (low_atmosphere.csv)",
    choices=("pipeline", "low"),
)


def per_year(name: str, description: str) -> Column:
    """Column of events per year."""
    return number(name, "yr-1", "arith.rate", f"{description}, expected per year", low=0)


def sigma(name: str, description: str, **rules) -> Column:
    """Column of widths of the point-spread function."""
    return number(
        name, "deg", "pos.angResolution", f"standard deviation per axis {description}", **rules
    )


FRACTION = number(
    "astrophysical_fraction",
    "",
    "stat.value;arith.ratio",
    "n_astrophysical / n_total",
    low=0,
    high=1,
)

RATES = Contract(
    "rates",
    "Events of detectors per year above thresholds, all directions",
    (
        DETECTOR,
        number("threshold_tev", "TeV", "em.energy;stat.min", "least energy of the events", low=0),
        text(
            "threshold_of",
            "energy that the threshold is on",
            "meta.note",
            choices=("true_energy", "energy_proxy"),
        ),
        ATMOSPHERE,
        per_year("n_astrophysical", "diffuse astrophysical nu_mu + anti-nu_mu"),
        per_year("n_conventional", "atmospheric, from pions and kaons"),
        per_year("n_prompt", "atmospheric, from charm"),
        per_year("n_total", "sum of the three"),
        FRACTION,
        sigma("psf_sigma", "of the PSF at the threshold, as if it were one of true energy", low=0),
        sigma("psf_sigma_median", "of the PSF, median of the astrophysical events", low=0),
    ),
    ("detector", "threshold_of", "threshold_tev", "atmosphere"),
)

DETECTORS = Contract(
    "detectors",
    "Detectors of the forecasts, and where their astrophysical events overtake the atmospheric",
    (
        DETECTOR,
        text("label", "name in figures"),
        text("status", "published, model, assumed or recalled", "meta.note"),
        text("source", "where its numbers come from", "meta.bib"),
        number("latitude", "deg", "pos.earth.lat", "of its site", low=-90, high=90),
        number("live_time_share", "", "time.duration;arith.ratio", "data taking", low=0, high=1),
        ATMOSPHERE,
        number(
            "crossing_energy_tev",
            "TeV",
            "em.energy",
            "above it the astrophysical rate per energy is the larger one; empty: nowhere",
            low=0,
            nullable=True,
        ),
        number(
            "crossing_threshold_tev",
            "TeV",
            "em.energy;stat.min",
            "threshold above which half of the events are astrophysical; empty: none",
            low=0,
            nullable=True,
        ),
        count("order", "its place in the configuration", "meta.record"),
    ),
    ("detector", "atmosphere"),
)

CURVES = Contract(
    "detector_curves",
    "Effective area and width of the point-spread function of detectors against energy",
    (
        DETECTOR,
        number("log10_energy", "", "em.energy", "true energy, log10(E/GeV)"),
        number("effective_area", "cm2", "phys.area;instr", "mean over the sky", low=0),
        sigma("psf_sigma", "of the PSF", low=0),
    ),
    ("detector", "log10_energy"),
)

DECLINATION_RATES = Contract(
    "declination_rates",
    "Events of detectors per year in bands of declination",
    (
        DETECTOR,
        ATMOSPHERE,
        number("dec_min", "deg", "pos.eq.dec;stat.min", "lower edge", low=-90, high=90),
        number("dec_max", "deg", "pos.eq.dec;stat.max", "upper edge", low=-90, high=90),
        number("threshold_tev", "TeV", "em.energy;stat.min", "least true energy", low=0),
        number(
            "effective_area",
            "cm2",
            "phys.area;instr",
            "mean over day and band at the threshold",
            low=0,
        ),
        per_year("n_astrophysical", "diffuse astrophysical nu_mu + anti-nu_mu"),
        per_year("n_atmospheric", "conventional and prompt"),
    ),
    ("detector", "atmosphere", "dec_min"),
)
