"""Record the digest of the null distribution before anything observed is counted."""

import json

from nusources.contracts.spatial import SCRAMBLE_COUNTS
from nusources.jobs.job import job
from nusources.seal import seal_of
from nusources.spatial.counting.scrambles import own_counts
from nusources.spatial.names import EVENT_RA, SOURCE_RA

with job(snakemake) as j:
    parts = {
        SOURCE_RA: j.read_all(j.input.counts, SCRAMBLE_COUNTS),
        EVENT_RA: j.read_all(j.input.event_counts, SCRAMBLE_COUNTS),
    }
    groups, thresholds = j.params.groups, j.params.thresholds
    scrambled = own_counts(groups, j.params.nulls, thresholds, parts)
    axes = {"scrambles": len(scrambled), "groups": groups, "thresholds": thresholds}
    seal = seal_of(scrambled, axes)
    j.temporary(j.output.seal).write_text(json.dumps(seal, indent=1) + "\n")
