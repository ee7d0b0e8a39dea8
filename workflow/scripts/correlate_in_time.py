"""R(t) of each sample, the searches in it, and what each reading of the paper does to it."""

import pandas as pd

from nusources.catalogs.alerts.alert_list import regions_of
from nusources.contracts.alerts import ALERT_LIST
from nusources.contracts.flares import LIGHT_CURVE_LINKS, LIGHT_CURVES, MEASURES
from nusources.contracts.selection import VARIABLE_SAMPLES
from nusources.contracts.temporal import (
    ALERT_PAIRS,
    FLARE_RATIOS,
    TIME_CONVENTIONS,
    TIME_SEARCHES,
    WINDOW_SCAN,
)
from nusources.jobs.job import job
from nusources.selection.samples import is_away_from_the_plane
from nusources.temporal.pairs import alert_pairs
from nusources.temporal.samples import (
    VariableTables,
    compare_readings,
    samples_under_readings,
    search_sample,
)

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
    chosen = {"away_from_plane": away, "all": alerts}[readings["alerts"]]
    contracts = {
        "pairs": ALERT_PAIRS,
        "ratios": FLARE_RATIOS,
        "scan": WINDOW_SCAN,
        "searches": TIME_SEARCHES,
        "conventions": TIME_CONVENTIONS,
    }
    found: dict[str, list[pd.DataFrame]] = {name: [] for name in contracts}
    for own in j.params.samples:
        parts = tables.of_sample(own["name"], own["band"])
        sample, status, others = samples_under_readings(own["name"], parts, known, readings, shape)
        pairs = alert_pairs(
            parts["sources"],
            chosen,
            sample.regions,
            status,
            shape=shape,
            largest_factor=max(settings["factors"]),
        )
        found["pairs"].append(pairs.assign(sample=own["name"]))
        n_left_out = len(parts["sources"]) - len(sample.curves.names)
        for name, table in search_sample(
            sample, own, settings, n_left_out, seed=j.params.seed
        ).items():
            found[name].append(table)
        found["conventions"].append(
            compare_readings(sample, others, own, settings, seed=j.params.seed)
        )
    for name, contract in contracts.items():
        full = [one for one in found[name] if len(one)]
        table = pd.concat(full, ignore_index=True) if full else contract.empty()
        j.write(getattr(j.output, name), table, contract)
