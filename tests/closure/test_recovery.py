"""The table of injected signal beside excess."""

import numpy as np
import pandas as pd

from nusources.contracts.spatial import RECOVERED_SIGNAL
from nusources.figures.recovered_signal import prepare_signal
from nusources.spatial.recovery import recovered_signal
from nusources.tables import check_table


def sky():
    tracks = pd.DataFrame(
        {
            "season": "IC40",
            "row": np.arange(1, 6),
            "log10_energy": [5.0, 5.0, 4.9, 6.0, 5.5],
            "ang_err": 1.0,
            "ra": [10.0, 10.5, 10.0, 10.0, 200.0],
            "dec": [0.0, 0.0, 1.5, 0.0, 0.0],
        }
    )
    # Rows 1 to 3 are injected: 1 and 2 touch the source at (10, 0), 3 is 1.5 deg away.
    truth = pd.DataFrame({"season": "IC40", "row": [1, 2, 3, 99]})
    sources = pd.DataFrame({"group": "g", "source_name": ["s"], "ra": [10.0], "dec": [0.0]})
    excess = pd.DataFrame(
        {"group": "g", "log10_energy_min": [4.8, 5.5], "excess": [2.5, 0.5], "sigma": [0.5, 0.7]}
    )
    return truth, tracks, sources, excess


def test_injected_events_are_counted_by_threshold_and_circle():
    table = recovered_signal(*sky(), circle_factor=1.0)
    check_table(table, RECOVERED_SIGNAL)
    assert table["n_injected"].tolist() == [3, 0]
    assert table["n_signal"].tolist() == [2, 0]
    np.testing.assert_allclose(table["background_excess"], [0.5, 0.5])


def test_wider_circles_hold_more_injected_events():
    # Event 3 is 1.5 deg from the source; at 1.5 times 1 deg its circle just reaches it.
    near, far = (recovered_signal(*sky(), circle_factor=one)["n_signal"] for one in (1.49, 1.51))
    assert (near[0], far[0]) == (2, 3)
    assert recovered_signal(*sky(), circle_factor=0.4)["n_signal"].tolist() == [1, 0]


def test_the_caption_names_the_largest_chance_excess():
    facts_in = {"group_labels": {"g": "my group"}, "simulated": ["X"]}
    table, facts = prepare_signal(
        {"recovered": recovered_signal(*sky(), circle_factor=1.0)}, {}, facts_in
    )
    # 0.5/0.5 at 4.8 against 0.5/0.7 at 5.5
    assert facts["largest_pull"] == 1.0
    assert facts["largest_group"] == "my group"
    assert table["label"].tolist() == ["my group", "my group"]
