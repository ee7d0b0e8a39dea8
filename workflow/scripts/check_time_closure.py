"""p-values of R(0) of skies whose alerts have random R.A."""

import pandas as pd

from nusources.contracts.temporal import TIME_NULL_SKIES
from nusources.jobs.job import job
from nusources.temporal.closure import SkyRequest, closure_table
from nusources.temporal.reading import time_tables
from nusources.temporal.samples import windows_of

with job(snakemake) as j:
    tables = time_tables(j)
    settings = j.params.settings
    sizes = settings["closure"]
    found = []
    for own in j.params.samples:
        if own["name"] not in sizes["samples"]:
            continue
        sample, _ = tables.configured(own)
        if not len(sample.curves.names):
            continue
        request = SkyRequest(
            own["factor"],
            windows_of(settings, own["window_days"]),
            sizes["n_skies"],
            sizes["n_controls"],
        )
        found.append(closure_table(sample, request, seed=j.params.seed))
    table = pd.concat(found, ignore_index=True) if found else TIME_NULL_SKIES.empty()
    j.write(j.output.skies, table, TIME_NULL_SKIES)
