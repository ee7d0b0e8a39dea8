"""Integrate the flux of Galactic sources, and count the sources that make a diffuse flux."""

import numpy as np

from nusources.contracts import microquasars as contracts
from nusources.jobs.job import job
from nusources.microquasars.disk_model import disk_model
from nusources.microquasars.disk_tables import (
    count_sources,
    density_profiles,
    galactic_map,
    integrate_distributions,
)
from nusources.microquasars.sky_tables import patterns_of
from nusources.user_files.profiles import read_profiles

with job(snakemake) as j:
    profiles = read_profiles(j.params.disk["profiles"])
    for one in j.params.disk["profiles"]:
        j.note_own("profile", one["file"])
    model = disk_model(j.params.disk, profiles)
    target, counts, voids = j.params.target, j.params.counts, j.params.voids
    luminosities = np.logspace(
        counts["log10_luminosity_min"], counts["log10_luminosity_max"], counts["n_luminosities"]
    )
    integrals = integrate_distributions(model, voids, j.params.luminosity, target)
    grid = count_sources(model, counts["void_radii_kpc"], luminosities, target)
    surface = galactic_map(model, j.params.sky["void_radius_kpc"], patterns_of(model, j.params.sky))
    j.write(j.output.integrals, integrals, contracts.DISK_INTEGRALS)
    j.write(j.output.counts, grid, contracts.SOURCE_COUNTS)
    j.write(j.output.profiles, density_profiles(model, voids), contracts.DENSITY_PROFILES)
    j.write(j.output.map, surface, contracts.GALACTIC_MAP)
    j.write_messages(j.output.messages)
