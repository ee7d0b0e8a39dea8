"""The record of a run, run.json: what was run with what. The only place that holds a clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from nusources.origins import ORIGINS
from nusources.report.content import ReportContent
from nusources.report.scoreboard import count_by_input, count_statuses, verdict


def run_record(
    content: ReportContent,
    *,
    written: str,
    host: Mapping[str, Any],
    jobs: Mapping[str, Mapping[str, Any]],
) -> dict[str, Any]:
    """Record of a run.

    Parameters
    ----------
    content : ReportContent
    written : str
        Time of writing, UTC, ISO 8601.
    host : mapping
        What the run's machine and checkout told: platform, git commit, dirty flag.
    jobs : mapping
        Record of provenance of each job that the report descends from.

    Returns
    -------
    dict
        JSON-able.
    """
    return {
        "run": content.run,
        "written": written,
        "config": content.config,
        "configfiles": list(content.configfiles),
        "versions": dict(content.versions),
        "lock_sha256": content.lock_sha256,
        **host,
        "answers": {one.study: asdict(one.answer) for one in content.answers},
        "verdict": verdict(content.rows),
        "counts": count_statuses(content.rows),
        "counts_by_input": count_by_input(content.rows),
        "real": content.real,
        "simulated": content.simulated,
        "products": [
            {
                "id": product.id,
                "sample": product.sample,
                "rule": product.rule,
                **{kind: list(getattr(product, kind)) for kind in ORIGINS},
                "files": [path for _, path in product.files],
            }
            for product in content.products
        ],
        "jobs": dict(jobs),
        "datasets": [asdict(dataset) | {"state": dataset.state} for dataset in content.datasets],
    }
