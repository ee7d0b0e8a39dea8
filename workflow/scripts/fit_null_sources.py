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
    sources = Sources.of(listed["source_name"], listed["ra"], listed["dec"])
    n_trials = settings["n_trials"], settings["n_injected"]
    per_dec = n_trials[0] + len(STRENGTHS) * n_trials[1]
    fits, found = [], []
    for sample in track_samples(j):
        tell = log_progress(f"skies of {sample.name}", settings["n_skies"])
        fits.append(single_source_fits(sample, sources, settings["n_skies"], seed, tell))
        declinations = settings["declinations_deg"]
        tell = log_progress(f"trials of {sample.name}", per_dec * len(declinations))
        index = settings["spectral_index"]
        found.append(source_sensitivities(sample, declinations, index, n_trials, seed, tell))
    sensitivities = pd.concat(found, ignore_index=True)
    curves = [
        j.read(path, contract_named(contract))
        for path, contract in zip(j.input.published, j.params.curve_contracts, strict=True)
    ]
    j.write(j.output.fits, pd.concat(fits, ignore_index=True), NULL_FITS)
    j.write(
        j.output.sensitivities,
        with_published(sensitivities, curves[0] if curves else None),
        SOURCE_SENSITIVITIES,
    )
