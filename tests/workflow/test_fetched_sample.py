"""A sample that a run leaves out until its files are fetched, end to end.

The files are simulated ones, which a server of the test hands out under a registry of the test:
addresses, digests, and the mark that they are simulated.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pandas as pd
import pytest
import yaml
from checkouts import Checkout
from misbehaving_server import MisbehavingServer, whole

pytestmark = pytest.mark.workflow

DATASET = "icecube_10year_ps"
SEASONS = ["IC40", "IC79"]
REGISTRY = "config/datasets/neutrino_tracks.yaml"


def sample(name: str, seasons: list[str], **keys) -> dict:
    """Entry of tracks.samples."""
    return {"name": name, "label": name, "dataset": DATASET, "seasons": seasons, **keys}


@pytest.fixture
def served(clean: Checkout):
    """Return a checkout whose registry names a server with simulated files of two seasons."""
    simulate = clean.overlay({"tracks": {"samples": [sample("two", SEASONS)]}})
    wanted = "results/test/selection/two/tracks.parquet"
    outcome = clean.snakemake(wanted, overlays=(simulate,))
    assert outcome.code == 0, outcome.text
    folder = clean.shared / "catalogs/simulated" / DATASET
    server = MisbehavingServer()
    _register(clean, folder, server)
    yield clean, folder
    server.stop()


def _register(checkout: Checkout, folder: Path, server: MisbehavingServer) -> None:
    file = checkout.folder / REGISTRY
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    entry = content[DATASET]
    entry |= {"urls": [server.host + "/{path}"], "simulated": True}
    for one in entry["files"]:
        path = folder / one["path"]
        if path.is_file():
            data = path.read_bytes()
            server.serve(f"/{one['path']}", whole(data))
            one.pop("git_blob", None)
            one |= {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    file.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")


def test_a_sample_comes_with_its_files_and_still_says_that_it_is_simulated(served):
    checkout, folder = served
    expected = pd.read_parquet(checkout.results / "selection/two/tracks.parquet")
    settings = {
        "run": "fetched",
        "products": ["chang2022_table6"],
        "data": {"sources": {DATASET: "archive"}},
        "tracks": {"samples": [sample("ic40", ["IC40"]), sample("two", SEASONS, if_present=True)]},
    }
    settings["data"]["offline"] = False
    overlay = checkout.overlay(settings)
    left_out = "nusources: sample two (two) is left out: 6 of 6 files"
    plan = checkout.dry(overlays=(overlay,))
    assert left_out in plan.text
    assert "chang2022_table6-two" not in plan.text

    fetched = checkout.snakemake("data_fetch", overlays=(overlay,), NO_PROXY="127.0.0.1")
    assert fetched.code == 0, fetched.text
    cached = checkout.folder / ".cache/data" / DATASET
    for one in ("events/IC79_exp.csv", "uptime/IC79_exp.csv"):
        assert (cached / one).read_bytes() == (folder / one).read_bytes()

    (cached / "uptime/IC79_exp.csv").unlink()
    some = checkout.dry(overlays=(overlay,)).text
    assert "sample two (two) is left out: 1 of 6 files" in some
    again = checkout.snakemake("data_fetch", overlays=(overlay,), NO_PROXY="127.0.0.1")
    assert again.code == 0, again.text

    outcome = checkout.snakemake(overlays=(overlay,))
    assert outcome.code == 0, outcome.text
    assert "is left out" not in outcome.text
    results = checkout.folder / "results/fetched"
    found = pd.read_parquet(results / "selection/two/tracks.parquet")
    pd.testing.assert_frame_equal(found, expected)
    facts = json.loads((results / "facts/chang2022/chang2022_table6-two.json").read_text())
    assert "IceTracks-DR1" in facts["simulated"]
    assert not facts["real"]
    assert "simulated" in (results / "report/index.html").read_text(encoding="utf-8").lower()


def test_other_bytes_are_refused_whatever_the_registry_calls_them(served):
    checkout, folder = served
    mirror = checkout.folder / "mirror" / DATASET
    for one in folder.rglob("*IC40*"):
        copy = mirror / one.relative_to(folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(one.read_bytes() + b"\n")
    data = {"sources": {DATASET: "archive"}, "mirror": "mirror", "offline": True}
    overlay = checkout.overlay({"data": data, "tracks": {"samples": [sample("ic40", ["IC40"])]}})
    outcome = checkout.snakemake("results/test/selection/ic40/tracks.parquet", overlays=(overlay,))
    assert outcome.code != 0
    assert "the bytes are not the official ones" in outcome.text
