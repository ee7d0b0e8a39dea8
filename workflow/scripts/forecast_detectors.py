"""Forecast what detectors would see of source lists, by a likelihood on the sphere."""

from nusources.contracts.forecast_sky import SKY_DECLINATIONS, SKY_FORECASTS
from nusources.contracts.listing import contract_named
from nusources.detectors.building import Ingredients, build_detectors
from nusources.detectors.sky_fluxes import sky_fluxes
from nusources.facts.spectra import diffuse_flux, read_spectra
from nusources.facts.track_models import (
    read_isotropic_atmosphere,
    read_model_detector,
    read_model_fluxes,
)
from nusources.forecast.sphere_inputs import SkyCatalogue
from nusources.forecast.sphere_prospects import Trials
from nusources.forecast.sphere_tables import SkySettings, sky_tables
from nusources.jobs.job import job
from nusources.user_files.effective_areas import read_area_file

with job(snakemake) as j:
    params = j.params
    tables = {
        name: j.read(path, contract_named(contract))
        for name, path, contract in zip(
            params.tables, j.input.tables, params.contracts, strict=True
        )
    }
    tables |= {path: read_area_file(path) for path in params.digests}
    catalogues = [SkyCatalogue(**one) for one in params.catalogues]
    lists = {
        catalogue.name: catalogue.sources(j.read(path, contract_named(contract)))
        for catalogue, path, contract in zip(
            catalogues, j.input.catalogues, params.catalogue_contracts, strict=True
        )
    }
    ingredients = Ingredients(tables, read_model_detector(j.input.models))
    detectors = build_detectors(params.detectors, ingredients, params.settings["energies_tev"])
    trials = {name: Trials(**one) for name, one in params.trials.items()}
    settings = SkySettings(**params.settings, **trials)
    spectrum = diffuse_flux(read_spectra(j.input.spectra), params.spectrum)
    pipeline = sky_fluxes(read_model_fluxes(j.input.fluxes)).with_astrophysical(spectrum)
    low = pipeline.with_atmosphere(*read_isotropic_atmosphere(j.input.low))
    atmospheres = {"pipeline": pipeline, "low": low}
    forecasts, declinations = sky_tables(detectors, lists, atmospheres, settings, j.random)
    labels = {one.name: one.label for one in catalogues}
    forecasts["catalogue_label"] = forecasts["catalogue"].map(labels)
    j.write(j.output.forecasts, forecasts, SKY_FORECASTS)
    j.write(j.output.declinations, declinations, SKY_DECLINATIONS)
