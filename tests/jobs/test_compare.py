"""The comparison of two runs sees every kind of difference, and no other."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from nusources.contracts.columns import number, text
from nusources.jobs.compare import compare_runs
from nusources.tables import Contract, write_table

NAMES = Contract(
    "names",
    "names and numbers",
    (
        text("name", "a name"),
        number("x", "deg", "pos.eq.ra", "a number", nullable=True),
        text("note", "a remark", "meta.note"),
    ),
    ("name",),
)
TABLE = pd.DataFrame({"name": ["a", "b", "c"], "x": [1.0, 0.0, np.nan], "note": ["", "n", "m"]})


def make_run(folder: Path, table=TABLE, contract=NAMES, lines="x\n1\n", **ancestors) -> Path:
    (folder / "report/figures").mkdir(parents=True)
    (folder / "spatial").mkdir()
    write_table(table, folder / "spatial/names.parquet", contract, **ancestors)
    (folder / "report/figures/a.csv").write_text(lines)
    (folder / "reproduction.csv").write_text("id\n")
    (folder / "run.json").write_text(str(folder))
    return folder


def with_column(**changes) -> Contract:
    old = NAMES.columns[1]
    values = {"unit": old.unit, "ucd": old.ucd, "description": old.description} | changes
    new = number("x", values["unit"], values["ucd"], values["description"], nullable=True)
    return Contract("names", "other words", (NAMES.columns[0], new, NAMES.columns[2]), ("name",))


def test_equal_runs_do_not_differ(tmp_path):
    old = make_run(tmp_path / "old")
    new = make_run(tmp_path / "new", contract=with_column(description="in other words"))
    assert compare_runs(old, new) == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"table": TABLE.assign(x=[1.0, -0.0, np.nan])}, "x: 1 values differ, the first in row 1"),
        (
            {"table": TABLE.assign(x=[1.0, 0.0, 2.0])},
            "x: 1 values differ, the first in row 2: None",
        ),
        ({"table": TABLE.assign(x=[np.nextafter(1, 2), 0.0, np.nan])}, "x: 1 values differ"),
        ({"table": TABLE.assign(note=["", "n", "M"])}, "note: 1 values differ"),
        ({"table": TABLE.iloc[:2]}, "3 rows, now 2"),
        ({"contract": with_column(unit="rad")}, "x: unit b'deg', now b'rad'"),
        ({"contract": with_column(ucd="pos.eq.dec")}, "x: ucd b'pos.eq.ra', now b'pos.eq.dec'"),
        ({"simulated": ["X"]}, "table: nusources.simulated"),
        ({"lines": "x\n2\n"}, "report/figures/a.csv: 1 lines differ, the first of them line 2"),
        ({"lines": "x\n1\n1\n"}, "report/figures/a.csv: 2 lines, now 3"),
    ],
)
def test_every_difference_is_told(tmp_path, changes, told):
    old, new = make_run(tmp_path / "old"), make_run(tmp_path / "new", **changes)
    problems = compare_runs(old, new)
    assert len(problems) == 1
    assert told in problems[0]


def test_columns_of_other_type_or_name_are_told(tmp_path):
    old, new = make_run(tmp_path / "old"), make_run(tmp_path / "new")
    file = new / "spatial/names.parquet"
    stored = pq.read_table(file)
    renamed = stored.rename_columns({"x": "y"})
    pq.write_table(renamed, file)
    assert "columns ['name', 'x', 'note'], now ['name', 'y', 'note']" in compare_runs(old, new)[0]
    pq.write_table(stored.set_column(1, "x", stored["x"].cast("float32")), file)
    assert "x: type double, now float" in " ".join(compare_runs(old, new))


def test_files_of_one_run_only_are_told_and_exceptions_are_not(tmp_path):
    old = make_run(tmp_path / "old")
    new = make_run(tmp_path / "new", table=TABLE.assign(note=["", "n", "M"]))
    (old / "report/figures/b.csv").write_text("y\n")
    assert compare_runs(old, new, columns=["note"]) == [f"report/figures/b.csv: only in {old}"]
    assert compare_runs(old, new, ["report/figures/b*"], ["note"]) == []
