"""R(t) of each sample, the searches in it, and what each reading of the paper does to it."""

import pandas as pd

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
from nusources.temporal.pairs import alert_pairs
from nusources.temporal.samples import (
    TimeTables,
    compare_readings,
    search_sample,
)

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
    contracts = {
        "pairs": ALERT_PAIRS,
        "ratios": FLARE_RATIOS,
        "scan": WINDOW_SCAN,
        "searches": TIME_SEARCHES,
        "conventions": TIME_CONVENTIONS,
    }
    found: dict[str, list[pd.DataFrame]] = {name: [] for name in contracts}
    for own in j.params.samples:
        sources = tables.sources_of(own["of"])
        sample, status = tables.configured(own)
        pairs = alert_pairs(
            sources,
            tables.chosen_alerts(),
            sample.regions,
            status,
            shape=sample.shape,
            largest_factor=max(settings["factors"]),
        )
        found["pairs"].append(pairs.assign(sample=own["name"]))
        n_left_out = len(sources) - len(sample.curves.names)
        for name, table in search_sample(
            sample, own, settings, n_left_out, seed=j.params.seed
        ).items():
            found[name].append(table)
        others = tables.under_other_readings(own)
        found["conventions"].append(
            compare_readings(sample, others, own, settings, seed=j.params.seed)
        )
    for name, contract in contracts.items():
        full = [one for one in found[name] if len(one)]
        table = pd.concat(full, ignore_index=True) if full else contract.empty()
        j.write(getattr(j.output, name), table, contract)
