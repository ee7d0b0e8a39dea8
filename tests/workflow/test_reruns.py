"""Which jobs are due after a change: exactly those whose code or parameters it reaches."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from checkouts import Checkout, Outcome

pytestmark = pytest.mark.workflow

SHOWS_CONFIG = {"report"}
"""The report shows the whole configuration: every change of a key is its change too."""

NOTHING = "Nothing to be done"

PRODUCTS = {"figure", "table"}
COUNTING = {"scramble_right_ascensions", "seal_null", "measure_excess"}
EVERY_RULE = "every rule"

CODE_DIGESTS = """
import json, pathlib, yaml
from nusources.product_list import load_products
from nusources.products import contract_modules
from nusources.jobs.digest import code_digest
from nusources.datasets.registry import load_registry
modules = {}
chosen = yaml.safe_load(open("config/test.yaml"))["products"]
for product in [one for one in load_products("config/products") if one["id"] in chosen]:
    reached = [product["module"], *contract_modules(product)]
    modules.setdefault(product["kind"], []).extend(reached)
scripts = {path.stem: path for path in pathlib.Path("workflow/scripts").glob("*.py")}
digests = {rule: code_digest(path, *modules.get(rule, ())) for rule, path in scripts.items()}
for rule in ("locate_tracks", "locate_dataset"):
    digests[rule] = digests["locate_files"]
digests["list_simulated_alerts"] = digests["list_alerts"]
registry = load_registry()
for dataset, entry in registry.items():
    made = [one for one in entry.files if one.path in entry.generated_files]
    reached = [m for one in made for loader in one.loaders for m in loader.modules]
    digests[f"load_{dataset}"] = code_digest(scripts["load_dataset"], *reached)
print(json.dumps(digests))
"""

MERGED_CONFIG = """
import json, yaml
from snakemake.utils import update_config
config = yaml.safe_load(open("config/config.yaml"))
update_config(config, yaml.safe_load(open("config/test.yaml")))
print(json.dumps(config))
"""


class Graph:
    """Which rules read what a rule writes, as Snakemake draws it."""

    def __init__(self, drawn: str):
        names = dict(re.findall(r'^\s*(\d+)\[label = "(\w+)', drawn, re.MULTILINE))
        self.next: dict[str, set[str]] = {name: set() for name in names.values() if name != "all"}
        for first, second in re.findall(r"^\s*(\d+) -> (\d+)", drawn, re.MULTILINE):
            self.next[names[first]] |= {names[second]} - {"all"}

    def rules(self, expected: set[str] | str) -> set[str]:
        """Spell out what a test expects."""
        return set(self.next) if expected == EVERY_RULE else set(expected)

    def and_what_follows(self, rules: set[str]) -> set[str]:
        """Add the rules downstream of some rules."""
        more = rules.union(*(self.next[rule] for rule in rules))
        return rules if more == rules else self.and_what_follows(more)

    def first_of(self, rules: set[str]) -> set[str]:
        """Keep the rules that are not downstream of others: only for these Snakemake tells why."""
        return rules - set().union(*(self.and_what_follows(self.next[rule]) for rule in rules))

    def assert_due(self, outcome: Outcome, changed: set[str]) -> None:
        """Check that exactly the changed rules and what follows is due, for the right reason."""
        follows = self.and_what_follows(changed)
        assert outcome.due() <= follows
        # One rule locates all datasets: not every table that follows it is due.
        tables = {rule for rule in self.next["locate_dataset"] if rule.startswith("load_")}
        passed = set() if changed & tables else self.and_what_follows(tables)
        assert follows - passed <= outcome.due()
        assert self.first_of(changed) <= outcome.changed() <= changed
        assert (NOTHING in outcome.text) == (not changed)


@pytest.fixture(scope="module")
def graph(finished_run: Checkout) -> Graph:
    """Return the graph of the rules of the small run."""
    return Graph(finished_run.snakemake("--rulegraph").text)


def test_copy_uses_its_own_library(clean_checkout: Checkout):
    outcome = clean_checkout.python("-c", "import nusources; print(nusources.__file__)")
    assert Path(outcome.text.strip()).is_relative_to(clean_checkout.folder)


def test_finished_run_has_nothing_to_do(finished_run: Checkout):
    assert NOTHING in finished_run.dry().text


def test_graph_holds_every_script_of_the_run(finished_run: Checkout, graph: Graph):
    assert finished_run.dry("--forceall").due() == set(graph.next)
    assert "measure_excess" in graph.and_what_follows({"simulate_track_season"})
    assert "select_sources" not in graph.and_what_follows({"simulate_track_season"})


@pytest.mark.parametrize("seed", ["0", "4242"])
def test_hash_seed_changes_nothing(finished_run: Checkout, seed: str):
    assert NOTHING in finished_run.dry(PYTHONHASHSEED=seed).text


def test_default_profile_is_in_use(finished_run: Checkout):
    """A command line without it would rerun by file times and script text."""
    assert "profiles/default" in finished_run.dry("--cores", "1").text


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
        assert text.startswith(('"""', 'r"""')), f"{path} has no docstring to change"
        changed = text.replace('"""', '"""Reworded. ', 1) + "\n\n# A remark.\n"
        path.write_text(changed, encoding="utf-8")
    for path in (finished.folder / "workflow" / "rules").glob("*.smk"):
        path.write_text("# A remark.\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert NOTHING in finished.dry().text


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("workflow/scripts/load_tracks.py", {"load_tracks"}),
        ("src/nusources/selection/groups.py", {"select_sources"}),
        (
            "src/nusources/spatial/counting/kernel.py",
            COUNTING | {"measure_nulls", "measure_declinations"},
        ),
        ("src/nusources/figures/house/saving.py", {"figure"}),
        ("src/nusources/figures/chang2022/table6.py", {"table"}),
        ("src/nusources/jobs/job.py", EVERY_RULE),
        ("src/nusources/jobs/run.py", set()),
    ],
)
def test_changed_module_reruns_the_jobs_that_reach_it(
    finished: Checkout, graph: Graph, path, expected
):
    expected = graph.rules(expected)
    before = json.loads(finished.python("-c", CODE_DIGESTS).text)
    finished.append(path, "\n\nADDED_BY_A_TEST = 1\n")
    after = json.loads(finished.python("-c", CODE_DIGESTS).text)
    assert {rule for rule in graph.next if before[rule] != after[rule]} == expected
    graph.assert_due(finished.dry(), expected)


def test_changed_lock_file_of_the_environment_reruns_everything(finished: Checkout, graph: Graph):
    finished.append("envs/requirements-py311.txt", "added-by-a-test==1.0\n")
    graph.assert_due(finished.dry(), graph.rules(EVERY_RULE))


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("tracks.energy_proxy_min_tev", 61, {"select_tracks"}),
        ("spatial.n_scrambles", 3001, {"scramble_right_ascensions"}),
        ("spatial.log10_energy_thresholds", [4.8, 5.4], COUNTING),
        ("spatial.circle_factor", 1.5, {"scramble_right_ascensions", "measure_excess"}),
        ("alerts.factor", 1.3, {"count_in_alerts"}),
        ("blazars.match_radius_arcsec", 5, {"select_blazars"}),
        ("groups.0.where", {}, {"select_sources"}),
        ("tracks.samples.0.label", "another", PRODUCTS | {"answer"}),
    ],
)
def test_changed_key_reruns_the_rules_that_use_it(
    finished: Checkout, graph: Graph, key, value, expected
):
    outcome = finished.dry(overlays=(changed_overlay(finished, key, value),))
    graph.assert_due(outcome, expected | SHOWS_CONFIG)


@pytest.mark.parametrize(
    ("key", "value"), [("seed", 7), ("simulation.tracks.population.n_sources", 999)]
)
def test_another_simulation_has_a_folder_of_its_own(finished: Checkout, graph: Graph, key, value):
    records = (finished.shared / "provenance").glob("*.json")
    simulated = {json.loads(path.read_text(encoding="utf-8"))["rule"] for path in records}
    assert {"simulate_track_season", "load_tracks"} <= simulated
    outcome = finished.dry(overlays=(changed_overlay(finished, key, value),))
    assert outcome.due() == graph.and_what_follows(simulated) | SHOWS_CONFIG


def changed_overlay(checkout: Checkout, key: str, value) -> str:
    """Write the configuration with one value changed; gives its name."""
    content = json.loads(checkout.python("-c", MERGED_CONFIG).text)
    *parents, last = [int(part) if part.isdigit() else part for part in key.split(".")]
    place = content
    for part in parents:
        place = place[part]
    assert place[last] != value
    place[last] = value
    return checkout.overlay(content)


def test_order_of_keys_changes_nothing(finished: Checkout):
    path = finished.folder / "config/config.yaml"
    content = json.loads(finished.python("-c", MERGED_CONFIG).text)
    path.write_text(json.dumps(content, sort_keys=True), encoding="utf-8")
    first = finished.dry().text
    path.write_text(json.dumps(_reversed(content)), encoding="utf-8")
    assert NOTHING in first
    assert NOTHING in finished.dry().text


def _reversed(value):
    if isinstance(value, dict):
        return {key: _reversed(value[key]) for key in sorted(value, reverse=True)}
    return [_reversed(one) for one in value] if isinstance(value, list) else value


def test_changed_table_reruns_the_rules_that_read_it(finished: Checkout):
    path = finished.folder / "data/tables/flaring_blazars.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("18.2125", "18.2126"), encoding="utf-8"
    )
    outcome = finished.dry()
    assert outcome.reasons()["updated input files"] == {"simulate_blazar_catalogs"}
    assert outcome.changed() == {"select_sources"}  # files of groups are known by their content
    assert "simulate_track_season" not in outcome.due()


def test_chunks_are_added_without_simulating_again(finished: Checkout, graph: Graph):
    overlay = finished.overlay({"spatial": {"n_chunks": 3}})
    due = finished.dry(overlays=(overlay,)).due()
    assert due == graph.and_what_follows({"scramble_right_ascensions"}) | SHOWS_CONFIG


def test_equal_intermediate_does_not_ripple(finished: Checkout):
    """A rerun that gives the same bytes leaves what lies downstream alone, in the next call."""
    sources = "results/test/selection/sources.parquet"
    outcome = finished.snakemake("--forcerun", "select_sources", "--until", "select_sources")
    assert outcome.code == 0, outcome.text
    assert (finished.folder / sources).is_file()
    assert NOTHING in finished.dry().text


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("reproduction.csv", "compare_with_published"),
        ("report/figures/chang2022/chang2022_fig12-ic40.pdf", "figure"),
    ],
)
def test_deleted_result_is_made_again(finished: Checkout, graph: Graph, path: str, rule: str):
    (finished.results / path).unlink()
    assert finished.dry().due() == graph.and_what_follows({rule})
