"""Fit track events with scrambled right ascensions to catalogues, and seal the fits."""

import json

from nusources.contracts.forecast_tracks import TRACK_NULLS
from nusources.forecast.track_reading import track_searches
from nusources.forecast.tracks import null_table, seal_of_nulls
from nusources.jobs.job import job

with job(snakemake) as j:
    searches = [one for one, _ in track_searches(j)]
    nulls = null_table(searches, j.params.settings["n_trials"], j.random)
    j.write(j.output.nulls, nulls, TRACK_NULLS)
    seal = seal_of_nulls(nulls)
    j.temporary(j.output.seal).write_text(json.dumps(seal, indent=1) + "\n")
