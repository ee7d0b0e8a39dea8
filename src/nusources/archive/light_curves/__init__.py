"""Simulated light curves: the histories of sources as each instrument sees them."""
