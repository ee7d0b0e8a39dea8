"""Fixtures that all tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("house", deadline=None, derandomize=True)
settings.load_profile("house")

REPOSITORY = Path(__file__).resolve().parents[1]


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
