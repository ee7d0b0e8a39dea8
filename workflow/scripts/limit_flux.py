"""Turn limits on events into limits on the flux: of the paper's ten events, and of each group."""

import pandas as pd

from nusources.contracts.spatial import SOURCES, WEIGHT
from nusources.contracts.spatial_depth import EXCESS_LIMITS, GROUP_FLUX_LIMITS
from nusources.contracts.tracks import EFFECTIVE_AREA
from nusources.detection_model import build_signal_model, shares_of_group
from nusources.effective_areas import exposure_area
from nusources.facts.track_models import (
    live_times_by_configuration,
    read_model_detector,
    read_model_fluxes,
    read_seasons,
)
from nusources.jobs.job import job
from nusources.spatial.limits.accepted_limits import (
    accepted_limits_of_groups,
    accepted_limits_of_paper,
)
from nusources.spatial.limits.flux_limits import (
    PAPER_RECIPE,
    limits_of_groups,
    limits_of_paper,
)
from nusources.spatial.names import EVENT_RA

with job(snakemake) as j:
    events, sources = j.read(j.input.limits, EXCESS_LIMITS), j.read(j.input.sources, SOURCES)
    own_areas, settings = j.read(j.input.own_areas, EFFECTIVE_AREA), j.params.settings
    seasons, detectors = read_seasons(j.input.seasons), read_model_detector(j.input.detector)
    model = build_signal_model(own_areas, j.params.seasons, seasons, detectors, j.params.response)
    diffuse = read_model_fluxes(j.input.fluxes).astrophysical
    nulls = dict(zip(j.params.groups, j.params.nulls, strict=True))
    shares = {
        group: shares_of_group(sources, group, WEIGHT.name, in_place=null == EVENT_RA)
        for group, null in nulls.items()
    }
    parts = [
        limits_of_paper(j.read(j.input.areas, EFFECTIVE_AREA), settings, diffuse),
        accepted_limits_of_paper(model, shares, settings, diffuse, seed=j.params.seed),
    ]
    indices = settings["spectral_indices"]
    if settings["recipe"] == PAPER_RECIPE:
        times = live_times_by_configuration(j.input.seasons, j.params.seasons)
        parts.append(limits_of_groups(events, *exposure_area(own_areas, times), indices, diffuse))
    else:
        limits = accepted_limits_of_groups(
            events, model, shares, indices, diffuse, seed=j.params.seed
        )
        parts.append(limits)
    j.write(j.output.flux, pd.concat(parts, ignore_index=True), GROUP_FLUX_LIMITS)
