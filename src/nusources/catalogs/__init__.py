"""Catalogues: readers and writers of the upstream formats, and generators of simulated data."""
