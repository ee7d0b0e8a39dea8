"""Inject signal into the scrambles: sensitivity, discovery potential and pulls."""

import numpy as np

from nusources.contracts.sensitivity import RECOVERED_PULLS, SENSITIVITY
from nusources.contracts.spatial import SCRAMBLE_COUNTS, SOURCES, WEIGHT
from nusources.contracts.tracks import EFFECTIVE_AREA, TRACKS
from nusources.detection_model import build_signal_model, shares_of_group
from nusources.facts.track_models import read_model_detector, read_seasons
from nusources.jobs.job import job
from nusources.spatial.counting.prepared_sky import sky_from_tables
from nusources.spatial.counting.scrambles import own_counts
from nusources.spatial.names import EVENT_RA, SOURCE_RA
from nusources.spatial.power.recovered_pulls import summarise_pulls
from nusources.spatial.power.sensitivity import group_nulls, inject_group, summarise_sensitivity

with job(snakemake) as j:
    tracks, sources = j.read(j.input.tracks, TRACKS), j.read(j.input.sources, SOURCES)
    areas, groups, nulls = j.read(j.input.areas, EFFECTIVE_AREA), j.params.groups, j.params.nulls
    seasons, detectors = read_seasons(j.input.seasons), read_model_detector(j.input.detector)
    model = build_signal_model(areas, j.params.seasons, seasons, detectors, j.params.response)
    thresholds = np.array(j.params.thresholds)
    parts = {
        SOURCE_RA: j.read_all(j.input.counts, SCRAMBLE_COUNTS),
        EVENT_RA: j.read_all(j.input.event_counts, SCRAMBLE_COUNTS),
    }
    counts = own_counts(groups, nulls, thresholds, parts)
    sky = sky_from_tables(tracks, sources, groups, thresholds, circle_factor=model.circle_factor)
    n_trials, trials = min(j.params.n_trials, len(counts)), []
    for null in group_nulls(sky, groups, nulls, thresholds, counts):
        shares = shares_of_group(sources, null.group, WEIGHT.name)
        trials.append(inject_group(null, model, shares, n_trials, seed=j.params.seed))
    sensitivity = summarise_sensitivity(trials)
    j.write(j.output.sensitivity, sensitivity, SENSITIVITY)
    j.write(j.output.pulls, summarise_pulls(trials, sensitivity), RECOVERED_PULLS)
