"""Gather what was injected into the simulated tracks. No analysis reads it."""

import pandas as pd

from nusources.archive.tracks.injection import injected_sources
from nusources.contracts.tracks import INJECTED_SOURCES, TRACK_TRUTH
from nusources.jobs.job import job

with job(snakemake) as j:
    truth = pd.concat([j.read(path, TRACK_TRUTH) for path in j.input.parts], ignore_index=True)
    sources = injected_sources(j.params.signal, rng=j.random("tracks", "population"))
    j.write(j.output.truth, truth, TRACK_TRUTH)
    j.write(j.output.sources, sources, INJECTED_SOURCES)
