"""Galactic microquasars as sources of the diffuse neutrino flux (anchordoqui2014)."""
