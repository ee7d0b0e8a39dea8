"""Figures 12 to 14 and Table 6 of chang2022 show the groups that are theirs."""

from __future__ import annotations

import pytest
from chang2022_depth_tables import depth_tables
from chang2022_tables import made_up_tables, run_facts

from nusources.errors import InputDataError
from nusources.figures.chang2022.event_counts import (
    draw_excess,
    draw_p_values,
    prepare_excess,
    prepare_p_values,
)
from nusources.figures.chang2022.limits import draw_event_limits, prepare_event_limits
from nusources.figures.chang2022.nulls import draw_pairs, prepare_pairs
from nusources.figures.chang2022.table6 import prepare_table6
from nusources.figures.house.inputs import Inputs
from nusources.figures.house.panels import group_looks

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


FIGURES = {
    "excess": (prepare_excess, draw_excess),
    "p_values": (prepare_p_values, draw_p_values),
    "event_limits": (prepare_event_limits, draw_event_limits),
    "pairs": (prepare_pairs, draw_pairs),
}


@pytest.mark.parametrize("shown", [FIG12, FIG14, FIG12 | FIG14])
@pytest.mark.parametrize("name", FIGURES)
def test_a_group_has_one_colour_and_one_place_in_all_figures(name, shown, files):
    """Whatever else a figure shows, and in whichever order its tables come."""
    tables = {
        key: table.sort_values("group", kind="stable", ignore_index=True)
        if "group" in table
        else table
        for key, table in depth_tables(groups=GROUPS, thresholds=(4.8, 5.4)).items()
    }
    prepare, draw = FIGURES[name]
    facts = run_facts(GROUPS)
    if name in ("excess", "p_values"):
        facts |= {"shown_groups": shown}
    plotted, facts = prepare(Inputs(tables | files, facts))
    assert list(facts["titles"]) == [group for group in GROUPS if group in facts["titles"]]
    panels = [axes for axes in draw(plotted, facts).axes if axes.get_title(loc="left")]
    assert len(panels) == len(facts["titles"])
    looks = group_looks(GROUPS)
    of_groups = {colour for colour, _ in looks.values()}
    for group, axes in zip(facts["titles"], panels, strict=True):
        assert axes.get_title(loc="left").startswith(facts["group_labels"][group])
        found = {line.get_color() for line in axes.lines} & of_groups
        assert found == {looks[group][0]}


def test_looks_of_groups_are_apart():
    looks = group_looks([f"group_{number}" for number in range(8)])
    assert len(set(looks.values())) == len({colour for colour, _ in looks.values()}) == 8
    assert group_looks(["a", "b", "c"])["c"] == group_looks(["a", "b", "c", "d"])["c"]
