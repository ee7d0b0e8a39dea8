"""Which studies of a run have an answer, and what each is made from. Pure, no Snakemake."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nusources.plan import Plan
from nusources.studies import AnswerEntry, AnswerTable


@dataclass(frozen=True)
class PlannedAnswer:
    """What the answer of a study is made from.

    Parameters
    ----------
    input : dict of list of str
        Paths of each table by its name: of each sample, or one of the whole run.
    params : dict
        function, contracts, per_sample (names of tables) and the labels of the run.
    modules : list of str
        Modules that it reaches by name.
    """

    input: dict[str, list[str]]
    params: dict[str, Any]
    modules: list[str]


def plan_answers(plan: Plan) -> dict[str, PlannedAnswer]:
    """Answers of a run by study, in the order of its studies."""
    planned = {
        study.study: _planned(plan, study.answer)
        for study in plan.studies_shown
        if study.answer and _is_made(plan, study.answer)
    }
    return {study: answer for study, answer in planned.items() if answer.input}


def _planned(plan: Plan, entry: AnswerEntry) -> PlannedAnswer:
    samples = [name for name in plan.samples if _suits(plan, name, entry.runs_on)]
    tables = {name: one for name, one in entry.tables.items() if _is_read(plan, one)}
    paths = {name: _paths(plan, table, samples) for name, table in tables.items()}
    having = {name: table for name, table in tables.items() if paths[name]}
    per_sample = [name for name, table in having.items() if _is_per_sample(table)]
    contracts = {name: table.contract for name, table in having.items()}
    labels = {
        "samples": [plan.label_of(name) for name in samples],
        "group_labels": {name: group.label for name, group in plan.groups.items()},
        "own_groups": plan.own_groups,
        "spectral_index": plan.settings.sensitivity.spectral_index,
    }
    return PlannedAnswer(
        {name: paths[name] for name in having},
        {"function": entry.function, "contracts": contracts, "per_sample": per_sample}
        # What is of the whole run knows neither samples nor groups: no label makes it due.
        | {"labels": labels if per_sample else {}},
        [entry.module, *_contract_modules(having)],
    )


def _is_made(plan: Plan, entry: AnswerEntry) -> bool:
    """Beside lists of a user an answer that does not show them would cost its whole analysis."""
    return plan.compares or not plan.own_input.isdisjoint(entry.shows)


def _is_read(plan: Plan, table: AnswerTable) -> bool:
    return table.when is None or table.when in plan.own_input


def _suits(plan: Plan, sample: str, runs_on: str | None) -> bool:
    return runs_on is None or (runs_on == "simulated") == plan.is_simulated(sample)


def _is_per_sample(table: AnswerTable) -> bool:
    return "{sample}" in table.path


def _paths(plan: Plan, table: AnswerTable, samples: list[str]) -> list[str]:
    chosen = samples if _is_per_sample(table) else [""]
    return [f"{plan.run}/{table.path.format(sample=sample)}" for sample in chosen]


def _contract_modules(tables: dict[str, AnswerTable]) -> list[str]:
    modules = {table.contract.partition(".")[0] for table in tables.values()}
    return [f"nusources.contracts.{module}" for module in sorted(modules)]
