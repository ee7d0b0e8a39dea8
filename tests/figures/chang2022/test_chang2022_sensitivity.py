"""Figures of sensitivity, power and systematics, from made-up tables."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from chang2022_tables import run_facts
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from nusources.contracts.sensitivity import (
    POWER_CURVE,
    RECOVERED_PULLS,
    SENSITIVITY,
    SYSTEMATICS,
)
from nusources.figures.chang2022 import sensitivity as figures
from nusources.figures.chang2022.sensitivity_numbers import flux_text
from nusources.figures.house.inputs import Inputs
from nusources.spatial.limits.critical_counts import CRITERIA
from nusources.spatial.power.power_curves import ANG_ERR_FACTOR, FLUX, ISOTROPIC, N_SOURCES
from nusources.tables import check_table

GROUPS = ("TXS_like", "CFS")
EIGHT = (*GROUPS, *(f"mine_{number}" for number in range(3, 9)))
VARIATIONS = {
    "angular errors × 0.8": ("ang_err", 0.7),
    "angular errors × 1.2": ("ang_err", 1.4),
    "effective area × 0.9": ("effective_area", 1.11),
    "10% of the sources missing": ("missing_sources", 1.1),
}


def sensitivity_rows(groups) -> tuple[pd.DataFrame, pd.DataFrame]:
    rows, pulls = [], []
    for at, group in enumerate(groups):
        for threshold in (4.8, 5.3, 6.0):
            keys = {"group": group, "log10_energy_min": threshold}
            for size, criterion in enumerate(CRITERIA):
                flux = (1 + size) * 2 / (1 + at) * 4.54e-18
                values = {
                    "criterion": criterion.name,
                    "p_value": criterion.p_value,
                    "power": criterion.power,
                    "n_expected": 100.0,
                    "sigma": 10.0,
                    "n_critical": 100 + 10 * size,
                    "critical_from": "exact moments" if size == 2 else "scrambles",
                    "n_signal": 12.0,
                    "flux": flux,
                    "flux_error": 1.2e-19,
                    "flux_closed_form": flux / 1.02,
                    "n_trials": 5000,
                }
                rows.append(keys | values)
            numbers = dict.fromkeys(
                [column.name for column in RECOVERED_PULLS.columns[3:-1]], 0.02 + 0.01 * at
            )
            pulls.append(keys | {"injected": "no signal"} | numbers | {"n_trials": 5000})
    return pd.DataFrame(rows), pd.DataFrame(pulls)


def power_rows(groups) -> pd.DataFrame:
    curves = [(ISOTROPIC, N_SOURCES, (4, 16, 64))]
    for group in groups:
        curves += [(group, FLUX, (0.0, 1e-17, 2e-17)), (group, ANG_ERR_FACTOR, (0.5, 1.0, 2.0))]
    return pd.DataFrame(
        [
            {
                "group": group,
                "varied": varied,
                "value": float(value),
                "log10_energy_min": 5.0,
                "criterion": criterion.name,
                "n_critical": 10,
                "flux": 1.35e-17,
                "power": (0.9, 0.5, 0.1)[at],
                "power_error": 0.01,
                "power_closed_form": (0.92, 0.5, 0.1)[at],
                "n_trials": 1000,
            }
            for group, varied, values in curves
            for at, value in enumerate(values)
            for criterion in CRITERIA
        ]
    )


def systematics_rows(groups) -> pd.DataFrame:
    rows = []
    for at, group in enumerate(groups):
        for threshold in (4.8, 5.3):
            for name, (kind, ratio) in {"nominal": ("nominal", 1.0), **VARIATIONS}.items():
                for draw in range(3 if kind == "missing_sources" else 1):
                    changed = ratio + 0.1 * (draw - 1) * (kind == "missing_sources")
                    keys = {"variation": name, "kind": kind, "draw": draw, "group": group}
                    values = {
                        "log10_energy_min": threshold,
                        "n_observed": 110,
                        "n_expected": 100.0,
                        "sigma": 10.0,
                        "excess": 10.0 * changed,
                        "p_value": 0.1 / changed,
                        "n_limit": 20.0,
                        "n_unified": np.nan,
                        "n_sensitivity": 15.0,
                        "accepted": 1e18,
                        "flux_limit": changed * (1 + at) * 2e-17,
                    }
                    rows.append(keys | values)
    return pd.DataFrame(rows)


def made_up(groups) -> dict[str, pd.DataFrame]:
    sensitivity, pulls = sensitivity_rows(groups)
    made = {
        "sensitivity": sensitivity,
        "pulls": pulls,
        "power": power_rows(groups),
        "systematics": systematics_rows(groups),
    }
    contracts = (SENSITIVITY, RECOVERED_PULLS, POWER_CURVE, SYSTEMATICS)
    for table, contract in zip(made.values(), contracts, strict=True):
        check_table(table, contract)
    return made


@pytest.fixture(scope="module")
def tables():
    return made_up(GROUPS)


def prepared(function, tables, **changes):
    return getattr(figures, f"prepare_{function}")(Inputs(tables, run_facts(GROUPS, **changes)))


@pytest.mark.parametrize("size", ["single", "double"])
@pytest.mark.parametrize("groups", [GROUPS[:1], GROUPS, EIGHT], ids=len)
@pytest.mark.parametrize("function", ["sensitivity", "power", "systematics"])
@pytest.mark.filterwarnings("error")
def test_texts_are_inside_and_apart(function, groups, size, monkeypatch):
    facts_in = run_facts(groups, size=size)
    plotted, facts = getattr(figures, f"prepare_{function}")(Inputs(made_up(groups), facts_in))
    texts = drawn_texts(getattr(figures, f"draw_{function}")(plotted, facts), monkeypatch)
    assert len(texts) > 10
    for text, box, page in texts:
        inside = Bbox.intersection(box, page.padded(1))
        assert inside is not None, f"{text!r} is off the page"
        assert inside.bounds == pytest.approx(box.bounds), f"{text!r} leaves the page"
    for (one, here, _), (other, there, _) in itertools.combinations(texts, 2):
        assert not here.padded(-0.5).overlaps(there.padded(-0.5)), f"{one!r} is on {other!r}"


def drawn_texts(figure, monkeypatch) -> list[tuple[str, Bbox, Bbox]]:
    """Every text that is put on the page, with its box and the page in pixels."""
    draw, drawn_ones = Text.draw, []

    def draw_and_remember(text, renderer, *args, **kwargs):
        drawn_ones.append(text)
        return draw(text, renderer, *args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(Text, "draw", draw_and_remember)
        FigureCanvasAgg(figure).draw()
    shown = [one for one in drawn_ones if one.get_visible() and one.get_text().strip()]
    return [(one.get_text(), one.get_window_extent(), figure.bbox) for one in shown]


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
    assert len(figures.draw_power(plotted, facts).axes) == 5


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
