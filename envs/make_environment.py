"""Make the environment in .venv: pinned with hashes on Python 3.11, by ranges on later ones.

Run by `make env` with any Python from 3.11 on; with the argument `mutants`, by `make mutants`, it
makes .venv-mutants, which holds the mutation tester alone. A failed attempt leaves no half-made
environment behind: the file `ready` appears last.
"""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OLDEST = (3, 11)


def main(arguments: list[str]) -> None:
    """Create the environment that is asked for."""
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:3]))
        sys.exit(f"nusources needs Python 3.11 or later; found {found} ({sys.executable}).")
    sys.path.insert(0, str(ROOT / "src"))
    from nusources.jobs.folders import refuse_unusable_folder

    try:
        refuse_unusable_folder(ROOT, str(ROOT / ".venv" / "bin" / "python"))
    except Exception as error:  # of the library, which is not installed yet
        sys.exit(f"nusources: {error}")
    if arguments == ["mutants"]:
        ranges = ["-r", str(ROOT / "envs" / "requirements-mutants.in")]
        _make(ROOT / ".venv-mutants", "requirements-mutants-py311.txt", ranges)
        return
    environment = ROOT / ".venv"
    project = ["--no-deps", "--no-build-isolation", "-e", str(ROOT)]
    _make(environment, "requirements-py311.txt", [f"{ROOT}[dev,cluster]"], project)


def _make(environment: Path, lock: str, ranges: list[str], then: list[str] | None = None) -> None:
    """Install the lock file, or `ranges` on a later Python, then what `then` says."""
    place = environment.name
    print(f"Making the environment in {place} with {sys.executable}: a minute or two.", flush=True)
    if not _has_this_python(environment / "bin" / "python"):
        shutil.rmtree(environment, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    pip = [str(environment / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "-qq"]
    pinned = ["--require-hashes", "-r", str(ROOT / "envs" / lock)]
    packages = pinned if sys.version_info[:2] == OLDEST else ranges
    for wanted in (packages, then):
        if wanted:
            subprocess.run([*pip, "install", *wanted], check=True)
    # Where PYTHONDONTWRITEBYTECODE is set, every start of Snakemake would compile the library anew.
    compileall = [str(environment / "bin" / "python"), "-m", "compileall", "-q", str(ROOT / "src")]
    subprocess.run(compileall, check=True)
    (environment / "ready").touch()


def _has_this_python(python: Path) -> bool:
    """Whether an environment is there and has the Python that runs this script."""
    ask = [str(python), "-c", "import sys; print(sys.version)"]
    try:
        answer = subprocess.run(ask, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return False
    return answer.strip() == sys.version.strip()


if __name__ == "__main__":
    main(sys.argv[1:])
