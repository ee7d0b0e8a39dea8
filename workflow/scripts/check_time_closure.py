"""p-values of R(0) of skies whose alerts have random R.A."""

import pandas as pd

from nusources.contracts.alerts import ALERT_LIST
from nusources.contracts.flares import LIGHT_CURVE_LINKS, LIGHT_CURVES, MEASURES
from nusources.contracts.selection import VARIABLE_SAMPLES
from nusources.contracts.temporal import TIME_NULL_SKIES
from nusources.jobs.job import job
from nusources.temporal.closure import SkyRequest, closure_table
from nusources.temporal.samples import TimeTables, windows_of

with job(snakemake) as j:
    tables = TimeTables(
        j.read(j.input.alerts, ALERT_LIST),
        j.read(j.input.sources, VARIABLE_SAMPLES),
        j.read(j.input.links, LIGHT_CURVE_LINKS),
        j.read(j.input.measures, MEASURES),
        {
            band: j.read(path, LIGHT_CURVES[band])
            for band, path in zip(j.params.bands, j.input.curves, strict=True)
        },
        j.params.cuts,
        j.params.regions,
        j.params.settings["readings"],
    )
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
