"""Measure the bias of the fitted fraction of AGN neutrinos."""

from nusources.contracts.forecast import BIAS
from nusources.contracts.xray_agn import EFEDS_AGN
from nusources.facts.xray_agn_models import read_efeds_model
from nusources.forecast.bias import BiasGrid, measure_bias, try_estimators
from nusources.forecast.experiments import Readings
from nusources.forecast.inputs import agn_sources, log_grid
from nusources.jobs.job import job

with job(snakemake) as j:
    footprint = read_efeds_model(j.input.footprint).footprint
    agn = j.read(j.input.agn, EFEDS_AGN)
    sources = agn_sources(agn, footprint, j.params.flux, j.params.full_over_soft)
    readings, bias = Readings(**j.params.readings), j.params.bias
    numbers = (bias["n_events"], bias["n_experiments"])
    sigmas, separations = log_grid(bias["sigma_deg"]), log_grid(bias["separation_deg"])
    grid = BiasGrid(*numbers, bias["fractions"], sigmas, separations)
    j.write(j.output.bias, measure_bias(sources, grid, readings, j.random), BIAS)
    widths, steps = bias["estimator_sigmas_deg"], bias["estimator_separations_over_sigma"]
    tried = BiasGrid(*numbers, j.params.fraction, widths, steps)
    j.write(j.output.estimators, try_estimators(sources, tried, readings, j.random), BIAS)
