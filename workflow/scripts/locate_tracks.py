"""Find the files of a track sample, check their bytes, and write the receipt."""

import json
from pathlib import Path

from nusources.workflow.datasets import (
    files_of_seasons,
    load_registry,
    locate_in_mirror,
    make_receipt,
    mirror_folder,
)
from nusources.workflow.job import job

with job(snakemake) as j:
    dataset = load_registry(j.input.registry)[j.params.dataset]
    files = files_of_seasons(dataset, j.params.seasons)
    if j.params.simulated:
        place = Path(j.params.simulated_folder)
        j.simulated.add(dataset.short_title)
    else:
        place = mirror_folder(j.params.mirror)
    paths = locate_in_mirror(dataset, files, place)
    receipt = make_receipt(dataset, files, paths, simulated=j.params.simulated)
    j.temporary(j.output.receipt).write_text(json.dumps(receipt, indent=1) + "\n")
