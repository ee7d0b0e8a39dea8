"""Count the events near each group in a range of scrambles."""

from nusources.contracts.spatial import SCRAMBLE_COUNTS, SOURCES
from nusources.contracts.tracks import TRACKS
from nusources.datasets.progress import log_progress
from nusources.jobs.job import job
from nusources.spatial.counting.prepared_sky import sky_from_tables
from nusources.spatial.counting.scrambles import count_scrambled, counts_to_table

with job(snakemake) as j:
    tracks = j.read(j.input.tracks, TRACKS)
    sources = j.read(j.input.sources, SOURCES)
    sky = sky_from_tables(
        tracks,
        sources,
        j.params.groups,
        j.params.thresholds,
        circle_factor=j.params.circle_factor,
    )
    first, last = j.params.trials
    counts = count_scrambled(
        sky,
        first,
        last - first,
        seed=j.params.seed,
        n_threads=j.threads,
        progress=log_progress("scrambles", last - first),
    )
    j.note(n_arcs=sky.n_arcs)
    table = counts_to_table(counts, first, j.params.groups, j.params.thresholds)
    j.write(j.output.counts, table, SCRAMBLE_COUNTS)
