"""What stands between Snakemake and the library: configuration, jobs, provenance, datasets."""
