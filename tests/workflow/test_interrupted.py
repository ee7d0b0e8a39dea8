"""The same bytes for any core count and chunking, after a kill, and one run at a time."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from checkouts import (
    COMPILED,
    Checkout,
    children_of,
    differing,
    kill_snakemake,
    wait_until,
)

pytestmark = pytest.mark.workflow(long=True)

COUNTS = "results/test/spatial/ic40/excess.parquet"
"""A table with what it needs: simulation, loading, selection, stage, chunks."""
FIGURE = "chang2022_fig12"
"""What follows from it."""


def assert_same_bytes(finished: Checkout, resumed: Checkout) -> None:
    """Check that a run of a target left what a whole run did."""
    expected, found = finished.digests(), resumed.digests()
    assert len(found) > 10
    assert not [name for name in found if found[name] != expected.get(name)]


def test_one_core_and_other_chunks_give_the_same_bytes(finished_run: Checkout, compiled: Checkout):
    overlay = compiled.overlay({"spatial": {"n_chunks": 7}})
    outcome = compiled.snakemake("--cores", "1", overlays=(overlay,), PYTHONHASHSEED="4242")
    assert outcome.code == 0, outcome.text
    first, second = finished_run.digests(), compiled.digests()
    chunks = {name for name in {*first, *second} if "/scrambles-" in name}
    assert len(chunks) == 7  # the one of the first run has a name in common with the second's
    wrong = [name for name in differing(first, second) if name not in chunks]
    assert not wrong
    assert len(first) > 20


@pytest.mark.parametrize(
    "appeared",
    [".snakemake/locks/*.lock", "results/test/logs/scramble_right_ascensions-ic40-0.log"],
)
def test_resumes_after_a_kill(finished_run: Checkout, clean: Checkout, appeared: str):
    kill_and_resume(clean, COUNTS, appeared)
    assert_same_bytes(finished_run, clean)


def test_resumes_after_a_kill_while_a_figure_is_written(finished_run: Checkout, compiled: Checkout):
    known = set(compiled.folder.glob(f"{COMPILED}/*/*"))
    kill_and_resume(compiled, FIGURE, "results/test/report/**/.*.tmp.*")
    assert set(compiled.folder.glob(f"{COMPILED}/*/*")) == known != set(), "what numba compiled"
    assert_same_bytes(finished_run, compiled)
    assert {name.rpartition(".")[2] for name in compiled.digests()} >= {"png", "svg", "pdf"}


def kill_and_resume(checkout: Checkout, target: str, appeared: str) -> None:
    """Kill Snakemake when a file has appeared, and run the same command again."""
    helper = checkout.start_helper(target)
    wait_until(lambda: list(checkout.folder.glob(appeared)), appeared)
    kill_snakemake(helper)
    text, _ = helper.communicate(timeout=60)
    assert helper.returncode != 0
    assert "did not finish" in text
    again = checkout.run_helper(target)
    assert again.code == 0, again.text
    assert "removing its lock" in again.text
    assert "nusources: done" in again.text
    assert checkout.temporaries() == []


def test_resumes_after_helper_and_snakemake_were_killed(finished_run: Checkout, clean: Checkout):
    helper = clean.start_helper(COUNTS)
    owner = clean.folder / ".snakemake/nusources-owner.json"
    wait_until(owner.exists, "the owner's note")
    snakemake = children_of(helper.pid)
    helper.kill()
    for process in snakemake:
        os.kill(process, signal.SIGKILL)
    helper.communicate(timeout=60)
    again = clean.run_helper(COUNTS)
    assert again.code == 0, again.text
    assert clean.temporaries() == []
    assert_same_bytes(finished_run, clean)


def test_killed_script_fails_its_run_and_leaves_nothing_after_the_next(clean: Checkout):
    helper = clean.start_helper("--until", "simulate_track_season")
    os.kill(_writing_script(clean), signal.SIGKILL)
    helper.communicate(timeout=60)
    assert helper.returncode != 0
    assert clean.temporaries() != []
    again = clean.run_helper("--until", "simulate_track_season")
    assert again.code == 0, again.text
    assert clean.temporaries() == []


def test_terminated_helper_ends_its_snakemake(clean: Checkout):
    helper = clean.start_helper()
    script = _writing_script(clean)
    helper.terminate()
    os.kill(script, signal.SIGCONT)
    text, _ = helper.communicate(timeout=60)
    assert helper.returncode != 0
    assert "did not finish" in text
    wait_until(lambda: not Path(f"/proc/{script}").exists(), "the end of the script")
    assert not list((clean.folder / ".snakemake/locks").glob("*"))
    assert clean.temporaries() == []


def test_second_run_in_a_folder_is_refused(finished_run: Checkout, clean: Checkout):
    first = clean.start_helper(COUNTS)
    wait_until((clean.folder / ".snakemake/nusources-owner.json").exists, "the first run's lock")
    second = clean.run_helper(COUNTS)
    assert first.poll() is None, "the first run ended before the second was refused"
    assert second.code != 0
    assert "LockException" in second.text
    assert "removing its lock" not in second.text
    text, _ = first.communicate(timeout=300)
    assert first.returncode == 0, text
    assert_same_bytes(finished_run, clean)


def _writing_script(checkout: Checkout) -> int:
    """Wait for a script that has begun to write, and stop it there; gives its number."""
    events = "results/shared/*/catalogs/simulated/icecube_10year_ps/events/.*.tmp.csv"
    wait_until(lambda: list(checkout.folder.glob(events)), "a temporary file")
    (temporary,) = checkout.folder.glob(events)
    script = int(temporary.name.split(".")[2])
    os.kill(script, signal.SIGSTOP)
    assert temporary.exists()
    return script
