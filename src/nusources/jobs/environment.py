"""Environment variables that every job of a workflow inherits."""

from __future__ import annotations

import os
from pathlib import Path

from nusources.jobs.digest import REPOSITORY

WORKFLOW_PID = "NUSOURCES_WORKFLOW_PID"
"""Variable with the process number of the Snakemake that started a script."""

THREAD_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def prepare_environment(repository: Path = REPOSITORY) -> None:
    """Set what makes jobs reproducible and lets them notice the end of their workflow.

    Numerical libraries use one thread (sums do not depend on the core count), figures carry no
    date, compiled code is cached inside the project, and scripts learn which process to watch.
    """
    os.environ |= dict.fromkeys(THREAD_VARIABLES, "1")
    # A run is some hundred short processes: each would compile the library again.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["SOURCE_DATE_EPOCH"] = "0"
    os.environ["NUMBA_CACHE_DIR"] = str(repository / ".cache" / "numba")
    os.environ["MPLCONFIGDIR"] = str(repository / ".cache" / "matplotlib")
    os.environ[WORKFLOW_PID] = str(os.getpid())
