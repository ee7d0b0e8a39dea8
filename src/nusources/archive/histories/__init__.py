"""Histories of simulated sources: what the bands see in time."""
