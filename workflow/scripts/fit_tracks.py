"""Fit the observed track events to catalogues: fraction, p-value from the sealed fits, limit."""

import json
from pathlib import Path

from nusources.contracts.forecast_tracks import TRACK_FITS, TRACK_NULLS
from nusources.forecast.track_reading import track_searches
from nusources.forecast.tracks import fit_all, seal_of_nulls
from nusources.jobs.job import job
from nusources.seal import check_seal

with job(snakemake) as j:
    nulls = j.read(j.input.nulls, TRACK_NULLS)
    seal = json.loads(Path(j.input.seal).read_text())
    check_seal(seal, seal_of_nulls(nulls), j.input.seal)
    fits = fit_all(track_searches(j), nulls, j.params.settings, j.params.labels, j.random)
    j.write(j.output.fits, fits, TRACK_FITS)
