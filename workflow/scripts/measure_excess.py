"""Compare the observed number of events near each group with the scrambles."""

import json
from pathlib import Path

from nusources.contracts.spatial import GLOBAL_P_VALUES, SCRAMBLE_COUNTS, SOURCES, SPATIAL_EXCESS
from nusources.contracts.tracks import TRACKS
from nusources.jobs.job import job
from nusources.seal import check_seal, seal_of
from nusources.spatial.counting.prepared_sky import sky_from_tables
from nusources.spatial.counting.scrambles import count_observed, own_counts
from nusources.spatial.names import EVENT_RA, SOURCE_RA
from nusources.spatial.nulls.excess import summarise_excess, summarise_searches
from nusources.spatial.nulls.other_nulls import exact_own_nulls

with job(snakemake) as j:
    tracks = j.read(j.input.tracks, TRACKS)
    sources = j.read(j.input.sources, SOURCES)
    groups, thresholds, nulls = j.params.groups, j.params.thresholds, j.params.nulls
    parts = {
        SOURCE_RA: j.read_all(j.input.counts, SCRAMBLE_COUNTS),
        EVENT_RA: j.read_all(j.input.event_counts, SCRAMBLE_COUNTS),
    }
    scrambled = own_counts(groups, nulls, thresholds, parts)
    seal = json.loads(Path(j.input.seal).read_text())
    axes = {"scrambles": len(scrambled), "groups": groups, "thresholds": thresholds}
    check_seal(seal, seal_of(scrambled, axes), j.input.seal)
    sky = sky_from_tables(tracks, sources, groups, thresholds, circle_factor=j.params.circle_factor)
    counts = count_observed(sky), scrambled, groups, thresholds
    exact = exact_own_nulls(sky, nulls)
    n_sources = sources["group"].value_counts().reindex(groups).tolist()
    n_selected = [int((tracks["log10_energy"] >= one).sum()) for one in thresholds]
    excess = summarise_excess(*counts, n_sources, n_selected, exact)
    j.write(j.output.excess, excess, SPATIAL_EXCESS)
    j.write(j.output.searches, summarise_searches(*counts, exact), GLOBAL_P_VALUES)
