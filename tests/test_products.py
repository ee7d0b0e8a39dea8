"""The list of products: what is accepted, what is refused and in which words, and the paths."""

from __future__ import annotations

import copy
import importlib
import subprocess
import sys

import pandas as pd
import pytest
import yaml

from nusources.contracts.listing import contract_named
from nusources.errors import ConfigError, NusourcesError
from nusources.figures.house.texts import fill_texts
from nusources.product_list import load_products
from nusources.products import (
    groups_shown,
    input_paths,
    is_comparable,
    is_made,
    item_id,
    of_each_item,
    output_paths,
)

FIGURE = {
    "id": "chang2022_fig99",
    "study": "chang2022",
    "place": "Figure 99",
    "kind": "figure",
    "title": "A figure",
    "question": "Is it checked?",
    "caption": "Seen {n_events:d} times.",
    "alt": "Number of events against energy in TeV; it was seen {n_events:d} times in the data.",
    "module": "nusources.figures.chang2022.event_counts",
    "function": "excess",
    "per_sample": True,
    "tables": {
        "excess": {
            "path": "spatial/{sample}/excess.parquet",
            "contract": "spatial.spatial_excess",
        }
    },
    "files": {"published": "data/published/chang2022.csv"},
    "size": "double",
}


def changed(**changes) -> dict:
    product = copy.deepcopy(FIGURE) | changes
    return {key: value for key, value in product.items() if value is not None}


@pytest.fixture(scope="module")
def products(repository):
    return load_products(repository / "config" / "products")


def test_every_product_names_what_exists(products, repository):
    for product in products:
        module = importlib.import_module(product["module"])
        assert callable(getattr(module, f"prepare_{product['function']}"))
        if product["kind"] == "figure":
            assert callable(getattr(module, f"draw_{product['function']}"))
        for table in product["tables"].values():
            assert contract_named(table["contract"]).columns
        for path in product.get("files", {}).values():
            assert len(pd.read_csv(repository / path)) > 0, path


def test_paths_of_a_figure_per_sample():
    paths = output_paths(FIGURE, "results/default", "ic40")
    stem = "results/default/report/figures/chang2022/chang2022_fig99-ic40"
    facts = {"json": "results/default/facts/chang2022/chang2022_fig99-ic40.json"}
    assert paths == {kind: f"{stem}.{kind}" for kind in ("pdf", "svg", "png", "csv")} | facts
    tracks = {"path": "<shared>/catalogs/{sample}/tracks.parquet", "contract": "tracks.tracks"}
    figure = FIGURE | {"tables": FIGURE["tables"] | {"tracks": tracks}}
    assert input_paths(figure, "results/default", "results/shared/0", "ic40") == {
        "excess": "results/default/spatial/ic40/excess.parquet",
        "tracks": "results/shared/0/catalogs/ic40/tracks.parquet",
        "published": "data/published/chang2022.csv",
    }


def test_paths_of_a_table_of_the_run():
    tables = {"excess": {"path": "all/excess.parquet", "contract": "spatial.spatial_excess"}}
    product = changed(kind="table", per_sample=False, tables=tables)
    stem = "results/default/report/tables/chang2022/chang2022_fig99"
    assert list(output_paths(product, "results/default").values()) == [
        f"{stem}.csv",
        f"{stem}.vot",
        f"{stem}.tex",
        "results/default/facts/chang2022/chang2022_fig99.json",
    ]
    both = list(output_paths(product, "results/default").values())
    for sample in ("ic40", "ic79"):
        both += output_paths(FIGURE, "results/default", sample).values()
    assert len(both) == 4 + 2 * 5
    assert len(set(both)) == len(both)


def test_sample_must_be_given():
    with pytest.raises(NusourcesError, match="chang2022_fig99 is made per sample; no sample"):
        output_paths(FIGURE, "results/default")


def mistakes(folder, *products) -> list[str]:
    (folder / "chang2022.yaml").write_text(yaml.safe_dump(list(products), sort_keys=False))
    with pytest.raises(ConfigError) as caught:
        load_products(folder)
    return caught.value.problems


@pytest.mark.parametrize(
    ("product", "words"),
    [
        (changed(title=None), "line 1: [0].title: is missing"),
        (changed(colour="red"), "[0].colour: unknown key"),
        (changed(per_sample="yes"), "[0].per_sample: found 'yes'; expected a valid boolean"),
        (changed(kind="movie"), "[0].kind: found 'movie'; expected 'figure' or 'table'"),
        (changed(size="huge"), "[0].size: found 'huge'; expected 'single' or 'double'"),
        (changed(size=None), "[0]: lacks size (single or double)"),
        (changed(id="chang2022_Fig-12"), "[0].id: found 'chang2022_Fig-12'; string should match"),
        (changed(id="kun2026_fig1"), "[0]: id: expected chang2022_...; found 'kun2026_fig1'"),
        (changed(runs_on="moon"), "[0].runs_on: found 'moon'; expected 'simulated' or 'archive'"),
        (changed(tables={"excess": "a.parquet"}), "[0].tables.excess: found 'a.parquet'; expected"),
        (
            changed(tables={"excess": {"path": "{season}/a.parquet", "contract": "b.c"}}),
            "tables.excess: path '{season}/a.parquet' has unknown {season}",
        ),
        (changed(per_sample=False), "has unknown {sample} (per_sample is false)"),
        (changed(files={"count": "a.csv"}), "input 'count': the name is taken"),
        (changed(files={"excess": "a.csv"}), "input 'excess' stands there twice"),
        (changed(caption="Seen {n_events times."), "[0].caption: found"),
        (changed(caption="Seen {n_events times."), "not a template"),
        (changed(alt="Seen {0} times"), "{0} is not a name"),
        (changed(groups="some"), "found 'some'; expected a list of names, all or others"),
        (changed(for_each="a.b", item="c", per_sample=False), "for_each stands with per_sample:"),
        (changed(for_each="a"), "[0].for_each: found 'a'; string should match"),
        ("chang2022_fig12", "[0]: expected a mapping; found 'chang2022_fig12'"),
    ],
)
def test_mistakes_are_named(tmp_path, product, words):
    problems = mistakes(tmp_path, product)
    assert len(problems) == 1
    assert words in problems[0]
    assert problems[0].startswith(f"{tmp_path / 'chang2022.yaml'}")


def test_all_mistakes_at_once(tmp_path):
    problems = mistakes(tmp_path, {"id": "a"}, {"id": "a"})
    assert f"{tmp_path / 'chang2022.yaml'}, line 1: [0].study: is missing" in problems
    assert problems[-1].endswith("product a: the id stands there twice")
    assert len(problems) == 2 * 11 + 1


def test_names_that_differ_in_a_sign_are_different_items():
    names = [item_id(one) for one in ("PKS 0537-441", "PKS 0537+441", "4C +21.35", "Mkn 421")]
    assert names == ["PKS_0537_m441", "PKS_0537_p441", "4C_p21_35", "Mkn_421"]


def test_items_with_one_name_are_refused():
    product = {"id": "toy_line", "study": "toy", "title": "", "question": "", "for_each": "a.b"}
    with pytest.raises(NusourcesError, match=r"toy_line: two items are called 4C_p21_35 .* a\.b"):
        of_each_item(product, ["4C +21.35", "4C+21.35"])


def test_groups_that_a_product_shows():
    names = ["a", "b", "mine"]
    listing = changed(groups=["b"])
    assert groups_shown(listing, names, []) == ["b"]
    assert groups_shown(changed(groups="others"), names, [listing, FIGURE]) == ["a", "mine"]
    assert groups_shown(changed(groups="all"), names, [listing]) == names


@pytest.mark.parametrize(
    ("text", "words"),
    [("a: b: c", "cannot be read as YAML"), ("a: 1", "expected a list of products; found dict")],
)
def test_files_that_are_no_list(tmp_path, text, words):
    (tmp_path / "chang2022.yaml").write_text(text)
    with pytest.raises(ConfigError, match=words):
        load_products(tmp_path)


def test_missing_folder(tmp_path):
    with pytest.raises(ConfigError, match=r"expected a folder with files \*\.yaml"):
        load_products(tmp_path / "products")


def test_a_product_stands_in_the_file_of_its_study(tmp_path):
    (tmp_path / "kun2026.yaml").write_text(yaml.safe_dump([FIGURE]))
    with pytest.raises(ConfigError, match=r"\[0\]\.study: expected 'kun2026'.*found 'chang2022'"):
        load_products(tmp_path)


def test_published_numbers_are_for_one_sample():
    product = changed(published_for={"dataset": "icecube_10year_ps", "n_seasons": 2})
    assert is_comparable(product, "icecube_10year_ps", ["IC40", "IC59"])
    assert not is_comparable(product, "icecube_10year_ps", ["IC40"])
    assert not is_comparable(product, "icecube_3year_ps", ["IC79", "IC86_I"])
    assert is_comparable(FIGURE, "anything", ["IC40"])


def test_where_a_product_is_made():
    assert is_made(FIGURE, "simulated")
    assert is_made(changed(runs_on="archive"), "archive")
    assert not is_made(changed(runs_on="archive"), "simulated")
    assert not is_made(changed(needs_mirror=True), "simulated")
    assert is_made(changed(needs_mirror=True), "simulated", has_mirror=True)


def test_texts_are_filled_and_say_what_is_simulated():
    real = fill_texts(FIGURE, {"n_events": 7})
    assert real["caption"] == "Seen 7 times."
    simulated = fill_texts(FIGURE, {"n_events": 7}, ["icetracks"])
    assert simulated["caption"].startswith("Seen 7 times. Simulated: icetracks;")
    assert simulated["alt"] == f"Simulated. {real['alt']}"


@pytest.mark.parametrize(
    ("product", "facts", "words"),
    [
        (FIGURE, {}, r"caption names \{n_events\}, which is no fact of .*prepare_excess"),
        (FIGURE, {"n_events": "7"}, "caption cannot be filled"),
        (changed(alt="Too short."), {"n_events": 7}, "alt has 10 characters; expected 40 to 400"),
        (changed(alt="x" * 401), {"n_events": 7}, "alt has 401 characters"),
    ],
)
def test_texts_that_cannot_be_filled(product, facts, words):
    with pytest.raises(NusourcesError, match=words):
        fill_texts(product, facts)


def test_parsing_a_snakefile_loads_nothing_heavy():
    modules = "nusources.plan, nusources.product_list, nusources.config"
    code = f"import sys, {modules}; print([m for m in sys.modules if m in %r])"
    heavy = ("numpy", "pandas", "matplotlib", "pyarrow", "scipy", "astropy")
    done = subprocess.run(
        [sys.executable, "-c", code % (heavy,)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
