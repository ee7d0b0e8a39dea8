"""Catalogues: one reader per release, by family."""
