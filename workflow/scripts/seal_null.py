"""Record the digest of the null distribution before anything observed is counted."""

import json

from nusources.contracts.spatial import SCRAMBLE_COUNTS
from nusources.spatial.names import EVENT_RA, SOURCE_RA
from nusources.spatial.scrambles import own_counts
from nusources.spatial.seal import seal_of
from nusources.workflow.job import job

with job(snakemake) as j:
    chunks = {SOURCE_RA: j.input.counts, EVENT_RA: j.input.event_counts}
    parts = {
        null: [j.read(path, SCRAMBLE_COUNTS) for path in paths] for null, paths in chunks.items()
    }
    groups, thresholds = j.params.groups, j.params.thresholds
    scrambled = own_counts(groups, j.params.nulls, thresholds, parts)
    seal = seal_of(scrambled, groups, thresholds)
    j.temporary(j.output.seal).write_text(json.dumps(seal, indent=1) + "\n")
