"""Figure 9: histograms of lags."""

import numpy as np
import pandas as pd
import pytest

from nusources.figures.chang2022.lags import NOT_AVAILABLE, draw_lags, prepare_lags
from nusources.figures.house.inputs import Inputs


def prepared(**columns):
    base = {
        "sample": "FIBS",
        "source_name": list("abcde"),
        "first_band": "infrared",
        "second_band": "gamma_ray",
        "peak_lag": [15.0, 15.0, -45.0, np.nan, 315.0],
        "gaussian_lag": [3.0, 30.0, -0.5, np.nan, np.nan],
        "status": ["used", "used", "used", "fewer than two points", "used"],
    }
    lags = pd.DataFrame(base | columns)
    return prepare_lags(Inputs({"lags": lags}, {"size": "double"}))


def test_bins_begin_at_multiples_of_30_days():
    plotted, facts = prepared()
    filled = plotted[plotted["n_sources"] > 0]
    found = filled.groupby("kind")[["lag_low", "n_sources"]].agg(list).T.to_dict()
    assert found["peak_lag"] == {"lag_low": [-60.0, 0.0, 300.0], "n_sources": [1, 2, 1]}
    assert found["gaussian_lag"] == {"lag_low": [-30.0, 0.0, 30.0], "n_sources": [1, 1, 1]}
    assert "4 sources" in facts["lags_text"]
    assert "2, lie at 0 to 30 d, the median of the fitted ones is 3 d" in facts["lags_text"]
    assert "left out: fewer than two points (1)" in facts["lags_text"]


def test_each_pair_of_bands_has_a_panel():
    bands = ["infrared", "infrared", "xray", "xray", "xray"]
    plotted, facts = prepared(first_band=bands)
    assert [one["n_used"] for one in facts["panels"]] == [2, 2]
    # The published lag is one of the infrared.
    assert [len(axes.lines) for axes in draw_lags(plotted, facts).axes] == [1, 0]


@pytest.mark.parametrize("size", ["single", "double"])
def test_without_lags_the_figure_says_so(size):
    plotted, facts = prepared(status="fewer than two points")
    assert facts["limits"] == [NOT_AVAILABLE]
    figure = draw_lags(plotted, facts | {"size": size})
    assert NOT_AVAILABLE.split(":")[0] in figure.axes[0].get_title().replace("\n", " ")
