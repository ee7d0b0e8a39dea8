"""Stacking: the summed signal of source lists in all track events, with energies."""
