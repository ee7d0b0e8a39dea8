"""Print where official files stand, and whether their bytes are the official ones."""

from pathlib import Path

from nusources.datasets.holdings import chosen_files, holdings, table
from nusources.datasets.places import Places, mirror_folder
from nusources.datasets.registry import load_registry
from nusources.jobs.job import job

with job(snakemake) as j:
    places = Places(mirror_folder(j.params.mirror), Path(j.params.cache))
    found = list(holdings(chosen_files(load_registry(), j.params.wanted), places))
    print(table(found, places) if found else "This run needs no official file.", flush=True)
