"""Run the workflow: `make run`, and `make lightcurve` with a light curve of the user.

Removes Snakemake's lock only if the process that took it is dead, starts Snakemake, and ends by
telling where to look. Options that are not listed go to Snakemake.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from nusources.checked_yaml import read_yaml
from nusources.jobs.digest import REPOSITORY
from nusources.jobs.locks import forget_owner, lock_is_stale, note_owner, present_locks

QUIET = ("--quiet", "host", "reason")
"""Snakemake's reasons list every updated input; `snakemake -n` shows them."""

NOTHING: Mapping[str, Any] = MappingProxyType({})

CURVE_STUDY = "user_curve"
"""The study of a user's light curve."""

SECONDS_BETWEEN_LOOKS = 0.2

ORPHAN_SCRIPTS = Path(".snakemake/scripts")
"""Where a killed Snakemake leaves its copies of running scripts."""


def results_folder(overlays: list[str], settings: Mapping[str, Any] = NOTHING) -> Path:
    """Folder of the run that the configuration, its overlays and settings on top of them name."""
    name = ""
    for file in ["config/config.yaml", *overlays]:
        content = yaml.safe_load(Path(file).read_text(encoding="utf-8")) or {}
        name = content.get("run", name)
    return Path("results", settings.get("run", name))


def light_curve_settings(file: str, overlays: list[str]) -> dict[str, Any]:
    """Settings of a run with a light curve of the user.

    Parameters
    ----------
    file : str
        Seen from the project's folder.
    overlays : list of str
        The run has the name that they give it, else one after the file. It makes what shows the
        light curve, whatever studies and products they name.
    """
    named = any("run" in (yaml.safe_load(Path(one).read_text()) or {}) for one in overlays)
    name = re.sub(r"\W+", "_", Path(file.removesuffix(".gz")).stem, flags=re.ASCII).strip("_")
    settings = {"studies": [CURVE_STUDY], "products": [], "light_curve": {"file": file}}
    return settings if named else {"run": f"lightcurve_{name}"} | settings


def unreadable(files: list[str]) -> list[str]:
    """One sentence for each configuration file that is missing or no mapping in YAML.

    Snakemake would say that a file is no YAML, but not which, nor where.
    """
    problems: list[str] = []
    for file in files:
        if not Path(file).is_file():
            problems.append(f"there is no configuration file {file}")
            continue
        known = len(problems)
        content = read_yaml(Path(file), problems)
        if len(problems) == known and not isinstance(content, dict | None):
            problems.append(f"{file}: expected keys with values; found {content!r}")
    return problems


def run(arguments: list[str], overlays: list[str], settings: Mapping[str, Any] = NOTHING) -> int:
    """Run Snakemake in this folder and say where the results are.

    Parameters
    ----------
    arguments : list of str
        Of Snakemake.
    overlays : list of str
        Files on top of the configuration.
    settings : mapping
        Settings on top of these.

    Returns
    -------
    int
        Snakemake's exit code.
    """
    snakemake = [sys.executable, "-m", "snakemake", *QUIET, *arguments]
    snakemake += ["--configfile", *overlays] if overlays else []
    told = [f"{key}={json.dumps(value)}" for key, value in settings.items()]
    snakemake += ["--config", *told] if told else []
    folder = results_folder(overlays, settings)
    if lock_is_stale():
        print("nusources: the run that locked this folder is dead; removing its lock.", flush=True)
        subprocess.run([*snakemake, "--unlock"], check=True, stderr=subprocess.DEVNULL)
        for script in ORPHAN_SCRIPTS.glob("tmp*"):
            script.unlink()
    before = present_locks()
    process = subprocess.Popen(snakemake)
    signal.signal(signal.SIGTERM, lambda number, frame: process.terminate())
    noted = interrupted = False
    while (code := process.poll()) is None:
        interrupted |= _wait_a_little(process)
        noted = noted or note_owner(process.pid, before)
    if code >= 0:
        forget_owner(process.pid)
    else:
        _after_a_kill(folder)
        if not noted:  # its lock stays behind
            note_owner(process.pid, before)
    if code == 0:
        report = folder / "report"
        tell_answers(report / "answer.txt")
        print(f"nusources: done. Open {(report / 'index.html').resolve()}")
    elif interrupted:
        print("nusources: interrupted; the same command goes on from here.")
    else:
        print("nusources: the run did not finish; the messages above name the cause.")
    return code


def tell_answers(file: Path) -> None:
    """Print what the run found, if its report was made."""
    if file.is_file():
        print(f"\n{file.read_text(encoding='utf-8')}")


def _after_a_kill(folder: Path) -> None:
    """Let the page say that the run failed: a killed Snakemake cannot."""
    command = [sys.executable, "-m", "nusources.report.failure", str(folder)]
    subprocess.run(command, check=False)


def _wait_a_little(process: subprocess.Popen) -> bool:
    """Wait for the process; tell whether Ctrl-C came. Snakemake gets it too, and ends."""
    try:
        process.wait(timeout=SECONDS_BETWEEN_LOOKS)
    except subprocess.TimeoutExpired:
        return False
    except KeyboardInterrupt:
        return True
    return False


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--configfile", nargs="+", default=[], help="overlays of config.yaml")
    parser.add_argument("--light-curve", metavar="FILE", help="a light curve of yours")
    known, others = parser.parse_known_args()
    os.chdir(REPOSITORY)
    problems = unreadable(["config/config.yaml", *known.configfile])
    if problems:
        raise SystemExit("\n".join(f"nusources: {one}" for one in problems))
    curve, overlays = known.light_curve, known.configfile
    settings = light_curve_settings(curve, overlays) if curve else {}
    raise SystemExit(run(others, overlays, settings))


if __name__ == "__main__":
    main()
