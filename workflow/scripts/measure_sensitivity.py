"""Inject signal into the scrambles: sensitivity, discovery potential and pulls."""

import numpy as np
import pandas as pd

from nusources.catalogs.model_parameters import read_model_detector, read_seasons
from nusources.contracts.sensitivity import RECOVERED_PULLS, SENSITIVITY
from nusources.contracts.spatial import SCRAMBLE_COUNTS, SOURCES
from nusources.contracts.tracks import EFFECTIVE_AREA, TRACKS
from nusources.spatial.detection_model import build_signal_model, shares_of_group
from nusources.spatial.exact_variance import exact_moments
from nusources.spatial.prepared_sky import sky_from_tables
from nusources.spatial.recovered_pulls import summarise_pulls
from nusources.spatial.scrambles import counts_from_table
from nusources.spatial.sensitivity import GroupNull, inject_group, summarise_sensitivity
from nusources.workflow.job import job

with job(snakemake) as j:
    tracks, sources = j.read(j.input.tracks, TRACKS), j.read(j.input.sources, SOURCES)
    areas, groups = j.read(j.input.areas, EFFECTIVE_AREA), j.params.groups
    seasons, detectors = read_seasons(j.input.seasons), read_model_detector(j.input.detector)
    model = build_signal_model(areas, j.params.seasons, seasons, detectors, j.params.response)
    counts = pd.concat([j.read(path, SCRAMBLE_COUNTS) for path in j.input.counts])
    thresholds = np.array(j.params.thresholds)
    counts = counts_from_table(counts[counts["group"].isin(groups)], groups, thresholds)
    sky = sky_from_tables(tracks, sources, groups, thresholds, circle_factor=model.circle_factor)
    moments = exact_moments(sky)
    n_trials, trials = min(j.params.n_trials, len(counts)), []
    for number, group in enumerate(groups):
        of_group = counts[:, number], moments.mean[number], moments.variance[number]
        null = GroupNull(group, thresholds, *of_group)
        shares = shares_of_group(sources, group, j.params.weight_column)
        trials.append(inject_group(null, model, shares, n_trials, seed=j.params.seed))
    sensitivity = summarise_sensitivity(trials)
    j.write(j.output.sensitivity, sensitivity, SENSITIVITY)
    j.write(j.output.pulls, summarise_pulls(trials, sensitivity), RECOVERED_PULLS)
