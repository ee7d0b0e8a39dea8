"""Reading what an answer is made from, and asking the function of its study."""

from __future__ import annotations

from importlib import import_module

from nusources.answers.house.answer import Answer, Results, Sample
from nusources.contracts.listing import contract_named
from nusources.jobs.job import Job


def prepare_answer(j: Job) -> Answer:
    """Answer of a study.

    Parameters
    ----------
    j : Job
        Inputs carry the names of the tables of the study's entry, one path per sample or one for
        the run; params function, contracts, per_sample and labels are those of
        `nusources.answer_plan`.
    """
    read = {
        name: j.read_all(getattr(j.input, name), contract_named(contract))
        for name, contract in j.params.contracts.items()
    }
    per_sample, labels = j.params.per_sample, dict(j.params.labels)
    samples = [
        Sample(label, {name: read[name][place] for name in per_sample})
        for place, label in enumerate(labels.pop("samples", []) if per_sample else [])
    ]
    tables = {name: found[0] for name, found in read.items() if name not in per_sample}
    results = Results(samples, tables, labels.pop("group_labels", {}), **labels)
    module, _, function = j.params.function.rpartition(".")
    return getattr(import_module(module), function)(results)
