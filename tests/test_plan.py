"""The plan of a run: what studies need, what a run makes, without Snakemake."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
import yaml

from nusources.answer_plan import plan_answers
from nusources.config import validate
from nusources.datasets.loaders import files_of, modules_of, tables_of
from nusources.datasets.registry import load_registry
from nusources.errors import ConfigError
from nusources.plan import Plan
from nusources.product_list import load_products
from nusources.products import modules_of_product
from nusources.studies import Study, load_studies

TOY = {
    "study": "toy",
    "title": "A line",
    "citation": "nobody",
    "question": "Does it rise?",
    "method": "It is drawn.",
    "limits": [],
    "needs": [],
    "numbers": ["toy/numbers"],
}
OWN_GROUP = {
    "name": "mine",
    "label": "mine",
    "file": "config/examples/my_sources.csv",
    "columns": {"source_name": "Name", "ra": "RAJ2000", "dec": "DEJ2000"},
}
LINE = {
    "id": "toy_line",
    "study": "toy",
    "kind": "figure",
    "per_sample": False,
    "module": "nusources.figures.toy.line",
    "tables": {"line": {"path": "toy/line.parquet", "contract": "toy.line"}},
}


def nothing(dataset) -> set[str]:
    """Files at hand: none."""
    return set()


@pytest.fixture
def make(repository: Path, monkeypatch):
    """Return a function that plans the default run with some settings changed."""
    monkeypatch.chdir(repository)
    default = yaml.safe_load(Path("config/config.yaml").read_text(encoding="utf-8"))
    registry, products = load_registry(), load_products("config/products")

    def plan(changes=(), *, studies=None, more=(), obtainable=nothing, present=nothing, **keywords):
        keywords.setdefault("digest_of", "digest of {}".format)
        config = copy.deepcopy(default)
        for key, value in dict(changes).items():
            *parents, last = key.split(".")
            place = config
            for part in parents:
                place = place[part]
            place[last] = value
        settings = validate(config, registry=registry)
        chosen = load_studies(settings.studies) if studies is None else studies
        return Plan(settings, registry, chosen, [*products, *more], obtainable, present, **keywords)

    return plan


def test_a_product_for_each_item_of_a_list_is_one_product_per_item(make):
    lines = LINE | {"for_each": "data.fetch", "title": "Line of {item}", "question": "Why {item}?"}
    asked = {"data.fetch": ["hsp3", "icecube_10year_ps"]}
    plan = make(asked, studies=[Study.model_validate(TOY)], more=[lines])
    assert [one["id"] for one in plan.products] == ["line_hsp3", "line_icecube_10year_ps"]
    assert [one["title"] for one in plan.products] == ["Line of hsp3", "Line of icecube_10year_ps"]
    assert plan.facts_of(plan.products[1], None)["item"] == "icecube_10year_ps"
    assert "results/default/facts/toy/line_hsp3.json" in plan.product_files()
    none = make({"data.fetch": []}, studies=[Study.model_validate(TOY)], more=[lines])
    assert none.products == []
    wrong = make(studies=[Study.model_validate(TOY)], more=[lines | {"for_each": "data.fetched"}])
    with pytest.raises(ConfigError, match=r"toy_line: for_each names no key: 'data\.fetched'"):
        _ = wrong.products


def test_a_study_that_needs_nothing_plans_its_own_files_only(make):
    plan = make(studies=[Study.model_validate(TOY)], more=[LINE])
    assert plan.products == [LINE]
    stem = "results/default/report/figures/toy/toy_line"
    shown = [f"{stem}.{ending}" for ending in ("pdf", "svg", "png", "csv")]
    assert plan.product_files() == [*shown, "results/default/facts/toy/toy_line.json"]
    assert plan.receipts() == plan.truth_tables() == plan.dataset_tables() == []
    assert plan.published_files() == ["data/published/toy.csv"]
    assert plan.number_tables() == ["results/default/toy/numbers.parquet"]
    assert plan.study_files() == ["config/studies/toy.yaml"]


@pytest.mark.parametrize(
    ("needs", "wanted"),
    [
        ([], set()),
        (["tracks"], {"ten_years/receipt"}),
        (["blazars"], {"receipts/hsp3", "receipts/bzcat5", "receipts/wibrals"}),
        (["alerts"], {"receipts/icecat1", "receipts/txs0506_alerts"}),
    ],
)
def test_receipts_are_those_of_the_needs(make, needs, wanted):
    plan = make(studies=[Study.model_validate(TOY | {"needs": needs})])
    names = {path.removeprefix(f"{plan.shared}/catalogs/")[:-5] for path in plan.receipts()}
    assert wanted <= names
    assert bool(wanted) == bool(names)
    assert ("ten_years/receipt" in names) == ("tracks" in needs)
    assert bool(plan.truth_tables()) == ("tracks" in needs)


def test_every_study_needs_sections_that_exist(make):
    plan = make()
    known = set(type(plan.settings).model_fields)
    for study in plan.studies:
        assert set(study.needs) <= known
    assert plan.number_tables()
    assert [Path(path).exists() for path in plan.published_files()] == [True, True, True, True]


def test_products_of_groups_that_a_run_has_none_of_are_left_out(make):
    plan = make({"groups": [OWN_GROUP], "products": ["all"]})
    made = {product["id"] for product in plan.products}
    every = {product["id"] for product in make().products}
    assert every - made == {"chang2022_fig14"}
    facts = plan.facts_of(product_named(plan, "chang2022_fig12"), "ten_years")
    assert facts["group_labels"] == facts["shown_groups"] == {"mine": "mine"}
    assert facts["group_nulls"] == {"mine": "event_ra"}
    assert facts["comparable"] is True


CLASSES = ("NFS", "ACC", "infrared_only", "gamma_only")


def test_a_product_shows_the_groups_that_it_lists_and_others_the_rest(make):
    plan = make()
    listed = plan.facts_of(product_named(plan, "chang2022_fig14"), "ten_years")
    assert list(listed["shown_groups"]) == ["related", "infrared_only", "gamma_only"]
    rest = plan.facts_of(product_named(plan, "chang2022_fig12"), "ten_years")
    assert list(rest["shown_groups"]) == ["TXS_like", "CFS", "NFS", "ACC"]
    every = plan.facts_of(product_named(plan, "chang2022_nulls"), "ten_years")
    assert list(every["shown_groups"]) == ["TXS_like", "CFS", "related", *CLASSES]
    none = plan.facts_of(product_named(plan, "chang2022_null_width"), "ten_years")
    assert none["group_labels"] == none["group_nulls"] == none["shown_groups"] == {}


def test_published_numbers_are_compared_with_the_whole_sample_only(make):
    seasons = make().samples["ten_years"].seasons
    part = {"name": "part", "label": "L", "dataset": "icecube_10year_ps", "seasons": seasons[:3]}
    plan = make({"tracks.samples": [part]})
    assert not plan.is_whole("part", "icecube_10year_ps")
    assert not plan.facts_of(product_named(plan, "chang2022_fig12"), "part")["comparable"]
    assert make().is_whole("ten_years", "icecube_10year_ps")


def test_real_files_are_asked_for_where_they_are_read(make):
    plan = make({"data.source": "archive", "data.sources": {}})
    wanted = dict(plan.archive_files())
    assert "events/IC40_exp.csv" in wanted["icecube_10year_ps"]
    assert plan.simulated_files_of_sample("ten_years") == []
    assert plan.truth_tables() == []
    assert plan.simulated_seasons == []


def test_everything_that_can_be_had_is_loaded_if_asked_for(make):
    changes = {"data.load_all": True, "data.sources": {"bass_dr2_koss2022": "archive"}}
    plan = make(changes)
    assert "bass_dr2_koss2022" not in plan.loaded  # nothing of it can be had
    assert "swift_bat" in plan.loaded
    assert f"{plan.shared}/catalogs/swift_bat/sources.parquet" in plan.dataset_tables()
    more = make(changes, obtainable=lambda dataset: {"table9.dat"})
    assert files_of(more.loaded["bass_dr2_koss2022"]) == ["table9.dat"]


def test_twins_are_of_real_datasets_that_can_be_simulated(make):
    assert make().twins == {}
    real = make({"data.sources": {"hsp3": "archive"}})
    assert set(real.twins) == {"hsp3"}
    assert real.twin_tables("hsp3") == [f"{real.shared}/catalogs/twins/hsp3/sources.parquet"]
    assert real.simulated_table_path("hsp3/sources") == real.twin_tables("hsp3")[0]
    assert files_of(real.twins["hsp3"]) == ["3HSP.fits"]
    assert tables_of(real.twins["hsp3"]) == ["sources"]
    assert "nusources.contracts.blazar_catalogs" in modules_of(real.twins["hsp3"])


def test_chunks_hold_every_trial_once(make):
    plan = make({"spatial.n_scrambles": 1000, "spatial.n_chunks": 7})
    ends = [plan.chunk_trials(chunk) for chunk in range(7)]
    trials = [trial for first, last in ends for trial in range(first, last)]
    assert trials == list(range(1000))


def test_sources_are_listed_ones_where_no_group_is_a_catalogue(make):
    catalogue = {"name": "hsp", "label": "3HSP", "table": "hsp3/sources"}
    groups = [{**group.model_dump(), "counterparts": None} for group in make().settings.groups]
    plan = make({"groups": [*groups, catalogue]})
    assert plan.sources_of(["TXS_like", "CFS"]).endswith("/listed_sources.parquet")
    assert plan.sources_of(["TXS_like", "hsp"]).endswith("/sources.parquet")
    assert plan.chosen_groups(["hsp", "CFS"], plan.groups) == ["CFS", "hsp"]
    assert plan.chosen_groups(None, ["CFS"]) == ["CFS"]


OWN_ALERTS = {
    "alerts.file": "config/examples/my_alerts.csv",
    "alerts.columns": {
        **{"alert_name": "Event", "mjd": "Time", "ra": "RAJ2000", "dec": "DEJ2000"},
        "error_radius": "R90",
    },
}


def test_the_simulation_reads_no_alerts_of_the_user(make):
    default = make()
    assert default.simulated_alerts == f"{default.shared}/catalogs/simulated_alerts.parquet"
    assert make(OWN_ALERTS).simulated_alerts == default.simulated_alerts


def test_runs_share_what_depends_on_data_and_simulation_alone(make):
    default = make()
    assert default.shared.startswith("results/shared/")
    for changes in (
        {"run": "mine"},
        {"groups": [OWN_GROUP]},
        {"data.load_all": True},
        {"spatial.n_scrambles": 5},
    ):
        assert make(changes).shared == default.shared, changes
    samples = [{"name": "ten_years", "label": "x", "dataset": "icecube_10year_ps"}]
    others = (
        {"seed": 1},
        {"data.sources": {"hsp3": "archive"}},
        {"data.mirror": "mirror"},
        {"simulation.tracks.population.n_sources": 7},
        {"tracks.samples": [samples[0] | {"seasons": ["IC40"]}]},
    )
    assert len({default.shared, *(make(changes).shared for changes in others)}) == 6


def test_no_run_has_the_name_of_the_shared_folder(make):
    with pytest.raises(ConfigError, match="expected another name"):
        make({"run": "shared"})


def test_beside_sources_of_a_user_only_what_shows_them_is_made(make):
    plan = make({"groups": [OWN_GROUP]})
    assert plan.own_input == {"groups"}
    assert {one["id"] for one in plan.products} == {
        one["id"] for one in plan.all_products if "groups" in one.get("shows", ())
    }
    assert plan.published_files() == plan.number_tables() == plan.truth_tables() == []
    assert [one.study for one in plan.studies_shown] == ["user", "chang2022"]
    assert "chang2022_power" in plan.products_on_request
    more = make({"groups": [OWN_GROUP], "products": ["default", "chang2022_power"]})
    made = {one["id"] for one in more.products}
    assert made == {one["id"] for one in plan.products} | {"chang2022_power"}
    assert not more.number_tables()


OWN_CURVE = {"light_curve.file": "config/examples/my_light_curve.csv"}


def test_beside_a_light_curve_of_a_user_nothing_else_is_made_or_asked_for(make):
    names = {"user_curve_plot", "user_curve_measures", "user_curve_flares", "user_curve_blocks"}
    assert not names & {one["id"] for one in make().products}
    plan = make(OWN_CURVE)
    assert plan.own_input == {"light_curve"}
    assert {one["id"] for one in plan.products} == names
    assert [one.study for one in plan.studies_shown] == ["user_curve"]
    assert plan.receipts() == plan.published_files() == plan.truth_tables() == []
    assert plan.message_files() == [f"{plan.run}/messages/find_user_flares.json"]
    answers = plan_answers(plan)
    assert {study: list(one.input) for study, one in answers.items()} == {
        "user_curve": ["measures", "flares", "points", "lags"]
    }
    assert "user_curve" not in plan_answers(make())
    both = make({**OWN_CURVE, "groups": [OWN_GROUP]})
    assert both.own_input == {"groups", "light_curve"}
    assert names < {one["id"] for one in both.products}
    assert both.receipts()


def test_what_shows_lists_of_a_user_is_made_beside_them_only(make):
    sources = {"user_sources", "user_sources_map"}
    alerts = {"user_alerts", "user_alerts_map"}
    names = {product["id"] for product in make().products}
    assert not names & (sources | alerts)
    assert not [one for one in make({"products": ["all"]}).products if one["study"] == "user"]
    mine = {one["id"] for one in make({"groups": [OWN_GROUP]}).products}
    assert mine & (sources | alerts) == sources
    planned = plan_answers(make({"groups": [OWN_GROUP]}))
    assert list(planned) == ["user", "chang2022"]
    assert list(planned["user"].input) == ["searches", "excess", "ranges", "sources"]
    # Alerts ask for no search of events.
    alone = plan_answers(make(OWN_ALERTS))
    assert {study: list(one.input) for study, one in alone.items()} == {"user": ["alerts"]}
    assert planned["user"].params["labels"]["own_groups"] == [OWN_GROUP["name"]]


def test_long_checks_are_targets_that_only_their_name_brings_into_a_run(make):
    name = "chang2022_power_closure"
    for asked in ([], ["all"], ["default", name]):
        plan = make({"products": asked} if asked else {})
        assert name in {one["id"] for one in plan.targets}
        assert (name in {one["id"] for one in plan.products}) == (name in asked)
        assert name in plan.made("figure")


def test_everything_is_made_beside_sources_of_a_user_if_asked(make):
    plan = make({"groups": [OWN_GROUP], "products": ["all"]})
    assert not plan.products_on_request
    assert plan.number_tables() == make().number_tables()


def test_lists_that_the_pipeline_came_with_are_no_files_of_a_user(make):
    plan = make()
    assert plan.own_input == set()
    assert plan.products_on_request == []


TWO_SEASONS = {
    "data.sources": {"icecube_10year_ps": "archive"},
    "tracks.samples": [
        {"name": "ic40", "label": "IC40", "dataset": "icecube_10year_ps", "seasons": ["IC40"]},
        {
            "name": "both",
            "label": "IC40 and IC59",
            "dataset": "icecube_10year_ps",
            "seasons": ["IC40", "IC59"],
            "if_present": True,
        },
    ],
}
FILES_OF_IC59 = {"events/IC59_exp.csv", "uptime/IC59_exp.csv", "irfs/IC59_effectiveArea.csv"}


@pytest.mark.parametrize("absent", [FILES_OF_IC59, {"irfs/IC59_effectiveArea.csv"}, set()])
def test_a_sample_that_may_be_absent_is_made_once_all_its_files_are_here(make, absent):
    def present(dataset):
        return {one.path for one in dataset.files} - absent

    plan = make(TWO_SEASONS, present=present)
    assert list(plan.samples) == (["ic40"] if absent else ["ic40", "both"])
    told = plan.samples_left_out()
    assert len(told) == bool(absent)
    if absent:
        size = "11.1 MB" if len(absent) == 3 else "0.148 MB"
        assert told[0].startswith(
            f"sample both (IC40 and IC59) is left out: {len(absent)} of 6 files of "
            f"icecube_10year_ps ({size}) are neither in the mirror nor in the cache"
        )
    ((dataset, fetched),) = plan.archive_files()
    assert dataset == "icecube_10year_ps"
    assert set(fetched) >= FILES_OF_IC59
    assert plan.shared == make(TWO_SEASONS).shared


def test_a_simulated_sample_is_never_absent(make):
    plan = make(TWO_SEASONS | {"data.sources": {}})
    assert list(plan.samples) == ["ic40", "both"]
    assert plan.samples_left_out() == []


def test_products_that_do_not_exist_are_refused(make):
    with pytest.raises(ConfigError, match="'chang2022_fig21' is no figure or table; did you mean"):
        _ = make({"products": ["chang2022_fig21"]}).products


def test_positions_of_counterparts_are_taken_where_they_are_real(make):
    assert make().counterparts_of(make().groups["CFS"]) is None
    plan = make({"data.sources": {"fermi_4fgl": "archive"}})
    found = plan.counterparts_of(plan.groups["CFS"])
    assert found["path"] == f"{plan.shared}/catalogs/fermi_4fgl/dr2.parquet"


def test_modules_of_a_product_are_its_own_and_those_of_its_contracts():
    assert modules_of_product(LINE) == ["nusources.figures.toy.line", "nusources.contracts.toy"]


def product_named(plan: Plan, name: str):
    return next(one for one in plan.all_products if one["id"] == name)


ANSWER = {
    "function": "nusources.answers.toy.line.answer",
    "tables": {
        "line": {"path": "toy/line.parquet", "contract": "toy.line"},
        "counts": {"path": "toy/{sample}/counts.parquet", "contract": "spatial.sources"},
        "mine": {"path": "toy/mine.parquet", "contract": "toy.line", "when": "groups"},
    },
}


def test_an_answer_reads_a_table_of_the_run_and_one_of_each_sample(make):
    study = Study.model_validate(TOY | {"answer": ANSWER})
    planned = plan_answers(make(studies=[study], more=[LINE]))["toy"]
    assert planned.input == {
        "line": ["results/default/toy/line.parquet"],
        "counts": ["results/default/toy/ten_years/counts.parquet"],
    }
    assert planned.params["function"] == "nusources.answers.toy.line.answer"
    assert planned.params["contracts"] == {"line": "toy.line", "counts": "spatial.sources"}
    assert planned.params["per_sample"] == ["counts"]
    assert planned.params["labels"]["samples"] == ["IceTracks-DR1, 10 years"]
    assert planned.params["labels"]["own_groups"] == []
    assert planned.modules == [
        "nusources.answers.toy.line",
        "nusources.contracts.spatial",
        "nusources.contracts.toy",
    ]


def test_an_answer_of_the_run_alone_knows_no_label(make):
    entry = ANSWER | {"tables": {"line": ANSWER["tables"]["line"]}}
    study = Study.model_validate(TOY | {"answer": entry})
    assert plan_answers(make(studies=[study], more=[LINE]))["toy"].params["labels"] == {}


def test_studies_without_a_key_or_a_sample_have_no_answer(make):
    real = ANSWER | {"runs_on": "archive", "tables": {"counts": ANSWER["tables"]["counts"]}}
    studies = [Study.model_validate(TOY), Study.model_validate(TOY | {"answer": real})]
    for study in studies:
        assert plan_answers(make(studies=[study], more=[LINE])) == {}
    default = plan_answers(make())
    assert list(default) == [
        "chang2022",
        "anchordoqui2014",
        "chen2025",
        "kun2026",
        "simulated_archive",
    ]
    archive = make({"data.source": "archive", "data.sources": {}})
    assert "simulated_archive" not in plan_answers(archive)


def test_files_of_a_user_are_known_by_what_they_hold(make):
    plan = make(digest_of={"b.csv": "2", "a {x}.csv": "1"}.__getitem__)
    assert plan.digests(["b.csv", "a {x}.csv", "b.csv"]) == {"a {x}.csv": "1", "b.csv": "2"}
    assert plan.message_files() == ["results/default/messages/select_sources.json"]
    columns = {"alert_name": "Event", "mjd": "Time", "ra": "RA", "dec": "DE", "error_radius": "R"}
    mine = {"file": "config/examples/my_alerts.csv", "columns": columns}
    changes = {f"alerts.{key}": value for key, value in mine.items()}
    assert make(changes).message_files() == [
        "results/default/messages/list_alerts.json",
        "results/default/messages/select_sources.json",
    ]
    galactic = make(changes, studies=load_studies(["anchordoqui2014"]))
    assert galactic.message_files() == []
