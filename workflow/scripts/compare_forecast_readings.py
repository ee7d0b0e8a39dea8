"""Compare what the S/N of a forecast is when the paper is read in other ways, or improved."""

import pandas as pd

from nusources.contracts.forecast import READINGS
from nusources.contracts.forecast_detectors import RATES
from nusources.contracts.forecast_population import EXTRAPOLATION
from nusources.contracts.xray_agn import EFEDS_AGN
from nusources.facts.luminosity_functions import read_luminosity_functions
from nusources.facts.xray_agn_models import read_efeds_model
from nusources.forecast.all_readings import all_improvements, all_variants
from nusources.forecast.experiments import Readings
from nusources.forecast.inputs import BANDS, agn_sources, log_flux_errors
from nusources.forecast.reading_effects import compare_readings
from nusources.jobs.job import job

with job(snakemake) as j:
    params, readings = j.params, Readings(**j.params.readings)
    footprint = read_efeds_model(j.input.footprint).footprint
    agn, rates = j.read(j.input.agn, EFEDS_AGN), j.read(j.input.rates, RATES)
    paths = (j.input.extrapolation, j.input.catalogue)
    extrapolation = pd.concat(j.read_all(paths, EXTRAPOLATION), ignore_index=True)
    bands = {name: agn_sources(agn, footprint, name, params.full_over_soft) for name in BANDS}
    scenario, variants = all_variants(bands, rates, params, readings, j.random)
    n_experiments = params.n_experiments_readings
    found = compare_readings(variants, scenario, n_experiments, j.random)
    j.write(j.output.readings, found, READINGS)
    function = read_luminosity_functions(j.input.functions).xray_agn
    share = float(function.flux_share([params.survey_limit])[0, 0])
    errors = log_flux_errors(agn, params.flux)
    scenario, variants, further = all_improvements(
        bands[params.flux], errors, share, (rates, extrapolation), params, readings, j.random
    )
    found = compare_readings(variants, scenario, n_experiments, j.random)
    found = pd.concat([found, pd.DataFrame(further)], ignore_index=True)
    j.write(j.output.improvements, found, READINGS)
