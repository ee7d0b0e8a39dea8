"""Count the events near groups for several sizes of the circles, in all samples."""

import pandas as pd

from nusources.contracts.circles import CIRCLE_COUNTS
from nusources.contracts.spatial import SOURCES
from nusources.contracts.tracks import TRACKS
from nusources.jobs.job import job
from nusources.spatial.nulls.circle_counts import count_in_circles

with job(snakemake) as j:
    sources, grid = j.read(j.input.sources, SOURCES), (j.params.groups, j.params.thresholds)
    parts = []
    for (sample, label), path in zip(j.params.samples.items(), j.input.tracks, strict=True):
        tracks = j.read(path, TRACKS)
        counts = count_in_circles(tracks, sources, *grid, j.params.circle_factors)
        parts.append(counts.assign(sample=sample, sample_label=label))
    j.write(j.output.counts, pd.concat(parts, ignore_index=True), CIRCLE_COUNTS)
