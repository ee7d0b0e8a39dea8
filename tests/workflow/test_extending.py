"""What a new study, figure, loader and key cost: which existing files must be edited."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
import yaml
from checkouts import Checkout

pytestmark = pytest.mark.workflow

TOY = Path(__file__).parent / "toy"
OWN_RULES = {"draw_a_line", "figure", "answer", "compare_with_published", "report"}
FIGURE = """
- id: chang2022_steps
  study: chang2022
  place: Extra
  kind: figure
  title: Events by threshold
  question: How many events reach each threshold?
  caption: "Events by threshold of the energy proxy."
  alt: "A line that falls with the threshold of the energy proxy, one point per threshold."
  module: nusources.figures.chang2022.steps
  function: steps
  per_sample: true
  size: single
  tables:
    excess: {path: "spatial/{sample}/excess.parquet", contract: spatial.spatial_excess}
"""
READER = '''"""A list of names."""


def read_names(path):
    """Names, one per line."""
'''


@pytest.fixture
def with_toy(clean: Checkout) -> Checkout:
    """Return a checkout with the toy study in it: new files, and what is edited for them."""
    before = contents(clean.folder)
    shutil.copytree(TOY, clean.folder, dirs_exist_ok=True)
    assert changed_files(before, clean.folder) == []
    rules = 'include: "workflow/rules/toy.smk"\n'
    put_before(clean, "Snakefile", 'include: "workflow/rules/products.smk"', rules)
    put_before(clean, "config/config.yaml", "microquasars: #", "toy:\n  slope: 2.0\n")
    assert changed_files(before, clean.folder) == ["Snakefile", "config/config.yaml"]
    clean.config = [clean.overlay({"run": "toy", "studies": ["toy"], "products": []})]
    clean.run_name = "toy"
    return clean


def test_a_study_edits_two_files_and_plans_its_own_jobs(with_toy: Checkout):
    assert with_toy.dry().due() == OWN_RULES
    outcome = with_toy.snakemake()
    assert outcome.code == 0, outcome.text
    reproduction = pd.read_csv(with_toy.results / "reproduction.csv")
    assert reproduction["status"].tolist() == ["reproduced"]
    page = (with_toy.results / "report/index.html").read_text(encoding="utf-8")
    assert "How does a line rise?" in page
    record = json.loads((with_toy.results / "run.json").read_text(encoding="utf-8"))
    makers = {"draw_a_line", "figure-toy-toy_line", "answer-toy", "compare_with_published"}
    assert set(record["jobs"]) == makers
    assert record["answers"]["toy"]["headline"] == "It rises to 2"
    text = (with_toy.results / "report/answer.txt").read_text(encoding="utf-8")
    assert "The last point stands 2 high." in text
    digest = record["jobs"]["draw_a_line"]["output"]["results/toy/toy/line.parquet"]["sha256"]
    written = (with_toy.results / "toy/line.parquet").read_bytes()
    assert digest == hashlib.sha256(written).hexdigest()


def test_a_key_edits_its_model_and_the_configuration(with_toy: Checkout):
    before = contents(with_toy.folder)
    model = "src/nusources/config/toy.py"
    put_before(with_toy, model, "    slope: Positive", "    rise: Positive\n")
    put_before(with_toy, "config/config.yaml", "  slope: 2.0", "  rise: 1.0\n")
    with_toy.dry()
    assert changed_files(before, with_toy.folder) == ["config/config.yaml", model]


def test_a_figure_edits_the_products_of_its_study(clean: Checkout):
    before = contents(clean.folder)
    module = clean.folder / "src/nusources/figures/chang2022/steps.py"
    text = (TOY / "src/nusources/figures/toy/line.py").read_text(encoding="utf-8")
    module.write_text(text.replace("line(", "steps("), encoding="utf-8")
    clean.append("config/products/chang2022.yaml", FIGURE)
    overlay = clean.overlay({"products": ["chang2022_steps"]})
    assert "chang2022_steps-ic40" in clean.dry(overlays=(overlay,)).text
    assert changed_files(before, clean.folder) == ["config/products/chang2022.yaml"]


def test_a_loader_edits_the_entry_of_its_dataset(clean: Checkout):
    before = contents(clean.folder)
    (clean.folder / "src/nusources/catalogs/blazars/names.py").write_text(READER, encoding="utf-8")
    file = clean.folder / "config/datasets/blazars.yaml"
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    loader = {"reader": "blazars.names.read_names", "tables": {"names": "blazar_catalogs.hsp"}}
    names = {"path": "names.txt", "role": "names", "unpinned": True, "loaders": [loader]}
    content["hsp3"]["files"].append(names)
    file.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    overlay = clean.overlay({"data": {"sources": {"hsp3": "archive"}}})
    outcome = clean.dry("load_hsp3", overlays=(overlay,))
    assert outcome.due() >= {"load_hsp3"}
    assert "catalogs/hsp3/names.parquet" in outcome.text
    assert changed_files(before, clean.folder) == ["config/datasets/blazars.yaml"]


def put_before(checkout: Checkout, path: str, place: str, lines: str) -> None:
    """Put lines before a place in a file."""
    file = checkout.folder / path
    text = file.read_text(encoding="utf-8")
    assert place in text
    file.write_text(text.replace(place, f"{lines}{place}", 1), encoding="utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    """Content of all files that an extension might have to edit."""
    names = ("Snakefile", "config", "src/nusources", "workflow", "data", "envs", "profiles")
    found = [path for name in names for path in [folder / name, *(folder / name).rglob("*")]]
    files = [path for path in found if path.is_file() and "__pycache__" not in path.parts]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def changed_files(before: dict[str, bytes], folder: Path) -> list[str]:
    """Files that were there before and are others now; new ones do not count."""
    after = contents(folder)
    return sorted(name for name in before if after.get(name) != before[name])
