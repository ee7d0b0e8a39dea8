"""Simulate populations of discrete Galactic sources."""

from nusources.contracts.microquasar_fluxes import (
    POPULATION_HISTOGRAMS,
    POPULATION_QUANTILES,
    POPULATION_SUMMARIES,
)
from nusources.jobs.job import job
from nusources.microquasars.disk_model import disk_model
from nusources.microquasars.population_tables import population_statistics
from nusources.user_files.profiles import read_profiles

with job(snakemake) as j:
    profiles = read_profiles(j.params.disk["profiles"])
    for one in j.params.disk["profiles"]:
        j.note_own("profile", one["file"])
    summaries, quantiles, histograms = population_statistics(
        disk_model(j.params.disk, profiles),
        j.params.populations,
        j.params.luminosity,
        j.params.target,
        random=j.random,
    )
    j.write(j.output.summaries, summaries, POPULATION_SUMMARIES)
    j.write(j.output.quantiles, quantiles, POPULATION_QUANTILES)
    j.write(j.output.histograms, histograms, POPULATION_HISTOGRAMS)
