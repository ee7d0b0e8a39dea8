"""Figures of limits: on events, and Figure 15, from made-up tables."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from chang2022_depth_tables import INDICES, depth_tables
from chang2022_tables import run_facts

from nusources.figures.chang2022.event_count_numbers import NOT_COMPARABLE
from nusources.figures.chang2022.limits import (
    draw_flux_limits,
    prepare_event_limits,
    prepare_flux_limits,
)
from nusources.figures.chang2022.limits_numbers import zero_text
from nusources.figures.house.inputs import Inputs

FOUR_PI = 4 * np.pi


@pytest.fixture(scope="module")
def tables():
    return depth_tables()


@pytest.fixture(scope="module")
def files(repository, published):
    return {
        "published": published("chang2022"),
        "spectra": pd.read_csv(repository / "data" / "tables" / "diffuse_spectra.csv"),
    }


def test_excess_stands_beside_its_limits(tables):
    plotted, facts = prepare_event_limits(Inputs(tables, run_facts()))
    excess = tables["excess"].set_index(["group", "log10_energy_min"])["excess"]
    rows = plotted.set_index(["group", "log10_energy_min"])
    assert np.allclose(rows["excess"], excess.reindex(rows.index), rtol=1e-12, atol=1e-9)
    first = rows.loc[("TXS_like", 4.8)]
    told = (
        f"{first.upper_limit:.1f} (Feldman-Cousins {first.unified_low:.1f} to "
        f"{first.unified_high:.1f}, sensitivity {first.sensitivity:.1f})"
    )
    assert facts["first_limit_text"] == told
    assert facts["lowest_limits"].startswith(f"TXS-like: {told}; ")
    assert facts["level_percent"] == 90


def test_counts_of_limits_in_the_caption(tables):
    changed = dict(tables)
    zeros = tables["limits"].assign(upper_limit=5.0)
    zeros.loc[:2, "upper_limit"] = 0.0
    zeros["unified_low"] = [1.0, *[0.0] * (len(zeros) - 1)]
    changed["limits"] = zeros
    _, facts = prepare_event_limits(Inputs(changed, run_facts()))
    assert (facts["n_two_sided"], facts["n_cells"]) == (1, 26)
    assert facts["zero_text"].startswith("In 3 of 26 cases the classical limit is 0")


def test_printed_limits_as_shares_of_the_diffuse_flux(tables, files):
    """Section 7.4: 1.459 and 1.646e-18; over 4 pi and 1.44e-18 8.1 and 9.1 %."""
    plotted, facts = prepare_flux_limits(Inputs(tables | files, run_facts()))
    printed = plotted[plotted["element"] == "published"]
    assert printed["flux"].tolist() == pytest.approx([1.161e-9, 1.310e-9], abs=0.5e-12)
    assert (100 * printed["share"]).round(1).tolist() == [8.1, 9.1]
    assert np.log10(printed["energy"]).tolist() == pytest.approx([4.9, 5.1], abs=1e-12)
    assert "1.459 and 1.646 in the same unit, 8.1 and 9.1 %" in facts["published_text"]


def test_limits_in_bands_are_the_power_laws(tables, files):
    plotted, _ = prepare_flux_limits(Inputs(tables | files, run_facts()))
    paper = plotted[(plotted["element"] == "events") & (plotted["recipe"] == "paper")]
    assert paper.groupby(["spectral_index", "log10_energy_min"]).size().eq(3).all()
    flat = paper[paper["spectral_index"] == 2.0].groupby("log10_energy_min")["flux"]
    assert (flat.max() / flat.min()).max() == pytest.approx(1, rel=1e-12)
    rows = tables["flux_limits"]
    chosen = rows[(rows["group"] == "paper") & (rows["spectral_index"] == 3.0)]
    at = paper[(paper["spectral_index"] == 3.0) & np.isclose(paper["energy"], 1e5)]
    at = at.sort_values("log10_energy_min")
    assert at["flux"].tolist() == pytest.approx(chosen["flux"] * 1e10 / FOUR_PI, rel=1e-12)


def test_limits_of_groups_are_at_100_tev(tables, files):
    """E^2 phi in the middle of a band up to the highest energy says nothing about 100 TeV."""
    plotted, facts = prepare_flux_limits(Inputs(tables | files, run_facts()))
    rows = plotted[plotted["element"] == "group"]
    assert set(rows["energy"]) == {1e5}
    seen = rows[(rows["group"] == "CFS") & (rows["spectral_index"] == 2.37)].iloc[0]
    assert seen["share"] == pytest.approx(seen["flux"] / 1.44e-8, rel=1e-12)
    assert f"{100 * seen['share']:.1f} % (CFS)" in facts["group_shares"]


def test_nothing_is_said_of_limits_of_zero_where_there_are_none():
    assert zero_text(0, 26) == ""


def test_no_flux_limit_where_that_on_events_is_zero(tables, files):
    changed = dict(tables)
    limits = tables["flux_limits"]
    limits = limits.assign(n_events=limits["n_events"].clip(lower=1))
    is_zero = (limits["group"] == "CFS") & (limits["log10_energy_min"] == 5.0)
    limits.loc[is_zero, ["n_events", "flux", "differential_limit", "diffuse_share"]] = 0.0
    changed["flux_limits"] = limits
    plotted, facts = prepare_flux_limits(Inputs(changed | files, run_facts()))
    assert facts["zero_text"].startswith("In 1 of ")
    missing = plotted[(plotted["element"] == "group") & plotted["flux"].isna()]
    assert len(missing) == len(INDICES)
    # The other end of the Feldman-Cousins interval is drawn wherever few events make a limit that
    # is stronger than the search can be.
    below = limits["n_events"] < limits["n_sensitivity"]
    assert facts["n_below"] == limits[below].groupby(["group", "log10_energy_min"]).ngroups > 1
    unified = limits.loc[is_zero, "flux_unified"] * 1e10 / FOUR_PI
    assert missing["flux_unified"].tolist() == pytest.approx(unified.tolist(), rel=1e-12)
    axes = draw_flux_limits(plotted, facts).axes
    drawn = [list(line.get_ydata()) for axis in axes for line in axis.get_lines()]
    assert all(any(one in y for y in drawn) for one in missing["flux_unified"])


def test_a_share_of_zero_is_told_with_interval_and_sensitivity(tables, files):
    """At the lowest threshold; shares are n x flux per event / (4 pi 1.44e-18)."""
    limits = tables["flux_limits"]
    row = (limits["group"] == "CFS") & np.isclose(limits["log10_energy_min"], 4.8)
    zero = limits.copy()
    zero.loc[row, ["n_events", "flux", "differential_limit", "diffuse_share"]] = 0.0
    zero.loc[row, "n_sensitivity"] = zero.loc[row, "n_unified"] / 2
    _, facts = prepare_flux_limits(Inputs(tables | {"flux_limits": zero} | files, run_facts()))
    index = row & np.isclose(limits["spectral_index"], 2.37)
    share = 100 * limits.loc[index, "flux_unified"].item() / (FOUR_PI * 1.44e-18)
    told = f"0.0 %; Feldman-Cousins {share:.1f} %, sensitivity {share / 2:.1f} % (CFS)"
    assert told in facts["group_shares"]


def test_ten_events_by_both_recipes(tables, files):
    """The made-up acceptance gives six times the flux: the sentence says so, with its sources."""
    plotted, facts = prepare_flux_limits(Inputs(tables | files, run_facts()))
    events = plotted[plotted["element"] == "events"]
    flux = events.groupby("recipe")["flux"].sum()
    assert flux["acceptance"] == pytest.approx(6 * flux["paper"])
    text = facts["accepted_text"]
    assert "for TXS-like sources" in text
    assert text.endswith("6.0 and 6.0 times the paper's recipe.")
    limits = tables["flux_limits"]
    ten = limits[limits["n_unified"].isna() & (limits["recipe"] == "acceptance")]
    shares = 100 * ten[ten["spectral_index"] == 2]["diffuse_share"]
    assert "{:.0f} and {:.0f} % of the diffuse flux".format(*shares) in text
    everywhere = limits.assign(
        group=limits["group"].where(~limits.index.isin(ten.index), "whole_sky")
    )
    _, facts = prepare_flux_limits(
        Inputs(tables | {"flux_limits": everywhere} | files, run_facts())
    )
    assert "for sources all over the sky" in facts["accepted_text"]


def test_diffuse_curves_are_of_all_the_sky(tables, files):
    plotted, facts = prepare_flux_limits(Inputs(tables | files, run_facts()))
    curves = plotted[plotted["element"] == "diffuse"]
    assert curves["curve"].iloc[0] == "nu_tracks_2022"
    assert "nu_galactic_plane_2023" not in set(curves["curve"])
    with_band = curves.loc[curves["flux_low"].notna(), "curve"].unique().tolist()
    assert with_band == ["nu_tracks_2022"]
    assert facts["tracks_flux"] == pytest.approx(1.44e-8, rel=1e-12)


def test_other_samples_are_not_compared(tables, files):
    plotted, facts = prepare_flux_limits(Inputs(tables | files, run_facts(comparable=False)))
    assert "published" not in set(plotted["element"])
    assert facts["published_text"] == NOT_COMPARABLE
    figure = draw_flux_limits(plotted, facts)
    assert figure.legends[0].get_title().get_text() == NOT_COMPARABLE


def test_bands_without_printed_limits(tables, files):
    changed = files | {"published": files["published"].iloc[:0]}
    _, facts = prepare_flux_limits(Inputs(tables | changed, run_facts()))
    assert facts["published_text"] == "The paper has no numbers for these bands."
