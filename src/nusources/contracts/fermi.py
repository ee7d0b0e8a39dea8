"""Contracts of Fermi-LAT catalogues, flux histories and light curves."""

from __future__ import annotations

from typing import Any

from nusources.contracts.blazar_catalogs import CGS_FLUX, PHOTON_FLUX, REDSHIFT, SOURCE_NAME
from nusources.contracts.columns import DEC, RA, count, number, text
from nusources.tables import Column, Contract

MISSING: dict[str, Any] = {"nullable": True}
HISTORY_BINNINGS = ("year", "two_months")


def _error(name: str, of: str, unit: str = "", ucd: str = "stat.error") -> Column:
    return number(name, unit, ucd, f"error of {of}", low=0, nullable=True)


def _flag(name: str, description: str) -> Column:
    return Column(name, "bool", "", "meta.code", description)


def epoch(name: str, ucd: str, description: str) -> Column:
    """Column of times."""
    return number(name, "d", ucd, f"{description}, MJD (TT)", low=54000, high=70000)


def _flux_points(limit: str, **rules) -> tuple[Column, ...]:
    return (
        number("flux", PHOTON_FLUX, "phot.flux;em.gamma", "0.1-100 GeV", low=0, **rules),
        _error("flux_error_low", "flux downwards", PHOTON_FLUX),
        _error("flux_error_high", "flux upwards", PHOTON_FLUX),
        number("flux_limit", PHOTON_FLUX, "phot.flux;stat.max", limit, low=0, **MISSING),
        _flag("is_upper_limit", "flux_limit, not flux, is the result"),
    )


GLAT = number("glat", "deg", "pos.galactic.lat", "Galactic latitude", low=-90, high=90)
SIGNIFICANCE = number("significance", "", "stat.snr", "significance, sigma", low=0, **MISSING)
ASSOCIATION = (
    text("source_class", "class of the counterpart, in small letters", "src.class", **MISSING),
    _flag("is_identified", "identified, not only associated (class in capitals in the file)"),
    text("association", "name of the counterpart", **MISSING),
    number(
        "probability_bayes",
        "",
        "stat.probability",
        "Bayesian association probability",
        low=0,
        high=1,
        **MISSING,
    ),
    number(
        "probability_lr",
        "",
        "stat.probability",
        "likelihood-ratio association probability",
        low=0,
        high=1,
        **MISSING,
    ),
)
COUNTERPART = (
    number(
        "counterpart_ra",
        "deg",
        "pos.eq.ra",
        "its right ascension, J2000",
        low=0,
        high=360,
        **MISSING,
    ),
    number(
        "counterpart_dec",
        "deg",
        "pos.eq.dec",
        "its declination, J2000",
        low=-90,
        high=90,
        **MISSING,
    ),
)
FLUX_1GEV = (
    number("flux_1_100_gev", PHOTON_FLUX, "phot.flux;em.gamma", "1-100 GeV photon flux", low=0),
    _error("flux_1_100_gev_error", "flux_1_100_gev", PHOTON_FLUX),
    number("energy_flux", CGS_FLUX, "phot.flux;em.gamma", "0.1-100 GeV energy flux", low=0),
    _error("energy_flux_error", "energy_flux", CGS_FLUX),
)
SPECTRUM = (
    text("spectrum_type", "best spectral model", "meta.note"),
    number(
        "pivot_energy", "MeV", "em.energy", "energy at which index and flux do not correlate", low=0
    ),
    number(
        "power_law_index", "", "spect.index", "index of the power law, dN/dE ~ E**-index", **MISSING
    ),
    _error("power_law_index_error", "power_law_index"),
    number(
        "log_parabola_index",
        "",
        "spect.index",
        "index of the log parabola at pivot_energy",
        **MISSING,
    ),
    _error("log_parabola_index_error", "log_parabola_index"),
    number("log_parabola_beta", "", "spect.index", "curvature of the log parabola", **MISSING),
    _error("log_parabola_beta_error", "log_parabola_beta"),
)
VARIABILITY = (
    number(
        "variability_index",
        "",
        "src.var.index",
        "twice the log-likelihood ratio of a varying to a constant flux, yearly bins",
        **MISSING,
    ),
    number(
        "fractional_variability",
        "",
        "src.var",
        "excess standard deviation over mean flux",
        low=0,
        **MISSING,
    ),
)
FLAGS = count("flags", "analysis flags, bits as in the catalogue's paper", "meta.code.error")

LAT_SOURCES = Contract(
    "lat_sources",
    "Fermi-LAT point sources above 100 MeV: 4FGL, its data releases, and the 16-year list",
    (
        SOURCE_NAME,
        RA,
        DEC,
        GLAT,
        number(
            "ang_err_major_95",
            "deg",
            "phys.angSize.smajAxis;pos.errorEllipse",
            "semi-major axis of the 95% error ellipse; none for extended sources",
            low=0,
            **MISSING,
        ),
        number(
            "ang_err_minor_95",
            "deg",
            "phys.angSize.sminAxis;pos.errorEllipse",
            "semi-minor axis",
            low=0,
            **MISSING,
        ),
        number(
            "ang_err_angle",
            "deg",
            "pos.posAng;pos.errorEllipse",
            "position angle of the ellipse, from north to east",
            **MISSING,
        ),
        text("extended_name", "extended source, where it is one", **MISSING),
        SIGNIFICANCE,
        *FLUX_1GEV,
        *SPECTRUM,
        *VARIABILITY,
        *ASSOCIATION,
        *COUNTERPART,
        FLAGS,
    ),
    ("source_name",),
)

FLUX_HISTORY = Contract(
    "flux_history",
    "Photon fluxes of Fermi-LAT sources in time bins of their catalogue",
    (
        text("source_name", "source of lat_sources", "meta.id;meta.main"),
        text("binning", "length of the time bins", "meta.code", choices=HISTORY_BINNINGS),
        Column("time_bin", "int64", "", "meta.record", "number of the bin, from 0", low=0),
        epoch("mjd_start", "time.start", "start of the bin"),
        epoch("mjd_stop", "time.end", "end of the bin"),
        *_flux_points("flux + 2 flux_error_high: 95% limit where sqrt_ts < 1"),
        number("sqrt_ts", "", "stat.snr", "square root of the test statistic", low=0, **MISSING),
        _flag("is_fixed", "flux was not fitted (no errors): no measurement"),
    ),
    ("source_name", "binning", "time_bin"),
)

LAT_AGN = Contract(
    "lat_agn",
    "Active galaxies among the Fermi-LAT sources: 4LAC and its data releases",
    (
        SOURCE_NAME,
        RA,
        DEC,
        GLAT,
        SIGNIFICANCE,
        *FLUX_1GEV,
        *SPECTRUM,
        *VARIABILITY,
        *ASSOCIATION,
        *COUNTERPART,
        text("counterpart_catalogue", "catalogue of the counterpart", "meta.ref", **MISSING),
        text("vlbi_name", "counterpart in the Radio Fundamental Catalogue", **MISSING),
        REDSHIFT,
        text("sed_class", "LSP, ISP or HSP", "src.class", choices=("LSP", "ISP", "HSP"), **MISSING),
        number("nu_peak", "Hz", "em.freq", "synchrotron peak, observer's frame", low=0, **MISSING),
        number("nu_f_nu_peak", CGS_FLUX, "phot.flux", "flux at the peak", low=0, **MISSING),
        number(
            "highest_energy", "GeV", "em.energy;stat.max", "highest photon energy", low=0, **MISSING
        ),
        FLAGS,
    ),
    ("source_name",),
)

HARD_LAT_SOURCES = Contract(
    "hard_lat_sources",
    "Fermi-LAT sources above 10 GeV: 3FHL (Ajello et al. 2017)",
    (
        SOURCE_NAME,
        RA,
        DEC,
        GLAT,
        number(
            "ang_err_95",
            "deg",
            "stat.error;pos.angDistance",
            "95% error radius; none for extended sources",
            low=0,
            **MISSING,
        ),
        text("extended_name", "extended source, where it is one", **MISSING),
        SIGNIFICANCE,
        number("photon_flux", PHOTON_FLUX, "phot.flux;em.gamma", "10 GeV-1 TeV", low=0),
        _error("photon_flux_error", "photon_flux", PHOTON_FLUX),
        number("energy_flux", CGS_FLUX, "phot.flux;em.gamma", "10 GeV-1 TeV", low=0),
        _error("energy_flux_error", "energy_flux", CGS_FLUX),
        text("spectrum_type", "best spectral model", "meta.note"),
        number(
            "pivot_energy",
            "GeV",
            "em.energy",
            "energy at which index and flux do not correlate",
            low=0,
        ),
        number("power_law_index", "", "spect.index", "index of the power law"),
        _error("power_law_index_error", "power_law_index"),
        number("highest_energy", "GeV", "em.energy;stat.max", "highest photon energy", low=0),
        number(
            "n_variability_blocks",
            "",
            "meta.number;src.var",
            "Bayesian blocks of the light curve, 1: steady",
            low=1,
            **MISSING,
        ),
        *ASSOCIATION,
        REDSHIFT,
        number("nu_peak", "Hz", "em.freq", "synchrotron peak, observer's frame", low=0, **MISSING),
    ),
    ("source_name",),
)

LAT_LIGHT_CURVE_SOURCES = Contract(
    "lat_light_curve_sources",
    "Sources with a weekly Fermi-LAT light curve (Light Curve Repository)",
    (
        text("source_name", "4FGL name", "meta.id;meta.main"),
        number("photon_index", "", "spect.index", "index that the fits keep fixed", **MISSING),
        count("n_bins", "weeks with a result"),
        count("n_fluxes", "weeks with a flux"),
        count("n_upper_limits", "weeks with an upper limit"),
        count("n_failed", "weeks without a usable number"),
        count("n_not_converged", "weeks whose fit did not converge"),
        epoch("mjd_start", "time.start", "start of the first week"),
        epoch("mjd_stop", "time.end", "end of the last week"),
    ),
    ("source_name",),
)

LAT_LIGHT_CURVES = Contract(
    "lat_light_curves",
    "Weekly Fermi-LAT light curves (Light Curve Repository), one row per source and week",
    (
        text("source_name", "source of lat_light_curve_sources", "meta.id;meta.main"),
        epoch("mjd", "time.epoch", "middle of the week"),
        epoch("mjd_start", "time.start", "start of the week"),
        epoch("mjd_stop", "time.end", "end of the week"),
        *_flux_points("95% upper limit", **MISSING),
        number("ts", "", "stat.value", "test statistic; limits are given below 4"),
        Column("convergence_code", "int64", "", "meta.code.status", "of the fit", low=0),
        _flag("is_converged", "convergence_code is 0; do not use the others"),
        _flag("is_failed", "limit of -1 or flux without an error in the file: do not use"),
    ),
    ("source_name", "mjd"),
)
