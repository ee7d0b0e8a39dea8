"""Find or download official files of a dataset, check their bytes, and write the receipt."""

import json
from pathlib import Path

from nusources.datasets.places import Places, locate, mirror_folder, tell
from nusources.datasets.receipts import make_receipt
from nusources.datasets.registry import load_registry
from nusources.jobs.job import job

with job(snakemake) as j:
    dataset = load_registry(j.input.registry)[j.params.dataset]
    files = [one for one in dataset.files if one.path in j.params.files]
    if j.params.simulated or dataset.simulated:
        j.simulated.add(dataset.short_title)
    if j.params.simulated:
        places = Places(Path(j.params.simulated_folder), None)
    else:
        places = Places(mirror_folder(j.params.mirror), Path(j.params.cache), j.params.offline)
    paths = locate(dataset, files, places, tell)
    receipt = make_receipt(dataset, files, paths, simulated=j.params.simulated)
    j.temporary(j.output.receipt).write_text(json.dumps(receipt, indent=1) + "\n")
