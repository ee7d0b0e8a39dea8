"""Simulated blazars and the catalogues in which they appear."""
