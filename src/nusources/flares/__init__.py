"""Flares: light curves prepared, cut into blocks, and the classes of their sources."""
