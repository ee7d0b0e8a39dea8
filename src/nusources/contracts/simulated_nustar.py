"""Contract of the truth behind the simulated NuSTAR spectra."""

from __future__ import annotations

from nusources.contracts.blazar_photometry import flag
from nusources.contracts.columns import DEC, RA, count, number, text
from nusources.tables import Contract

SIMULATED_NUSTAR = Contract(
    "simulated_nustar",
    "Sources of the simulated NuSTAR spectra; named blazars lie on a relation of luminosities",
    (
        text("source_name", "name in the list of 110 sources; empty for others", "meta.id"),
        RA,
        DEC,
        flag("is_named", "luminosities are of the relation in data/tables/model_nustar.csv"),
        number("redshift", "", "src.redshift", "redshift", low=0, nullable=True),
        number("photon_index", "", "spect.index", "of dN/dE ~ E^-index"),
        count("n_epochs", "observations", low=1),
        number("log10_flux", "", "phot.flux;em.X-ray.hard", "log10 of 15-55 keV flux/(erg/s/cm2)"),
        number(
            "log10_xray_luminosity",
            "",
            "phys.luminosity;em.X-ray.hard",
            "log10 of the mean 15-55 keV luminosity/(erg/s), frame of the source",
            nullable=True,
        ),
        number(
            "log10_neutrino_luminosity",
            "",
            "phys.luminosity",
            "log10 of the luminosity of all flavours/(erg/s) by the fit in the list",
            nullable=True,
        ),
    ),
    ("ra", "dec"),
)
