"""Table and figure of ranges of declination, and the sentence on cards."""

from __future__ import annotations

import numpy as np
import pytest
from chang2022_stage_tables import ranges_of
from chang2022_tables import run_facts

from nusources.figures.chang2022.declination_texts import declination_shares, range_label
from nusources.figures.chang2022.declinations import (
    draw_declination_p_values,
    prepare_declination_p_values,
    prepare_declinations,
)
from nusources.figures.house.inputs import Inputs
from nusources.figures.house.latex import latex_table


def test_names_and_ends_of_ranges():
    """The lower end is included, the upper one not."""
    assert range_label("whole_sky", np.nan, np.nan) == "whole sky"
    assert range_label("north", -5.0, np.nan) == "north (Dec ≥ −5°)"
    assert range_label("band", -5.0, 30.0) == "band (Dec ≥ −5° and Dec < 30°)"


def test_cards_tell_where_the_events_lie():
    """20,000 made-up events at 4.8; half a per cent of them in the north."""
    (sentence,) = declination_shares(ranges_of())
    assert sentence.startswith(
        "Of the 20,000 selected events at or above log10(E/GeV) = 4.8, "
        "99.5 % lie at Dec < −5°; 0.5 % lie at Dec ≥ −5°. Below −5° most are bundles"
    )
    whole = ranges_of()[ranges_of()["range"] == "whole_sky"]
    assert declination_shares(whole) == []
    assert declination_shares(None) == []


def test_table_has_the_ranges_of_a_group_beside_each_other():
    table, facts = prepare_declinations(Inputs({"ranges": ranges_of()}, run_facts()))
    assert table["label"].tolist() == ["TXS-like"] * 3 + ["CFS"] * 3
    assert table["range"].tolist() == ["whole_sky", "north", "south"] * 2
    rows = ranges_of()
    txs = rows[(rows["group"] == "TXS_like") & (rows["range"] == "north")]
    first = table.iloc[1]
    lowest = txs[txs["log10_energy_min"] == 4.8].iloc[0]
    assert first["n_expected"] == lowest["n_expected"]
    assert first["flux_limit"] == pytest.approx(1e18 * lowest["flux_limit"])
    assert first["p_min"] == txs["p_value"].min()
    least = txs.loc[txs["p_value"].idxmin(), "log10_energy_min"]
    assert first["p_min_threshold"] == pytest.approx(least)
    assert facts["limits"] == declination_shares(rows)
    tex = latex_table(
        table, facts["headers"], formats=facts["formats"], caption="x", label="y", remarks=[]
    )
    assert "north (Dec $\\geq$ $-$5$^\\circ$)" in tex


def test_lines_of_the_figure_are_the_p_values():
    plotted, facts = prepare_declination_p_values(Inputs({"ranges": ranges_of()}, run_facts()))
    figure = draw_declination_p_values(plotted, facts)
    drawn = [tuple(line.get_ydata()) for line in figure.axes[0].lines]
    rows = plotted[(plotted["group"] == "TXS_like") & (plotted["range"] == "south")]
    assert tuple(rows["p_value"]) in drawn
    assert [text.get_text() for text in figure.legends[0].get_texts()] == [
        "whole sky",
        "north (Dec ≥ −5°)",
        "south (Dec < −5°)",
        "smallest possible, 1/(N+1)",
    ]
