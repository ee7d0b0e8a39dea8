"""Contracts of the light curves of blazars: infrared exposures and 30-day gamma-ray fluxes."""

from __future__ import annotations

from nusources.contracts.blazar_catalogs import CGS_FLUX, PHOTON_FLUX
from nusources.contracts.columns import number, text
from nusources.contracts.fermi import epoch
from nusources.tables import Column, Contract

LAT_NAME = text("source_name", "4FGL name", "meta.id;meta.main")
BIN = (
    epoch("mjd_start", "time.start", "start of the bin"),
    epoch("mjd_stop", "time.end", "end of the bin"),
)

INFRARED_EXPOSURES = Contract(
    "infrared_exposures",
    "Single exposures of WISE and NEOWISE at 4.6 um near the sources of wise_coverage",
    (
        Column("row", "int64", "", "meta.record", "row of the file's table, from 1", low=1),
        text("source_name", "source of wise_coverage", "meta.id;meta.main"),
        text(
            "survey",
            "AllWISE multi-epoch table or NEOWISE-R",
            "meta.id;meta.dataset",
            choices=("allwise", "neowise"),
        ),
        number("mjd", "d", "time.epoch", "time of the exposure, MJD", low=55000, high=7e4),
        number("w2_mag", "mag", "phot.mag;em.IR.4-8um", "W2 magnitude, Vega, or limit"),
        number(
            "w2_mag_error",
            "mag",
            "stat.error;phot.mag;em.IR.4-8um",
            "its error; missing for limits",
            low=0,
            nullable=True,
        ),
        Column("is_upper_limit", "bool", "", "meta.code", "w2_mag is a limit (it has no error)"),
    ),
    ("row",),
)

LAT_APERTURE_POINTS = Contract(
    "lat_aperture_points",
    "Fermi-LAT aperture photometry in bins of 30 days",
    (
        Column("row", "int64", "", "meta.record", "row of the file's table, from 1", low=1),
        LAT_NAME,
        *BIN,
        number(
            "photon_flux",
            PHOTON_FLUX,
            "phot.flux;em.gamma",
            "0.1-200 GeV; may be negative",
        ),
        number("photon_flux_error", PHOTON_FLUX, "stat.error;phot.flux", "its error", low=0),
    ),
    ("row",),
)

LAT_LIKELIHOOD_POINTS = Contract(
    "lat_likelihood_points",
    "Fermi-LAT likelihood fits in bins of 30 days, 0.9-500 GeV",
    (
        LAT_NAME,
        *BIN,
        number(
            "energy_flux",
            CGS_FLUX,
            "phot.flux;em.gamma",
            "0.9-500 GeV; missing where the fit gave a limit only",
            low=0,
            nullable=True,
        ),
        number(
            "energy_flux_error",
            CGS_FLUX,
            "stat.error;phot.flux",
            "error of energy_flux, mean of both sides; missing where the fit gave none",
            low=0,
            nullable=True,
        ),
        number(
            "energy_flux_limit",
            CGS_FLUX,
            "phot.flux;stat.max",
            "95% limit where there is no energy_flux",
            low=0,
            nullable=True,
        ),
        number("photon_index", "", "spect.index", "fitted index of the bin", nullable=True),
        number("ts", "", "stat.value", "test statistic of the bin"),
        Column("is_converged", "bool", "", "meta.code", "the fit converged"),
    ),
    ("source_name", "mjd_start"),
)
