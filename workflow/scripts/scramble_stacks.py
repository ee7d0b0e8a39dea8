"""Fit stacks in scrambled skies, without and with injected signal, and seal the fits."""

import json

import pandas as pd

from nusources.contracts.stacking import STACK_INJECTIONS, STACK_NULLS
from nusources.datasets.progress import log_progress
from nusources.jobs.job import job
from nusources.seal import seal_of_trials
from nusources.stacking.reading import stack_searches
from nusources.stacking.sensitivity import STRENGTHS, injection_table

with job(snakemake) as j:
    n_trials, n_injected, seed = j.params.n_trials, j.params.n_injected, j.params.seed
    nulls, injections = [], []
    for search in stack_searches(j):
        n_skies = n_trials + len(STRENGTHS) * n_injected
        tell = log_progress(f"scrambled skies of {search.sample.name}", n_skies)
        nulls.append(search.null_fits(range(n_trials), seed, tell))
        index = j.params.spectral_index
        injections.append(injection_table(search, index, n_injected, seed, tell))
    table = pd.concat(nulls, ignore_index=True) if nulls else STACK_NULLS.empty()
    injected = pd.concat(injections, ignore_index=True) if nulls else STACK_INJECTIONS.empty()
    seal = seal_of_trials(table, ["sample", "stack"], ["ts", "n_signal"])
    j.write(j.output.nulls, table, STACK_NULLS)
    j.write(j.output.injections, injected, STACK_INJECTIONS)
    j.temporary(j.output.seal).write_text(json.dumps(seal, indent=1) + "\n", encoding="utf-8")
