"""A run that failed: its page says what failed, and the old answers are gone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from html_outline import read_outline
from report_run import run_report, write_run

from nusources.report.failure import tell_failure

CAUSE = "bad <b>.csv, row 1, column 'ra': not a position on the sky; found 400"


@pytest.fixture
def failed(tmp_path) -> Path:
    """Folder of a finished run in which a job fails now, and another failed long ago."""
    folder = tmp_path / "results" / "mini"
    run_report(folder, write_run(folder))
    for rule, wildcards in (("select_sources", []), ("old_rule", [["sample", "ic40"]])):
        log = folder / "logs" / f"{rule}.log"
        log.write_text(f"2026 ERROR {rule} failed: first\n2026 ERROR {rule} failed: {CAUSE}\n")
        record = {"rule": rule, "wildcards": wildcards, "log": str(log), "output": [["a", "b"]]}
        (folder / "logs" / f"{rule}.rerun.json").write_text(json.dumps(record))
    return folder


def page_of(folder: Path, snakemake_log: str):
    log = folder.parent / "snakemake.log"
    log.write_text(snakemake_log)
    tell_failure(folder, [log])
    return read_outline(folder / "report" / "index.html")


def test_the_page_says_what_failed_and_how_to_repeat_it(failed):
    log = failed / "logs" / "select_sources.log"
    outline = page_of(failed, f"Error in rule select_sources:\n    log: {log} (check it)\n")
    assert outline.text_of("h1") == ["Run mini failed: there is no answer"]
    assert outline.text_of("article") == [
        f"select_sources {CAUSE} Log{log} By hand.venv/bin/python -m nusources.jobs.rerun "
        f"{failed}/logs/select_sources.rerun.json"
    ]
    assert outline.text_of("main")[0].endswith(
        "The same command goes on from here; what is finished is kept. Figures and tables in this "
        "folder may be from before."
    )
    assert outline.all("script", "img") == []


def test_what_the_run_found_stands_if_a_job_without_results_fails(failed):
    log = failed / "logs" / "data_fetch.log"
    record = {"rule": "data_fetch", "wildcards": [], "log": str(log), "output": []}
    (failed / "logs" / "data_fetch.rerun.json").write_text(json.dumps(record))
    before = {path: path.read_bytes() for path in failed.rglob("*") if path.is_file()}
    told = f"Error in rule data_fetch:\n    log: {log} (check it)\n"
    page_of(failed, told)
    assert {path: path.read_bytes() for path in failed.rglob("*") if path.is_file()} == before
    # Beside a job with results it is told as any other.
    other = failed / "logs" / "select_sources.log"
    outline = page_of(failed, f"{told}Error in rule select_sources:\n    log: {other}\n")
    assert outline.text_of("h1") == ["Run mini failed: there is no answer"]
    assert len(outline.text_of("article")) == 2


def test_the_old_answers_are_gone(failed):
    assert (failed / "run.json").exists()
    assert "Nothing is found" in (failed / "report/index.html").read_text()
    page_of(failed, "")
    left = {path.name for path in failed.rglob("*") if path.is_file()}
    assert not left & {"run.json", "record.json", "answer.txt", "chang2022.json", ".index.html.tmp"}
    assert "Nothing is found" not in (failed / "report/index.html").read_text()


def test_a_job_with_wildcards_names_them(failed):
    outline = page_of(failed, f"Error in rule old_rule:\n    log: {failed}/logs/old_rule.log\n")
    assert outline.text_of("h2") == ["old_rule (sample=ic40)"]


def test_a_killed_job_leaves_its_name(failed):
    outline = page_of(failed, "Error in rule scramble_events:\n    jobid: 3\n")
    assert outline.text_of("article") == [
        "scramble_events The job left no cause: it was stopped from outside, or could not start. "
        "Snakemake's log in .snakemake/log tells more."
    ]


def test_a_job_that_runs_share_is_told_too(failed, tmp_path):
    shared = tmp_path / "results" / "shared" / "0123"
    (shared / "logs").mkdir(parents=True)
    log = shared / "logs" / "load_hsp3.log"
    log.write_text("2026 ERROR load_hsp3 failed: no such column\n")
    record = {"rule": "load_hsp3", "wildcards": [], "log": str(log), "output": [["a", "b"]]}
    (shared / "logs" / "load_hsp3.rerun.json").write_text(json.dumps(record))
    snakemake_log = tmp_path / "snakemake.log"
    snakemake_log.write_text(f"Error in rule load_hsp3:\n    log: {log}\n")
    tell_failure(failed, [snakemake_log], shared)
    (card,) = read_outline(failed / "report" / "index.html").text_of("article")
    assert "no such column" in card


def test_a_stopped_run_says_so(failed):
    tell_failure(failed, [])
    outline = read_outline(failed / "report" / "index.html")
    assert outline.all("article") == []
    assert "No job told a cause: the run was stopped." in outline.text_of("main")[0]


def test_a_run_that_never_came_to_a_report_gets_a_page(tmp_path):
    tell_failure(tmp_path / "new", [tmp_path / "no.log"])
    assert "Run new failed" in (tmp_path / "new/report/index.html").read_text()
