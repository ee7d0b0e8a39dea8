"""Contract of the truth behind the simulated search at X-ray bright AGN."""

from __future__ import annotations

from nusources.contracts.blazar_photometry import flag
from nusources.contracts.columns import number, text
from nusources.tables import Contract

SIMULATED_AGN_SEARCHES = Contract(
    "simulated_agn_searches",
    "Luminosities and expected signal events of the AGN of the simulated search",
    (
        text("source_name", "name of the source", "meta.id;meta.main"),
        number(
            "log10_xray_luminosity",
            "",
            "phys.luminosity;em.X-ray.hard",
            "log10 of the intrinsic 15-55 keV luminosity/(erg/s)",
        ),
        number(
            "log10_neutrino_luminosity",
            "",
            "phys.luminosity",
            "log10 of the true luminosity of all flavours/(erg/s), on the relation",
        ),
        number("n_expected", "", "meta.number;stat.mean", "expected signal events", low=0),
        flag("is_real", "the fit is published; the luminosity of neutrinos here does not enter"),
    ),
    ("source_name",),
)
