"""Get the files that the run needs into the cache, unless the mirror has them."""

from pathlib import Path

from nusources.datasets.holdings import chosen_files, holdings, refuse_changed, table
from nusources.datasets.places import Places, locate, mirror_folder, tell
from nusources.datasets.registry import load_registry
from nusources.jobs.job import job

with job(snakemake) as j:
    registry = load_registry()
    places = Places(mirror_folder(j.params.mirror), Path(j.params.cache), j.params.offline)
    wanted = chosen_files(registry, j.params.wanted)
    for name, _ in j.params.wanted:
        locate(
            registry[name], [file for dataset, file in wanted if dataset.name == name], places, tell
        )
    if not wanted:
        print("This run needs no archive file; data.fetch can name datasets.", flush=True)
    else:
        found = list(holdings(wanted, places))
        print(table(found, places), flush=True)
        refuse_changed(found)
