"""Figures of sensitivity, power and systematics, from made-up tables."""

from __future__ import annotations

import numpy as np
import pytest
from chang2022_power_tables import VARIATIONS, power_tables
from chang2022_tables import run_facts

from nusources.figures.chang2022 import sensitivity as figures
from nusources.figures.chang2022.sensitivity_numbers import flux_text
from nusources.figures.house.inputs import Inputs
from nusources.spatial.power.power_curves import ANG_ERR_FACTOR, FLUX, N_SOURCES
from nusources.spatial.power.systematics import list_variations

GROUPS = ("TXS_like", "CFS")


@pytest.fixture(scope="module")
def tables():
    return power_tables(GROUPS)


def prepared(function, tables, **changes):
    return getattr(figures, f"prepare_{function}")(Inputs(tables, run_facts(GROUPS, **changes)))


@pytest.mark.parametrize("size", ["single", "double"])
def test_bars_names_and_columns_of_systematics(size, tables):
    plotted, facts = prepared("systematics", tables, size=size)
    figure = figures.draw_systematics(plotted, facts)
    assert len(figure.axes) == len(GROUPS) * (3 if size == "double" else 1)
    first = figure.axes[0]
    assert {label.get_text() for label in first.get_yticklabels()} == set(VARIATIONS)
    last = figure.axes[-1]
    ends = sorted(round(bar.get_x() + bar.get_width(), 6) for bar in last.patches)
    assert ends == [2.8, 4.4, 4.44, 5.6]  # of the second group, in 10^-17
    assert 4.0 in [line.get_xdata()[0] for line in last.lines]


def test_systematics_take_the_lowest_threshold_and_all_draws(tables):
    plotted, facts = prepared("systematics", tables)
    assert facts["threshold"] == 4.8
    assert facts["n_draws"] == 3
    assert facts["largest_change"] == "+40%"
    assert list(plotted["group"].unique()) == list(GROUPS)
    missing = plotted[plotted["kind"] == "missing_sources"].iloc[0]
    limits = [missing[f"flux_limit_{end}"] for end in ("min", "mean", "max")]
    np.testing.assert_allclose(limits, np.array([1.0, 1.1, 1.2]) * 2e-17)
    kinds = plotted[plotted["group"] == "CFS"]["kind"].drop_duplicates()
    assert list(kinds) == ["ang_err", "effective_area", "missing_sources"]


def test_limits_of_zero_are_drawn_and_not_compared(tables):
    """A deficit can make the classical limit 0."""
    systematics = tables["systematics"].assign(n_limit=0.0, flux_limit=0.0, n_unified=4.0)
    plotted, facts = prepared("systematics", {"systematics": systematics})
    assert facts["largest_change"] == "+0%"
    # 4 and 15 events over an acceptance of 1e18.
    told = "limit 0 (Feldman-Cousins 4.00 × 10⁻¹⁸, sensitivity 1.50 × 10⁻¹⁷)"
    assert told in facts["nominal_text"]
    assert len(figures.draw_systematics(plotted, facts).axes) == 6


def test_facts_of_sensitivity(tables):
    plotted, facts = prepared("sensitivity", tables)
    assert len(plotted) == len(tables["sensitivity"])
    assert facts["first_group"] == "TXS-like"
    assert facts["sensitivity_text"] == "(9.1 ± 0.1) × 10⁻¹⁸"
    assert facts["n_from_moments"] == 6
    assert facts["largest_deviation"] == pytest.approx(0.02)
    assert (facts["pull_mean_low"], facts["pull_mean_high"]) == (0.02, 0.03)


def test_points_of_sensitivity_are_the_fluxes(tables):
    plotted, facts = prepared("sensitivity", tables)
    figure = figures.draw_sensitivity(plotted, facts)
    shown = [tuple(line.get_ydata()) for line in figure.axes[0].lines]
    rows = plotted[(plotted["group"] == "TXS_like") & (plotted["criterion"] == "sensitivity")]
    assert tuple(rows["flux"] / 1e-17) in shown
    assert tuple(rows["flux_closed_form"] / 1e-17) in shown


def test_panels_of_power(tables):
    plotted, facts = prepared("power", tables)
    assert facts["varied"] == [FLUX, FLUX, N_SOURCES, ANG_ERR_FACTOR, ANG_ERR_FACTOR]
    assert facts["titles"] == ["TXS-like", "CFS", "isotropic sources", "TXS-like", "CFS"]
    assert (facts["n_few"], facts["n_many"]) == (4, 64)
    assert (facts["power_few"], facts["power_many"]) == (0.9, 0.1)
    assert facts["isotropic_flux"] == "1.35 × 10⁻¹⁷"
    assert plotted.groupby("panel")["varied"].nunique().eq(1).all()
    *panels, free = figures.draw_power(plotted, facts).axes
    assert len(panels) == 5
    assert free.get_legend()


@pytest.mark.parametrize(
    ("flux", "error", "text"),
    [
        (4.54e-18, 1.2e-19, "(4.5 ± 0.1) × 10⁻¹⁸"),
        (1.752e-17, 7e-20, "(1.752 ± 0.007) × 10⁻¹⁷"),
        (1.2345e-17, 0.0, "1.23 × 10⁻¹⁷"),
        (0.0, 0.0, "0"),
    ],
)
def test_flux_text(flux, error, text):
    assert flux_text(flux, error) == text


@pytest.mark.parametrize(("n_panels", "columns"), [(3, 2), (5, 3), (7, 4), (9, 3), (17, 3)])
def test_columns_of_power(n_panels, columns):
    assert figures.power_columns(n_panels) == columns


def test_a_kind_of_variation_has_one_colour_in_all_runs():
    all_kinds = figures.kind_colours(figures.KINDS)
    assert len(set(all_kinds.values())) == len(figures.KINDS)
    for kind in figures.KINDS:
        assert figures.kind_colours([kind])[kind] == all_kinds[kind]
    keys = ("ang_err_factors", "energy_proxy_factors", "effective_area_factors")
    keys += ("missing_source_shares", "position_errors_deg")
    named = list_variations({key: [0.5] for key in keys} | {"containments": ["median"]})
    assert {one.kind for one in named} == set(figures.KINDS)
