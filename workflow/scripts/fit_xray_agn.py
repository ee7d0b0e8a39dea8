"""Fit the relation of luminosities to a larger sample of X-ray AGN, and test it given distance."""

from nusources.contracts.luminosity import LUMINOSITIES
from nusources.contracts.luminosity_tests import XRAY_AGN_FITS, XRAY_AGN_LINES, XRAY_AGN_TESTS
from nusources.contracts.luminosity_words import XRAY_AGN
from nusources.jobs.job import job
from nusources.luminosity.samples import CENSORED, X, sample_rows
from nusources.luminosity.xray_agn import agn_fits, agn_tests, fit_rows, line_rows
from nusources.regression.model import Model

with job(snakemake) as j:
    params = j.params
    luminosities = j.read(j.input.luminosities, LUMINOSITIES)
    draws = (params.n_draws, j.random("xray_agn_fits"))
    fits = agn_fits(luminosities, XRAY_AGN, Model(**params.model), draws)
    j.write(j.output.fits, fit_rows(fits), XRAY_AGN_FITS)
    places = sample_rows(luminosities, XRAY_AGN, CENSORED)[X].to_numpy()
    j.write(j.output.lines, line_rows(fits, places), XRAY_AGN_LINES)
    tests = agn_tests(luminosities, XRAY_AGN, params.n_permutations, j.random("xray_agn_tests"))
    j.write(j.output.tests, tests, XRAY_AGN_TESTS)
