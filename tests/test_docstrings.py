"""The examples in docstrings, executed."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest

import nusources

LIBRARY = Path(nusources.__file__).parent


def modules_with_examples() -> list[str]:
    """Names of the modules whose text has an example."""
    paths = [path for path in LIBRARY.rglob("*.py") if ">>> " in path.read_text(encoding="utf-8")]
    return sorted(
        ".".join(path.relative_to(LIBRARY.parent).with_suffix("").parts) for path in paths
    )


@pytest.mark.parametrize("name", modules_with_examples())
def test_examples_give_what_they_say(name):
    module = importlib.import_module(name)
    found = doctest.testmod(module, raise_on_error=False)
    assert found.attempted > 0, "examples that doctest does not find"
    assert found.failed == 0


def test_rooms_of_numerics_have_examples():
    named = modules_with_examples()
    for room in ("spatial", "microquasars", "sky", "fluxes", "significance", "alert_regions"):
        assert any(name.startswith(f"nusources.{room}") for name in named)
