"""Contracts of the Swift-BAT catalogue and the BAT AGN Spectroscopic Survey (BASS)."""

from __future__ import annotations

from nusources.contracts.blazar_photometry import flag
from nusources.contracts.columns import DEC, RA, number, text
from nusources.tables import Column, Contract

FLUX = "erg.cm**-2.s**-1"
HARD = "em.X-ray.hard"
BAT_NAME = text("bat_name", "Swift-BAT name, SWIFT JHHMM.m+DDMM", "meta.id;meta.main")
OPTIONAL = {"nullable": True}
LOG_LUMINOSITY = {"low": 37.0, "high": 51.0}


def _flux(name: str, band: str, ucd: str = HARD, **rules) -> Column:
    return number(name, FLUX, f"phot.flux;{ucd}", f"{band} flux", low=0, **rules)


def _log_luminosity(name: str, band: str, **rules) -> Column:
    text_of = f"log10 of the {band} luminosity / (erg/s)"
    return number(name, "", f"phys.luminosity;{HARD}", text_of, **LOG_LUMINOSITY, **rules)


def _error(name: str, of: str, unit: str, ucd: str) -> Column:
    return number(name, unit, f"stat.error;{ucd}", of, low=0, nullable=True)


SWIFT_BAT = Contract(
    "swift_bat",
    "Swift-BAT 105-month catalogue of hard X-ray sources (Oh et al. 2018)",
    (
        BAT_NAME,
        number("bat_ra", "deg", "pos.eq.ra", "BAT right ascension, J2000", low=0, high=360),
        number("bat_dec", "deg", "pos.eq.dec", "BAT declination, J2000", low=-90, high=90),
        text("source_name", "counterpart", "meta.id"),
        RA,
        DEC,
        number("counterpart_offset", "deg", "pos.angDistance", "BAT to counterpart", low=0),
        number("snr", "", "stat.snr", "signal-to-noise ratio", low=0),
        _flux("flux", "14-195 keV"),
        _flux("flux_low", "lower 90% bound of the 14-195 keV"),
        _flux("flux_high", "upper 90% bound of the 14-195 keV"),
        number("photon_index", "", "spect.index", "photon index", low=0),
        number("photon_index_low", "", "spect.index;stat.min", "lower 90% bound", **OPTIONAL),
        number("photon_index_high", "", "spect.index;stat.max", "upper 90% bound", **OPTIONAL),
        number("reduced_chi2", "", "stat.fit.chi2", "chi squared per degree of freedom", low=0),
        number("redshift", "", "src.redshift", "redshift", low=0, high=10, **OPTIONAL),
        _log_luminosity("log10_luminosity", "14-195 keV", **OPTIONAL),
        Column("class_code", "int64", "", "src.class", "10 ... 230; 40-80 are AGN", low=10),
        text("source_class", "class in words", "src.class"),
        flag("is_agn", "class code 40 (Sy1), 50 (Sy2), 60 (LINER), 70 (unknown AGN), 80 (beamed)"),
    ),
    ("bat_name",),
)

BASS_DR1_SOURCES = Contract(
    "bass_dr1_sources",
    "AGN of the 70-month Swift-BAT catalogue (Ricci et al. 2017, Table 1)",
    (
        BAT_NAME,
        text("source_name", "counterpart, written without blanks", "meta.id"),
        RA,
        DEC,
        number("redshift", "", "src.redshift", "redshift", low=0, high=10, **OPTIONAL),
        flag("is_photometric_redshift", "the redshift is photometric"),
        number("redshift_low", "", "src.redshift;stat.min", "its lower bound", **OPTIONAL),
        number("redshift_high", "", "src.redshift;stat.max", "its upper bound", **OPTIONAL),
        number("distance", "Mpc", "pos.distance", "distance", low=0, **OPTIONAL),
        flag("is_direct_distance", "the distance does not come from the redshift"),
        text(
            "blazar_type",
            "BZB BL Lac, BZQ FSRQ, BZU uncertain; missing for other AGN",
            "src.class",
            choices=("BZB", "BZQ", "BZU"),
            nullable=True,
        ),
    ),
    ("bat_name",),
)

BASS_DR1_SPECTRA = Contract(
    "bass_dr1_spectra",
    "Main parameters of the broad-band X-ray fits (Ricci et al. 2017, Table 5)",
    (
        BAT_NAME,
        number("log10_nh", "", "phys.columnDensity", "log10(N_H / cm**-2); 20 = unobscured"),
        number("log10_nh_low", "", "phys.columnDensity;stat.min", "lower 90% bound"),
        number("log10_nh_high", "", "phys.columnDensity;stat.max", "upper 90% bound"),
        flag("is_nh_fixed", "N_H was fixed in the fit"),
        number("photon_index", "", "spect.index", "photon index of the primary continuum", low=0),
        _error("photon_index_error_high", "upper 90% error", "", "spect.index"),
        _error("photon_index_error_low", "lower 90% error", "", "spect.index"),
        flag("is_photon_index_fixed", "the photon index was fixed in the fit"),
        number("cutoff_energy", "keV", "em.energy", "cut-off energy or limit", low=0, **OPTIONAL),
        _error("cutoff_energy_error_high", "upper 90% error", "keV", "em.energy"),
        _error("cutoff_energy_error_low", "lower 90% error", "keV", "em.energy"),
        text("cutoff_energy_limit", "kind of limit", "meta.code", choices=(">=", "<="), **OPTIONAL),
        flag("is_cutoff_energy_fixed", "the cut-off energy was fixed in the fit"),
    ),
    ("bat_name",),
)

BASS_DR1_FLUXES = Contract(
    "bass_dr1_fluxes",
    "Observed and intrinsic X-ray fluxes (Ricci et al. 2017, Table 12)",
    (
        BAT_NAME,
        _flux("flux_2_10_observed", "observed 2-10 keV", "em.X-ray"),
        _flux("flux_14_195_observed", "observed 14-195 keV"),
        _flux("flux_2_10", "intrinsic 2-10 keV", "em.X-ray"),
        _flux("flux_20_50", "intrinsic 20-50 keV"),
        _flux("flux_14_150", "intrinsic 14-150 keV"),
        _flux("flux_14_195", "intrinsic 14-195 keV"),
    ),
    ("bat_name",),
)

BASS_DR1_LUMINOSITIES = Contract(
    "bass_dr1_luminosities",
    "Observed and intrinsic X-ray luminosities (Ricci et al. 2017, Table 13)",
    (
        BAT_NAME,
        _log_luminosity("log10_luminosity_2_10_observed", "observed 2-10 keV"),
        _log_luminosity("log10_luminosity_14_195_observed", "observed 14-195 keV"),
        _log_luminosity("log10_luminosity_2_10", "intrinsic 2-10 keV"),
        _log_luminosity("log10_luminosity_20_50", "intrinsic 20-50 keV"),
        _log_luminosity("log10_luminosity_14_150", "intrinsic 14-150 keV"),
        _log_luminosity("log10_luminosity_14_195", "intrinsic 14-195 keV"),
    ),
    ("bat_name",),
)

BASS_DR1_COMPTON_THICK = Contract(
    "bass_dr1_compton_thick",
    "2-10 keV fluxes of Compton-thick AGN, extrapolated from 14-150 keV (Ricci 2017, Table 14)",
    (
        BAT_NAME,
        _flux("flux_2_10", "intrinsic 2-10 keV", "em.X-ray"),
        _log_luminosity("log10_luminosity_2_10", "intrinsic 2-10 keV"),
    ),
    ("bat_name",),
)

_ID = (
    Column("bass_id", "int64", "", "meta.id", "number in the 70-month catalogue", low=1),
    text("component", "A or B for two AGN of one number", choices=("", "A", "B")),
)

BASS_DR2_AGN = Contract(
    "bass_dr2_agn",
    "AGN of the 70-month Swift-BAT catalogue: redshifts and black holes (Koss et al. 2022)",
    (
        *_ID,
        text("source_name", "counterpart, written without blanks", "meta.id;meta.main"),
        text("notes", "n new, d dual, w weak, f faint, b beaming changed", "meta.note", **OPTIONAL),
        RA,
        DEC,
        text(
            "agn_type",
            "optical type; BZB, BZG, BZQ are beamed",
            "src.class",
            choices=("Sy1", "Sy1.9", "Sy2", "BZQ", "BZB", "BZG"),
        ),
        flag("is_lensed", "the type says Lense: magnified by a lens"),
        number("redshift", "", "src.redshift", "redshift", low=-0.01, high=10, **OPTIONAL),
        text("redshift_method", "line or method", "meta.note", **OPTIONAL),
        number("distance", "Mpc", "pos.distance", "distance", low=0, **OPTIONAL),
        number("log10_black_hole_mass", "", "phys.mass", "log10(mass / solar mass)", **OPTIONAL),
        text("black_hole_mass_method", "method", "meta.note", **OPTIONAL),
        number(
            "log10_bolometric_luminosity",
            "",
            "phys.luminosity",
            "log10(bolometric luminosity / (erg/s))",
            **LOG_LUMINOSITY,
            **OPTIONAL,
        ),
        number(
            "log10_eddington_ratio",
            "",
            "phys.luminosity;arith.ratio",
            "log10(L_bol / L_Edd)",
            **OPTIONAL,
        ),
    ),
    ("bass_id", "component"),
)

BASS_DR2_NEW_REDSHIFTS = Contract(
    "bass_dr2_new_redshifts",
    "AGN whose redshift was measured for the first time (Koss et al. 2022, Table 11)",
    (
        Column("bass_id", "int64", "", "meta.id", "number in the 70-month catalogue", low=1),
        BAT_NAME,
        text("source_name", "counterpart", "meta.id"),
        text("agn_type", "optical type", "src.class"),
        text("telescope", "telescope and instrument", "instr.tel"),
        number("redshift", "", "src.redshift", "redshift", low=0, high=10),
        text("line", "line measured", "meta.note"),
        number("extinction", "mag", "phys.absorption", "Milky Way extinction A_V", low=0),
    ),
    ("bass_id",),
)
