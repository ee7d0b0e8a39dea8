"""Give our values of the published numbers of forecasts."""

from nusources.contracts.fermi import LAT_SOURCES
from nusources.contracts.forecast import (
    BIAS,
    CURVES,
    FORECASTS,
    NEEDED_YEARS,
    READINGS,
)
from nusources.contracts.forecast_detectors import DETECTORS, RATES
from nusources.contracts.forecast_population import EXTRAPOLATION
from nusources.contracts.published import OUR_NUMBERS
from nusources.contracts.xray_agn import EFEDS_AGN
from nusources.facts.xray_agn_models import read_efeds_model
from nusources.forecast import numbers
from nusources.forecast.experiments import Readings
from nusources.forecast.inputs import agn_sources, blazar_sources, chosen_rates
from nusources.jobs.job import job
from nusources.reproduction import read_published

with job(snakemake) as j:
    params = j.params
    footprint = read_efeds_model(j.input.footprint).footprint
    agn, lat = j.read(j.input.agn, EFEDS_AGN), j.read(j.input.blazars, LAT_SOURCES)
    sources = agn_sources(agn, footprint, params.flux, params.full_over_soft)
    blazars = blazar_sources(lat, params.blazar_classes, params.blazar_abs_glat_min_deg)
    rates = j.read(j.input.rates, RATES)
    chosen = chosen_rates(rates, params.atmosphere, params.threshold_of)
    detectors = j.read(j.input.detectors, DETECTORS)
    curves, blazar_curves = (j.read(one, CURVES) for one in (j.input.curves, j.input.blazar_curves))
    extrapolation = j.read(j.input.extrapolation, EXTRAPOLATION)
    found = numbers.catalogue_numbers(sources, blazars, Readings(**params.readings))
    found |= numbers.bias_numbers(j.read(j.input.bias, BIAS))
    forecasts = j.read(j.input.forecasts, FORECASTS)
    found |= numbers.figure2_numbers(forecasts) | numbers.forecast_numbers(forecasts)
    found |= numbers.curve_numbers(curves, blazar_curves)
    found |= numbers.threshold_numbers(j.read(j.input.years, NEEDED_YEARS))
    found |= numbers.rate_numbers(chosen, detectors, params.atmosphere)
    found |= numbers.spread_numbers(j.read(j.input.way, READINGS))
    published = read_published(j.input.published)
    simulated = [one.attrs for one in (agn, lat, rates)]
    table = numbers.published_forecasts(found, published, simulated)
    # Luminosity functions descend from no catalogue.
    own = numbers.extrapolation_numbers(extrapolation)
    facts = numbers.published_forecasts(own, published, [extrapolation.attrs])
    table = numbers.joined_numbers(table, facts, own)
    j.write(j.output.numbers, table, OUR_NUMBERS)
