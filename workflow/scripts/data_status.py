"""Print where each registered file stands, and whether its bytes are the official ones."""

from pathlib import Path

from nusources.datasets.holdings import all_files, holdings, table
from nusources.datasets.places import Places, mirror_folder
from nusources.datasets.registry import load_registry
from nusources.jobs.job import job

with job(snakemake) as j:
    places = Places(mirror_folder(j.params.mirror), Path(j.params.cache))
    found = list(holdings(all_files(load_registry().values()), places))
    print(table(found, places), flush=True)
