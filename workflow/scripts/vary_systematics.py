"""Repeat the analysis with changed inputs: excess, p-value and limit of each variation."""

from nusources.contracts.sensitivity import SYSTEMATICS
from nusources.contracts.spatial import SOURCES, WEIGHT
from nusources.contracts.tracks import EFFECTIVE_AREA, TRACKS
from nusources.detection_model import build_signal_model
from nusources.facts.track_models import read_model_detector, read_seasons
from nusources.jobs.job import job
from nusources.spatial.counting.prepared_sky import circles_of_tracks
from nusources.spatial.power.systematics import Analysis, list_variations, vary_analysis

with job(snakemake) as j:
    # Before the cuts: changed energies and angular errors move events across them.
    tracks, sources = j.read(j.input.tracks, TRACKS), j.read(j.input.sources, SOURCES)
    areas, settings = j.read(j.input.areas, EFFECTIVE_AREA), j.params.systematics
    seasons, detectors = read_seasons(j.input.seasons), read_model_detector(j.input.detector)
    model = build_signal_model(areas, j.params.seasons, seasons, detectors, j.params.response)
    analysis = Analysis(
        circles_of_tracks(tracks, 1.0),
        tracks["log10_energy"].to_numpy(),
        sources,
        tuple(j.params.groups),
        tuple(j.params.thresholds),
        model,
        j.params.confidence_level,
        WEIGHT.name,
        tuple(j.params.nulls),
    )
    variations = list_variations(settings)
    varied = vary_analysis(analysis, variations, settings["n_draws"], seed=j.params.seed)
    j.write(j.output.systematics, varied, SYSTEMATICS)
