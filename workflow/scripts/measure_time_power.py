"""Share of coincident sources that the correlation in time needs for 3 sigma."""

import pandas as pd

from nusources.contracts.alerts import ALERT_LIST
from nusources.contracts.flares import LIGHT_CURVE_LINKS, LIGHT_CURVES, MEASURES
from nusources.contracts.selection import VARIABLE_SAMPLES
from nusources.contracts.temporal import TIME_POWER
from nusources.jobs.job import job
from nusources.temporal.closure import SkyRequest, power_table
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
