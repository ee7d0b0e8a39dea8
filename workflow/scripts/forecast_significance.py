"""Forecast the S/N of scenarios and its dependence on what they assume."""

import numpy as np

from nusources.contracts.fermi import LAT_SOURCES
from nusources.contracts.forecast import CURVES, FORECASTS, NEEDED_YEARS, SIGNIFICANCE
from nusources.contracts.forecast_detectors import RATES
from nusources.contracts.xray_agn import EFEDS_AGN
from nusources.facts.xray_agn_models import read_efeds_model
from nusources.forecast.all_curves import all_curves, all_needed_years
from nusources.forecast.curves import significance_grid
from nusources.forecast.experiments import Readings
from nusources.forecast.forecasts import forecast_scenarios
from nusources.forecast.inputs import agn_sources, blazar_sources, chosen_rates, log_grid
from nusources.forecast.printed import printed_scenarios
from nusources.jobs.job import job

with job(snakemake) as j:
    params, readings = j.params, Readings(**j.params.readings)
    footprint = read_efeds_model(j.input.footprint).footprint
    agn = j.read(j.input.agn, EFEDS_AGN)
    sources = agn_sources(agn, footprint, params.flux, params.full_over_soft)
    blazars = j.read(j.input.blazars, LAT_SOURCES)
    blazars = blazar_sources(blazars, params.blazar_classes, params.blazar_abs_glat_min_deg)
    rates = chosen_rates(j.read(j.input.rates, RATES), params.atmosphere, params.threshold_of)
    grid, fraction = params.significance, params.significance["fraction"]
    axes = (log_grid(grid["sigma_deg"]), np.round(log_grid(grid["n_events"])))
    j.write(
        j.output.significance, significance_grid(sources, *axes, fraction, readings), SIGNIFICANCE
    )
    years = all_needed_years(sources, rates, params.needed_years, readings)
    j.write(j.output.years, years, NEEDED_YEARS)
    curves = all_curves(
        sources,
        blazars["energy_flux"].to_numpy(),
        rates,
        params.scenarios,
        params.curves,
        readings,
    )
    j.write(j.output.curves, curves, CURVES)
    scenarios = printed_scenarios(params, rates, sources, readings)
    found = forecast_scenarios(sources, scenarios, readings, params.n_experiments, j.random)
    j.write(j.output.forecasts, found, FORECASTS)
