"""Figure of the events of detectors: numbers, texts, other readings, late areas."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from chen2025_detector_pages import default, late
from matplotlib.collections import PolyCollection

from nusources.figures.chen2025.declinations import draw_declinations, prepare_declinations
from nusources.figures.chen2025.detectors import LINES, draw_detectors, looks_of, prepare_detectors
from nusources.figures.house.inputs import Inputs

FACTS = {"size": "double", "simulated": []}


@pytest.fixture(scope="module")
def prepared():
    return prepare_detectors(Inputs(default(), FACTS))


def test_ranges_are_over_both_atmospheres(prepared):
    plotted, _ = prepared
    row = plotted[(plotted["detector"] == "hunt") & (plotted["energy_tev"] == 100.0)]
    row = row[row["element"] == "threshold"].squeeze()
    rates = default()["rates"].query(
        "detector == 'hunt' and threshold_tev == 100 and threshold_of == 'true_energy'"
    )
    assert row["n_total_min"] == rates["n_total"].min() < row["n_total_max"]
    assert row["n_total_max"] == rates["n_total"].max()
    shares = rates["astrophysical_fraction"]
    assert (row["fraction_min"], row["fraction_max"]) == (shares.min(), shares.max())
    assert row["n_astrophysical"] == rates["n_astrophysical"].iloc[0]


def test_other_readings_have_widths_only(prepared):
    plotted, facts = prepared
    assert facts["main"] == ["icecube", "icecube_gen2", "hunt", "trident", "neon"]
    of_other = plotted[plotted["detector"] == "icecube_gen2/narrow"]
    assert set(of_other["element"]) == {"width"}
    at = of_other.set_index(of_other["energy_tev"].round(6))["psf_sigma"]
    assert at[100.0] == pytest.approx(0.18)
    assert plotted.loc[plotted["element"] == "width", "energy_tev"].between(9.99, 1001).all()


def test_texts_tell_the_numbers(prepared):
    _, facts = prepared
    assert facts["events_text"].startswith(
        "IceCube 38.5; IceCube-Gen2 385; 30 km³ (HUNT-like) 1154"
    )
    assert facts["shares_text"] == "0.43 to 0.72 above 100 TeV and 0.75 to 0.89 above 300 TeV"
    assert facts["crossing_text"] == "98 to 253 TeV"
    assert "IceCube-Gen2: model; 30 km³ (HUNT-like): assumed" in facts["status_text"]


def test_events_are_told_above_a_threshold_that_all_have():
    _, facts = prepare_detectors(Inputs(late(), FACTS))
    assert facts["told_tev"] == 300
    alone = late() | {
        "rates": late()["rates"].query("detector == 'hunt'"),
        "detectors": late()["detectors"]
        .query("detector == 'hunt'")
        .assign(crossing_energy_tev=np.nan),
    }
    _, facts = prepare_detectors(Inputs(alone, FACTS))
    assert facts["crossing_text"] == "nowhere"
    assert facts["shares_text"].endswith("above 300 TeV")


def test_multiples_of_one_area_have_one_band_of_shares(prepared):
    figure = draw_detectors(*prepared)
    bands = [
        sum(isinstance(one, PolyCollection) for one in axes.collections) for axes in figure.axes
    ]
    assert bands == [5, 1, 0]
    assert [len(axes.lines) for axes in figure.axes] == [5, 2, 7]


def test_declinations_hold_the_events_of_the_sky():
    plotted, facts = prepare_declinations(Inputs(default(), FACTS))
    per_band = 4 * np.pi / 40
    for name in facts["main"]:
        rows = plotted[plotted["detector"] == name]
        rates = default()["rates"].query(
            "detector == @name and threshold_tev == 100 and threshold_of == 'true_energy' "
            "and atmosphere == 'pipeline'"
        )
        assert (rows["n_astrophysical_per_sr"] * per_band).sum() == pytest.approx(
            rates["n_astrophysical"].item(), rel=1e-3
        )
        assert (rows["n_atmospheric_per_sr"] * per_band).sum() == pytest.approx(
            (rates["n_conventional"] + rates["n_prompt"]).item(), rel=1e-3
        )
        assert rows["sin_dec"].is_monotonic_increasing
    assert "icecube_gen2/narrow" not in set(plotted["detector"])
    # Nearly on the horizon of the South Pole, where the area is largest.
    assert facts["ratio_text"].startswith("IceCube 2.9; IceCube-Gen2 2.9; 30 km³ (HUNT-like) 0.8")
    at_field = plotted[(plotted["detector"] == "icecube") & (plotted["sin_dec"].abs() < 0.03)]
    assert at_field["area_m2"].max() == plotted.query("detector == 'icecube'")["area_m2"].max()
    assert len(draw_declinations(plotted, facts).axes[1].lines) == 10


def test_lines_that_lie_on_each_other_are_all_seen(prepared):
    """Later ones are above, thinner, and with wider gaps."""
    lines = draw_detectors(*prepared).axes[0].lines
    for one, other in pairwise(lines):
        assert other.get_zorder() > one.get_zorder()
        assert other.get_linewidth() < one.get_linewidth()
    names = [str(one) for one in range(len(LINES))]
    styles = [look["linestyle"] for look in looks_of(names).values()]
    assert styles[0] == "-"
    gaps = [max(style[1][1::2]) for style in styles[1:]]
    assert gaps == sorted(gaps)
    assert len(set(styles)) == len(styles)
    assert looks_of([*names, "more"])["more"]["linestyle"] == styles[-1]
