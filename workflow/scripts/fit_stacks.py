"""Fit stacks in the observed sky: p-values from the sealed fits, limits, sources one by one."""

import json
from pathlib import Path

import pandas as pd

from nusources.contracts.stacking import (
    STACK_FITS,
    STACK_INJECTIONS,
    STACK_NULLS,
    STACK_SOURCES,
)
from nusources.jobs.job import job
from nusources.seal import check_seal, seal_of_trials
from nusources.stacking.fits import observed_fit, stack_table
from nusources.stacking.reading import stack_searches

with job(snakemake) as j:
    nulls = j.read(j.input.nulls, STACK_NULLS)
    injections = j.read(j.input.injections, STACK_INJECTIONS)
    found = seal_of_trials(nulls, ["sample", "stack"], ["ts", "n_signal"])
    check_seal(json.loads(Path(j.input.seal).read_text()), found, j.input.seal)
    rows, sources = [], [STACK_SOURCES.empty()]
    for search in stack_searches(j):
        null, injected = (
            one[(one["sample"] == search.sample.name) & (one["stack"] == search.name)]
            for one in (nulls, injections)
        )
        row, table = observed_fit(search, null, injected, j.params.confidence_level)
        rows.append(row)
        sources.append(table)
    j.write(j.output.fits, stack_table(rows, j.params.labels, "model"), STACK_FITS)
    j.write(j.output.sources, pd.concat(sources[1:] or sources, ignore_index=True), STACK_SOURCES)
