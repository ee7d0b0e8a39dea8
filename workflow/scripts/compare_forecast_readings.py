"""Compare what the S/N of a forecast is when the paper is read in other ways."""

from nusources.contracts.forecast import READINGS
from nusources.contracts.forecast_detectors import RATES
from nusources.contracts.xray_agn import EFEDS_AGN
from nusources.facts.xray_agn_models import read_efeds_model
from nusources.forecast.all_readings import all_variants
from nusources.forecast.experiments import Readings
from nusources.forecast.inputs import BANDS, agn_sources
from nusources.forecast.reading_effects import compare_readings
from nusources.jobs.job import job

with job(snakemake) as j:
    params, readings = j.params, Readings(**j.params.readings)
    footprint = read_efeds_model(j.input.footprint).footprint
    agn, rates = j.read(j.input.agn, EFEDS_AGN), j.read(j.input.rates, RATES)
    bands = {name: agn_sources(agn, footprint, name, params.full_over_soft) for name in BANDS}
    scenario, variants = all_variants(bands, rates, params, readings, j.random)
    found = compare_readings(variants, scenario, params.n_experiments_readings, j.random)
    j.write(j.output.readings, found, READINGS)
