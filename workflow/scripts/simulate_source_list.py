"""Simulate the list of 110 sources of IceCube's ten-year search, in both transcriptions."""

from nusources.archive.neutrino_results.files import write_source_list, write_source_list_ts
from nusources.archive.neutrino_results.source_list import (
    read_named_sources,
    read_source_list_model,
    simulate_source_list,
)
from nusources.contracts.simulated_source_list import SIMULATED_SOURCE_LIST_TRUTH
from nusources.jobs.job import job

with job(snakemake) as j:
    model, named = read_source_list_model(j.input.model), read_named_sources(j.input.named)
    drawn = simulate_source_list(model, named, rng=j.random("source list"))
    j.simulated |= {"10-year source list"}
    write_source_list(j.temporary(j.output.sources), drawn["source_list"])
    write_source_list_ts(j.temporary(j.output.sources_ts), drawn["source_list_ts"])
    truth = drawn["simulated_source_list_truth"]
    j.write(j.output.truth, truth, SIMULATED_SOURCE_LIST_TRUTH)
