"""R(t) of each sample, the searches in it, and what each reading of the paper does to it."""

import pandas as pd

from nusources.contracts.temporal import (
    ALERT_PAIRS,
    FLARE_RATIOS,
    TIME_CONVENTIONS,
    TIME_SEARCHES,
    WINDOW_SCAN,
)
from nusources.jobs.job import job
from nusources.temporal.pairs import alert_pairs
from nusources.temporal.reading import time_tables
from nusources.temporal.samples import compare_readings, search_sample

with job(snakemake) as j:
    tables = time_tables(j)
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
