"""One finished small run that the tests of the workflow share, and copies of it."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from checkouts import Checkout


@pytest.fixture(scope="session")
def shared(tmp_path_factory) -> Path:
    """Return a folder that all processes of this call of pytest share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if own.name.startswith("popen-") else own


def made_once(folder: Path, make: Callable[[Path], None]) -> Checkout:
    """Make a checkout in a folder, or wait for the process that makes it."""
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = folder.with_suffix(".made")
        if not made.exists():
            make(folder)
            made.touch()
    return Checkout(folder)


@pytest.fixture(scope="session")
def clean_checkout(repository: Path, shared: Path) -> Checkout:
    """Return the checkout before any run. Tests that write take a twin."""

    def copy(folder: Path) -> None:
        checkout = Checkout.of_repository(repository, folder)
        # Twins need not compile the library, nor read the code for its digests, once more each.
        assert checkout.python("-m", "compileall", "-q", "src").code == 0
        checkout.dry()
        shutil.rmtree(folder / ".snakemake")

    return made_once(shared / "clean", copy)


@pytest.fixture(scope="session")
def finished_run(clean_checkout: Checkout, shared: Path) -> Checkout:
    """Return a checkout with a finished small run. Only dry runs may use it as it stands."""

    def run(folder: Path) -> None:
        outcome = clean_checkout.twin(folder).snakemake()
        assert outcome.code == 0, outcome.text

    return made_once(shared / "finished", run)


@pytest.fixture
def clean(clean_checkout: Checkout, tmp_path: Path) -> Checkout:
    """Return a copy of the checkout that a test may change."""
    return clean_checkout.twin(tmp_path / "checkout")


@pytest.fixture
def compiled(clean: Checkout, finished_run: Checkout) -> Checkout:
    """Return a copy of the checkout before any run, but with the code that numba compiled."""
    clean.take_compiled_code(finished_run)
    return clean


@pytest.fixture
def finished(finished_run: Checkout, tmp_path: Path) -> Checkout:
    """Return a copy of the finished run that a test may change."""
    return finished_run.twin(tmp_path / "checkout")
