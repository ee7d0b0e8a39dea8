"""Compare the bytes of every file in the mirror and the cache with the registry."""

from pathlib import Path

from nusources.datasets.holdings import all_files, holdings, refuse_changed, summary
from nusources.datasets.places import Places, mirror_folder
from nusources.datasets.registry import load_registry
from nusources.jobs.job import job

with job(snakemake) as j:
    mirror, cache = mirror_folder(j.params.mirror), Path(j.params.cache)
    files = all_files(load_registry().values())
    everywhere = []
    for name, folder in (("mirror", mirror), ("cache", cache)):
        found = list(holdings(files, Places(folder, None)))
        print(f"{name} {folder or '(none)'}: {summary(found)}", flush=True)
        everywhere += found
    refuse_changed(everywhere)
