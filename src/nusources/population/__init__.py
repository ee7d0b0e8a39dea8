"""Luminosity functions of source populations and what follows from them for surveys."""
