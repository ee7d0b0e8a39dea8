"""Jobs: what stands between Snakemake and the library when a script runs."""
