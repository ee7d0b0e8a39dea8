"""X-ray catalogues of AGN."""
