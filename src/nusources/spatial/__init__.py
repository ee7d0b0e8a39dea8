"""Spatial correlation of sources with neutrino events (chang2022, section 6.3)."""
