"""Straight lines with scatter through points with errors on both axes and limits.

By quadrature and by a chain (emcee), which must agree; the room of luminosity relations.
"""
