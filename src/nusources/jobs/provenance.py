"""Records of provenance: one file per job, ``results/<run>/provenance/<rule>[-wildcards].json``.

What can change without the numbers (code digest, parameters, times) stands there and not in the
tables: equal numbers are equal bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any


def provenance_path(log_file: Path) -> Path:
    """Where the record of a job stands, whose log is ``results/<run>/logs/<name>.log``."""
    return log_file.parent.parent / "provenance" / f"{log_file.stem}.json"


def file_facts(path: str | Path) -> dict[str, Any]:
    """Size [bytes] and digest of a file."""
    with Path(path).open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"size": Path(path).stat().st_size, "sha256": digest}


def gather_provenance(
    folders: Iterable[str | Path], files: Iterable[str | Path]
) -> dict[str, dict[str, Any]]:
    """Records of all jobs that some files descend from.

    Parameters
    ----------
    folders : iterable of path
        ``results/<run>/provenance`` and that of what runs share; what another configuration left
        there is not gathered.
    files : iterable of path
        As jobs name them.

    Returns
    -------
    dict
        Record by the name of its job, sorted.
    """
    paths = [path for folder in folders for path in Path(folder).glob("*.json")]
    # If two records name one output, as after a rule was renamed, the newer one made it.
    paths.sort(key=lambda path: (path.stat().st_mtime_ns, path.stem))
    records = {path.stem: _read(path) for path in paths}
    maker = {file: name for name, record in records.items() for file in record["output"]}
    found: set[str] = set()
    waiting = [str(file) for file in files]
    while waiting:
        name = maker.get(waiting.pop())
        if name is not None and name not in found:
            found.add(name)
            waiting += records[name]["input"]
    return {name: records[name] for name in sorted(found)}


def _read(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))
