"""Figures and tables of anchordoqui2014."""
