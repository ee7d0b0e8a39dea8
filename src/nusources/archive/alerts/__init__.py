"""Simulated history of neutrino alerts and the public lists that show it."""
