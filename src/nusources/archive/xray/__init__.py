"""Simulated X-ray catalogues: eFEDS, Swift-BAT, BASS."""
