"""Compare what was injected into a simulated sky with the excess that was found."""

from nusources.contracts.spatial import RECOVERED_SIGNAL, SOURCES, SPATIAL_EXCESS
from nusources.contracts.tracks import EFFECTIVE_AREA, INJECTED_SOURCES, TRACK_TRUTH, TRACKS
from nusources.detection_model import build_signal_model
from nusources.facts.track_models import read_model_detector, read_seasons
from nusources.jobs.job import job
from nusources.spatial.power.recovery import recovered_signal

with job(snakemake) as j:
    seasons, detectors = read_seasons(j.input.seasons), read_model_detector(j.input.detector)
    areas = j.read(j.input.areas, EFFECTIVE_AREA)
    model = build_signal_model(areas, j.params.seasons, seasons, detectors, j.params.response)
    recovered = recovered_signal(
        j.read(j.input.truth, TRACK_TRUTH),
        j.read(j.input.injected, INJECTED_SOURCES),
        j.read(j.input.tracks, TRACKS),
        j.read(j.input.sources, SOURCES),
        j.read(j.input.excess, SPATIAL_EXCESS),
        model,
    )
    j.write(j.output.recovered, recovered, RECOVERED_SIGNAL)
