"""Contracts of neutrino spectra of magnetised coronae."""

from __future__ import annotations

from nusources.contracts.columns import number, text
from nusources.tables import Column, Contract

LEVELS = ("full", "fast")

TEMPLATES = Contract(
    "templates",
    "Neutrino spectra of magnetised coronae on a grid, of all flavours, per proton luminosity",
    (
        text("level", "full: kinetic equation and decay chain; fast: formulae", choices=LEVELS),
        number("log10_sigma", "", "phys.magField", "log10 of the magnetization of the protons"),
        number(
            "log10_xray_luminosity",
            "",
            "phys.luminosity;em.X-ray",
            "log10(L / (erg/s)) of the X-rays, in the whole photon band",
        ),
        number(
            "log10_black_hole_mass", "", "phys.mass", "log10 of the black-hole mass in solar masses"
        ),
        number(
            "energy", "GeV", "em.energy", "energy of the neutrino in the frame of the source", low=0
        ),
        Column(
            "luminosity_ratio",
            "float32",
            "",
            "phys.luminosity;arith.ratio",
            "E L_E of all flavours over the luminosity of the protons",
            low=0,
        ),
        Column(
            "electron_share",
            "float32",
            "",
            "stat.value;arith.ratio",
            "share of electron flavour at Earth, missing where there are no neutrinos",
            low=0,
            high=1,
            nullable=True,
        ),
    ),
    ("log10_sigma", "log10_xray_luminosity", "log10_black_hole_mass", "energy"),
)
