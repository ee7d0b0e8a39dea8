"""Sort blazars by their flaring stages in two bands."""

import pandas as pd

from nusources.contracts.fermi import LAT_SOURCES
from nusources.contracts.flares import (
    BLOCKS,
    FLARE_CLASSES,
    LIGHT_CURVE_LINKS,
    LIGHT_CURVES_GAMMA_RAY_LIKELIHOOD,
    MEASURES,
    STAGE_INTERVALS,
)
from nusources.contracts.selection import META_BLAZARS
from nusources.flares.all_bands import flares_of_band
from nusources.flares.classes import ClassRule, GammaStates, classify
from nusources.flares.preparation import with_limits_at
from nusources.flares.samples import LOW_BANDS, sample_sources
from nusources.flares.stages import band_states
from nusources.jobs.job import job

with job(snakemake) as j:
    blazars = j.read(j.input.blazars, META_BLAZARS)
    gamma = j.read(j.input.gamma_ray, LAT_SOURCES, ["source_name", "variability_index"])
    links, blocks = j.read(j.input.links, LIGHT_CURVE_LINKS), j.read(j.input.blocks, BLOCKS)
    measures = j.read(j.input.measures, MEASURES)
    fitted = j.read(j.input.likelihood, LIGHT_CURVES_GAMMA_RAY_LIKELIHOOD)
    second = {}
    if j.params.second_limit is not None:
        lower = with_limits_at(fitted, j.params.second_limit, j.params.limit_error)
        band = "gamma_ray_likelihood"
        random = j.random("flares", band)
        second = band_states(flares_of_band(lower, band, j.params.blocks, random).blocks)
    states = {band: band_states(one) for band, one in blocks.groupby("band")}
    of_gamma = GammaStates(
        states.get("gamma_ray", {}), states.get("gamma_ray_likelihood", {}), second
    )
    parts = []
    for sample, low_band in LOW_BANDS.items():
        own = links[links["sample"] == sample]
        sources = sample_sources(
            sample, blazars, own, gamma, j.params.warm_spots, j.params.match_radius_arcsec
        )
        parts.append(
            classify(
                sources,
                own,
                states.get(low_band, {}),
                of_gamma,
                measures[measures["band"] == "gamma_ray"],
                low_band=low_band,
                rule=ClassRule(**j.params.classes),
            )
        )
    classes, stages = (pd.concat(one, ignore_index=True) for one in zip(*parts, strict=True))
    j.write(j.output.classes, classes, FLARE_CLASSES)
    j.write(j.output.stages, stages, STAGE_INTERVALS)
