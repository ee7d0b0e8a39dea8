"""Energy fluxes of bins from their spectral points."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nusources.contracts.flares import LIGHT_CURVES
from nusources.flares.adaptive import GEV_PER_HZ, name_positions, prepare_adaptive
from nusources.flares.merging import Ledger
from nusources.tables import check_table


def points(energies, fluxes, limits, start=55000.0, **more):
    table = {
        "ra": 77.35819,
        "dec": 5.69315,
        "frequency": np.array(energies) / GEV_PER_HZ,
        "nu_f_nu": fluxes,
        "nu_f_nu_error": np.where(limits, np.nan, np.array(fluxes) / 10),
        "mjd_start": start,
        "mjd_stop": start + 30,
        "is_upper_limit": limits,
        "has_no_duration": False,
    }
    return name_positions(pd.DataFrame(table | more))


def prepared(*tables):
    ledger = Ledger("gamma_ray_adaptive")
    found = prepare_adaptive(pd.concat(tables, ignore_index=True), ledger, "refuse")
    check_table(found, LIGHT_CURVES["gamma_ray_adaptive"])
    return found, {row["step"]: row["n_points"] for row in ledger.rows}


def test_a_flat_spectrum_gives_its_level_times_the_log_of_the_band():
    found, _ = prepared(points([0.2, 1, 5, 30, 200], [2e-12] * 5, [False] * 5))
    assert found["flux"].tolist() == pytest.approx([2e-12 * np.log(500 / 0.9)])
    assert found["source_name"].tolist() == ["J077.3582+05.6932"]
    assert found["mjd"].tolist() == [55015.0]


def test_rectangles_end_halfway_and_limits_add_nothing():
    fluxes, limits = [9e-12, 4e-12, 1e-12, 7e-12], [False, False, False, True]
    found, steps = prepared(points([0.1, 2, 8, 50], fluxes, limits))
    widths = np.log([4 / 0.9, 20 / 4])
    assert found["flux"].tolist() == pytest.approx([4e-12 * widths[0] + 1e-12 * widths[1]])
    error = np.hypot(4e-13 * widths[0], 1e-13 * widths[1])
    assert found["flux_error"].tolist() == pytest.approx([error])
    assert steps["points outside 0.9-500 GeV"] == 1


def test_a_bin_without_detection_is_a_limit_and_one_without_length_is_left_out():
    only_limits = points([1, 10], [2e-12, 3e-12], [True, True])
    no_length = points([1.0], [1e-12], [False], 56000.0, has_no_duration=True)
    found, steps = prepared(only_limits, no_length)
    limit = 2e-12 * np.log(np.sqrt(10) / 0.9) + 3e-12 * np.log(500 / np.sqrt(10))
    assert found["flux"].tolist() == pytest.approx([limit])
    assert found["is_upper_limit"].tolist() == [True]
    assert steps["bins without length"] == 1
    assert steps["limits"] == 1
