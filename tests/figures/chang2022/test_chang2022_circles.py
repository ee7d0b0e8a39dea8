"""Figures of the null's width and of the size of the circles, from made-up tables."""

from __future__ import annotations

import numpy as np
import pytest
from chang2022_stage_tables import circle_table, width_table
from chang2022_tables import run_facts

from nusources.figures.chang2022.circles import draw_circles, prepare_circles
from nusources.figures.chang2022.null_width import prepare_null_width
from nusources.figures.house.inputs import Inputs


@pytest.fixture(scope="module")
def files(published):
    return {"published": published("chang2022")}


def test_published_widths_have_the_bounds_of_their_rounding(files):
    plotted, _ = prepare_null_width(Inputs({"widths": width_table()} | files, run_facts()))
    rows = plotted[plotted["group"] != ""].set_index(["group", "log10_energy_min"])
    assert len(rows) == 4 * 13
    # Table 6: 60 of 3071 expected around the 409 NFS at 4.8; 3 of 7 around the 12 ACC at 6.0.
    nfs, acc = rows.loc[("NFS", 4.8)], rows.loc[("ACC", 6.0)]
    found = nfs[["n_sources", "width", "width_low", "width_high"]].tolist()
    assert found == pytest.approx([409, 1.0827, 1.0737, 1.0917], abs=5e-5)
    assert acc["width"] == pytest.approx(3 / np.sqrt(7))


def test_comparison_counts_the_thresholds_within_the_rounding(files):
    _, facts = prepare_null_width(Inputs({"widths": width_table()} | files, run_facts()))
    # Ours is 1.1005 everywhere, the mean of two draws. The paper's NFS: 1.083 +- .009 (4.8),
    # 1.085 +- .009, then falling: none is within. Farthest: .936 at 5.9.
    assert "409 isotropic sources here: 1.101. Over 13 thresholds" in facts["comparison"]
    assert facts["comparison"].endswith("within the rounding at 0.")
    table = width_table()
    same = width_table().assign(width=1.083)
    _, facts = prepare_null_width(Inputs({"widths": same} | files, run_facts()))
    # Within .009 of 1.083 at 4.8 to 5.0 only: 58/sqrt(2859) = 1.085, 55/sqrt(2627) = 1.073
    # (to 1.0828, just below 1.083).
    assert facts["comparison"].endswith("within the rounding at 2.")
    other = table[table["n_sources"] == 32]
    for changed in (
        Inputs({"widths": other} | files, run_facts()),
        Inputs({"widths": table} | files, run_facts(comparable=False)),
    ):
        _, facts = prepare_null_width(changed)
        assert facts["comparison"].endswith(
            "not compared with other seasons or numbers of sources."
        )


def test_texts_tell_the_draws_of_the_whole_sample(files):
    _, facts = prepare_null_width(Inputs({"widths": width_table()} | files, run_facts()))
    assert facts["widths_text"] == "32: 1.10 (1.10 to 1.10); 409: 1.10 (1.10 to 1.10)"
    assert (facts["fewest"], facts["most"], facts["seasons_text"]) == (32, 409, "10 seasons")
    empty = width_table(seasons=(1,), numbers=(5,), n_draws=1).assign(width=np.nan)
    _, facts = prepare_null_width(Inputs({"widths": empty} | files, run_facts(comparable=False)))
    assert facts["widths_text"] == "5: nothing expected"
    assert facts["seasons_text"] == "1 season"


def test_sums_shares_and_ratios_of_the_circles(files):
    plotted, facts = prepare_circles(Inputs({"circles": circle_table()} | files, run_facts()))
    assert set(plotted["log10_energy_min"]) == {4.8}
    # 20 and 45 per sample and factor; two samples; Table 6 expects 232 and 610.
    assert facts["counts_text"] == "TXS-like 40, 90 of 232; CFS 100, 225 of 610"
    row = plotted.iloc[1]
    assert (row["circle_factor"], row["published_expected"]) == (1.5, 232)
    assert row["share_expected"] == pytest.approx(45 / 232)
    assert row["published_observed"] == 243
    assert (
        "CFS over TXS-like: 2.50, 2.50 (Data, ic40); 2.50, 2.50 (Data, ic79) (published 2.63)"
        in (facts["ratio_text"])
    )
    assert "changes by 0.0% at most" in facts["ratio_text"]
    assert facts["selected_share"] == "16%"  # 40,000 of 250,821
    changed = circle_table()
    wide = (changed["group"] == "CFS") & (changed["circle_factor"] == 1.5)
    changed.loc[wide, "n_expected"] *= 1.1
    _, facts = prepare_circles(Inputs({"circles": changed} | files, run_facts()))
    assert "changes by 10.0% at most" in facts["ratio_text"]


def test_groups_that_the_paper_does_not_count_have_no_published_numbers(files):
    table = circle_table(groups=("mine", "yours"))
    plotted, facts = prepare_circles(
        Inputs({"circles": table} | files, run_facts(("mine", "yours")))
    )
    assert plotted["published_expected"].isna().all()
    assert facts["counts_text"] == "none that the paper counts"
    assert facts["ratio_text"] == "The paper does not count two of these groups."
    draw_circles(plotted, facts)
