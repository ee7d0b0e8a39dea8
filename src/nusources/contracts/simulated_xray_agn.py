"""Contracts of the truth behind the simulated X-ray catalogues."""

from __future__ import annotations

from nusources.contracts.blazar_photometry import flag
from nusources.contracts.columns import number, text
from nusources.contracts.hard_xray import BAT_NAME
from nusources.tables import Column, Contract

FLUX = "erg.cm**-2.s**-1"

SIMULATED_EFEDS_TRUTH = Contract(
    "simulated_efeds_truth",
    "Fluxes behind the simulated eFEDS AGN",
    (
        Column("efeds_id", "int64", "", "meta.id;meta.main", "number in the catalogue", low=1),
        number(
            "true_flux_soft", FLUX, "phot.flux;em.X-ray.soft", "0.5-2 keV, drawn from counts", low=0
        ),
        number("absorption_correction", "", "phys.absorption", "log10 of the factor", low=0),
    ),
    ("efeds_id",),
)

SIMULATED_HARD_XRAY_TRUTH = Contract(
    "simulated_hard_xray_truth",
    "Real sources and column densities behind the simulated Swift-BAT and BASS tables",
    (
        BAT_NAME,
        text("source_name", "counterpart", "meta.id"),
        flag("is_real", "position, class, redshift and flux are published facts"),
        number(
            "log10_nh",
            "",
            "phys.columnDensity",
            "log10(N_H / cm**-2); missing for sources outside of BASS",
            nullable=True,
        ),
    ),
    ("bat_name",),
)
