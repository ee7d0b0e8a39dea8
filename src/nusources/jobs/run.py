"""Run the workflow: `make run`, and `make lightcurve` with a light curve of the user.

Removes Snakemake's lock only if the process that took it is dead, starts Snakemake, and ends by
telling where to look. Options that are not listed go to Snakemake.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import yaml

from nusources.checked_yaml import read_yaml
from nusources.jobs.digest import REPOSITORY
from nusources.jobs.locks import forget_owner, lock_is_stale, note_owner, present_locks

QUIET = ("--quiet", "host", "reason")
"""Snakemake's reasons list every updated input; `snakemake -n` shows them."""

CURVE_STUDY = "user_curve"
"""The study of a user's light curve."""

WRITTEN = "# Written by make lightcurve; a copy may be changed, and given as CONFIG of make run.\n"

SECONDS_BETWEEN_LOOKS = 0.2

ORPHAN_SCRIPTS = Path(".snakemake/scripts")
"""Where a killed Snakemake leaves its copies of running scripts."""


def results_folder(overlays: list[str]) -> Path:
    """Folder of the run that the configuration and its overlays name."""
    name = ""
    for file in ["config/config.yaml", *overlays]:
        content = yaml.safe_load(Path(file).read_text(encoding="utf-8")) or {}
        name = content.get("run", name)
    return Path("results", name)


def write_light_curve_settings(file: str, overlays: list[str]) -> str:
    """Write the configuration of a run with a light curve of the user.

    Parameters
    ----------
    file : str
        Seen from the project's folder.
    overlays : list of str
        Files below it: the run has the name that they give it, else one after the file. It makes
        what shows the light curve, whatever studies and products they name.

    Returns
    -------
    str
        The file, in the folder of the run.
    """
    stem = re.sub(r"[^A-Za-z0-9]+", "_", Path(file.removesuffix(".gz")).stem).strip("_")
    told = [yaml.safe_load(Path(one).read_text(encoding="utf-8")) or {} for one in overlays]
    names = [one["run"] for one in told if "run" in one]
    settings = {"run": names[-1] if names else f"lightcurve_{stem}".rstrip("_")}
    settings |= {"studies": [CURVE_STUDY], "products": [], "light_curve": {"file": file}}
    written = Path("results", str(settings["run"]), "light_curve.yaml")
    written.parent.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(settings, sort_keys=False, allow_unicode=True)
    written.write_text(WRITTEN + text, encoding="utf-8")
    return str(written)


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


def run(arguments: list[str], overlays: list[str]) -> int:
    """Run Snakemake in this folder and say where the results are.

    Returns
    -------
    int
        Snakemake's exit code.
    """
    snakemake = [sys.executable, "-m", "snakemake", *QUIET, *arguments]
    snakemake += ["--configfile", *overlays] if overlays else []
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
        _after_a_kill(results_folder(overlays))
        if not noted:  # its lock stays behind
            note_owner(process.pid, before)
    if code == 0:
        report = results_folder(overlays) / "report"
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
    curve = known.light_curve
    if curve is not None and not Path(curve).is_file():
        problems.append(f"there is no light curve {curve} (seen from {REPOSITORY})")
    if problems:
        raise SystemExit("\n".join(f"nusources: {one}" for one in problems))
    overlays = list(known.configfile)
    if curve is not None:
        overlays.append(write_light_curve_settings(curve, overlays))
    raise SystemExit(run(others, overlays))


if __name__ == "__main__":
    main()
