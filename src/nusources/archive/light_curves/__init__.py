"""Simulated light curves: one history per source, seen by each band."""
