"""Simulated results of neutrino searches."""
