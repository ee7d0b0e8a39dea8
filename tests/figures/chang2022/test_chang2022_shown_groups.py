"""Figures 12 to 14 and Table 6 of chang2022 show the groups that are theirs."""

from __future__ import annotations

import pytest
from chang2022_tables import made_up_tables, run_facts

from nusources.errors import InputDataError
from nusources.figures.chang2022.event_counts import draw_excess, prepare_excess, prepare_p_values
from nusources.figures.chang2022.table6 import prepare_table6
from nusources.figures.house.inputs import Inputs

GROUPS = ("TXS_like", "CFS", "related")
FIG12 = {"TXS_like": "TXS-like", "CFS": "CFS"}
FIG14 = {"related": "related flares"}


@pytest.fixture(scope="module")
def files(published):
    return {"published": published("chang2022")}


@pytest.fixture(scope="module")
def tables():
    return made_up_tables(GROUPS)


@pytest.mark.parametrize("shown", [FIG12, FIG14])
@pytest.mark.parametrize("prepare", [prepare_excess, prepare_p_values])
def test_only_shown_groups_are_plotted(prepare, shown, tables, files):
    plotted, facts = prepare(Inputs(tables | files, run_facts(GROUPS, shown_groups=shown)))
    assert set(plotted["group"]) == set(facts["titles"]) == set(shown)


def test_figure_14_has_one_panel_and_nothing_published(tables, files):
    plotted, facts = prepare_excess(Inputs(tables | files, run_facts(GROUPS, shown_groups=FIG14)))
    assert plotted["published_excess"].isna().all()
    assert facts["comparison"] == "The paper has no numbers for these groups and thresholds."
    assert len(draw_excess(plotted, facts).axes) == 1


def test_caption_of_figure_13_says_what_else_was_searched(tables, files):
    _, facts = prepare_p_values(Inputs(tables | files, run_facts(GROUPS, shown_groups=FIG12)))
    assert "(related)" not in facts["global_text"]
    assert facts["global_text"].endswith("(all groups of the run)")
    _, facts = prepare_p_values(Inputs(tables | files, run_facts(GROUPS)))
    assert "(related)" in facts["global_text"]
    assert facts["global_text"].endswith("(all groups)")


def test_table_6_has_its_four_groups(tables, files):
    table, _ = prepare_table6(Inputs(tables | files, run_facts(GROUPS, shown_groups=FIG12)))
    assert set(table["group"]) == {"TXS_like", "CFS", "NFS", "ACC"}


def test_no_group_to_show(tables, files):
    with pytest.raises(InputDataError, match=r"no group to show.*TXS_like, CFS.*named"):
        prepare_excess(Inputs(tables | files, run_facts(GROUPS, shown_groups={})))
