"""Read the official files of a dataset into tables."""

from nusources.catalogs.loading import load_tables
from nusources.jobs.job import job

with job(snakemake) as j:
    receipt = j.read_receipt(j.input.receipt)
    paths = {one["file"]: one["path"] for one in receipt["files"]}
    for path, (table, contract) in zip(j.output, load_tables(j.params.loaders, paths), strict=True):
        j.write(path, table, contract)
