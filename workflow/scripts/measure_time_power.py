"""Share of coincident sources that the correlation in time needs for 3 sigma."""

import pandas as pd

from nusources.contracts.temporal import TIME_POWER
from nusources.jobs.job import job
from nusources.temporal.closure import SkyRequest, power_table
from nusources.temporal.reading import time_tables
from nusources.temporal.samples import windows_of

with job(snakemake) as j:
    tables = time_tables(j)
    settings = j.params.settings
    power = settings["power"]
    found = []
    for own in j.params.samples:
        if own["name"] not in power["samples"]:
            continue
        sample, _ = tables.configured(own)
        if not len(sample.curves.names):
            continue
        request = SkyRequest(
            own["factor"],
            windows_of(settings, own["window_days"]),
            power["n_skies"],
            power["n_controls"],
        )
        found.append(power_table(sample, request, power["shares"], seed=j.params.seed))
    table = pd.concat(found, ignore_index=True) if found else TIME_POWER.empty()
    j.write(j.output.power, table, TIME_POWER)
