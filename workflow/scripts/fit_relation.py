"""Fit the relation of the calibrators under each prior, by quadrature and by a chain."""

from nusources.contracts.luminosity import LUMINOSITIES
from nusources.contracts.luminosity_relation import FITS, POSTERIOR
from nusources.jobs.job import job
from nusources.luminosity.fitting import Fitter
from nusources.luminosity.relation import all_fits, draw_rows, fit_rows
from nusources.regression.model import Model

with job(snakemake) as j:
    params = j.params
    luminosities = j.read(j.input.luminosities, LUMINOSITIES)
    fitter = Fitter(Model(**params.model), params.n_draws, j.random)
    fits = all_fits(luminosities, fitter, params.chains)
    j.write(j.output.posterior, draw_rows(fits, params.n_draws), POSTERIOR)
    j.write(j.output.fits, fit_rows(fits, j.random), FITS)
