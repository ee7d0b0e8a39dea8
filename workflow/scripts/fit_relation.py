"""Fit the relation of the calibrators under each prior, by quadrature and by a chain."""

from nusources.contracts.luminosity import LUMINOSITIES
from nusources.contracts.luminosity_relation import FITS, POSTERIOR
from nusources.jobs.job import job
from nusources.luminosity.relation import all_fits, draw_rows, fit_rows
from nusources.regression.model import Model

with job(snakemake) as j:
    params = j.params
    luminosities = j.read(j.input.luminosities, LUMINOSITIES)
    model = Model(**params.model)
    fits = all_fits(luminosities, model, params.n_draws, params.chains, j.random)
    j.write(j.output.posterior, draw_rows(fits, params.n_draws), POSTERIOR)
    j.write(j.output.fits, fit_rows(fits, j.random), FITS)
