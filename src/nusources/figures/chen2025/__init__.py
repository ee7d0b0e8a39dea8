"""Figures and tables of the forecasts of the correlation with AGN (chen2025)."""
