"""Make the environment in .venv: pinned with hashes on Python 3.11, by ranges on later ones.

Run by `make env` with any Python from 3.11 on. A failed attempt leaves no half-made environment
behind: the file .venv/ready appears last.
"""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENT = ROOT / ".venv"
LOCK = ROOT / "envs" / "requirements-py311.txt"
OLDEST = (3, 11)


def main() -> None:
    """Create the environment and install the project into it."""
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:3]))
        sys.exit(f"nusources needs Python 3.11 or later; found {found} ({sys.executable}).")
    print(f"Making the environment in .venv with {sys.executable}: a minute or two.", flush=True)
    if not _has_this_python(ENVIRONMENT / "bin" / "python"):
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", str(ENVIRONMENT)], check=True)
    pip = [str(ENVIRONMENT / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "-q"]
    if sys.version_info[:2] == OLDEST:
        install = [*pip, "install", "--require-hashes", "-r", str(LOCK)]
    else:
        install = [*pip, "install", f"{ROOT}[dev,cluster]"]
    subprocess.run(install, check=True)
    project = [*pip, "install", "--no-deps", "--no-build-isolation", "-e", str(ROOT)]
    subprocess.run(project, check=True)
    (ENVIRONMENT / "ready").touch()


def _has_this_python(python: Path) -> bool:
    """Whether an environment is there and has the Python that runs this script."""
    ask = [str(python), "-c", "import sys; print(sys.version)"]
    try:
        answer = subprocess.run(ask, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return False
    return answer.strip() == sys.version.strip()


if __name__ == "__main__":
    main()
