"""Contracts of the forecasts of the correlation of neutrinos with AGN."""

from __future__ import annotations

from nusources.contracts.columns import count, number, text
from nusources.tables import Contract

FLUX = "erg.cm**-2.s**-1"
SHARE = {"low": 0.0, "high": 1.0}
WIDTH = number("psf_sigma", "deg", "instr.det.psf", "width of the PSF per axis", low=0)
FLUX_MIN = number("flux_min", FLUX, "phot.flux;stat.min", "least flux of the fitted sources", low=0)
N_SOURCES = count("n_sources", "sources that the fit knows", "meta.number;src")
FRACTION = number("fraction", "", "stat.value", "true fraction of events from AGN", **SHARE)
BRIGHT_SHARE = number("bright_share", "", "stat.value", "share c of their flux (eq. 5)", **SHARE)
STATISTICAL = number("snr_statistical", "", "stat.snr", "f over its statistical error", low=0)
SYSTEMATIC = number("systematic", "", "stat.error.sys", "relative systematic error", low=0)
SNR = number("snr", "", "stat.snr", "f over its error, with the systematic one", low=0)
YEARS = number("years", "yr", "time.duration;obs.exposure", "time of observation", low=0)
N_EVENTS = number("n_events", "", "meta.number", "events, all sky", low=0)
THRESHOLD = number("threshold_tev", "TeV", "em.energy;stat.min", "least energy", low=0)
DETECTOR = text("detector", "name of the file in config/detectors", "meta.id;instr")
SCENARIO = text("scenario", "detector, threshold, sources", "meta.id")

BIAS = Contract(
    "forecast_bias",
    "Fitted less true fraction against PSF and mean separation of sources",
    (
        text("estimator", "way to fit, and field", "meta.id"),
        FRACTION,
        WIDTH,
        number("separation", "deg", "pos.angDistance", "mean separation of the sources", low=0),
        FLUX_MIN,
        N_SOURCES,
        BRIGHT_SHARE,
        number("bias", "", "stat.value", "mean of the fitted less the true fraction"),
        number("bias_error", "", "stat.error", "standard error of the bias", low=0),
        number("scatter", "", "stat.stdev", "standard deviation of the fitted fraction", low=0),
        count("n_experiments", "experiments"),
    ),
    ("estimator", "fraction", "psf_sigma", "separation"),
)

SIGNIFICANCE = Contract(
    "forecast_significance",
    "S/N against PSF and number of events, from the information in each event",
    (
        WIDTH,
        N_EVENTS,
        FRACTION,
        FLUX_MIN,
        N_SOURCES,
        BRIGHT_SHARE,
        STATISTICAL,
    ),
    ("psf_sigma", "n_events"),
)

NEEDED_YEARS = Contract(
    "forecast_needed_years",
    "Years of observation that an S/N takes, against the threshold of energy",
    (
        DETECTOR,
        text("width", "which PSF: of the detector's file, or the name of another", "meta.id"),
        THRESHOLD,
        number("target", "", "stat.snr", "S/N to be reached", low=0),
        number("years", "yr", "time.duration", YEARS.description, low=0, nullable=True),
        WIDTH,
        FLUX_MIN,
        N_SOURCES,
        BRIGHT_SHARE,
        number("n_per_year", "yr**-1", "arith.rate", "events a year, all sky", low=0),
        FRACTION,
    ),
    ("detector", "width", "threshold_tev", "target"),
)

CURVES = Contract(
    "forecast_curves",
    "S/N against one quantity, all else equal",
    (
        text("curve", "years, fraction, exponent, blazar_fraction", "meta.id"),
        SCENARIO,
        number("value", "", "stat.value", "of the quantity"),
        SYSTEMATIC,
        N_EVENTS,
        FRACTION,
        STATISTICAL,
        SNR,
    ),
    ("curve", "scenario", "systematic", "value"),
)

FORECASTS = Contract(
    "forecasts",
    "S/N of scenarios, from experiments and from the information in each event",
    (
        SCENARIO,
        text(
            "method",
            "monte_carlo; normalised: experiments whose events stay in the footprint, with S "
            "normalised in it; information: without experiments",
            "meta.code",
            choices=("monte_carlo", "normalised", "information"),
        ),
        DETECTOR,
        THRESHOLD,
        WIDTH,
        FLUX_MIN,
        N_SOURCES,
        BRIGHT_SHARE,
        YEARS,
        N_EVENTS,
        FRACTION,
        SYSTEMATIC,
        STATISTICAL,
        SNR,
        number("snr_error", "", "stat.error", "of snr, of the experiments", low=0),
        number("bias", "", "stat.value", "mean fitted over true fraction, less 1", nullable=True),
        number("snr_median_ts", "", "stat.snr", "root of the median test statistic", nullable=True),
        count("n_experiments", "experiments; 0: none were needed"),
    ),
    ("scenario", "method"),
)

READINGS = Contract(
    "forecast_readings",
    "S/N of one scenario with what the paper leaves open read in other ways",
    (
        SCENARIO,
        text("subject", "what is open", "meta.id"),
        text("choice", "how it is read", "meta.code"),
        text("kind", "default or other", "meta.code", choices=("default", "other")),
        N_EVENTS,
        FRACTION,
        WIDTH,
        FLUX_MIN,
        N_SOURCES,
        BRIGHT_SHARE,
        number("bias", "", "stat.value", "mean fitted over true fraction, less 1", nullable=True),
        STATISTICAL,
        number("snr_error", "", "stat.error", "of snr_statistical", low=0),
        SNR,
        count("n_experiments", "experiments"),
    ),
    ("scenario", "subject", "choice"),
)
