"""Galactic sources."""
