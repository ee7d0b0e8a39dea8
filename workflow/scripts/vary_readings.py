"""Read inputs and methods of the relation of luminosities in other ways, one at a time."""

from nusources.contracts.luminosity_predictive import READINGS
from nusources.contracts.luminosity_words import BLAZARS, CALIBRATION
from nusources.jobs.job import job
from nusources.luminosity.fitting import Fitter
from nusources.luminosity.input_reading import read_inputs
from nusources.luminosity.permutation import Permutations
from nusources.luminosity.reading import Reading
from nusources.luminosity.systematics import all_readings
from nusources.regression.model import Model

with job(snakemake) as j:
    params = j.params
    fitted = Fitter(Model(**params.model), params.n_draws, j.random)
    permuted = Permutations((CALIBRATION, BLAZARS), params.n_permutations, params.seed)
    found = all_readings(read_inputs(j), Reading(**params.reading), fitted, permuted.p_value)
    j.write(j.output.readings, found, READINGS)
