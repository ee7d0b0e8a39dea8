"""Contracts of prepared light curves, their blocks, and the classes of their sources."""

from __future__ import annotations

from nusources.contracts.columns import DEC, P_VALUE, RA, count, number, text
from nusources.tables import Column, Contract

BAND_UNITS = {
    "infrared": "mJy",
    "millimetre": "Jy",
    "xray": "erg.cm**-2.s**-1",
    "gamma_ray": "erg.cm**-2.s**-1",
    "gamma_ray_likelihood": "erg.cm**-2.s**-1",
    "gamma_ray_weekly": "erg.cm**-2.s**-1",
    "gamma_ray_two_months": "erg.cm**-2.s**-1",
    "gamma_ray_adaptive": "erg.cm**-2.s**-1",
}
BANDS = tuple(BAND_UNITS)
BAND_UCDS = {
    "infrared": "phot.flux.density;em.IR",
    "millimetre": "phot.flux.density;em.mm",
    "xray": "phot.flux;em.X-ray",
}
SAMPLES = ("FIBS", "ACC_Fermi", "WIBRaLS", "ACC", "XRT", "4FGL")
STAGES = ("high_energy", "low_energy", "simultaneous")
CLASSES = (
    "TXS_like",
    "CFS",
    "NFS",
    "other",
    "infrared_only",
    "gamma_only",
    "no_flare",
    "non_variable",
    "uncertain",
    "unconfirmed",
    "no_curve",
)

SAMPLE = text("sample", "sample of sources", "meta.dataset", choices=SAMPLES)
NAME = text("source_name", "name in the sample", "meta.id;meta.main")
CURVE = text("source_name", "name of the curve in its dataset", "meta.id;meta.main")
BAND = text("band", "band of the light curve", "instr.bandpass", choices=BANDS)
START = number("mjd_start", "d", "time.start", "start, MJD", low=5e4, high=7e4)
STOP = number("mjd_stop", "d", "time.end", "end, MJD", low=5e4, high=7e4)
FALSE_ALARM = number(
    "false_alarm_probability",
    "",
    "stat.probability",
    "of the segmentation: of one or more borders in a constant curve",
    **P_VALUE,
)


def flag(name: str, description: str) -> Column:
    """Column of true and false."""
    return Column(name, "bool", "", "meta.code", description)


def days(name: str, description: str, **rules) -> Column:
    """Column of lengths in time."""
    return number(name, "d", "time.duration", description, **rules)


LIGHT_CURVE_LINKS = Contract(
    "light_curve_links",
    "Which light curve serves which source of which sample",
    (
        SAMPLE,
        NAME,
        RA,
        DEC,
        BAND,
        text("curve_name", "name of the curve in its dataset"),
        number("separation", "arcsec", "pos.angDistance", "of their positions", low=0, high=3600),
    ),
    ("sample", "source_name", "band"),
    may_be_empty=True,
)


def light_curves_of(band: str) -> Contract:
    """Contract of the prepared light curves of a band; units differ, columns do not."""
    unit, ucd = BAND_UNITS[band], BAND_UCDS.get(band, "phot.flux;em.gamma")
    return Contract(
        f"light_curves_{band}",
        f"Light curves, {band.replace('_', ' ')}: merged, clipped and converted",
        (
            CURVE,
            number("mjd", "d", "time.epoch", "time, MJD", low=5e4, high=7e4),
            START,
            STOP,
            number("flux", unit, ucd, "flux, or the limit; may be negative"),
            number("flux_error", unit, f"stat.error;{ucd}", "its error", low=0),
            flag("is_upper_limit", "flux is an upper limit"),
            flag("is_artificial", "put into a gap of the observations"),
            count("n_combined", "observations in the point; 0 for an artificial one"),
        ),
        ("source_name", "mjd"),
        may_be_empty=True,
    )


LIGHT_CURVES_INFRARED = light_curves_of("infrared")
LIGHT_CURVES_MILLIMETRE = light_curves_of("millimetre")
LIGHT_CURVES_XRAY = light_curves_of("xray")
LIGHT_CURVES_GAMMA_RAY = light_curves_of("gamma_ray")
LIGHT_CURVES_GAMMA_RAY_LIKELIHOOD = light_curves_of("gamma_ray_likelihood")
LIGHT_CURVES_GAMMA_RAY_WEEKLY = light_curves_of("gamma_ray_weekly")
LIGHT_CURVES_GAMMA_RAY_TWO_MONTHS = light_curves_of("gamma_ray_two_months")
LIGHT_CURVES_GAMMA_RAY_ADAPTIVE = light_curves_of("gamma_ray_adaptive")
LIGHT_CURVES = {
    "infrared": LIGHT_CURVES_INFRARED,
    "millimetre": LIGHT_CURVES_MILLIMETRE,
    "xray": LIGHT_CURVES_XRAY,
    "gamma_ray": LIGHT_CURVES_GAMMA_RAY,
    "gamma_ray_likelihood": LIGHT_CURVES_GAMMA_RAY_LIKELIHOOD,
    "gamma_ray_weekly": LIGHT_CURVES_GAMMA_RAY_WEEKLY,
    "gamma_ray_two_months": LIGHT_CURVES_GAMMA_RAY_TWO_MONTHS,
    "gamma_ray_adaptive": LIGHT_CURVES_GAMMA_RAY_ADAPTIVE,
}

PREPARATION = Contract(
    "light_curve_preparation",
    "What each step of the preparation of light curves removed or changed",
    (
        BAND,
        count("order", "number of the step, from 1", low=1),
        text("step", "what was done", "meta.note"),
        count("n_points", "points removed, changed or added"),
        count("n_sources", "sources with such a point"),
        count("n_points_left", "points after the step"),
        count("n_sources_left", "sources after the step"),
    ),
    ("band", "order"),
    may_be_empty=True,
)

BLOCKS = Contract(
    "flare_blocks",
    "Bayesian blocks of light curves (Chang et al. 2022, section 4.2.2)",
    (
        CURVE,
        BAND,
        count("block", "number of the block, from 0"),
        START,
        STOP,
        count("n_points", "points of the block, artificial ones too", low=1),
        number("flux", "", "phot.flux", "mean, in the unit of the band"),
        number("flux_error", "", "stat.error;phot.flux", "its error", low=0),
        FALSE_ALARM,
        flag("is_flaring", "above the quiescent flux by the flaring rule"),
    ),
    ("source_name", "band", "block"),
    may_be_empty=True,
)


def in_band_unit(name: str, description: str, **rules) -> Column:
    """Column of fluxes in the unit of the row's band."""
    return number(name, "", "phot.flux", f"{description}, in the unit of the band", **rules)


MISSING = {"nullable": True}
MEASURES = Contract(
    "flare_measures",
    "Variability of light curves (Chang et al. 2022, sections 4.2.2 and 4.2.3)",
    (
        CURVE,
        BAND,
        count("n_points", "points, without artificial ones"),
        in_band_unit("mean", "mean flux", **MISSING),
        in_band_unit("standard_deviation", "standard deviation", low=0, **MISSING),
        in_band_unit("quiescent_flux", "mean of the faintest points", **MISSING),
        in_band_unit("quiescent_error", "its error", low=0, **MISSING),
        number("excess_variance", "", "src.var", "normalised excess variance", **MISSING),
        number(
            "block_ratio", "", "stat.value;arith.ratio", "brightest over faintest block", **MISSING
        ),
        number(
            "quiet_deviation_ratio",
            "",
            "stat.value;arith.ratio",
            "standard deviation outside flaring blocks over that of all points",
            low=0,
            **MISSING,
        ),
        count("n_blocks", "blocks"),
        count("n_flares", "flares: runs of flaring blocks"),
        days("flaring_days", "length of all flares", low=0),
        number(
            "false_alarm_probability",
            "",
            "stat.probability",
            "of the segmentation",
            **P_VALUE,
            **MISSING,
        ),
        text("status", "used, or why the curve was left out", "meta.code.status"),
    ),
    ("source_name", "band"),
    may_be_empty=True,
)

STAGE_INTERVALS = Contract(
    "flare_stages",
    "Flaring stages of sources with two bands (Chang et al. 2022, section 4.2.2)",
    (SAMPLE, NAME, text("stage", "stage", "meta.code", choices=STAGES), START, STOP),
    ("sample", "source_name", "stage", "mjd_start"),
    may_be_empty=True,
)

FLARE_CLASSES = Contract(
    "flare_classes",
    "Classes of sources by their flaring stages (Chang et al. 2022, sections 4.2.2-4.2.6)",
    (
        SAMPLE,
        NAME,
        RA,
        DEC,
        text("gamma_name", "gamma-ray source", "meta.id.cross", nullable=True),
        text("class", "class", "src.class", choices=CLASSES),
        text("aperture_class", "class from aperture curves alone", "src.class", choices=CLASSES),
        flag("has_infrared_flare", "flares in the low-energy band"),
        flag("has_gamma_flare", "flares in gamma rays"),
        flag("has_low_variability_index", "gamma-ray variability index at or below the cut"),
        flag("is_non_variable", "low variability index, and little excess variance or contrast"),
        flag("is_uncertain", "its quiet phases vary as much as the whole gamma-ray curve"),
        flag("is_in_alert_region", "in the 90 % region of one of the 102 alerts"),
        flag("is_warm_spot", "at a source with a low p-value in a search for point sources"),
        flag("is_potential_neutrino_source", "one of these two: exempt from both cuts"),
        flag("has_likelihood_curve", "gamma-ray likelihood curve at hand"),
        flag("is_second_pass", "TXS-like only with the lower limits of the second pass"),
        number(
            "simultaneous_ratio",
            "",
            "stat.value;arith.ratio",
            "simultaneous over all flaring time",
            low=0,
            high=1,
            nullable=True,
        ),
        days("simultaneous_days", "length of simultaneous stages", low=0),
        days("low_energy_days", "length of low-energy stages", low=0),
        days("high_energy_days", "length of high-energy stages", low=0),
        days("lag_days", "of the low-energy flare that makes it TXS-like", **MISSING),
    ),
    ("sample", "source_name"),
    may_be_empty=True,
)

CONVENTIONS = Contract(
    "flare_conventions",
    "Classes of FIBS under each reading of the paper, one changed at a time",
    (
        text("reading", "what the paper leaves open", "meta.note"),
        text("choice", "how it is read", "meta.note"),
        count("both_flare", "sources that flare in both bands"),
        count("removed", "of those, removed as non-variable or uncertain"),
        count("TXS_like", "class TXS_like"),
        count("CFS", "class CFS"),
        count("NFS", "class NFS"),
        count("changed", "sources of another class than under the run's own readings"),
    ),
    ("reading", "choice"),
    may_be_empty=True,
)

FLARE_LAGS = Contract(
    "flare_lags",
    "Lags between two bands by the discrete correlation function (Chang et al. 2022, section 6.1)",
    (
        SAMPLE,
        NAME,
        text("first_band", "band whose lag it is", "instr.bandpass", choices=BANDS),
        text("second_band", "band that it is compared with", "instr.bandpass", choices=BANDS),
        count("n_first", "points of the first band, without limits"),
        count("n_second", "points of the second band, without limits"),
        count("n_bins", "bins of lag with enough pairs of points"),
        days("peak_lag", "lag of the first behind the second: largest correlation", **MISSING),
        number("peak_correlation", "", "stat.correlation", "largest correlation", **MISSING),
        number("peak_error", "", "stat.error", "its error; none of one pair", low=0, **MISSING),
        days("gaussian_lag", "mean of a Gaussian fitted to the correlation function", **MISSING),
        days("gaussian_sigma", "its standard deviation", low=0, **MISSING),
        days("iccf_lag", "lag of the largest interpolated correlation", **MISSING),
        number(
            "p_value",
            "",
            "stat.probability",
            "pairs of independent red noise with as large a correlation; not drawn: none",
            **P_VALUE,
            **MISSING,
        ),
        text("status", "used, or why there is no lag", "meta.code.status"),
    ),
    ("sample", "source_name", "first_band", "second_band"),
    may_be_empty=True,
)
