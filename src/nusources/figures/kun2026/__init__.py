"""Figures and tables of kun2026."""
