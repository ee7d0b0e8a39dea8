"""A copy of the checkout in which a test may run Snakemake, change files and kill jobs."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from numba.core.caching import UserProvidedCacheLocator
from warm_snakemake import run_snakemake

COPIED = (
    "Snakefile",
    "workflow",
    "src",
    "config",
    "data",
    "envs",
    "profiles",
    "results/README.md",
)
COMPARED = {".parquet", ".csv", ".tex", ".png", ".pdf", ".svg"}
"""Endings of the files that must be equal byte for byte; logs and provenance may differ."""

OURS = ("NUSOURCES", "SNAKEMAKE", "NUMBA")
"""Beginnings of names of variables that commands do not inherit."""

COMPILED = ".cache/numba"
"""Folder of the code that numba has compiled."""

LONGEST_SECONDS = 900


@dataclass(frozen=True)
class Outcome:
    """What a command printed, and its exit code."""

    code: int
    text: str

    def reasons(self) -> dict[str, set[str]]:
        """Rules of a dry run by the reason for which they are due."""
        block = re.search(r"^Reasons:\n(.*?)(?=^\S)", self.text, re.MULTILINE | re.DOTALL)
        found: dict[str, set[str]] = {}
        if block:
            for reason, rules in re.findall(r"^    (\w.*):\n        (.*)$", block[1], re.MULTILINE):
                found[reason] = set(rules.split(", "))
        return found

    def due(self) -> set[str]:
        """Rules with jobs to run, by a dry run; rules without a script are left out."""
        rules = set().union(*self.reasons().values())
        return {rule for rule in rules if rule not in ("all",)}

    def changed(self) -> set[str]:
        """Rules that are due because of their own parameters or code."""
        return self.reasons().get("params have changed since last execution", set())


@dataclass
class Checkout:
    """A copy of the checkout."""

    folder: Path
    config: list[str] = field(default_factory=lambda: ["config/test.yaml"])
    run_name: str = "test"

    @classmethod
    def of_repository(cls, repository: Path, folder: Path) -> Checkout:
        """Copy what a run needs."""
        for name in COPIED:
            source, target = repository / name, folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy2(source, target)
        return cls(folder)

    def twin(self, folder: Path) -> Checkout:
        """Copy everything, with results and times."""
        shutil.copytree(self.folder, folder, symlinks=True, dirs_exist_ok=True)
        shutil.rmtree(folder / COMPILED, ignore_errors=True)
        twin = Checkout(folder, list(self.config), self.run_name)
        twin.take_compiled_code(self)
        return twin

    def take_compiled_code(self, other: Checkout) -> None:
        """Copy what numba has compiled in another checkout, where it is looked for in this one."""
        for package in {path.parent for path in (self.folder / "src").rglob("*.py")}:
            twin = other.folder / package.relative_to(self.folder)
            theirs = other.folder / COMPILED / _compiled_of(twin)
            if theirs.is_dir():
                ours = self.folder / COMPILED / _compiled_of(package)
                shutil.copytree(theirs, ours, dirs_exist_ok=True)

    @property
    def results(self) -> Path:
        """Folder of the run."""
        return self.folder / "results" / self.run_name

    @property
    def shared(self) -> Path:
        """Folder of what runs of the same data and simulation have in common, once made."""
        (folder,) = (self.folder / "results/shared").iterdir()
        return folder

    def written_files(self) -> list[Path]:
        """All files of the run, and of what runs have in common."""
        folders = (self.results, self.folder / "results/shared")
        return [path for one in folders for path in one.rglob("*") if path.is_file()]

    def environment(self, **variables: str) -> dict[str, str]:
        """Variables under which commands use this copy's library, and no mirror."""
        kept = {name: text for name, text in os.environ.items() if not name.startswith(OURS)}
        return kept | {"PYTHONPATH": str(self.folder / "src"), "COLUMNS": "200"} | variables

    def arguments(self, *arguments: str, overlays: tuple[str, ...] = ()) -> list[str]:
        """Arguments of Snakemake with the small configuration and further overlays."""
        return ["--cores", "2", *arguments, "--configfile", *self.config, *overlays]

    def command(self, *arguments: str, overlays: tuple[str, ...] = ()) -> list[str]:
        """Snakemake with the small configuration and further overlays."""
        snakemake = [sys.executable, "-m", "snakemake"]
        return [*snakemake, *self.arguments(*arguments, overlays=overlays)]

    def call(self, command: list[str], **variables: str) -> Outcome:
        """Run a command in this copy."""
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment(**variables),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=LONGEST_SECONDS,
            check=False,
        )
        return Outcome(done.returncode, done.stdout)

    def snakemake(
        self, *arguments: str, overlays: tuple[str, ...] = (), **variables: str
    ) -> Outcome:
        """Run Snakemake."""
        if "PYTHONHASHSEED" in variables:
            return self.call(self.command(*arguments, overlays=overlays), **variables)
        told = self.arguments(*arguments, overlays=overlays)
        environment = self.environment(**variables)
        return Outcome(*run_snakemake(told, self.folder, environment, LONGEST_SECONDS))

    def dry(self, *arguments: str, **keywords) -> Outcome:
        """Ask what is due."""
        outcome = self.snakemake("-n", *arguments, **keywords)
        assert outcome.code == 0, outcome.text
        return outcome

    def python(self, *arguments: str, **variables: str) -> Outcome:
        """Run Python with this copy's library."""
        return self.call([sys.executable, *arguments], **variables)

    def again(self, job: str) -> Outcome:
        """Run the script of a failed job again by hand, without Snakemake."""
        (record,) = self.folder.glob(f"results/**/logs/{job}.rerun.json")
        return self.python("-m", "nusources.jobs.rerun", str(record.relative_to(self.folder)))

    def start_helper(self, *arguments: str) -> subprocess.Popen:
        """Start `python -m nusources.jobs.run`, as `make run` does."""
        return subprocess.Popen(
            [
                *(sys.executable, "-m", "nusources.jobs.run", "--cores", "2", *arguments),
                *("--configfile", *self.config),
            ],
            cwd=self.folder,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run_helper(self, *arguments: str) -> Outcome:
        """Run `python -m nusources.jobs.run` to its end."""
        process = self.start_helper(*arguments)
        text, _ = process.communicate(timeout=LONGEST_SECONDS)
        return Outcome(process.returncode, text)

    def overlay(self, content: dict, name: str = "overlay.yaml") -> str:
        """Write a further configuration file; gives its name."""
        (self.folder / name).write_text(yaml.safe_dump(content), encoding="utf-8")
        return name

    def append(self, path: str, text: str) -> None:
        """Add text to a file of the copy."""
        file = self.folder / path
        file.write_text(file.read_text(encoding="utf-8") + text, encoding="utf-8")

    def digests(self) -> dict[str, str]:
        """Digest of every result that must be equal byte for byte."""
        files = [path for path in self.written_files() if path.suffix in COMPARED]
        kept = [path for path in files if "logs" not in path.parts]
        return {
            path.relative_to(self.folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(kept)
        }

    def temporaries(self) -> list[str]:
        """Files under temporary names, and scripts that a dead Snakemake left."""
        hidden = [path for path in self.written_files() if path.name.startswith(".")]
        scripts = (self.folder / ".snakemake" / "scripts").glob("*")
        return sorted(str(path.relative_to(self.folder)) for path in [*hidden, *scripts])


def _compiled_of(package: Path) -> str:
    """Folder of the compiled code of a package: numba names it by the place of the source."""
    return UserProvidedCacheLocator.get_suitable_cache_subpath(str(package / "any.py"))


def differing(first: dict[str, str], second: dict[str, str]) -> list[str]:
    """Names of files that are missing on one side or differ."""
    names = sorted({*first, *second})
    return [name for name in names if first.get(name) != second.get(name)]


def children_of(process: int) -> list[int]:
    """Numbers of the direct children of a process."""
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    return [int(number) for task in tasks for number in task.read_text().split()]


def wait_until(condition, what: str, seconds: float = 120.0) -> None:
    """Wait for something that another process does."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.02)


def kill_snakemake(helper: subprocess.Popen) -> None:
    """Kill the Snakemake that a helper started, as the kernel does when memory runs out."""
    for child in children_of(helper.pid):
        os.kill(child, signal.SIGKILL)
