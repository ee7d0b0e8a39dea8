"""Measure the width of the null against the number of isotropic sources and of seasons."""

from nusources.contracts.circles import NULL_WIDTH
from nusources.contracts.tracks import TRACKS
from nusources.jobs.job import job
from nusources.spatial.nulls.width import WidthCases, null_widths

with job(snakemake) as j:
    cases = WidthCases(
        tuple(j.params.n_seasons),
        tuple(map(tuple, j.params.sources_and_draws)),
        tuple(j.params.thresholds),
        j.params.circle_factor,
    )
    tracks = j.read(j.input.tracks, TRACKS)
    widths = null_widths(tracks, j.params.seasons, cases, seed=j.params.seed, n_threads=j.threads)
    j.write(j.output.widths, widths, NULL_WIDTH)
