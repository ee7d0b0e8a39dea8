"""Which lock is stale, and which process is alive."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from nusources.jobs import locks


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / locks.LOCKS).mkdir(parents=True)
    return tmp_path


def lock(folder: Path, name: str = "0.input.lock") -> None:
    (folder / locks.LOCKS / name).write_text("x", encoding="utf-8")


@pytest.fixture
def dead_process() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_own_process_is_alive():
    assert locks.process_is_alive(os.getpid())


def test_first_process_of_the_host_is_alive():
    assert locks.process_is_alive(1)


def test_ended_process_is_dead(dead_process: int):
    assert not locks.process_is_alive(dead_process)


def test_ended_process_that_nobody_waited_for_is_dead():
    process = subprocess.Popen([sys.executable, "-c", ""], stdout=subprocess.PIPE)
    process.stdout.read()  # it ends now, and stays a zombie until it is waited for
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert not locks.process_is_alive(process.pid)
    process.wait()


def test_lock_of_a_noted_dead_process_is_stale(folder: Path, dead_process: int):
    lock(folder)
    assert locks.note_owner(dead_process, {}, folder)
    assert locks.lock_is_stale(folder)


def test_lock_of_a_living_process_is_not_stale(folder: Path):
    lock(folder)
    assert locks.note_owner(os.getpid(), {}, folder)
    assert not locks.lock_is_stale(folder)


def test_lock_that_nobody_noted_is_not_stale(folder: Path):
    lock(folder)
    assert not locks.lock_is_stale(folder)


def test_no_lock_is_not_stale(folder: Path, dead_process: int):
    lock(folder)
    locks.note_owner(dead_process, {}, folder)
    (folder / locks.LOCKS / "0.input.lock").unlink()
    assert not locks.lock_is_stale(folder)


def test_lock_taken_since_by_another_is_not_stale(folder: Path, dead_process: int):
    lock(folder)
    locks.note_owner(dead_process, {}, folder)
    path = folder / locks.LOCKS / "0.input.lock"
    os.utime(path, ns=(1, 1))
    assert not locks.lock_is_stale(folder)


def test_lock_of_another_host_is_not_stale(folder: Path, dead_process: int, monkeypatch):
    lock(folder)
    locks.note_owner(dead_process, {}, folder)
    monkeypatch.setattr(locks.socket, "gethostname", lambda: "another")
    assert not locks.lock_is_stale(folder)


def test_locks_that_were_there_before_are_anothers(folder: Path):
    lock(folder)
    assert not locks.note_owner(os.getpid(), locks.present_locks(folder), folder)
    assert not (folder / locks.OWNER).exists()


def test_only_the_own_note_is_forgotten(folder: Path, dead_process: int):
    lock(folder)
    locks.note_owner(dead_process, {}, folder)
    locks.forget_owner(os.getpid(), folder)
    assert (folder / locks.OWNER).exists()
    locks.forget_owner(dead_process, folder)
    assert not (folder / locks.OWNER).exists()


@pytest.mark.parametrize("text", ["", "{", "\x00\x00"])
def test_damaged_note_is_no_proof(folder: Path, text: str):
    lock(folder)
    (folder / locks.OWNER).write_text(text, encoding="utf-8")
    assert not locks.lock_is_stale(folder)
    locks.forget_owner(1, folder)
