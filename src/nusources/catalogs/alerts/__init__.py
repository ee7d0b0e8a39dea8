"""Lists of neutrino alerts."""
