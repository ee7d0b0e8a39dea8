"""Fixtures that all tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("house", deadline=None, derandomize=True)
settings.load_profile("house")

REPOSITORY = Path(__file__).resolve().parents[1]

# Tests and runs share what numba compiles.
os.environ.setdefault("NUMBA_CACHE_DIR", str(REPOSITORY / ".cache" / "numba"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let one of several workers begin with the tests that run Snakemake, longest first.

    The others begin with the rest, which is fast, and take over what is left. So no worker sits
    idle at the end, and a mistake in the library is seen in the first minutes.
    """
    if hasattr(config, "workerinput"):  # each worker of xdist starts at another part of the list
        items.sort(key=_rank)


def _rank(item: pytest.Item) -> int:
    marker = item.get_closest_marker("workflow")
    return 2 if marker is None else int("long" not in marker.kwargs)


@pytest.fixture(scope="session")
def repository() -> Path:
    """Root of the checkout."""
    return REPOSITORY


@pytest.fixture(scope="session")
def mirror() -> Path:
    """Local mirror of the public archives; tests of real data skip where there is none."""
    path = Path(os.environ.get("NUSOURCES_MIRROR", REPOSITORY.parent / "shared" / "mirror"))
    if not (path / "icecube_10year_ps").is_dir():
        pytest.skip(f"no mirror of the public archives at {path} (set NUSOURCES_MIRROR)")
    return path
