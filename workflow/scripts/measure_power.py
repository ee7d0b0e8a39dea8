"""Measure the power of the search against flux, number of sources and angular error."""

from nusources.contracts.sensitivity import POWER_CURVE
from nusources.contracts.spatial import SOURCES, WEIGHT
from nusources.contracts.tracks import EFFECTIVE_AREA, TRACKS
from nusources.detection_model import build_signal_model, shares_of_group
from nusources.facts.track_models import read_model_detector, read_seasons
from nusources.jobs.job import job
from nusources.spatial.counting.prepared_sky import circles_of_tracks
from nusources.spatial.power.power_curves import PowerSettings, measure_power

with job(snakemake) as j:
    # Before the cuts: a factor on the angular errors moves events across them.
    tracks, sources = j.read(j.input.tracks, TRACKS), j.read(j.input.sources, SOURCES)
    areas, varied = j.read(j.input.areas, EFFECTIVE_AREA), j.params.varied
    seasons, detectors = read_seasons(j.input.seasons), read_model_detector(j.input.detector)
    model = build_signal_model(areas, j.params.seasons, seasons, detectors, j.params.response)
    settings = PowerSettings(
        varied["log10_energy_min"],
        varied["n_trials"],
        j.params.seed,
        j.threads,
        dict(zip(j.params.groups, j.params.nulls, strict=True)),
    )
    shares = {group: shares_of_group(sources, group, WEIGHT.name) for group in j.params.groups}
    circles = circles_of_tracks(tracks, 1.0)
    energy = tracks["log10_energy"].to_numpy()
    power = measure_power(circles, energy, shares, model, settings, varied)
    j.write(j.output.power, power, POWER_CURVE)
