"""A run that failed: a page that says what failed takes the place of the old answers.

``Snakefile`` calls it for failed jobs, `nusources.jobs.run` as a module when Snakemake was killed.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nusources.report.page import environment

RECORDS = "*.rerun.json"
"""What failed jobs leave beside their logs; `nusources.jobs.job`."""


@dataclass(frozen=True)
class FailedJob:
    """A job that failed.

    Parameters
    ----------
    rule : str
    wildcards : str
        Such as ``sample=ic40``; empty without any.
    cause : str
        One sentence.
    log : str
        Its log file.
    again : str
        Command that runs its script again without Snakemake.
    """

    rule: str
    wildcards: str
    cause: str
    log: str
    again: str


def failed_job(record: dict[str, Any], path: str, log_text: str) -> FailedJob:
    """Job from what it left.

    Parameters
    ----------
    record : dict
        Content of its ``.rerun.json``.
    path : str
        That file.
    log_text : str
        Its log; the last line ``<rule> failed: <cause>`` tells the cause.
    """
    causes = re.findall(rf"ERROR {re.escape(record['rule'])} failed: (.*)", log_text)
    return FailedJob(
        record["rule"],
        ", ".join(f"{name}={value}" for name, value in record["wildcards"] if name),
        causes[-1] if causes else "its log does not tell the cause",
        record["log"],
        shlex.join([".venv/bin/python", "-m", "nusources.jobs.rerun", path]),
    )


def failure_page(run: str, jobs: Sequence[FailedJob], others: Iterable[str] = ()) -> str:
    """Page of a run that failed.

    Parameters
    ----------
    run : str
        Name of the run.
    jobs : sequence of FailedJob
    others : iterable of str
        Rules of failed jobs that left no record, such as killed ones.
    """
    template = environment().get_template("failed.html")
    return template.render(run=run, jobs=jobs, others=list(others))


def tell_failure(
    run_folder: str | Path, snakemake_logs: Iterable[str | Path], shared_folder: str | Path = ""
) -> None:
    """Remove the answers of a run and write the page that says what failed.

    If only jobs without results failed, such as those of ``data_fetch``, what the run found stands.

    Parameters
    ----------
    run_folder : path
        ``results/<run>``.
    snakemake_logs : iterable of path
        Logs of Snakemake: they tell which of the records that lie there are of this failure.
    shared_folder : path, optional
        Folder of what runs have in common, whose jobs may fail too.
    """
    folder = Path(run_folder)
    told = "\n".join(_text(Path(log)) for log in snakemake_logs)
    places = [Path(one) / "logs" for one in (run_folder, shared_folder) if one]
    paths = [path for place in places for path in sorted(place.rglob(RECORDS))]
    records = [(path, json.loads(_text(path))) for path in paths]
    mine = [(path, record) for path, record in records if record["log"] in told]
    jobs = [failed_job(record, str(path), _text(Path(record["log"]))) for path, record in mine]
    known = {record["rule"] for _, record in mine}
    makes_results = any(record["output"] for _, record in mine)
    others = sorted(set(re.findall(r"^Error in rule (\w+)", told, re.MULTILINE)) - known)
    if mine and not makes_results and not others:
        return
    report = folder / "report"
    gone = [folder / "run.json", folder / "nusources-report.html"]
    gone += [report / "answer.txt", report / "record.json"]
    for old in (*(folder / "answers").glob("*.json"), *gone):
        old.unlink(missing_ok=True)
    report.mkdir(parents=True, exist_ok=True)
    page = report / ".index.html.tmp"
    page.write_text(failure_page(folder.name, jobs, others), encoding="utf-8")
    os.replace(page, report / "index.html")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


if __name__ == "__main__":
    tell_failure(sys.argv[1], [])
