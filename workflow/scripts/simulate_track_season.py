"""Simulate the events, good runs and truth of one season, in the official formats."""

from nusources.archive.tracks.injection import signal_from_settings
from nusources.archive.tracks.seasons import simulate_season
from nusources.archive.tracks.uptime import simulate_uptime
from nusources.catalogs.tracks.icetracks import write_events, write_uptime
from nusources.contracts.tracks import TRACK_TRUTH
from nusources.facts.track_models import (
    read_model_detector,
    read_model_fluxes,
    read_seasons,
)
from nusources.jobs.job import job

with job(snakemake) as j:
    seasons, detectors = read_seasons(j.input.seasons), read_model_detector(j.input.detector)
    season = seasons[j.wildcards.season]
    signal = signal_from_settings(j.params.signal, rng=j.random("tracks", "population"))
    uptime = simulate_uptime(season, rng=j.random("tracks", "uptime", season.name))
    events, truth = simulate_season(
        season,
        detectors[season.configuration],
        read_model_fluxes(j.input.fluxes),
        signal,
        rng=j.random("tracks", "events", season.name),
        uptime=uptime,
    )
    j.simulated.add("IceTracks-DR1")
    write_events(j.temporary(j.output.events), events)
    write_uptime(j.temporary(j.output.uptime), uptime)
    j.write(j.output.truth, truth.assign(row=truth["row"] + 1), TRACK_TRUTH)
