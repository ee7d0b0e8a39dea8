"""Tables I to V of anchordoqui2014 as the report shows them."""

import re

import pandas as pd
import pytest

from nusources.facts.galactic_tables import (
    read_microquasar_limits,
    read_microquasars,
    read_surface_density,
)
from nusources.figures.anchordoqui2014 import tables as products
from nusources.figures.house.inputs import Inputs
from nusources.figures.house.latex import latex_table
from nusources.microquasars.disk_model import DiskModel
from nusources.microquasars.disk_tables import integrate_distributions
from nusources.microquasars.fit_tables import fit_tables
from nusources.microquasars.sources import gather_sources, source_limits

FACTS_IN = {"simulated": [], "run": "default", "size": "double"}


@pytest.fixture(scope="module")
def tables(repository) -> dict[str, pd.DataFrame]:
    folder = repository / "data/tables"
    paper = read_microquasars(folder / "microquasars.csv").assign(catalogue="anchordoqui2014")
    other = paper.head(3).assign(catalogue="hmxb_webcat")
    limits = read_microquasar_limits(folder / "microquasar_limits.csv")
    density, fit, _, _ = fit_tables(
        read_surface_density(folder / "hmxb_surface_density.csv"), 4.0, 15.0
    )
    model = DiskModel(8.3, 15.0, 1.0, 0.1, 4.0)
    return {
        "sources": gather_sources([paper, other], 8.3),
        "limits": source_limits(limits, paper, 7.04e33),
        "integrals": integrate_distributions(model, [1.0, 2.0, 2.5, 3.0], 7.04e33, 1.5e-8),
        "density": density,
        "fit": fit,
    }


@pytest.fixture(scope="module")
def files(published) -> dict[str, pd.DataFrame]:
    return {"published": published("anchordoqui2014")}


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
def test_every_table_becomes_latex(tables, files, number):
    prepare = getattr(products, f"prepare_table{number}")
    table, facts = prepare(Inputs(tables | files, FACTS_IN))
    text = latex_table(
        table, facts["headers"], formats=facts["formats"], caption="c", label="tab:t"
    )
    rows = [line for line in text.splitlines() if line.endswith(r"\\") and "&" in line]
    assert len(rows) == len(table) + 2  # the head stands twice
    assert "nan" not in text
    assert not re.search(r"(?<!\\)%", text.replace(r"% \usepackage", ""))


def test_table_1_is_of_the_paper_alone(tables, files):
    table, facts = products.prepare_table1(Inputs(tables | files, FACTS_IN))
    assert len(table) == facts["n_sources"] == 19
    assert (facts["n_hmxb"], facts["n_lmxb"], facts["nearest"]) == (7, 12, "CI Cam")
    ranges = table.loc[table["source_name"] == "Cygnus X-1", "jet_power"].item()
    assert ranges == "1e+36 to 1e+37"


def test_table_2_tells_which_limits_the_fiducial_source_breaks(tables, files):
    _, facts = products.prepare_table2(Inputs(tables | files, FACTS_IN))
    assert facts["excluded"] == "LS I + 61 303, SS 433, Cygnus X-1"
    assert facts["largest_ratio"] == pytest.approx(2.04, abs=0.01)


def test_table_3_leaves_open_what_the_paper_does_not_print(tables, files):
    table, facts = products.prepare_table3(Inputs(tables | files, FACTS_IN))
    assert (facts["n_cells"], facts["n_compared"], facts["n_equal"]) == (12, 9, 9)
    assert table["distribution"].tolist()[:4] == ["uniform"] * 4


def test_table_4_explains_what_is_one_off(tables, files):
    table, facts = products.prepare_table4(Inputs(tables | files, FACTS_IN))
    notes = table.set_index(["distribution", "void"])["note"]
    # The words of the scoreboard.
    told = files["published"].set_index("id")["note"]
    assert notes["uniform", 2.0] == told["table4.uniform.2"] != ""
    assert notes["exponential", 2.0] == told["table4.exponential.2"] != ""
    assert notes["uniform", 2.5] == "not published"
    assert notes["microquasar", 1.0] == ""
    assert (facts["n_compared"], facts["n_equal"]) == (9, 7)


def test_simulated_ancestors_are_remarked(tables, files):
    _, facts = products.prepare_table5(Inputs(tables | files, FACTS_IN | {"simulated": ["X"]}))
    assert facts["remarks"] == ["SIMULATED: X; tests the method, not the sky"]
    assert facts["scale"] == pytest.approx(3.27, abs=0.05)
