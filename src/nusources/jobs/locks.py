"""Snakemake's lock on a folder, and when it may be removed.

After SIGKILL Snakemake leaves its lock, and the next run refuses to start. A run that was started
by `nusources.jobs.run` notes which lock it took, on which host and with which process; only
that very lock, of a process that is dead, is called stale.
"""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path

LOCKS = Path(".snakemake/locks")
OWNER = Path(".snakemake/nusources-owner.json")


def process_is_alive(process: int) -> bool:
    """Whether a process with this number runs on this host.

    One that has ended but was not yet waited for by its parent (a zombie) does not run.
    """
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2]
    except OSError:  # no /proc on this system
        return True
    return not state.startswith(" Z")


def present_locks(folder: Path = Path()) -> dict[str, int]:
    """Lock files of a folder with their times of change [ns]; empty if it is not locked."""
    files = sorted((folder / LOCKS).glob("*.lock")) if (folder / LOCKS).is_dir() else []
    return {file.name: file.stat().st_mtime_ns for file in files}


def note_owner(process: int, before: dict[str, int], folder: Path = Path()) -> bool:
    """Note that a process of this host took the locks that are present.

    Parameters
    ----------
    process : int
    before : dict
        Locks that were present before the process started: these are another's.
    folder : Path

    Returns
    -------
    bool
        False if it has taken none yet.
    """
    locks = present_locks(folder)
    taken = bool(locks) and locks != before
    if taken:
        record = {"host": socket.gethostname(), "process": process, "locks": locks}
        (folder / OWNER).write_text(json.dumps(record), encoding="utf-8")
    return taken


def forget_owner(process: int, folder: Path = Path()) -> None:
    """Remove the note of a process that has ended by itself.

    Of two runs that start together one is refused; its note may name the other's lock.
    """
    try:
        record = json.loads((folder / OWNER).read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError):
        return
    if record["process"] == process:
        (folder / OWNER).unlink(missing_ok=True)


def lock_is_stale(folder: Path = Path()) -> bool:
    """Whether the present lock was taken by a noted process that is proven dead."""
    locks = present_locks(folder)
    try:
        record = json.loads((folder / OWNER).read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError):
        return False
    same_lock = bool(locks) and record["locks"] == locks
    return (
        same_lock
        and record["host"] == socket.gethostname()
        and not process_is_alive(record["process"])
    )
