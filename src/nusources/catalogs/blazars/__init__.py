"""Catalogues, photometry and models of blazars."""
