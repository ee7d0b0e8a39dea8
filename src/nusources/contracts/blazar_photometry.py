"""Contracts of multi-wavelength points and light curves of blazars and flare candidates."""

from __future__ import annotations

from nusources.contracts.columns import DEC, RA, count, number, text
from nusources.tables import Column, Contract

NU_F_NU = "erg.cm**-2.s**-1"
ROW = Column("row", "int64", "", "meta.record", "row of the file's table, from 1", low=1)


def flag(name: str, description: str) -> Column:
    """Column of true and false."""
    return Column(name, "bool", "", "meta.code", description)


def error(name: str, of: str, unit: str = NU_F_NU, what: str = "phot.flux", **rules) -> Column:
    """Column of one-sigma errors."""
    return number(name, unit, f"stat.error;{what}", f"error of {of}", low=0, **rules)


VOU_LAT_POINTS = Contract(
    "vou_lat_points",
    "Time-resolved Fermi-LAT spectral points of 97 blazars compiled in VOU_Blazars",
    (
        ROW,
        RA,
        DEC,
        number("frequency", "Hz", "em.freq", "observed frequency", low=1e20, high=1e28),
        number("nu_f_nu", NU_F_NU, "phot.flux;em.gamma", "value or upper limit", low=0),
        error("nu_f_nu_error", "nu_f_nu; missing for upper limits", nullable=True),
        number("mjd_start", "d", "time.start", "start of the time bin, MJD", low=54000, high=7e4),
        number("mjd_stop", "d", "time.end", "end of the time bin, MJD", low=54000, high=7e4),
        flag("is_upper_limit", "nu_f_nu is an upper limit"),
        flag("has_no_duration", "the time bin has no length: not to be used"),
    ),
    ("row",),
)

SMARTS_POINTS = Contract(
    "smarts_points",
    "Optical and near-infrared photometry of blazars by SMARTS (Bonning et al. 2012)",
    (
        ROW,
        RA,
        DEC,
        text("band", "filter", "instr.bandpass", choices=("B", "V", "R", "J")),
        number("frequency", "Hz", "em.freq", "frequency of the filter", low=1e14, high=1e15),
        number("nu_f_nu", NU_F_NU, "phot.flux;em.opt", "value", low=0),
        error("nu_f_nu_error", "nu_f_nu"),
        number("mjd", "d", "time.epoch", "time of the observation, MJD", low=54000, high=7e4),
        flag("error_exceeds_flux", "the error is larger than the flux: no detection"),
        flag("is_ambiguous", "another row gives another flux for this source, band and time"),
    ),
    ("row",),
)

XRT_FITS = Contract(
    "xrt_fits",
    "Spectral fits to single Swift-XRT observations of 70 blazars (Open Universe, ouspecV2)",
    (
        ROW,
        text("source_name", "name of the source, P and M stand for + and -", "meta.id;meta.main"),
        RA,
        DEC,
        number("mjd", "d", "time.epoch", "time of the observation, MJD", low=53000, high=7e4),
        number("flux_soft", NU_F_NU, "phot.flux;em.X-ray.soft", "0.5-2 keV flux", low=0),
        error("flux_soft_error", "flux_soft; missing where the fit gave none", nullable=True),
        number("flux_hard", NU_F_NU, "phot.flux;em.X-ray", "2-10 keV flux", low=0),
        error("flux_hard_error", "flux_hard; missing where the fit gave none", nullable=True),
        number("photon_index", "", "spect.index", "index of the power law, dN/dE ~ E**-index"),
        error("photon_index_error", "photon_index", "", "spect.index", nullable=True),
        flag("is_failed_fit", "the fit gave no error of a flux: not to be used"),
        flag("is_repeat", "an earlier row has the same numbers"),
    ),
    ("row",),
)

NUSTAR_POINTS = Contract(
    "nustar_points",
    "NuSTAR spectral points of blazars (Open Universe, ounblz)",
    (
        ROW,
        RA,
        DEC,
        number("frequency", "Hz", "em.freq", "centre of the bin", low=1e17, high=1e20),
        number("frequency_half_width", "Hz", "em.freq", "half width of the bin", low=0),
        number("nu_f_nu", NU_F_NU, "phot.flux;em.X-ray.hard", "value, may be negative"),
        error("nu_f_nu_error", "nu_f_nu"),
        number("mjd", "d", "time.epoch", "time of the observation, MJD", low=56000, high=7e4),
        flag("is_not_positive", "nu_f_nu is zero or negative: no detection"),
    ),
    ("row",),
)

WISE_SAMPLE = Contract(
    "wise_sample",
    "Tidal-disruption and accretion-flare candidates whose WISE photometry is at hand",
    (
        Column("sample_id", "int64", "", "meta.id", "number of the source, from 0", low=0),
        text("source_name", "name of the source", "meta.id;meta.main"),
        RA,
        DEC,
        number("mjd_peak", "d", "time.epoch", "time of the optical peak, MJD"),
        number("redshift", "", "src.redshift", "redshift", low=0, high=10, nullable=True),
        number("log10_black_hole_mass", "", "phys.mass", "log10(mass / solar mass)", nullable=True),
        text("source_class", "spectroscopic class", "src.class", nullable=True),
    ),
    ("sample_id",),
)


def _band(band: str, ucd: str) -> tuple[Column, ...]:
    name = band.lower()
    return (
        number(f"{name}_mag", "mag", f"phot.mag;{ucd}", f"{band} magnitude, Vega", nullable=True),
        number(
            f"{name}_mag_error",
            "mag",
            f"stat.error;phot.mag;{ucd}",
            f"its error; missing where {name}_mag is an upper limit",
            low=0,
            nullable=True,
        ),
        number(
            f"{name}_flux",
            "",
            f"phot.flux;{ucd}",
            f"{band} flux, raw instrument unit",
            nullable=True,
        ),
        number(
            f"{name}_flux_error",
            "",
            f"stat.error;phot.flux;{ucd}",
            "its error",
            low=0,
            nullable=True,
        ),
        flag(f"{name}_is_upper_limit", f"{name}_mag is a limit (it has no error)"),
    )


WISE_EXPOSURES = Contract(
    "wise_exposures",
    "Single-exposure WISE photometry near the sources of the sample",
    (
        Column("sample_id", "int64", "", "meta.id", "source of wise_sample", low=0),
        Column("row", "int64", "", "meta.record", "index of the row in the file, from 0", low=0),
        text(
            "survey", "AllWISE or NEOWISE", "meta.id;meta.dataset", choices=("allwise", "neowise")
        ),
        RA,
        DEC,
        number("mjd", "d", "time.epoch", "time of the exposure, MJD", low=55000, high=7e4),
        text("allwise_id", "AllWISE source; rounded to 16 digits in NEOWISE", nullable=True),
        *_band("W1", "em.IR.3-4um"),
        *_band("W2", "em.IR.4-8um"),
    ),
    ("survey", "row"),
)

WISE_VISITS = Contract(
    "wise_visits",
    "WISE photometry averaged over the visits to a source, one row per visit and band",
    (
        Column("sample_id", "int64", "", "meta.id", "source of wise_sample", low=0),
        text("source_name", "name of the source", "meta.id;meta.main"),
        RA,
        DEC,
        text("band", "W1 (3.4 um) or W2 (4.6 um)", "instr.bandpass", choices=("W1", "W2")),
        Column("visit", "int64", "", "meta.record", "number of the visit, from 0", low=0),
        number("mjd", "d", "time.epoch", "mean time of the visit, MJD", low=55000, high=7e4),
        number("flux_density", "mJy", "phot.flux.density;em.IR", "mean or limit", nullable=True),
        number(
            "flux_density_error",
            "mJy",
            "stat.error;phot.flux.density",
            "scatter of the exposures (rms)",
            low=0,
            nullable=True,
        ),
        number("mag", "mag", "phot.mag;em.IR", "mean magnitude, Vega, or limit", nullable=True),
        number(
            "mag_error",
            "mag",
            "stat.error;phot.mag",
            "scatter of the exposures (rms)",
            low=0,
            nullable=True,
        ),
        flag("is_upper_limit", "the flux density is an upper limit"),
        flag("is_upper_limit_mag", "the magnitude is a limit"),
        count("n_exposures", "exposures in the mean flux density"),
    ),
    ("sample_id", "band", "visit"),
)

ALMA_CALIBRATORS = Contract(
    "alma_calibrators",
    "Flux densities of ALMA calibrators by band and day (Bonato et al. 2019)",
    (
        ROW,
        text("source_name", "name of the calibrator", "meta.id;meta.main"),
        RA,
        DEC,
        Column("band", "int64", "", "instr.bandpass", "band of ALMA, 3 to 10", low=3, high=10),
        number("frequency", "GHz", "em.freq", "frequency of the measurement", low=84, high=950),
        number(
            "mjd", "d", "time.epoch", "day of the observation (0 h UTC), MJD", low=5e4, high=7e4
        ),
        number("flux_density", "Jy", "phot.flux.density;em.mm", "value", low=0),
        error("flux_density_error", "flux_density", "Jy", "phot.flux.density"),
    ),
    ("row",),
)

WISE_COVERAGE = Contract(
    "wise_coverage",
    "Sources that have infrared light curves of WISE and NEOWISE",
    (
        text("source_name", "name of the source", "meta.id;meta.main"),
        RA,
        DEC,
        count("n_epochs", "epochs with a detection in W2"),
    ),
    ("source_name",),
)
