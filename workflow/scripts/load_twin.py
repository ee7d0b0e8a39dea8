"""Read the simulated files that stand beside a real dataset into tables."""

from nusources.catalogs.loading import load_tables
from nusources.jobs.job import job

with job(snakemake) as j:
    j.simulated.add(j.params.simulated)
    paths = dict(zip(j.params.files, j.input.files, strict=True))
    for path, (table, contract) in zip(j.output, load_tables(j.params.loaders, paths), strict=True):
        j.write(path, table, contract)
