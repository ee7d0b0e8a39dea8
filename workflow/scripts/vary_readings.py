"""Read inputs and methods of the relation of luminosities in other ways, one at a time."""

from nusources.contracts.luminosity import BLAZARS, CALIBRATION
from nusources.contracts.luminosity_predictive import READINGS
from nusources.jobs.job import job
from nusources.luminosity.input_reading import read_inputs
from nusources.luminosity.pairs import pairs_of
from nusources.luminosity.permutation import exchange_streams, pearson_p_value
from nusources.luminosity.reading import Reading
from nusources.luminosity.systematics import all_readings
from nusources.regression.model import Model
from nusources.regression.quadrature import fit

with job(snakemake) as j:
    params = j.params
    streams = exchange_streams(params.seed)

    def fitted(points, model):
        """Fit with one and the same stream, so that readings differ by themselves alone."""
        return fit(points, model, n_draws=params.n_draws, rng=j.random("relation", "default"))

    def permuted(rows):
        """P-value of the permutation test of both samples."""
        pairs = pairs_of(rows, (CALIBRATION, BLAZARS))
        return pearson_p_value(pairs, params.n_permutations, streams)

    found = all_readings(
        read_inputs(j), Reading(**params.reading), Model(**params.model), fitted, permuted
    )
    j.write(j.output.readings, found, READINGS)
