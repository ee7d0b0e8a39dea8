"""How well neutrinos follow a list of sources: densities, fit of the share of events, information.

Flat coordinates are equal-area degrees; the sphere has unit vectors. Signal and background are
densities per solid angle, S and B; a ratio is S / B at an event.
"""
