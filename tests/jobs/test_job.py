"""The context of workflow scripts: whole outputs or none, and a way to run a job again."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from checkouts import wait_until
from snakemake.iocontainers import Namedlist

from nusources.jobs.digest import REPOSITORY
from nusources.jobs.rerun import RecordedJob

RECORD = {
    "rule": "example",
    "script": "workflow/scripts/example.py",
    "input": [["table", "in.txt"]],
    "output": [["parts", ["out/a.csv", "out/b.csv"]], ["last", "out/c.csv"]],
    "params": [["seed", 5], ["names", ["x", "y"]]],
    "wildcards": [["season", "IC40"]],
    "threads": 1,
    "log": "logs/example.log",
}
START = """
import json, os, signal, sys, time, warnings
from nusources.errors import InputDataError
from nusources.jobs.job import job
from nusources.jobs.rerun import RecordedJob
snakemake = RecordedJob(json.load(open("record.json")))
with job(snakemake) as j:
"""
WRITE_ALL = """
    for path in j.output:
        j.temporary(path).write_text(path)
"""


class Script:
    """A script that runs in a folder of its own."""

    def __init__(self, folder: Path):
        self.folder = folder
        (folder / "in.txt").write_text("1\n", encoding="utf-8")
        (folder / "record.json").write_text(json.dumps(RECORD), encoding="utf-8")

    def start(self, body: str, **variables: str) -> subprocess.Popen:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("NUSOURCES")}
        return subprocess.Popen(
            [sys.executable, "-c", START + body],
            cwd=self.folder,
            env=kept | {"PYTHONPATH": str(REPOSITORY / "src")} | variables,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, body: str, **variables: str) -> tuple[int, str]:
        process = self.start(body, **variables)
        _, errors = process.communicate(timeout=60)
        return process.returncode, errors

    @property
    def left(self) -> list[str]:
        """Files of the output folder, hidden ones too."""
        return sorted(path.name for path in (self.folder / "out").glob("*"))

    @property
    def log(self) -> str:
        return (self.folder / "logs/example.log").read_text(encoding="utf-8")


@pytest.fixture
def script(tmp_path: Path) -> Script:
    return Script(tmp_path)


def provenance(script: Script) -> dict:
    return json.loads((script.folder / "provenance/example.json").read_text(encoding="utf-8"))


def test_success_leaves_outputs_and_one_record_of_provenance(script: Script):
    code, errors = script.run(WRITE_ALL + "    j.note(n_events=3)\n    warnings.warn('careful')")
    assert (code, errors) == (0, "")
    names = ["a.csv", "b.csv", "c.csv"]
    assert script.left == names
    assert [path.name for path in (script.folder / "provenance").iterdir()] == ["example.json"]
    record = provenance(script)
    digest = hashlib.sha256(b"out/b.csv").hexdigest()
    assert record["output"]["out/b.csv"] == {"size": 9, "sha256": digest}
    assert sorted(record["output"]) == [f"out/{name}" for name in names]
    assert record["input"] == ["in.txt"]
    assert record["rule"] == "example"
    assert record["n_events"] == 3
    assert record["params"]["seed"] == 5
    assert "careful" in script.log
    assert not list((script.folder / "logs").glob("*.rerun.json"))


def test_ancestors_of_a_job_and_of_one_table(script: Script):
    """Each table records what it descends from: all that was read, or the parents named."""
    for name, simulated in (("real", False), ("made", True)):
        receipt = {"short_title": name, "simulated": simulated, "files": []}
        (script.folder / f"{name}.json").write_text(json.dumps(receipt), encoding="utf-8")
    body = """
    import pandas as pd
    from nusources.contracts.columns import text
    from nusources.tables import Contract, read_table
    contract = Contract("names", "names", (text("name", "a name"),), ("name",))
    j.read_receipt("real.json")
    table = pd.DataFrame({"name": ["x"]})
    j.write("first.parquet", table, contract)
    first = j._temporary["first.parquet"].rename("first.parquet")
    known = read_table(first, contract)
    assert j.read_receipt("made.json")["files"] == []
    j.note_own("alerts", "my.csv")
    j.write("all.parquet", table, contract)
    j.write("one.parquet", table, contract, parents=[known.attrs])
    j.write("none.parquet", table, contract, parents=[])
    written = {n: j._temporary[f"{n}.parquet"] for n in ("all", "one", "none")}
    j.note(attrs={n: read_table(path, contract).attrs for n, path in written.items()})
"""
    code, errors = script.run(body + WRITE_ALL)
    assert code == 0, errors
    attrs = provenance(script)["attrs"]
    everything = {"real": ["real"], "simulated": ["made"], "own": ["alerts (my.csv)"]}
    assert attrs["all"] == everything
    assert attrs["one"] == {"real": ["real"], "simulated": [], "own": []}
    assert attrs["none"] == {"real": [], "simulated": [], "own": []}


def test_outputs_appear_all_at_the_end(script: Script):
    body = (
        WRITE_ALL + "    j.note(seen=[p.name for p in __import__('pathlib').Path('out').iterdir()"
    )
    code, errors = script.run(body + " if not p.name.startswith('.')])")
    assert code == 0, errors
    assert provenance(script)["seen"] == []


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        ("raise InputDataError('bad number', path='t.csv', row=3)", "t.csv, row 3: bad number"),
        ("raise OSError(28, 'No space left on device')", "OSError: [Errno 28] No space left"),
        ("raise MemoryError", "MemoryError: MemoryError"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt: KeyboardInterrupt"),
        ("sys.exit('stop')", "SystemExit: stop"),
        ("os.kill(os.getpid(), signal.SIGTERM); time.sleep(60)", "stopped by signal 15"),
    ],
)
def test_failure_leaves_a_cause_and_no_output(script: Script, failure: str, told: str):
    code, errors = script.run(f"{WRITE_ALL}    {failure}")
    assert code == 1
    assert script.left == []
    assert f"nusources: example failed: {told}" in errors or told in errors
    assert errors.count("\n") == 2  # the cause and the hint; the traceback stands in the log
    assert "python -m nusources.jobs.rerun logs/example.rerun.json" in errors
    assert "Traceback" in script.log
    assert told in script.log


def test_output_that_was_not_written_is_a_failure(script: Script):
    code, errors = script.run("    j.temporary('out/a.csv').write_text('1')")
    assert code == 1
    assert "rule example did not write out/b.csv, out/c.csv" in errors
    assert script.left == []


def test_failure_records_the_job_and_success_removes_the_record(script: Script):
    script.run("    raise ValueError('no')")
    record = script.folder / "logs/example.rerun.json"
    again = RecordedJob(json.loads(record.read_text(encoding="utf-8")))
    assert list(again.output) == ["out/a.csv", "out/b.csv", "out/c.csv"]
    assert again.output.parts == ["out/a.csv", "out/b.csv"]
    assert again.output.last == "out/c.csv"
    assert list(again.params) == [5, ["x", "y"]]
    assert again.params.names == ["x", "y"]
    assert again.wildcards.season == "IC40"
    code, errors = script.run(WRITE_ALL)
    assert code == 0, errors
    assert not record.exists()


def test_lists_of_snakemake_are_recorded_as_they_are():
    from nusources.jobs.job import _as_items
    from nusources.jobs.rerun import Items

    files = Namedlist(["a", "b", "c", "d"])
    files._set_name("parts", 0, end=2)
    files._set_name("last", 2)
    copied = Items(_as_items(files), files=True)
    assert sorted(copied) == ["a", "b", "c", "d"]
    assert copied.parts == ["a", "b"]
    assert copied.last == "c"
    with pytest.raises(AttributeError, match="no item named 'first'"):
        _ = copied.first


def test_temporary_files_of_a_killed_job_go_at_the_next_start(script: Script):
    process = script.start(WRITE_ALL + "    time.sleep(60)")
    wait_until(lambda: len(script.left) == 3, "three temporary files")
    # what `write_table` would have begun below the temporary name
    first = next((script.folder / "out").glob(".a.*"))
    first.with_name(f".{first.name}.77.tmp").write_text("half", encoding="utf-8")
    process.kill()
    process.communicate()
    assert len(script.left) == 4
    code, errors = script.run(WRITE_ALL)
    assert code == 0, errors
    assert [name for name in script.left if name.startswith(".")] == []


def test_temporary_files_of_other_outputs_stay(script: Script):
    (script.folder / "out").mkdir()
    others = [".a.5.tmp.parquet", ".ab.5.tmp.csv", ".keep", ".a.note.tmp.csv"]
    for name in others:
        (script.folder / "out" / name).write_text("x", encoding="utf-8")
    code, errors = script.run(WRITE_ALL)
    assert code == 0, errors
    assert set(others) <= set(script.left)


def test_job_ends_when_its_workflow_dies(script: Script):
    workflow = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    process = script.start(
        WRITE_ALL + "    time.sleep(600)", NUSOURCES_WORKFLOW_PID=str(workflow.pid)
    )
    wait_until(lambda: len(script.left) == 3, "three temporary files")
    workflow.kill()
    process.communicate(timeout=60)
    assert process.returncode == 1
    assert script.left == []
    workflow.wait()


def test_job_of_a_dead_workflow_does_not_put_outputs_in_place(script: Script):
    workflow = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    body = f"{WRITE_ALL}    from nusources.jobs.locks import process_is_alive\n"
    body += f"    os.kill({workflow.pid}, signal.SIGKILL)\n"
    body += f"    while process_is_alive({workflow.pid}): pass\n"
    code, _ = script.run(body, NUSOURCES_WORKFLOW_PID=str(workflow.pid))
    assert code == 1
    assert script.left == []
    workflow.wait()


def test_sigterm_removes_temporary_files(script: Script):
    process = script.start(WRITE_ALL + "    time.sleep(600)")
    wait_until(lambda: len(script.left) == 3, "three temporary files")
    time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert process.returncode == 1
    assert script.left == []


TELLING = """
    import warnings
    from nusources.errors import InputWarning
    for problem in ("odd", "odd", "strange"):
        warnings.warn(InputWarning(problem, "my.csv"))
    warnings.warn(InputWarning("fine", severity="note"))
    warnings.warn("of a library")
    j.write_messages("told.json")
    j.note(told=json.loads(j.temporary("told.json").read_text())["messages"])
"""


def test_warnings_about_inputs_reach_terminal_log_and_a_table(script: Script):
    code, errors = script.run(TELLING + WRITE_ALL)
    assert code == 0, errors
    assert errors.splitlines() == [
        "nusources: warning: my.csv: odd",
        "nusources: warning: my.csv: odd",
        "nusources: warning: my.csv: strange",
        "nusources: note: fine",
    ]
    assert "WARNING warning: my.csv: strange" in script.log
    assert "of a library" in script.log
    assert [tuple(one.values()) for one in provenance(script)["told"]] == [
        ("my.csv", "odd", "warning"),
        ("my.csv", "odd", "warning"),
        ("my.csv", "strange", "warning"),
        ("", "fine", "note"),
    ]


LIMIT = """
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    import numpy, pandas
    from nusources.contracts.spatial import SOURCES
    rng = numpy.random.default_rng(1)
    names = [f"source {i}" for i in range(5000)]
    table = pandas.DataFrame({"group": "a", "source_name": names,
                              "ra": rng.uniform(0, 360, 5000), "dec": rng.uniform(-90, 90, 5000),
                              "gamma_name": None})
    table = table.assign(listed_ra=table["ra"], listed_dec=table["dec"], weight=1.0)
    j.write("out/a.csv", table, SOURCES)
"""


def test_disk_that_fills_up_leaves_no_part_of_a_table(script: Script):
    code, errors = script.run(LIMIT)
    assert code == 1
    assert "nusources: example failed: OSError" in errors
    assert "File too large" in errors
    assert script.left == []
