"""A job that fails takes the answers of the run with it, until a run succeeds."""

from __future__ import annotations

import pytest
from checkouts import Checkout

pytestmark = pytest.mark.workflow

BAD = {
    "groups": [
        {
            "name": "mine",
            "label": "mine",
            "file": "bad.csv",
            "columns": {"source_name": "name", "ra": "ra", "dec": "dec"},
        }
    ]
}


def test_a_failed_job_takes_the_answers_with_it(finished: Checkout):
    page = finished.results / "report/index.html"
    text = (finished.results / "report/answer.txt").read_text(encoding="utf-8")
    headline = text.splitlines()[3].strip().removesuffix(".")
    assert headline in page.read_text(encoding="utf-8")

    (finished.folder / "bad.csv").write_text("name,ra,dec\nA,400,1\n", encoding="utf-8")
    outcome = finished.snakemake(overlays=(finished.overlay(BAD),))
    assert outcome.code != 0
    told = page.read_text(encoding="utf-8")
    assert headline not in told
    assert "Run test failed: there is no answer" in told
    assert "<h2>select_sources</h2>" in told
    assert "bad.csv" in told
    assert "400" in told
    gone = ("run.json", "report/answer.txt", "answers/chang2022.json")
    assert not [name for name in gone if (finished.results / name).exists()]

    assert {"answer", "report"} <= finished.dry().due()


def test_a_killed_run_has_no_answers(finished: Checkout):
    outcome = finished.python("-m", "nusources.report.failure", "results/test")
    assert outcome.code == 0, outcome.text
    page = (finished.results / "report/index.html").read_text(encoding="utf-8")
    assert "the run was stopped" in page
    for target in ((), ("report",)):
        assert finished.dry(*target).due() == {"answer", "report"}
