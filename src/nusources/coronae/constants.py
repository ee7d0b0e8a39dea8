"""Physical constants of the engine (CODATA 2018, PDG 2022), in the units in which it uses them."""

from __future__ import annotations

from nusources import units

SPEED_OF_LIGHT = units.SPEED_OF_LIGHT
"""[cm/s]"""
ELEMENTARY_CHARGE = 4.80320471e-10
"""[statC]"""
THOMSON_CROSS_SECTION = 6.6524587321e-25
"""[cm^2]"""
FINE_STRUCTURE = 7.2973525693e-3
ELECTRON_RADIUS = 2.8179403262e-13
"""Classical radius [cm]."""

ERG_PER_GEV = units.ERG_PER_GEV
EV_PER_GEV = 1e9
EV_PER_KEV = 1e3

PROTON_MASS = 0.93827208816
ELECTRON_MASS = 0.51099895e-3
MUON_MASS = 0.1056583755
PION_MASS = 0.13957039
KAON_MASS = 0.493677
"""Rest energies [GeV]; charged pion and kaon."""

MUON_LIFETIME = 2.1969811e-6
PION_LIFETIME = 2.6033e-8
KAON_LIFETIME = 1.2380e-8
"""Proper lifetimes [s]."""

GRAVITATIONAL_RADIUS_PER_MASS = 1.476625e5
"""G M_sun / c^2 [cm]."""
EDDINGTON_LUMINOSITY_PER_MASS = 1.26e38
"""[erg/s] of one solar mass."""
