"""Turn limits on events into limits on the flux: of the paper's ten events, and of each group."""

import pandas as pd

from nusources.catalogs.model_parameters import live_times_by_configuration, read_model_fluxes
from nusources.contracts.spatial_depth import EXCESS_LIMITS, GROUP_FLUX_LIMITS
from nusources.contracts.tracks import EFFECTIVE_AREA
from nusources.spatial.flux_limits import (
    exposure_area,
    limits_of_groups,
    limits_of_paper,
)
from nusources.workflow.job import job

with job(snakemake) as j:
    events = j.read(j.input.limits, EXCESS_LIMITS)
    own_areas, live_time = exposure_area(
        j.read(j.input.own_areas, EFFECTIVE_AREA),
        live_times_by_configuration(j.input.seasons, j.params.seasons),
    )
    diffuse = read_model_fluxes(j.input.fluxes).astrophysical
    paper = limits_of_paper(j.read(j.input.areas, EFFECTIVE_AREA), j.params.settings, diffuse)
    indices = j.params.settings["spectral_indices"]
    groups = limits_of_groups(events, own_areas, live_time, indices, diffuse)
    j.write(j.output.flux, pd.concat([paper, groups], ignore_index=True), GROUP_FLUX_LIMITS)
