"""Which jobs are due after a change: exactly those whose code or parameters it reaches."""

from __future__ import annotations

import itertools
import json
import os
from pathlib import Path

import pytest
from checkouts import Checkout

pytestmark = pytest.mark.workflow

SHOWS_CONFIG = {"report"}
"""The report shows the whole configuration: every change of a key is its change too."""

NOTHING = "Nothing to be done"
SHARED = "# a comment\n"

PRODUCTS = {"figure", "table"}
REPORTS = {"compare_with_published", "report"}
ALL_RULES = {
    "simulate_track_season",
    "simulate_track_responses",
    "gather_truth",
    "locate_tracks",
    "load_tracks",
    "select_tracks",
    "select_sources",
    "scramble_right_ascensions",
    "measure_excess",
    *PRODUCTS,
    *REPORTS,
}


def test_copy_uses_its_own_library(clean_checkout: Checkout):
    outcome = clean_checkout.python("-c", "import nusources; print(nusources.__file__)")
    assert Path(outcome.text.strip()).is_relative_to(clean_checkout.folder)


def test_finished_run_has_nothing_to_do(finished_run: Checkout):
    assert NOTHING in finished_run.dry().text


def test_rules_are_those_of_this_test(finished_run: Checkout):
    assert finished_run.dry("--forceall").due() == ALL_RULES


@pytest.mark.parametrize("seed", ["0", "1", "4242"])
def test_hash_seed_changes_nothing(finished_run: Checkout, seed: str):
    assert NOTHING in finished_run.dry(PYTHONHASHSEED=seed).text


def test_other_cores_change_nothing(finished_run: Checkout):
    assert NOTHING in finished_run.dry("--cores", "1").text


def test_moved_folder_has_nothing_to_do(finished: Checkout):
    assert NOTHING in finished.dry().text


def test_touching_any_file_changes_nothing(finished: Checkout):
    files = [path for path in finished.folder.rglob("*") if path.is_file()]
    for path in files:
        if ".snakemake" not in path.parts:
            os.utime(path)
    assert NOTHING in finished.dry().text


def test_comments_and_docstrings_change_nothing(finished: Checkout):
    sources = [
        *(finished.folder / "src").rglob("*.py"),
        *(finished.folder / "workflow" / "scripts").glob("*.py"),
    ]
    for path in sources:
        text = path.read_text(encoding="utf-8")
        assert text.startswith('"""'), f"{path} has no docstring to change"
        changed = text.replace('"""', '"""Reworded. ', 1) + "\n\n# A remark.\n"
        path.write_text(changed, encoding="utf-8")
    for path in (finished.folder / "workflow" / "rules").glob("*.smk"):
        path.write_text("# A remark.\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert NOTHING in finished.dry().text


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("workflow/scripts/load_tracks.py", {"load_tracks"}),
        ("src/nusources/selection.py", {"select_tracks", "select_sources"}),
        ("src/nusources/spatial/kernel.py", {"scramble_right_ascensions", "measure_excess"}),
        ("src/nusources/spatial/excess.py", {"measure_excess"}),
        ("src/nusources/catalogs/source_tables.py", {"select_sources"}),
        ("src/nusources/catalogs/simulated_uptime.py", {"simulate_track_season"}),
        ("src/nusources/figures/latex.py", {"table"}),
        ("src/nusources/figures/saving.py", {"figure"}),
        ("src/nusources/figures/chang2022.py", {"figure"}),
        ("src/nusources/figures/chang2022_table6.py", {"table"}),
        ("src/nusources/figures/preparing.py", PRODUCTS),
        ("src/nusources/report/page.py", {"report"}),
        ("src/nusources/workflow/progress.py", {"scramble_right_ascensions"}),
        ("src/nusources/workflow/job.py", ALL_RULES),
        ("src/nusources/errors.py", ALL_RULES),
        ("src/nusources/workflow/run.py", set()),
        ("src/nusources/workflow/config.py", set()),
    ],
)
def test_changed_module_reruns_the_jobs_that_reach_it(finished: Checkout, path, expected):
    finished.append(path, "\n\nADDED_BY_A_TEST = 1\n")
    outcome = finished.dry()
    assert outcome.changed() == expected
    assert (NOTHING in outcome.text) == (not expected)


def test_changed_lock_file_of_the_environment_reruns_everything(finished: Checkout):
    finished.append("envs/requirements-py311.txt", "added-by-a-test==1.0\n")
    assert finished.dry().changed() == ALL_RULES


def test_later_jobs_follow_a_changed_one(finished: Checkout):
    finished.append("src/nusources/spatial/excess.py", "\n\nADDED_BY_A_TEST = 1\n")
    assert finished.dry().due() == {"measure_excess", *PRODUCTS, *REPORTS}


SELECTED = {"scramble_right_ascensions", "measure_excess"}


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("tracks.energy_proxy_min_tev", 61, {"select_tracks"}),
        ("tracks.ang_err_max_deg", 4.5, {"select_tracks"}),
        ("spatial.n_scrambles", 3001, {"scramble_right_ascensions"}),
        ("spatial.log10_energy_thresholds", [4.8, 5.4], SELECTED),
        (
            "seed",
            7,
            {"simulate_track_season", "gather_truth", "scramble_right_ascensions"},
        ),
        (
            "simulation.tracks.population.n_sources",
            999,
            {"simulate_track_season", "gather_truth"},
        ),
        ("groups.0.label", "TXS", PRODUCTS),
        ("groups.0.where", {}, {"select_sources"}),
        ("tracks.samples.0.label", "another", PRODUCTS),
    ],
)
def test_changed_key_reruns_the_rules_that_use_it(finished: Checkout, key, value, expected):
    from_config = "import json, sys, yaml\nfrom snakemake.utils import update_config\n"
    code = "c = yaml.safe_load(open('config/config.yaml'))\n"
    code += "update_config(c, yaml.safe_load(open('config/test.yaml')))\nprint(json.dumps(c))"
    content = json.loads(finished.python("-c", from_config + code).text)
    *parents, last = [int(part) if part.isdigit() else part for part in key.split(".")]
    place = content
    for part in parents:
        place = place[part]
    assert place[last] != value
    place[last] = value
    outcome = finished.dry(overlays=(finished.overlay(content),))
    assert outcome.changed() - SHOWS_CONFIG == expected


def test_changed_table_reruns_the_rule_that_reads_it(finished: Checkout):
    path = finished.folder / "data/tables/chang2022_sources.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("18.200", "18.201"), encoding="utf-8")
    outcome = finished.dry()
    assert outcome.reasons()["updated input files"] == {"select_sources"}
    assert "simulate_track_season" not in outcome.due()


def test_chunks_are_added_without_simulating_again(finished: Checkout):
    overlay = finished.overlay({"spatial": {"n_chunks": 3}})
    due = finished.dry(overlays=(overlay,)).due()
    assert due == {*SELECTED, *PRODUCTS, *REPORTS}


def test_equal_intermediate_does_not_ripple(finished: Checkout):
    """A rerun that gives the same bytes leaves what lies downstream alone, in the next call."""
    sources = "results/test/selection/sources.parquet"
    outcome = finished.snakemake("--forcerun", "select_sources", "--until", "select_sources")
    assert outcome.code == 0, outcome.text
    assert (finished.folder / sources).is_file()
    assert NOTHING in finished.dry().text


def test_missing_intermediate_is_made_again(finished: Checkout):
    (finished.results / "selection/sources.parquet").unlink()
    (finished.results / "report/index.html").unlink()
    due = finished.dry().due()
    assert {"select_sources", "report"} <= due
    assert not due & {"simulate_track_season", "locate_tracks", "load_tracks", "select_tracks"}


def test_the_default_profile_is_what_these_tests_used(finished_run: Checkout):
    """A command line without the profile would rerun by file times and script text."""
    text = finished_run.dry().text
    assert "profiles/default" in text
    pairs = itertools.pairwise(finished_run.command())
    assert ("--profile", "none") not in pairs
