"""Contracts of leptohadronic blazar models."""

from __future__ import annotations

from nusources.contracts.blazar_photometry import ROW, error, flag
from nusources.contracts.columns import DEC, number, text
from nusources.tables import Contract

LEPHAD_MODELS = Contract(
    "lephad_models",
    "Leptohadronic models of gamma-ray blazars (Rodrigues et al. 2024): predictions, not data",
    (
        text("source_name", "name of the source", "meta.id;meta.main"),
        text("cgrabs_name", "name in CGRaBS", "meta.id"),
        text(
            "source_class",
            "class of the blazar",
            "src.class",
            choices=("FSRQ", "LBL", "IBL", "HBL", "BCU", "NLS1"),
        ),
        number(
            "ra",
            "deg",
            "pos.eq.ra;meta.main",
            "J2000, missing where printed as 0",
            low=0,
            high=360,
            nullable=True,
        ),
        DEC,
        flag("is_wrong_position", "more than 1 deg from the position that cgrabs_name says"),
        number("redshift", "", "src.redshift", "redshift", low=0, high=10),
        number("gamma_flux", "erg.cm**-2.s**-1", "phot.flux;em.gamma", "Fermi-LAT flux", low=0),
        *(
            number(
                f"muon_neutrino_flux{bound}",
                "erg.cm**-2.s**-1",
                "phot.flux;phys.particle.neutrino",
                f"predicted muon-neutrino energy flux, all energies, {what}",
                low=0,
            )
            for bound, what in (("", "best fit"), ("_low", "minimum"), ("_high", "maximum"))
        ),
        *(
            number(
                f"icecube_rate{bound}",
                "yr**-1",
                "arith.rate;phys.particle.neutrino",
                f"predicted events in IceCube, {what}",
                low=0,
            )
            for bound, what in (("", "best fit"), ("_low", "minimum"), ("_high", "maximum"))
        ),
    ),
    ("source_name",),
)

LEPHAD_PHOTONS = Contract(
    "lephad_photons",
    "Measured spectral energy distributions to which the leptohadronic models were fitted",
    (
        text("source_name", "name of the source", "meta.id;meta.main"),
        ROW,
        number("energy", "eV", "em.energy", "photon energy, observed", low=0),
        number("flux", "erg.cm**-2.s**-1", "phot.flux", "nu F_nu, or its limit", low=0),
        error("flux_error", "flux", nullable=True),
        flag("is_upper_limit", "flux is an upper limit"),
    ),
    ("source_name", "row"),
)

LEPHAD_NEUTRINOS = Contract(
    "lephad_neutrinos",
    "Neutrino spectra of the leptohadronic models, all flavours: predictions, not data",
    (
        text("source_name", "name of the source", "meta.id;meta.main"),
        ROW,
        number("energy", "eV", "em.energy", "neutrino energy, observed", low=0),
        *(
            number(
                f"flux{bound}",
                "erg.cm**-2.s**-1",
                "phot.flux;phys.particle.neutrino",
                f"predicted E^2 flux, {what}",
                low=0,
            )
            for bound, what in (("", "best fit"), ("_low", "minimum"), ("_high", "maximum"))
        ),
    ),
    ("source_name", "row"),
)
