"""Fit single sources in scrambled skies, and measure the sensitivity against declination."""

import pandas as pd

from nusources.contracts.listing import contract_named
from nusources.contracts.stacking import NULL_FITS, SOURCE_SENSITIVITIES
from nusources.datasets.progress import log_progress
from nusources.jobs.job import job
from nusources.stacking.pairs import Sources
from nusources.stacking.reading import track_samples
from nusources.stacking.sensitivity import STRENGTHS, source_sensitivities, with_published
from nusources.stacking.trials import single_source_fits

with job(snakemake) as j:
    settings, seed = j.params.settings, j.params.seed
    listed = j.read(j.input.table, contract_named(j.params.contract))
    curves = [
        j.read(path, contract_named(contract))
        for path, contract in zip(j.input.published, j.params.curve_contracts, strict=True)
    ]
    sources = Sources.of(listed["source_name"], listed["ra"], listed["dec"])
    declinations, index = settings["declinations_deg"], settings["spectral_index"]
    n_trials = settings["n_trials"], settings["n_injected"]
    n_skies = settings["n_skies"] + n_trials[0] + len(STRENGTHS) * n_trials[1]
    fits, found = [], []
    for sample in track_samples(j):
        tell = log_progress(f"scrambled skies of {sample.name}", n_skies)
        fits.append(single_source_fits(sample, sources, settings["n_skies"], seed, tell))
        found.append(source_sensitivities(sample, declinations, index, n_trials, seed, tell))
    j.write(j.output.fits, pd.concat(fits, ignore_index=True), NULL_FITS)
    sensitivities = with_published(
        pd.concat(found, ignore_index=True), curves[0] if curves else None
    )
    j.write(j.output.sensitivities, sensitivities, SOURCE_SENSITIVITIES)
