"""The figure of stacks: what is drawn of the tables, and what is told."""

from __future__ import annotations

import numpy as np
import pytest
from kun2026_stacking_pages import archive, default
from pages import Case, Page

from nusources.figures.house.inputs import Inputs
from nusources.figures.kun2026.stacking import E2_FLUX, prepare_stacking

FACTS = {"size": "double", "simulated": []}


def test_results_are_told_with_p_values_and_limits():
    _, facts = prepare_stacking(Inputs(default(), FACTS))
    assert facts["results_text"] == (
        "calibrators, 6 sources: no signal, p = 1, limit 31; calibrators and tested blazars, "
        "13 sources: 21 events, p = 0.03 (1.9σ), limit 31"
    )
    assert facts["published_text"] == "no published curve is at hand"
    assert (facts["n_trials"], facts["n_events_text"]) == ("200", "36,900")
    _, facts = prepare_stacking(Inputs(archive(), FACTS))
    assert "calibrators (PS-3years, IC79 only), 6 sources" in facts["results_text"]
    assert "on average 0.8 of the measured one, and 1 to 1 of that" in facts["published_text"]


def test_weights_are_told_as_they_are():
    tables = dict(default())
    _, facts = prepare_stacking(Inputs(tables, FACTS))
    assert facts["weights_text"] == "their hard X-ray flux"
    tables["fits"] = tables["fits"].assign(weights=["equal", "column"])
    _, facts = prepare_stacking(Inputs(tables, FACTS))
    assert facts["weights_text"] == "equal weights and weights of the user"


def test_scrambles_sensitivities_and_sources_are_plotted():
    tables = archive()
    plotted, _ = prepare_stacking(Inputs(tables, FACTS))
    tail = plotted[(plotted["panel"] == "scrambled") & (plotted["stack"] == "joint")]
    tail = tail[tail["sample"] == "ic79"]
    nulls = tables["nulls"].query("stack == 'joint' and sample == 'ic79'")["ts"]
    for one in tail.itertuples():
        assert one.share == pytest.approx((nulls >= one.ts).mean())
    by_dec = plotted[plotted["panel"] == "sensitivity"]
    # 3e-20 per GeV, cm2 and s at 100 TeV is 3e-13 TeV per cm2 and s.
    assert by_dec["sensitivity"].min() == pytest.approx(3e-13, rel=1e-6, abs=0)
    assert pytest.approx(1e7) == E2_FLUX
    sources = plotted[plotted["panel"] == "source"]
    assert sources.groupby("sample")["ts"].max().tolist() == pytest.approx([4.8, 4.8])
    assert (sources.groupby("sample").size() <= 10).all()


@pytest.mark.parametrize("run", [default, archive])
def test_observed_stacks_and_the_curve_are_drawn(run, products):
    page = Page(products["kun2026_stacking"], Case(run))
    left, middle, right = page.draw().axes
    fits = run()["fits"]
    drawn = [
        (*one.get_xdata(), *one.get_ydata()) for one in left.lines if len(one.get_xdata()) == 1
    ]
    assert drawn == list(zip(fits["ts"], fits["p_value"], strict=True))
    n_samples = fits["sample"].nunique()
    published = middle.lines[-1]
    n_published = 4 if run is archive else 0
    assert np.isfinite(np.asarray(published.get_ydata(), dtype=float)).sum() == n_published
    assert published.get_marker() == "o"
    assert len(right.lines) == n_samples
