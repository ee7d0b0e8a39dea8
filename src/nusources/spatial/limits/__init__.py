"""Limits on signal events and on fluxes."""
