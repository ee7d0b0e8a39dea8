"""Count the events near each group in a range of scrambles of the events."""

from nusources.contracts.spatial import SCRAMBLE_COUNTS, SOURCES
from nusources.contracts.tracks import TRACKS
from nusources.datasets.progress import log_progress
from nusources.jobs.job import job
from nusources.spatial.counting.prepared_sky import sky_from_tables
from nusources.spatial.counting.scrambles import counts_to_table
from nusources.spatial.nulls.event_scrambles import count_scrambled_events

with job(snakemake) as j:
    tracks = j.read(j.input.tracks, TRACKS)
    sources = j.read(j.input.sources, SOURCES)
    sky = sky_from_tables(
        tracks, sources, j.params.groups, j.params.thresholds, circle_factor=j.params.circle_factor
    )
    first, last = j.params.trials
    counts = count_scrambled_events(
        sky,
        first,
        last - first,
        seed=j.params.seed,
        n_threads=j.threads,
        progress=log_progress("scrambles", last - first),
    )
    table = counts_to_table(counts, first, j.params.groups, j.params.thresholds)
    j.write(j.output.counts, table, SCRAMBLE_COUNTS)
