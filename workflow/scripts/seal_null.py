"""Record the digest of the null distribution before anything observed is counted."""

import json

import pandas as pd

from nusources.contracts.spatial import SCRAMBLE_COUNTS
from nusources.spatial.scrambles import counts_from_table
from nusources.spatial.seal import seal_of
from nusources.workflow.job import job

with job(snakemake) as j:
    parts = [j.read(path, SCRAMBLE_COUNTS) for path in j.input.counts]
    groups, thresholds = j.params.groups, j.params.thresholds
    scrambled = counts_from_table(pd.concat(parts, ignore_index=True), groups, thresholds)
    seal = seal_of(scrambled, groups, thresholds)
    j.temporary(j.output.seal).write_text(json.dumps(seal, indent=1) + "\n")
