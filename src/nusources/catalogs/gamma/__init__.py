"""Gamma-ray catalogues and light curves."""
