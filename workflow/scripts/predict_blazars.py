"""Test sources against the relation of the calibrators, and background in their place."""

import pandas as pd

from nusources.contracts import luminosity_predictive as contracts
from nusources.contracts.luminosity import LUMINOSITIES
from nusources.contracts.luminosity_words import BLAZARS, CALIBRATION
from nusources.contracts.stacking import NULL_FITS
from nusources.jobs.job import job
from nusources.luminosity import prediction_tables as tables
from nusources.luminosity.fitting import Fitter
from nusources.luminosity.influence import leave_one_out
from nusources.luminosity.input_reading import read_inputs
from nusources.luminosity.needed import needed_calibrators
from nusources.luminosity.null_injection import injected_chi2
from nusources.luminosity.null_pool import BACKGROUND, injection_pools, selection_chances
from nusources.luminosity.predictive import OWN, predict, replicate
from nusources.luminosity.reading import Reading
from nusources.luminosity.samples import enough, points_of, sample_rows
from nusources.regression.model import Model

with job(snakemake) as j:
    params = j.params
    injection = params.null_injection
    luminosities = j.read(j.input.luminosities, LUMINOSITIES)
    calibrators = enough(sample_rows(luminosities, CALIBRATION), "calibrators")
    blazars = enough(sample_rows(luminosities, BLAZARS), "tested blazars")
    calibration, tested = points_of(calibrators), points_of(blazars)
    model = Model(**params.model)

    fitted = Fitter(model, params.n_draws, j.random)
    posterior = fitted(calibration)
    replicated = replicate(posterior, tested, params.n_replicated, j.random("replicated"))
    j.write(j.output.sources, tables.predicted_sources(blazars, posterior), contracts.PREDICTED)
    found = tables.predictive_tests(tested, posterior, replicated, len(calibrators))
    j.write(j.output.tests, found, contracts.TESTS)
    influence = leave_one_out(calibration, list(calibrators["source_name"]), tested, fitted)
    j.write(j.output.influence, influence, contracts.INFLUENCE)

    inputs, reading = read_inputs(j), Reading(**params.reading)
    fits = pd.concat([NULL_FITS.empty(), *j.read_all(j.input.null_fits, NULL_FITS)])
    fits = fits[fits["sample"] == injection["track_sample"]]
    rng = j.random("pairs of luminosities")
    pools, names = injection_pools(fits, inputs, reading, posterior, injection, rng)
    chi2 = {tables.REPLICATED: replicated.chi2[OWN]} | {
        kind: injected_chi2(
            pool, len(blazars), injection["n_injections"], j.random("injected", kind)
        )
        for kind, (_, pool) in pools.items()
    }
    settings = {"n_sources": len(blazars)}
    settings |= {name: injection[name] for name in ("least_n_signal", "least_p")}
    observed = predict(posterior, tested).chi2()
    rows = tables.injection_rows(chi2, pools, posterior, observed, settings)
    j.write(j.output.injection, rows, contracts.NULL_INJECTION)
    j.write(j.output.histograms, tables.chi2_histograms(chi2), contracts.CHI2_HISTOGRAMS)
    chances = selection_chances(fits, names, injection["least_n_signal"], len(blazars))
    j.write(j.output.chances, chances, contracts.SELECTION_CHANCE)
    needed = params.needed | settings | {"model": model}
    power = needed_calibrators(calibration, pools.get(BACKGROUND), needed, j.random)
    j.write(j.output.power, power, contracts.POWER)
