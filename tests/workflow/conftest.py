"""One finished small run that the tests of the workflow share, and copies of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from checkouts import Checkout


@pytest.fixture(scope="session")
def clean_checkout(repository: Path, tmp_path_factory) -> Checkout:
    """Return the checkout before any run. Tests that write take a twin."""
    return Checkout.of_repository(repository, tmp_path_factory.mktemp("clean") / "checkout")


@pytest.fixture(scope="session")
def finished_run(clean_checkout: Checkout, tmp_path_factory) -> Checkout:
    """Return a checkout with a finished small run. Only dry runs may use it as it stands."""
    checkout = clean_checkout.twin(tmp_path_factory.mktemp("finished") / "checkout")
    outcome = checkout.snakemake()
    assert outcome.code == 0, outcome.text
    return checkout


@pytest.fixture
def clean(clean_checkout: Checkout, tmp_path: Path) -> Checkout:
    """Return a copy of the checkout that a test may change."""
    return clean_checkout.twin(tmp_path / "checkout")


@pytest.fixture
def finished(finished_run: Checkout, tmp_path: Path) -> Checkout:
    """Return a copy of the finished run that a test may change."""
    return finished_run.twin(tmp_path / "checkout")
