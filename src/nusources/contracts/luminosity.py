"""Contracts of neutrino and hard X-ray luminosities of sources."""

from __future__ import annotations

from nusources.contracts.blazar_photometry import flag
from nusources.contracts.columns import number, text
from nusources.contracts.luminosity_words import SAMPLES
from nusources.tables import Column, Contract

SAMPLE = text(
    "sample",
    "calibration; blazars: tested; source_list: all of the 110 but calibrators; xray_agn: 47 + 1",
    choices=SAMPLES,
)
SOURCE_NAME = text("source_name", "name of the source", "meta.id;meta.main")
STATUSES = ("published", "recalled", "inferred", "derived", "simulated", "user", "not found")
"""How a number is known: printed in a paper or in an official table; from memory; guessed from what
is printed; computed from such numbers; of the simulated archive; of the user; not at all."""
SOUTHERN_DEC = -5.0
"""South of it [deg] fluxes of point sources are hardly constrained."""
FLUX = "TeV**-1.cm**-2.s**-1"
RA_UCD, DEC_UCD = "pos.eq.ra;meta.main", "pos.eq.dec;meta.main"
MAYBE = {"nullable": True}


def _sides(name: str, unit: str, ucd: str, what: str) -> tuple[Column, Column]:
    """Lower and upper error of a column."""
    return (
        number(f"{name}_low", unit, f"stat.error;{ucd}", f"{what}, downwards", low=0, **MAYBE),
        number(f"{name}_high", unit, f"stat.error;{ucd}", f"{what}, upwards", low=0, **MAYBE),
    )


def _status(name: str, what: str) -> Column:
    return text(f"{name}_status", f"how {what} is known", "meta.code", choices=STATUSES)


LUMINOSITIES = Contract(
    "luminosities",
    "Neutrino and hard X-ray luminosities of sources, with errors and limits",
    (
        SAMPLE,
        SOURCE_NAME,
        text("source_class", "class", "src.class"),
        number("ra", "deg", RA_UCD, "right ascension, J2000", low=0, high=360, **MAYBE),
        number("dec", "deg", DEC_UCD, "declination, J2000", low=-90, high=90, **MAYBE),
        number("redshift", "", "src.redshift", "redshift; missing: no value", low=0, **MAYBE),
        number("distance", "Mpc", "pos.distance", "luminosity distance", low=0, **MAYBE),
        number("n_signal", "", "stat.fit.param", "fitted signal events", low=0, **MAYBE),
        *_sides("n_signal_error", "", "stat.fit.param", "68 % error of n_signal"),
        number("spectral_index", "", "spect.index", "of dN/dE ~ E^-index", **MAYBE),
        *_sides("spectral_index_error", "", "spect.index", "68 % error of spectral_index"),
        flag("is_index_at_bound", "the index stands at the bound of its fit"),
        number("flux_1tev", FLUX, "phot.flux", "nu_mu + anti-nu_mu at 1 TeV", low=0, **MAYBE),
        number(
            "log10_neutrino_luminosity",
            "",
            "phys.luminosity",
            "log10(L / (erg/s)) of all flavours in the window, or its 90 % upper limit",
            **MAYBE,
        ),
        *_sides("log10_neutrino_error", "", "phys.luminosity", "68 % error in dex"),
        flag("is_neutrino_limit", "the neutrino luminosity is an upper limit"),
        number(
            "xray_flux",
            "erg.cm**-2.s**-1",
            "phot.flux;em.X-ray.hard",
            "flux in the band of the run, or its upper limit",
            low=0,
            **MAYBE,
        ),
        number(
            "log10_xray_luminosity",
            "",
            "phys.luminosity;em.X-ray.hard",
            "log10(L / (erg/s)) in the band of the run, or its upper limit; missing: see note",
            **MAYBE,
        ),
        *_sides("log10_xray_error", "", "phys.luminosity", "68 % error in dex"),
        flag("is_xray_limit", "the X-ray luminosity is an upper limit"),
        number(
            "error_correlation",
            "",
            "stat.correlation",
            "of the two logarithmic errors, through the distance",
            low=-1,
            high=1,
        ),
        flag("is_southern", "south of -5 deg: the flux per event is hardly constrained"),
        _status("neutrino", "n_signal or the flux"),
        _status("xray", "the X-ray flux"),
        _status("redshift", "the distance, or the redshift that it follows from,"),
        text("neutrino_source", "where n_signal and index, or the flux, come from", "meta.bib"),
        text("xray_source", "where the X-ray flux comes from", "meta.bib"),
        text("redshift_source", "where redshift or distance come from", "meta.bib"),
        flag("is_proxy", "an input stands in for one that is not at hand"),
        text("note", "what else to know; empty for nothing", "meta.note"),
    ),
    ("sample", "source_name"),
)

WINDOWS = Contract(
    "energy_windows",
    "Neutrino luminosities of the calibrators in other windows of energy and frames",
    (
        SOURCE_NAME,
        text("window", "name of the window", "meta.id"),
        text("frame", "frame of the window", "meta.code", choices=("source", "observed")),
        number("energy_min", "TeV", "em.energy;stat.min", "lower end of the window", low=0),
        number("energy_max", "TeV", "em.energy;stat.max", "upper end of the window", low=0),
        flag("is_default", "the window and frame of the run"),
        number(
            "log10_neutrino_luminosity",
            "",
            "phys.luminosity",
            "log10(L / (erg/s)) of all flavours",
        ),
        number("log10_neutrino_error_low", "", "stat.error;phys.luminosity", "dex", low=0),
        number("log10_neutrino_error_high", "", "stat.error;phys.luminosity", "dex", low=0),
        number(
            "log10_xray_luminosity",
            "",
            "phys.luminosity;em.X-ray.hard",
            "log10(L / (erg/s)) in the band of the run",
            nullable=True,
        ),
    ),
    ("source_name", "window", "frame"),
    may_be_empty=True,
)
