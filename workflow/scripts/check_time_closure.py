"""p-values of R(0) of skies whose alerts have random R.A."""

import numpy as np
import pandas as pd

from nusources.catalogs.alerts.alert_list import regions_of
from nusources.contracts.alerts import ALERT_LIST
from nusources.contracts.flares import LIGHT_CURVE_LINKS, LIGHT_CURVES, MEASURES
from nusources.contracts.selection import VARIABLE_SAMPLES
from nusources.contracts.temporal import TIME_NULL_SKIES
from nusources.jobs.job import job
from nusources.selection.samples import is_away_from_the_plane
from nusources.temporal.closure import sky_p_values
from nusources.temporal.samples import VariableTables, samples_under_readings, windows_of

with job(snakemake) as j:
    alerts = j.read(j.input.alerts, ALERT_LIST)
    alerts = alerts[alerts["in_sample"]]
    away = alerts[is_away_from_the_plane(alerts["ra"], alerts["dec"], *j.params.cuts)]
    known = {
        name: (regions_of(some, j.params.regions["ra_errors"]), some["mjd"].to_numpy())
        for name, some in (("away_from_plane", away), ("all", alerts))
    }
    tables = VariableTables(
        j.read(j.input.sources, VARIABLE_SAMPLES),
        j.read(j.input.links, LIGHT_CURVE_LINKS),
        {
            band: j.read(path, LIGHT_CURVES[band])
            for band, path in zip(j.params.bands, j.input.curves, strict=True)
        },
        j.read(j.input.measures, MEASURES),
    )
    settings, readings = j.params.settings, j.params.settings["readings"]
    shape = j.params.regions["shape"]
    sizes = settings["closure"]
    found = []
    for own in j.params.samples:
        parts = tables.of_sample(own["name"], own["band"])
        sample, _, _ = samples_under_readings(own["name"], parts, known, readings, shape)
        if own["name"] not in sizes["samples"] or not len(sample.curves.names):
            continue
        p_values = sky_p_values(
            sample,
            own["factor"],
            windows_of(settings, own["window_days"]),
            sizes["n_skies"],
            sizes["n_controls"],
            seed=j.params.seed,
        )
        skies = pd.DataFrame({"sky": np.arange(len(p_values)), "p_local": p_values})
        found.append(skies.assign(sample=own["name"], n_trials=sizes["n_controls"]))
    table = pd.concat(found, ignore_index=True) if found else TIME_NULL_SKIES.empty()
    j.write(j.output.skies, table, TIME_NULL_SKIES)
