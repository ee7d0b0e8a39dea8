"""Repeat the search with the events of ranges of declination, beside the whole sky."""

import pandas as pd

from nusources.contracts.declinations import DECLINATION_RANGES
from nusources.contracts.spatial import SCRAMBLE_COUNTS, SOURCES, WEIGHT
from nusources.contracts.tracks import EFFECTIVE_AREA, TRACKS
from nusources.detection_model import build_signal_model, shares_of_group
from nusources.facts.track_models import read_model_detector, read_seasons
from nusources.jobs.job import job
from nusources.spatial.counting.scrambles import own_counts
from nusources.spatial.limits.declination_ranges import (
    ALL_DECLINATIONS,
    DeclinationRange,
    RangeSearch,
    measure_range,
    scramble_range,
)
from nusources.spatial.names import EVENT_RA, SOURCE_RA

with job(snakemake) as j:
    tracks, sources = j.read(j.input.tracks, TRACKS), j.read(j.input.sources, SOURCES)
    areas, groups, thresholds = (
        j.read(j.input.areas, EFFECTIVE_AREA),
        j.params.groups,
        j.params.thresholds,
    )
    seasons, detectors = read_seasons(j.input.seasons), read_model_detector(j.input.detector)
    search = RangeSearch(
        sources,
        tuple(groups),
        tuple(j.params.nulls),
        tuple(thresholds),
        build_signal_model(areas, j.params.seasons, seasons, detectors, j.params.response),
        {
            group: shares_of_group(sources, group, WEIGHT.name, in_place=null == EVENT_RA)
            for group, null in zip(groups, j.params.nulls, strict=True)
        },
        j.params.confidence_level,
        j.params.seed,
    )
    parts = {
        SOURCE_RA: j.read_all(j.input.counts, SCRAMBLE_COUNTS),
        EVENT_RA: j.read_all(j.input.event_counts, SCRAMBLE_COUNTS),
    }
    scrambled = own_counts(groups, j.params.nulls, thresholds, parts)
    rows = [measure_range(ALL_DECLINATIONS, tracks, search, scrambled)]
    for one in j.params.ranges:
        chosen = DeclinationRange(**one)
        inside = tracks[chosen.holds(tracks["dec"].to_numpy())]
        scrambled = scramble_range(inside, search, len(scrambled), j.threads)
        rows.append(measure_range(chosen, inside, search, scrambled))
    table = pd.concat(rows, ignore_index=True)
    j.write(j.output.ranges, table[DECLINATION_RANGES.column_names], DECLINATION_RANGES)
