"""The tables of calibrators and of tested blazars, and the texts of the figure of windows."""

from __future__ import annotations

import pytest
from kun2026_source_pages import few, many

from nusources.figures.house.inputs import Inputs
from nusources.figures.kun2026.energy_window import prepare_energy_window
from nusources.figures.kun2026.sources import prepare_blazars, prepare_calibration

FACTS = {"simulated": ["made-up tables"]}


@pytest.mark.parametrize("run", [many, few])
@pytest.mark.parametrize("name", ["calibration", "blazars"])
def test_every_source_has_its_row_and_captions_are_filled(name, run, products):
    prepare = {"calibration": prepare_calibration, "blazars": prepare_blazars}[name]
    table, facts = prepare(Inputs(run(), FACTS))
    assert len(table) == (run()["luminosities"]["sample"] == name).sum()
    assert list(facts["headers"]) == list(table.columns)
    assert set(facts["formats"]) <= set(table.columns)
    product = products[f"kun2026_{name}"]
    assert f"{len(table)} {'calibrators' if name == 'calibration' else 'blazars'}" in product[
        "caption"
    ].format(**facts)
    assert product["alt"].format(**facts)


def test_limits_proxies_and_origins_are_told():
    table, facts = prepare_calibration(Inputs(few(), FACTS))
    assert (facts["n_sources"], facts["n_both"]) == (2, 1)
    assert facts["limits_text"] == facts["proxies_text"] == "calibration 1"
    assert facts["absent_text"] == facts["flagged_text"] == "none"
    first, second = table.itertuples()
    value = few()["luminosities"]["log10_xray_luminosity"][0]
    assert first.xray_text == f"< {value:.2f}"
    assert second.xray_text.count("+") == second.xray_text.count("−") == 1
    assert second.neutrino_origin == "made up (published)"


def test_windows_are_compared_with_the_default_one():
    plotted, facts = prepare_energy_window(Inputs(many(), FACTS))
    assert facts["default_text"] == "0.3-100 TeV"
    assert facts["frame_text"] == "0.05"
    # Windows .4 dex apart, and the observed frame .05 more: from .05 down to -1.55.
    assert facts["largest_text"].startswith("1.6")
    assert plotted["change_dex"].min() == pytest.approx(-1.55)
    other = plotted[(plotted["window"] == "1-1000 TeV") & (plotted["frame"] == "source")]
    assert other["change_dex"].tolist() == pytest.approx([-0.8] * 6)
