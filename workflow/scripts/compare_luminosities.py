"""Test the relation of neutrino and hard X-ray luminosities."""

import pandas as pd

from nusources.contracts import luminosity_tests as contracts
from nusources.contracts.blazar_models import LEPHAD_MODELS, LEPHAD_PHOTONS
from nusources.contracts.luminosity import LUMINOSITIES
from nusources.contracts.luminosity_words import BLAZARS, CALIBRATION
from nusources.facts.luminosity_ratios import read_ratio_bands
from nusources.jobs.job import job
from nusources.luminosity.model_bands import photohadronic_band
from nusources.luminosity.pairs import pairs_of
from nusources.luminosity.permutation import exchange_streams, permutation_tests
from nusources.luminosity.ratio import PowerGrid, TwoSamples, ratios
from nusources.luminosity.rejections import Trials, rejection_shares

with job(snakemake) as j:
    params, samples = j.params, (CALIBRATION, BLAZARS)
    luminosities = j.read(j.input.luminosities, LUMINOSITIES)
    pairs = pairs_of(luminosities, samples)
    numbers = (params.n_permutations, params.n_exact)
    found, histograms = permutation_tests(pairs, *numbers, exchange_streams(params.seed))
    j.write(j.output.permutations, histograms, contracts.NULL_HISTOGRAMS)
    chosen = params.rejections
    trials = Trials(
        *(chosen[key] for key in ("n_mocks", "n_permutations", "scatter_dex", "levels"))
    )
    shares = rejection_shares(pairs, trials, j.random("luminosity_rejections"))
    j.write(j.output.rejections, shares, contracts.REJECTIONS)

    ratio = params.ratio
    rows = ratios(luminosities, samples)
    j.write(j.output.ratios, rows, contracts.RATIOS)
    first, second = (rows.loc[rows["sample"] == name, "log10_ratio"].to_numpy() for name in samples)
    both = TwoSamples.of(first, second, ratio["n_splits"], j.random("luminosity_splits"))
    grid = PowerGrid(ratio["shifts_dex"], ratio["n_mocks"], ratio["level"])
    power = both.power(grid, j.random("luminosity_ratio_power"))
    j.write(j.output.power, power, contracts.RATIO_POWER)

    n_all = int(luminosities["sample"].isin(samples).sum())
    tests = [(found, len(pairs)), (pd.DataFrame(both.tests()), len(rows))]
    tests = [table.assign(n_sources=n, n_left_out=n_all - n) for table, n in tests]
    tests[1]["shuffled"] = "samples"
    j.write(j.output.tests, pd.concat(tests, ignore_index=True), contracts.TESTS)

    bands = read_ratio_bands(ratio["bands"])
    if params.is_own:
        j.note_own("ratios of models", ratio["bands"])
    if ratio["models"] and ratio["photons"]:
        models = j.read(j.input.models, LEPHAD_MODELS)
        photons = j.read(j.input.photons, LEPHAD_PHOTONS)
        band = photohadronic_band(models, photons, params.band_kev)
        bands = pd.concat([bands, band[~band["name"].isin(bands["name"])]], ignore_index=True)
    j.write(j.output.bands, bands, contracts.RATIO_BANDS)
