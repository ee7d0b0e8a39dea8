"""Linters and formatters have nothing to say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from checkouts import Checkout

pytestmark = pytest.mark.workflow


def test_snakemake_lint_has_no_finding(clean_checkout: Checkout):
    outcome = clean_checkout.call([sys.executable, "-m", "snakemake", "--lint"])
    assert outcome.code == 0, outcome.text
    assert "Congratulations, your workflow is in a good condition!" in outcome.text


@pytest.mark.parametrize(
    "command",
    [
        ["snakefmt", "--check", "Snakefile", "workflow"],
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
    ],
    ids=["snakefmt", "ruff-check", "ruff-format"],
)
def test_formatters_agree(repository: Path, command: list[str]):
    tool = Path(sys.executable).with_name(command[0])
    if not tool.exists():
        pytest.skip(f"{command[0]} is not installed in this environment")
    done = subprocess.run(
        [tool, *command[1:]], cwd=repository, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
