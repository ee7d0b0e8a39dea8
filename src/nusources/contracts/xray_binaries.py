"""Contracts of X-ray binaries and stellar-mass black holes."""

from __future__ import annotations

from nusources.contracts.blazar_photometry import flag
from nusources.contracts.columns import DEC, RA, number, text
from nusources.tables import Contract

NAME = text("source_name", "name of the source", "meta.id;meta.main")
OPTIONAL = {"nullable": True}
POSITIVE = {"low": 0, "nullable": True}


def _measured(name: str, unit: str, ucd: str, what: str, low: float | None = 0) -> tuple:
    return (
        number(name, unit, ucd, what, low=low, nullable=True),
        number(f"{name}_error", unit, f"stat.error;{ucd}", f"error of {name}", **POSITIVE),
    )


HMXB_WEBCAT = Contract(
    "hmxb_webcat",
    "Galactic high-mass X-ray binaries (HMXBwebcat, Neumann et al. 2023)",
    (
        NAME,
        RA,
        DEC,
        number("pos_err", "deg", "stat.error;pos.eq", "error of the position", low=0),
        text("spectral_type", "type of the companion", "src.spType", **OPTIONAL),
        text("system_class", "class of the system, TeX signs as printed", "src.class", **OPTIONAL),
        text("compact_object", "NS, BH, WD, with ? if unsure", "src.class", **OPTIONAL),
        *_measured("compact_mass", "solMass", "phys.mass", "mass of the compact object"),
        *_measured("companion_mass", "solMass", "phys.mass", "mass of the companion"),
        *_measured("orbital_period", "d", "time.period.revolution", "orbital period"),
        *_measured("eccentricity", "", "src.orbital.eccentricity", "eccentricity"),
        *_measured("spin_period", "s", "time.period.rotation", "spin period"),
        *_measured(
            "radial_velocity", "km.s**-1", "spect.dopplerVeloc", "systemic velocity", low=None
        ),
        number("distance", "pc", "pos.distance", "distance", **POSITIVE),
        number("distance_error_low", "pc", "stat.error;pos.distance", "lower error", **POSITIVE),
        number("distance_error_high", "pc", "stat.error;pos.distance", "upper error", **POSITIVE),
    ),
    ("source_name",),
)

LIU_BINARIES = Contract(
    "liu_binaries",
    "High-mass (Liu et al. 2006) and low-mass (2007) X-ray binaries",
    (
        text("binary_class", "HMXB or LMXB", "src.class", choices=("HMXB", "LMXB")),
        NAME,
        RA,
        DEC,
        text("other_name", "optical or other name", "meta.id", **OPTIONAL),
        number("orbital_period", "d", "time.period.revolution", "orbital period", **POSITIVE),
        number("flux", "uJy", "phot.flux.density;em.X-ray", "2-10 keV, or limit", nullable=True),
        flag("is_upper_limit", "flux is an upper limit"),
        flag("is_negative_flux", "flux is printed negative, unexplained: not to be used"),
        number("flux_max", "uJy", "phot.flux.density;stat.max", "largest flux seen", **POSITIVE),
        text("xray_type", "codes of the X-ray behaviour; LMXB alone", "src.class", **OPTIONAL),
        number("spin_period", "s", "time.period.rotation", "pulse period; LMXB alone", **POSITIVE),
    ),
    ("binary_class", "source_name"),
)

BLACK_HOLES = Contract(
    "black_holes",
    "Stellar-mass black holes in binaries and alone (CatNoir)",
    (
        NAME,
        text(
            "system_type",
            "kind of system",
            "src.class",
            choices=("LMXB", "HMXB", "Non-interacting", "Isolated"),
        ),
        *_measured("orbital_period", "d", "time.period.revolution", "orbital period"),
        *_measured("eccentricity", "", "src.orbital.eccentricity", "eccentricity"),
        number("mass", "solMass", "phys.mass", "mass of the black hole", low=0),
        number("mass_error_high", "solMass", "stat.error;phys.mass", "upper error", low=0),
        number("mass_error_low", "solMass", "stat.error;phys.mass", "lower error", low=0),
    ),
    ("source_name",),
)
