"""Flares against the arrival times of neutrino alerts (chang2022, sections 5 and 6.2)."""
