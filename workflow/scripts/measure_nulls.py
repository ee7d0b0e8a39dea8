"""Exact moments, exact pairs, other null hypotheses and limits beside the scrambles."""

import pandas as pd

from nusources.contracts.spatial import SCRAMBLE_COUNTS, SOURCES
from nusources.contracts.spatial_depth import (
    EXACT_MOMENTS,
    EXCESS_LIMITS,
    NULL_COMPARISON,
    PAIR_DISTRIBUTION,
)
from nusources.contracts.tracks import TRACKS
from nusources.jobs.job import job
from nusources.spatial.counting.band_scrambles import count_in_bands
from nusources.spatial.counting.prepared_sky import sky_from_tables
from nusources.spatial.counting.scrambles import count_observed, counts_from_table
from nusources.spatial.limits.event_limits import summarise_limits
from nusources.spatial.names import SOURCE_BAND, SOURCE_RA
from nusources.spatial.nulls.exact_pairs import exact_pairs, summarise_pairs
from nusources.spatial.nulls.exact_variance import exact_moments, summarise_moments
from nusources.spatial.nulls.excess import summarise_excess
from nusources.spatial.nulls.other_nulls import (
    compare_nulls,
    exact_event_null,
    exact_rotation_null,
    null_of_trials,
)

with job(snakemake) as j:
    groups, thresholds = j.params.groups, j.params.thresholds
    grid = (groups, thresholds)
    tracks, sources = j.read(j.input.tracks, TRACKS), j.read(j.input.sources, SOURCES)
    parts = j.read_all(j.input.counts, SCRAMBLE_COUNTS)
    scrambled = counts_from_table(pd.concat(parts, ignore_index=True), *grid)
    sky = sky_from_tables(tracks, sources, *grid, circle_factor=j.params.circle_factor)
    observed = count_observed(sky)
    banded = count_in_bands(
        sky,
        j.params.half_width,
        j.params.n_trials,
        rng=j.random("spatial", "band", j.params.sample),
    )
    nulls = [
        null_of_trials(SOURCE_RA, scrambled),
        exact_event_null(sky),
        exact_rotation_null(sky),
        null_of_trials(SOURCE_BAND, banded),
    ]
    # The exact moments are those of scrambled sources, whatever a group's own null is.
    nothing = [0] * len(groups), [0] * len(thresholds)
    by_scrambles = summarise_excess(observed, scrambled, *grid, *nothing)
    moments = summarise_moments(exact_moments(sky), by_scrambles, *grid)
    j.write(j.output.moments, moments, EXACT_MOMENTS)
    j.write(j.output.pairs, summarise_pairs(*exact_pairs(sky), *grid), PAIR_DISTRIBUTION)
    compared = compare_nulls(observed, nulls, *grid, j.params.own)
    j.write(j.output.nulls, compared, NULL_COMPARISON)
    by_name = {null.name: null.distributions for null in nulls}
    own = [by_name[null][number] for number, null in enumerate(j.params.own)]
    limits = summarise_limits(observed, own, *grid, j.params.confidence_level)
    j.write(j.output.limits, limits, EXCESS_LIMITS)
