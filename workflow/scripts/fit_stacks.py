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
from nusources.stacking.fits import observed_fit, source_table, stack_table
from nusources.stacking.reading import stack_searches

with job(snakemake) as j:
    nulls = j.read(j.input.nulls, STACK_NULLS)
    injections = j.read(j.input.injections, STACK_INJECTIONS)
    found = seal_of_trials(nulls, ["sample", "stack"], ["ts", "n_signal"])
    check_seal(json.loads(Path(j.input.seal).read_text()), found, j.input.seal)
    rows, sources = [], []
    for search in stack_searches(j):
        sky, sample = search.finder.observed(), search.sample.name
        for stack in search.stacks:
            null, injected = (
                one[(one["sample"] == sample) & (one["stack"] == stack.name)]
                for one in (nulls, injections)
            )
            fit, row = observed_fit(stack, sky, null, injected, j.params.confidence_level)
            rows.append(row | {"sample": sample})
            sources.append(source_table(stack, sky, fit).assign(sample=sample))
    j.write(j.output.fits, stack_table(rows, j.params.labels, "model"), STACK_FITS)
    table = pd.concat(sources, ignore_index=True) if sources else STACK_SOURCES.empty()
    j.write(j.output.sources, table, STACK_SOURCES)
