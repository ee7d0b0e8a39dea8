"""Figures that compare simulated with real tracks."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from simulated_archive_pages import areas, tracks

from nusources.figures.house.inputs import Inputs
from nusources.figures.simulated_archive.track_numbers import band_mean, ks_distance
from nusources.figures.simulated_archive.tracks import (
    draw_distributions,
    draw_effective_area,
    draw_selection,
    prepare_distributions,
    prepare_effective_area,
    prepare_selection,
)

FACTS = {"comparable": True, "size": "double", "sample_label": "a sample", "simulated": ["X"]}


def test_distance_is_scipys():
    rng = np.random.default_rng(1)
    first, second = pd.Series(rng.normal(size=300)), pd.Series(rng.normal(0.3, 1, size=200))
    expected = stats.ks_2samp(first, second, method="asymp").statistic
    assert ks_distance(first, second) == pytest.approx(expected, abs=1e-12)


def test_histograms_hold_every_event():
    real, twin = tracks(500, 1), tracks(400, 2)
    plotted, facts = prepare_distributions(Inputs({"real": real, "twin": twin}, FACTS))
    counts = plotted.groupby("quantity")[["n_real", "n_simulated"]].sum()
    assert (counts["n_real"] == 500).all()
    assert (counts["n_simulated"] == 400).all()
    assert facts["n_real"] == "500"
    figure = draw_distributions(plotted, facts)
    assert len(figure.axes) == 6


def test_the_largest_distance_names_its_quantity():
    _, facts = prepare_distributions(
        Inputs({"real": tracks(900, 1), "twin": tracks(900, 2, 2.0)}, FACTS)
    )
    assert facts["largest_distance_of"].startswith("energy proxy")
    assert facts["largest_distance"] == pytest.approx(max(facts["distances"].values()))


def test_band_mean_weighs_by_solid_angle():
    # Half of the band's solid angle has area 1, the other half 3: sin(30 deg) = 1/2.
    area = pd.DataFrame(
        {
            "log10_energy_min": 2.0,
            "log10_energy_max": 3.0,
            "dec_min": [0.0, 30.0],
            "dec_max": [30.0, 90.0],
            "effective_area": [1.0, 3.0],
        }
    )
    assert band_mean(area, 0.0, 90.0).to_dict() == {2.5: pytest.approx(2.0)}
    assert band_mean(area, 0.0, 30.0).to_dict() == {2.5: pytest.approx(1.0)}


def test_a_model_at_twice_the_table_is_off_by_log10_of_two():
    tables = {"table": areas(1.0), "model": areas(2.0)}
    plotted, facts = prepare_effective_area(Inputs(tables, FACTS))
    np.testing.assert_allclose(plotted["model"] / plotted["table"], 2.0)
    assert facts["median_offset"] == pytest.approx(np.log10(2))
    assert len(draw_effective_area(plotted, facts).axes) == 2


@pytest.mark.parametrize("comparable", [True, False])
def test_the_published_total_stands_beside_the_full_sample_only(comparable):
    flow = pd.DataFrame(
        {"season": ["IC40", "IC59"], "n_events": [100, 300], "n_selected": [50, 70]}
    )
    shares = pd.DataFrame({"sample": ["IC40", "all"], "fraction": [0.524, 0.221]})
    facts_in = FACTS | {"comparable": comparable}
    plotted, facts = prepare_selection(Inputs({"flow": flow} | {"shares": shares}, facts_in))
    assert facts["fraction"] == pytest.approx(120 / 400)
    assert plotted["real"].notna().tolist() == [True, False, comparable]
    axes = draw_selection(plotted, facts).axes[0]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["IC40", "IC59", "all"]
