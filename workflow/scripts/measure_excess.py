"""Compare the observed number of events near each group with the scrambles."""

import json
from pathlib import Path

import pandas as pd

from nusources.contracts.spatial import GLOBAL_P_VALUES, SCRAMBLE_COUNTS, SOURCES, SPATIAL_EXCESS
from nusources.contracts.tracks import TRACKS
from nusources.spatial.excess import summarise_excess, summarise_searches
from nusources.spatial.prepared_sky import sky_from_tables
from nusources.spatial.scrambles import count_observed, counts_from_table
from nusources.spatial.seal import check_seal, seal_of
from nusources.workflow.job import job

with job(snakemake) as j:
    tracks = j.read(j.input.tracks, TRACKS)
    sources = j.read(j.input.sources, SOURCES)
    groups, thresholds = j.params.groups, j.params.thresholds
    sky = sky_from_tables(tracks, sources, groups, thresholds, circle_factor=j.params.circle_factor)
    parts = [j.read(path, SCRAMBLE_COUNTS) for path in j.input.counts]
    scrambled = counts_from_table(pd.concat(parts, ignore_index=True), groups, thresholds)
    seal = json.loads(Path(j.input.seal).read_text())
    check_seal(seal, seal_of(scrambled, groups, thresholds), j.input.seal)
    observed = count_observed(sky)
    n_sources = sources["group"].value_counts().reindex(groups).tolist()
    n_selected = [int((tracks["log10_energy"] >= one).sum()) for one in thresholds]
    excess = summarise_excess(observed, scrambled, groups, thresholds, n_sources, n_selected)
    searches = summarise_searches(observed, scrambled, groups, thresholds)
    j.write(j.output.excess, excess, SPATIAL_EXCESS)
    j.write(j.output.searches, searches, GLOBAL_P_VALUES)
