"""Simulated Fermi-LAT catalogues."""
