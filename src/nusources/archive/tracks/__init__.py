"""Simulated IceCube point-source tracks and their injected signal."""
