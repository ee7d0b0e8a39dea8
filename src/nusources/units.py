"""Conversions of units that several rooms need; where astropy is at hand, its units do it."""

from __future__ import annotations

SECONDS_PER_DAY = 86400.0
CM2_PER_M2 = 1.0e4
ERG_PER_GEV = 1.602176634e-3
CM_PER_KM = 1.0e5
CM_PER_MPC = 3.0856775814913674e24
GEV_PER_TEV = 1000.0
LOG10_GEV_PER_TEV = 3.0
ARCMIN_PER_DEG = 60.0
ARCSEC_PER_DEG = 3600.0
SPEED_OF_LIGHT = 2.99792458e10
"""[cm/s]"""
