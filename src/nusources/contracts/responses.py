"""Contracts of detector responses other than those of IceTracks-DR1."""

from __future__ import annotations

from nusources.contracts.columns import number, text
from nusources.tables import Column, Contract

DEC_MIN = number("dec_min", "deg", "pos.eq.dec;stat.min", "lower edge", low=-90, high=90)
DEC_MAX = number("dec_max", "deg", "pos.eq.dec;stat.max", "upper edge", low=-90, high=90)
COS_MIN = number("cos_zenith_min", "", "pos.az.zd;stat.min", "lower edge", low=-1, high=1)
COS_MAX = number("cos_zenith_max", "", "pos.az.zd;stat.max", "upper edge", low=-1, high=1)
AREA = number("effective_area", "cm2", "phys.area;instr", "effective area", low=0)


def edges(name: str, what: str) -> tuple[Column, Column]:
    """Lower and upper edge of a bin in the logarithm of an energy."""
    return (
        number(f"{name}_min", "", "em.energy;stat.min", f"log10({what}/GeV), lower edge"),
        number(f"{name}_max", "", "em.energy;stat.max", f"log10({what}/GeV), upper edge"),
    )


TRUE_ENERGY = edges("true_log10_energy", "true neutrino energy")
PROXY = edges("log10_energy", "reconstructed energy")

SMEARING = Contract(
    "smearing",
    "Smearing matrix of IceTracks-DR2 in one bin of declination",
    (
        Column("row", "int64", "", "meta.record", "row of the file, from 1", low=1),
        *TRUE_ENERGY,
        DEC_MIN,
        DEC_MAX,
        *PROXY,
        number("psf_min", "deg", "pos.angDistance;stat.min", "neutrino to muon", low=0, high=180),
        number("psf_max", "deg", "pos.angDistance;stat.max", "neutrino to muon", low=0, high=180),
        number("ang_err_min", "deg", "stat.error;pos.angDistance", "lower edge", low=0, high=180),
        number("ang_err_max", "deg", "stat.error;pos.angDistance", "upper edge", low=0, high=180),
        number("fraction", "", "stat.probability", "share of the true bin", low=0, high=1),
    ),
    ("row",),
)

ALERT_EFFECTIVE_AREA = Contract(
    "alert_effective_area",
    "Effective area of a selection of IceCube alerts (IceCat-1)",
    (
        number("energy", "GeV", "em.energy", "neutrino energy, as printed", low=1),
        DEC_MIN,
        DEC_MAX,
        AREA,
    ),
    ("dec_min", "energy"),
)

ARCA_EFFECTIVE_AREA = Contract(
    "arca_effective_area",
    "Effective area of KM3NeT/ARCA230, mean of neutrinos and antineutrinos",
    (*TRUE_ENERGY, COS_MIN, COS_MAX, AREA),
    ("true_log10_energy_min", "cos_zenith_min"),
)

ARCA_PSF = Contract(
    "arca_psf",
    "Point-spread function of KM3NeT/ARCA230 tracks",
    (
        *TRUE_ENERGY,
        number("log10_distance", "", "pos.angDistance", "log10(distance/deg) from the source"),
        number("density", "sr**-1", "stat.probability", "events per solid angle"),
        Column("is_negative", "bool", "", "meta.code", "density below 0, in the far tail"),
    ),
    ("true_log10_energy_min", "log10_distance"),
)

ARCA_BACKGROUND = Contract(
    "arca_background",
    "Atmospheric background of KM3NeT/ARCA230 tracks",
    (
        *PROXY,
        number("sin_dec_min", "", "pos.eq.dec;stat.min", "sine of the lower edge", low=-1, high=1),
        number("sin_dec_max", "", "pos.eq.dec;stat.max", "sine of the upper edge", low=-1, high=1),
        number("rate", "s**-1", "arith.rate", "events in the bin", low=0),
    ),
    ("log10_energy_min", "sin_dec_min"),
)

ARCA_ENERGY_RESPONSE = Contract(
    "arca_energy_response",
    "Energy response of KM3NeT/ARCA230 tracks",
    (
        *TRUE_ENERGY,
        *PROXY,
        number("density", "", "stat.probability", "dP/dlog10(E), as printed", low=0),
    ),
    ("true_log10_energy_min", "log10_energy_min"),
)

GEN2_EFFECTIVE_AREA = Contract(
    "gen2_effective_area",
    "Effective area of IceCube-Gen2 for an EHE selection, mean of neutrinos and antineutrinos",
    (
        text(
            "flavour",
            "neutrino flavour",
            "meta.id;phys.particle.neutrino",
            choices=("nu_e", "nu_mu", "nu_tau"),
        ),
        COS_MIN,
        COS_MAX,
        *edges("detector_log10_energy", "energy at the detector"),
        *TRUE_ENERGY,
        AREA,
    ),
    ("flavour", "cos_zenith_min", "detector_log10_energy_min", "true_log10_energy_min"),
)

GEN2_PSF = Contract(
    "gen2_psf",
    "Point-spread function of IceCube-Gen2 muons, cumulative, from the spline of toise",
    (
        number("log10_energy", "", "em.energy", "log10(E_mu/GeV)"),
        number("cos_zenith", "", "pos.az.zd", "1: down-going", low=-1, high=1),
        number("distance", "deg", "pos.angDistance", "from the true direction", low=0, high=180),
        number(
            "contained",
            "",
            "stat.probability",
            "share of the muons within the distance, as the spline has it: not quite 0 to 1",
        ),
    ),
    ("log10_energy", "cos_zenith", "distance"),
)

MUON_ENERGY_PROFILE = Contract(
    "muon_energy_profile",
    "Energy proxy of muons as toise has it: mean and width",
    (
        number("log10_energy", "", "em.energy", "log10(E_mu/GeV)", low=0, high=14),
        number("mean", "", "em.energy;stat.mean", "mean log10(proxy/GeV)"),
        number("sigma", "", "stat.stdev;em.energy", "width in log10", low=0),
    ),
    ("log10_energy",),
)

MUON_EFFICIENCY = Contract(
    "muon_efficiency",
    "Selection efficiency of muons as toise has it",
    (
        number("log10_energy", "", "em.energy", "log10(E_mu/GeV)", low=0, high=14),
        number("efficiency", "", "instr.det.qe", "selected share", low=0, high=1),
    ),
    ("log10_energy",),
)
