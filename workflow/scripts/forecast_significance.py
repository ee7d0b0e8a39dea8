"""Forecast the S/N of scenarios and its dependence on what they assume."""

import numpy as np

from nusources.contracts.fermi import LAT_SOURCES
from nusources.contracts.forecast import CURVES, FORECASTS, NEEDED_YEARS, SIGNIFICANCE
from nusources.contracts.forecast_detectors import RATES
from nusources.contracts.xray_agn import EFEDS_AGN
from nusources.facts.xray_agn_models import read_efeds_model
from nusources.forecast.all_curves import (
    all_curves,
    all_needed_years,
    blazar_curves,
    known_scenarios,
)
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
    lat, rated = j.read(j.input.blazars, LAT_SOURCES), j.read(j.input.rates, RATES)
    blazars = blazar_sources(lat, params.blazar_classes, params.blazar_abs_glat_min_deg)
    rates = chosen_rates(rated, params.atmosphere, params.threshold_of)
    grid, fraction = params.significance, params.significance["fraction"]
    axes = (log_grid(grid["sigma_deg"]), np.round(log_grid(grid["n_events"])))
    significance = significance_grid(sources, *axes, fraction, readings)
    j.write(j.output.significance, significance, SIGNIFICANCE, parents=[agn.attrs])
    parents = [agn.attrs, rated.attrs]
    years = all_needed_years(sources, rates, params.needed_years, readings)
    j.write(j.output.years, years, NEEDED_YEARS, parents=parents)
    known = known_scenarios(params.scenarios, rates, sources, readings)
    curves = all_curves(sources, known, params.curves, readings)
    j.write(j.output.curves, curves, CURVES, parents=parents)
    flux = blazars["energy_flux"].to_numpy()
    found = blazar_curves(flux, known, params.curves)
    j.write(j.output.blazar_curves, found, CURVES, parents=[lat.attrs, rated.attrs])
    scenarios = printed_scenarios(known, params, sources, readings)
    found = forecast_scenarios(sources, scenarios, readings, params.n_experiments, j.random)
    j.write(j.output.forecasts, found, FORECASTS, parents=parents)
