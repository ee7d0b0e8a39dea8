"""The Slurm profile: every job runs on a node, with the results of a local run. See .ci/slurm."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections import Counter

import pytest
from checkouts import COMPILED, Checkout, Outcome, wait_until

pytestmark = pytest.mark.workflow(long=True)

FIGURE = "chang2022_fig12"
LOCAL_RULES = {FIGURE, "locate_tracks"}
SOURCES = "results/test/selection/sources.parquet"
IMPATIENT = """
import asyncio
from snakemake.cli import main
sleep = asyncio.sleep
asyncio.sleep = lambda seconds, *more: sleep(min(seconds, 1), *more)
main()
"""
"""Snakemake that looks at its jobs each second; between the plugin's own looks pass 10 to 20."""
ONE_PACKAGE = "counting"
"""What nodes compile in these tests: the rest stands for runs from before."""
RUN_ID = re.compile(r"SLURM run ID: (\S+)")


@pytest.fixture(scope="module", autouse=True)
def slurm():
    """Skip without a Slurm that answers."""
    command = ["sinfo", "--noheader", "--format=%t"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
        answer = done.stdout.strip()
    except (FileNotFoundError, subprocess.TimeoutExpired):
        answer = ""
    if not answer and os.environ.get("NUSOURCES_REQUIRE_OUTSIDE") == "1":
        pytest.fail("no Slurm answers, and NUSOURCES_REQUIRE_OUTSIDE=1 asks for it: .ci/slurm")
    if not answer:
        pytest.skip("no Slurm answers `sinfo` (.ci/slurm starts one)")


def command(checkout: Checkout, *arguments: str) -> list[str]:
    """Snakemake as docs/cluster.md calls it, with the small configuration, and less patient."""
    profile = ["--profile", "profiles/slurm", "--configfile", *checkout.config]
    return [sys.executable, "-c", IMPATIENT, *arguments, *profile]


def jobs_of(outcome: Outcome) -> list[tuple[str, str]]:
    """Rule and state of every job of a run, as Slurm itself knows them."""
    return jobs_named(RUN_ID.search(outcome.text)[1])


def jobs_named(run: str) -> list[tuple[str, str]]:
    """Rule and state of the jobs with this name; the plugin notes the rule in the comment."""
    query = ["squeue", "--states=all", "--noheader", f"--name={run}", "--format=%T|%k"]
    lines = subprocess.run(query, capture_output=True, text=True, check=True).stdout.split()
    pairs = [line.split("|", 1) for line in lines]
    return [(re.match(r"rule_(.+?)(_wildcards_|$)", text)[1], state) for state, text in pairs]


def counts_of_rules(outcome: Outcome) -> Counter[str]:
    """Jobs of each rule that Snakemake announced."""
    block = re.search(
        r"^Job stats:\n.*?\n-.*?\n(.*?)^total", outcome.text, re.DOTALL | re.MULTILINE
    )
    return Counter({rule: int(count) for rule, count in map(str.split, block[1].splitlines())})


def test_jobs_run_on_nodes_with_the_results_of_a_local_run(
    compiled: Checkout, finished_run: Checkout
):
    for folder in compiled.folder.glob(f"{COMPILED}/{ONE_PACKAGE}_*"):
        shutil.rmtree(folder)
    outcome = compiled.call(command(compiled, FIGURE))
    assert outcome.code == 0, outcome.text
    jobs = jobs_of(outcome)
    announced = counts_of_rules(outcome)
    assert announced.keys() >= LOCAL_RULES
    remote = {rule: count for rule, count in announced.items() if rule not in LOCAL_RULES}
    assert Counter(rule for rule, _ in jobs) == remote
    assert {state for _, state in jobs} == {"COMPLETED"}

    found, expected = compiled.digests(), finished_run.digests()
    endings = {name.rpartition(".")[2] for name in found}
    assert endings >= {"parquet", "csv", "png", "svg", "pdf"}
    assert not [name for name in found if found[name] != expected.get(name)]
    assert compiled.temporaries() == []
    assert list(compiled.folder.glob(f"{COMPILED}/{ONE_PACKAGE}_*/*.nbc")), "compiled on a node"
    assert "Nothing to be done" in compiled.dry(FIGURE).text


def test_failure_on_a_node_ends_the_run_and_names_the_cause(clean: Checkout):
    script = clean.folder / "workflow" / "scripts" / "select_sources.py"
    text = script.read_text(encoding="utf-8")
    head = "with job(snakemake) as j:\n"
    assert head in text
    raising = f'{head}    raise ValueError("broken by a test")\n'
    script.write_text(text.replace(head, raising), encoding="utf-8")
    outcome = clean.call(command(clean, SOURCES))
    assert outcome.code != 0
    assert jobs_of(outcome) == [("select_sources", "FAILED")]
    assert "ValueError: broken by a test" in outcome.text
    assert not (clean.folder / SOURCES).exists()
    assert list((clean.folder / ".snakemake" / "slurm_logs" / "rule_select_sources").glob("*.log"))


def test_jobs_watch_the_snakemake_of_their_node_and_not_the_one_that_submitted(clean: Checkout):
    """On another node the submitting process does not exist, as here after it was killed."""
    output = clean.folder / "submission.txt"
    with output.open("w") as stream:
        submission = subprocess.Popen(
            command(clean, SOURCES),
            cwd=clean.folder,
            env=clean.environment(),
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
    wait_until(lambda: "submitted with SLURM jobid" in output.read_text(), "a submission")
    submission.send_signal(signal.SIGKILL)
    submission.wait()
    run = RUN_ID.search(output.read_text())[1]
    assert not (clean.folder / SOURCES).exists()
    unfinished = {"PENDING", "RUNNING", "COMPLETING"}
    wait_until(lambda: not {state for _, state in jobs_named(run)} & unfinished, "the job's end")
    assert jobs_named(run) == [("select_sources", "COMPLETED")]
    assert (clean.folder / SOURCES).is_file()
