"""Contracts of X-ray selected AGN, their neutrino searches and their luminosity function."""

from __future__ import annotations

from nusources.contracts.blazar_photometry import flag
from nusources.contracts.columns import DEC, RA, number, text
from nusources.tables import Column, Contract

FLUX = "erg.cm**-2.s**-1"


def _posterior(band: str, energies: str, ucd: str) -> tuple[Column, ...]:
    return (
        number(f"flux_{band}", FLUX, f"phot.flux;{ucd}", f"{energies}, posterior median", low=0),
        number(f"flux_{band}_low", FLUX, f"phot.flux;{ucd}", "lower 68% bound", low=0),
        number(f"flux_{band}_high", FLUX, f"phot.flux;{ucd}", "upper 68% bound", low=0),
    )


EFEDS_AGN = Contract(
    "efeds_agn",
    "AGN of the eROSITA Final Equatorial-Depth Survey, main sample (Liu et al. 2022)",
    (
        Column("efeds_id", "int64", "", "meta.id", "number in the eFEDS catalogue", low=1),
        text("source_name", "name of the source", "meta.id;meta.main"),
        RA,
        DEC,
        number("ang_err", "arcsec", "stat.error;pos.angDistance", "error of the position", low=0),
        *_posterior("soft", "0.5-2 keV flux, corrected for absorption", "em.X-ray.soft"),
        *_posterior("hard", "2.3-5 keV flux, corrected for absorption", "em.X-ray"),
    ),
    ("efeds_id",),
)


def _search(prefix: str) -> tuple[Column, ...]:
    return (
        number(f"{prefix}n_s", "", "stat.value", "best-fit number of signal events", low=0),
        number(
            f"{prefix}gamma",
            "",
            "spect.index",
            "best-fit spectral index; missing for n_s = 0",
            low=0,
            nullable=True,
        ),
        number(f"{prefix}neg_log10_p", "", "stat.probability", "-log10 of the local p-value"),
        number(f"{prefix}sigma", "", "stat.value", "local significance [sigma]", low=0),
        number(
            f"{prefix}limit_e2",
            "",
            "phot.flux;stat.max",
            "90% limit at 1 TeV for E**-2, in the paper's unit",
            low=0,
        ),
        number(
            f"{prefix}limit_e3",
            "",
            "phot.flux;stat.max",
            "90% limit at 1 TeV for E**-3, in the paper's unit",
            low=0,
        ),
    )


ICECUBE_GAMMA_SOURCES = Contract(
    "icecube_gamma_sources",
    "Neutrino search at 110 gamma-ray sources (arXiv:2510.13403)",
    (text("source_name", "name of the source", "meta.id;meta.main"), RA, DEC, *_search("")),
    ("source_name",),
)

ICECUBE_XRAY_AGN = Contract(
    "icecube_xray_agn",
    "Neutrino search at 47 X-ray bright AGN and NGC 1068 (arXiv:2510.13403)",
    (
        text("source_name", "name of the source", "meta.id;meta.main"),
        flag("is_starred", "the paper prints a star behind the name"),
        flag("is_garbled_name", "the start of the name was lost"),
        flag("is_in_sample", "one of the 47; false for NGC 1068"),
        RA,
        DEC,
        number("flux_20_50", FLUX, "phot.flux;em.X-ray.hard", "intrinsic 20-50 keV flux", low=0),
        *_search("power_law_"),
        number("corona_n_s", "", "stat.value", "signal events, disk-corona model", low=0),
        number("corona_neg_log10_p", "", "stat.probability", "-log10 of the local p-value", low=0),
        number("corona_sigma", "", "stat.value", "local significance [sigma]", low=0),
        number("corona_n_s_limit", "", "stat.value", "90% upper limit of the events", low=0),
    ),
    ("source_name",),
)

AGN_XLF = Contract(
    "agn_xlf",
    "X-ray luminosity function of AGN (Peca et al. 2023, Stripe 82X)",
    (
        number(
            "log10_luminosity",
            "",
            "phys.luminosity;em.X-ray.hard",
            "log10(2-10 keV luminosity / (erg/s))",
            low=42,
            high=47,
        ),
        number("redshift", "", "src.redshift", "redshift", low=0, high=4),
        number("log10_density", "", "src.density", "log10(density / (Mpc**-3 dex**-1))"),
    ),
    ("log10_luminosity", "redshift"),
)
