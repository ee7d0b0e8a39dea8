"""Compare the results of two runs: ``make compare OLD=results/a NEW=results/b``.

Tables must have the same columns, types, units, UCDs, ancestors, rows and bit-identical values;
plotted numbers the same lines. Descriptions and other texts of the metadata, logs, times and
provenance are left out.
"""

from __future__ import annotations

import argparse
import fnmatch
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

PATTERNS = ("**/*.parquet", "report/**/*.csv", "reproduction.csv")
FIELD_FACTS = (b"unit", b"ucd")
TABLE_FACTS = (b"nusources.contract", b"nusources.simulated", b"nusources.real", b"nusources.own")


def compare_runs(
    old: str | Path, new: str | Path, left_out: Iterable[str] = (), columns: Sequence[str] = ()
) -> list[str]:
    """List how two result folders differ; empty if they do not.

    Parameters
    ----------
    old, new : path
        Folders ``results/<run>``.
    left_out : iterable of str
        Patterns of files that may differ, relative to the folders.
    columns : sequence of str
        Names of columns that may differ.
    """
    before, after = (_files(folder, left_out) for folder in (Path(old), Path(new)))
    problems = [f"{name}: only in {old}" for name in sorted(before - after)]
    problems += [f"{name}: only in {new}" for name in sorted(after - before)]
    for name in sorted(before & after):
        differences = _differences(Path(old, name), Path(new, name), columns)
        problems += [f"{name}: {one}" for one in differences]
    return problems


def _files(folder: Path, left_out: Iterable[str]) -> set[str]:
    found = {
        path.relative_to(folder).as_posix()
        for pattern in PATTERNS
        for path in folder.glob(pattern)
        if not any(part.startswith(".") for part in path.relative_to(folder).parts)
    }
    return {one for one in found if not any(fnmatch.fnmatch(one, out) for out in left_out)}


def _differences(old: Path, new: Path, columns: Sequence[str]) -> Iterator[str]:
    if old.suffix == ".csv":
        yield from _differences_of_lines(old, new)
    else:
        yield from _differences_of_tables(pq.read_table(old), pq.read_table(new), columns)


def _differences_of_lines(old: Path, new: Path) -> Iterator[str]:
    before, after = (path.read_bytes().splitlines() for path in (old, new))
    if len(before) != len(after):
        yield f"{len(before)} lines, now {len(after)}"
    changed = [
        n for n, pair in enumerate(zip(before, after, strict=False), 1) if pair[0] != pair[1]
    ]
    if changed:
        yield f"{len(changed)} lines differ, the first of them line {changed[0]}"


def _differences_of_tables(old: pa.Table, new: pa.Table, columns: Sequence[str]) -> Iterator[str]:
    if old.column_names != new.column_names:
        yield f"columns {old.column_names}, now {new.column_names}"
        return
    yield from _differences_of_facts("table", TABLE_FACTS, old.schema, new.schema)
    if old.num_rows != new.num_rows:
        yield f"{old.num_rows} rows, now {new.num_rows}"
        return
    for name in old.column_names:
        before, after = old.schema.field(name), new.schema.field(name)
        if before.type != after.type:
            yield f"{name}: type {before.type}, now {after.type}"
        yield from _differences_of_facts(name, FIELD_FACTS, before, after)
        if name not in columns and before.type == after.type:
            yield from _differences_of_values(name, old[name], new[name])


def _differences_of_facts(name: str, keys: Iterable[bytes], old, new) -> Iterator[str]:
    before, after = (one.metadata or {} for one in (old, new))
    for key in keys:
        if before.get(key) != after.get(key):
            yield f"{name}: {key.decode()} {before.get(key)!r}, now {after.get(key)!r}"


def _differences_of_values(name: str, old: pa.ChunkedArray, new: pa.ChunkedArray) -> Iterator[str]:
    before, after = (_bits(one) for one in (old, new))
    empty = (np.asarray(old.is_null()), np.asarray(new.is_null()))
    differ = (before != after) | (empty[0] != empty[1])
    if differ.any():
        row = int(np.argmax(differ))
        yield (
            f"{name}: {differ.sum()} values differ, the first in row {row}: "
            f"{old[row].as_py()!r}, now {new[row].as_py()!r}"
        )


def _bits(values: pa.ChunkedArray) -> np.ndarray:
    """Values so that equal bits are equal, also of what is no number."""
    if pa.types.is_floating(values.type):
        numbers = values.fill_null(0.0).to_numpy()
        return numbers.view(f"i{numbers.dtype.itemsize}")
    return np.array(values.to_pylist(), dtype=object)


def main() -> int:
    """Compare the folders of the command line, tell how they differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("old")
    parser.add_argument("new")
    parser.add_argument("--left-out", action="append", default=[], metavar="PATTERN")
    parser.add_argument("--column", action="append", default=[], help="a column that may differ")
    chosen = parser.parse_args()
    problems = compare_runs(chosen.old, chosen.new, chosen.left_out, chosen.column)
    for problem in problems:
        print(problem)
    print(f"{len(problems)} differences" if problems else "no differences")
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main())
