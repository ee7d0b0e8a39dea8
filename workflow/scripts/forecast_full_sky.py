"""Forecast the S/N of scenarios with AGN of the whole sky."""

import numpy as np

from nusources.contracts.forecast import FORECASTS
from nusources.contracts.forecast_full_sky import FULL_SKY
from nusources.contracts.listing import contract_named
from nusources.contracts.xray_agn import EFEDS_AGN
from nusources.detectors.building import Ingredients, build_detectors
from nusources.detectors.sky_fluxes import sky_fluxes
from nusources.facts.luminosity_functions import read_luminosity_functions
from nusources.facts.track_models import (
    read_isotropic_atmosphere,
    read_model_detector,
    read_model_fluxes,
)
from nusources.facts.xray_agn_models import read_efeds_model
from nusources.forecast.full_sky_tables import detector_steps, full_sky_table, skies_of
from nusources.forecast.inputs import agn_sources
from nusources.jobs.job import job
from nusources.user_files.effective_areas import read_area_file

with job(snakemake) as j:
    params = j.params
    forecasts = j.read(j.input.forecasts, FORECASTS)
    agn = j.read(j.input.agn, EFEDS_AGN)
    tables = {
        name: j.read(path, contract_named(contract))
        for name, path, contract in zip(
            params.tables, j.input.tables, params.contracts, strict=True
        )
    }
    tables |= {path: read_area_file(path) for path in params.digests}
    ingredients = Ingredients(tables, read_model_detector(j.input.models))
    detectors = build_detectors(params.detectors, ingredients, np.unique(params.thresholds_tev))
    fluxes = sky_fluxes(read_model_fluxes(j.input.fluxes))
    if params.atmosphere == "low":
        fluxes = fluxes.with_atmosphere(*read_isotropic_atmosphere(j.input.low))
    footprint = read_efeds_model(j.input.footprint).footprint
    field = agn_sources(agn, footprint, params.flux, params.full_over_soft)
    skies = skies_of(
        field.flux,
        field.field.area,
        read_luminosity_functions(j.input.functions).xray_agn,
        j.random,
        params.full_over_soft if params.flux == "full" else 1.0,
    )
    settings = params.settings
    steps = detector_steps(
        skies,
        {one.name: one for one in detectors},
        fluxes,
        abs_glat_min=settings["abs_glat_min_deg"],
        spectral_index=params.spectral_index,
        threshold_of=params.threshold_of,
    )
    found = full_sky_table(
        forecasts,
        settings["scenarios"],
        len(field.flux),
        steps,
        settings["n_experiments"],
        j.random,
    )
    j.write(j.output.full_sky, found, FULL_SKY)
