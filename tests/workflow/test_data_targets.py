"""The targets data_status, data_fetch and data_verify, from the command line."""

from __future__ import annotations

import hashlib

import pytest
import yaml
from checkouts import Checkout
from misbehaving_server import MisbehavingServer, page, status, truncated, whole

pytestmark = pytest.mark.workflow

CONTENT = b"name,ra,dec\na,1,2\n"
PATH = "small/tables/a.csv"


@pytest.fixture
def server():
    server = MisbehavingServer()
    yield server
    server.stop()


@pytest.fixture
def small(clean: Checkout, server) -> Checkout:
    """Return a checkout with one more dataset, whose home is the server."""
    entry = {
        "title": "a small dataset",
        "short_title": "small",
        "home": "https://example.org",
        "citation": "nobody",
        "licence": "none",
        "folder": "small",
        "generator": None,
        "urls": [server.host + "/{path}"],
        "files": [
            {
                "path": "tables/a.csv",
                "role": "table",
                "size": len(CONTENT),
                "sha256": hashlib.sha256(CONTENT).hexdigest(),
            }
        ],
    }
    (clean.folder / "config/datasets/small.yaml").write_text(yaml.safe_dump({"small": entry}))
    return clean


def data(checkout: Checkout, target: str, offline: bool = False, **keys):
    overlay = checkout.overlay({"data": {"fetch": ["small"], "offline": offline, **keys}})
    return checkout.snakemake(target, overlays=(overlay,), NO_PROXY="127.0.0.1")


def test_fetched_verified_shown_and_found_damaged(small, server):
    server.serve("/tables/a.csv", status(404), page(), truncated(CONTENT, 5), whole(CONTENT))
    first = data(small, "data_fetch")
    assert first.code != 0
    assert "the server answers 404 Not Found" in first.text
    assert "expected them in .cache/data/small" in first.text
    assert "a web page came instead of data" in data(small, "data_fetch").text
    third = data(small, "data_fetch")
    assert third.code == 0, third.text
    cached = small.folder / ".cache/data" / PATH
    assert cached.read_bytes() == CONTENT
    assert "1 ok, 0 missing, 0 changed" in third.text

    shown = data(small, "data_status")
    assert shown.code == 0, shown.text
    row = next(line.split() for line in shown.text.splitlines() if "tables/a.csv" in line)
    assert row == ["ok", "small", "tables/a.csv", "0.000", "cache"]
    assert "bzcat5" not in shown.text
    assert "missing  bzcat5" in data(small, "data_registry").text
    verified = data(small, "data_verify")
    assert verified.code == 0, verified.text
    assert "cache .cache/data: 1 ok" in verified.text

    cached.write_bytes(CONTENT[:-1])
    damaged = data(small, "data_verify")
    assert damaged.code != 0
    assert "tables/a.csv: the bytes are not the official ones (truncated" in damaged.text
    again = data(small, "data_fetch")
    assert again.code == 0, again.text
    assert cached.read_bytes() == CONTENT


def test_offline_without_files_says_what_to_put_where(small, server):
    outcome = data(small, "data_fetch", offline=True)
    assert outcome.code != 0
    assert "dataset 'small': 1 of 1 files are not there; found 'tables/a.csv'" in outcome.text
    assert "expected them in .cache/data/small, plain or with .gz" in outcome.text
    assert "set data.offline: false" in outcome.text
    assert not server.requests


def test_a_simulated_run_needs_no_file(clean: Checkout):
    outcome = clean.snakemake("data_fetch")
    assert outcome.code == 0, outcome.text
    assert "This run needs no archive file" in outcome.text


def test_a_dry_run_needs_neither_network_nor_mirror(clean: Checkout, repository):
    outcome = clean.call(
        clean.command("-n", overlays=("config/archive.yaml",)), HTTPS_PROXY="http://127.0.0.1:9"
    )
    assert outcome.code == 0, outcome.text
    assert "locate_tracks" in outcome.text


def test_the_mirror_passes_verification(clean: Checkout, mirror):
    outcome = clean.snakemake("data_verify", NUSOURCES_MIRROR=str(mirror))
    assert outcome.code == 0, outcome.text
    assert f"mirror {mirror}: 223 ok, 20 missing, 0 changed" in outcome.text


def test_a_mistake_in_the_registry_is_told_before_anything_runs(small):
    small.append("config/datasets/small.yaml", "  licens: none\n")
    outcome = small.snakemake("-n")
    assert outcome.code != 0
    assert "config/datasets/small.yaml, line" in outcome.text
    assert "small.licens: unknown key" in outcome.text
