"""Figures and tables of chang2022."""
