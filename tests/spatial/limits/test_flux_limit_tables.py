"""Tables of flux limits: the paper's numbers of events and bands, and which of ours are printed."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from nusources.contracts.spatial_depth import GROUP_FLUX_LIMITS
from nusources.fluxes import PowerLawFlux
from nusources.spatial.limits.flux_limits import (
    limits_of_paper,
    published_limit_numbers,
)
from nusources.tables import check_table

DIFFUSE = PowerLawFlux(2e-18, 2.4)
SETTINGS = {
    "n_events": 10.0,
    "bands": [[4.8, 5.0], [5.0, 5.2]],
    "live_time_days": 3650.0,
    "spectral_indices": [2.0, 3.0],
}
AREAS = pd.DataFrame(
    {
        "log10_energy_min": [4.8, 5.0, 4.8, 5.0],
        "log10_energy_max": [5.0, 5.2, 5.0, 5.2],
        "dec_min": [-90.0, -90.0, 0.0, 0.0],
        "dec_max": [0.0, 0.0, 90.0, 90.0],
        "effective_area": [1e5, 3e5, 5e5, 7e5],
    }
)
"""Means over declinations: 3e5 and 5e5 cm2."""


def flux_by_hand(area: float, low: float, high: float) -> float:
    """N / (T A (1e5)^2 (1 / E1 - 1 / E2)) for E^-2."""
    integral = 1e10 * (10**-low - 10**-high)
    return 10 / (3650 * 86400 * area * integral)


def test_limits_of_the_papers_events_and_bands():
    table = limits_of_paper(AREAS, SETTINGS, DIFFUSE)
    check_table(table, GROUP_FLUX_LIMITS)
    assert set(table["group"]) == {"paper"}
    assert set(table["n_events"]) == {10.0}
    assert table["spectral_index"].tolist() == [2.0, 3.0, 2.0, 3.0]
    quadratic = table[table["spectral_index"] == 2.0]
    assert quadratic["log10_energy_min"].tolist() == [4.8, 5.0]
    assert quadratic["log10_energy_max"].tolist() == [5.0, 5.2]
    expected = [flux_by_hand(3e5, 4.8, 5.0), flux_by_hand(5e5, 5.0, 5.2)]
    assert quadratic["flux"].tolist() == pytest.approx(expected, rel=1e-12)
    # phi / 4 pi over 2e-18 at 100 TeV; E^2 phi of an E^-2 flux is (1e5)^2 phi at all energies.
    shares = [one / (4 * math.pi * 2e-18) for one in expected]
    assert quadratic["diffuse_share"].tolist() == pytest.approx(shares, rel=1e-12)
    levels = [1e10 * one for one in expected]
    assert quadratic["differential_limit"].tolist() == pytest.approx(levels, rel=1e-12)


def test_the_printed_limits_are_those_of_an_inverse_square():
    table = limits_of_paper(AREAS, SETTINGS, DIFFUSE)
    numbers = published_limit_numbers(table, 3650.0, 7300.0)
    assert numbers["id"].tolist() == ["flux_limit.4.8", "flux_limit.5.0"]
    expected = [flux_by_hand(3e5, 4.8, 5.0), flux_by_hand(5e5, 5.0, 5.2)]
    assert numbers["ours"].tolist() == pytest.approx(expected, rel=1e-12)
    assert numbers["missing"].tolist() == ["", ""]
    # Twice the days give half the flux.
    told = "live time of 3650 d chosen because it fits; the 7300 d of the files give "
    assert numbers["caveat"].iloc[0] == f"{told}{expected[0] / 2:.3e}"


@pytest.mark.parametrize(
    ("change", "live_time"),
    [
        ({"n_events": 9.0}, 3650.0),
        ({"n_events": 11.0}, 3650.0),
        ({"spectral_indices": [3.0]}, 3650.0),
        ({}, 3651.0),
        ({}, 3649.0),
    ],
)
def test_other_settings_than_the_papers_give_no_printed_number(change, live_time):
    table = limits_of_paper(AREAS, SETTINGS | change, DIFFUSE)
    numbers = published_limit_numbers(table, live_time, 7300.0)
    assert numbers["ours"].isna().all()
    assert numbers["missing"].str.startswith("this run has another number of events").all()


def test_a_band_that_was_not_asked_for_is_missing():
    table = limits_of_paper(AREAS, SETTINGS | {"bands": [[5.0, 5.2]]}, DIFFUSE)
    numbers = published_limit_numbers(table, 3650.0, 7300.0)
    assert np.isnan(numbers["ours"]).tolist() == [True, False]
    assert (numbers["missing"] == "").tolist() == [False, True]
