"""Areas averaged over seasons by live time and over declinations by sources, by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nusources.effective_areas import exposure_area, flux_of_events, mean_area, weighted_area
from nusources.errors import InputDataError
from nusources.fluxes import power_law_integral


def areas_of(season: str, areas: list[list[float]], low=(4.0, 5.0)) -> pd.DataFrame:
    """One list for each of two bands of declination, equal in sin(dec)."""
    n_bins = len(low)
    return pd.DataFrame(
        {
            "season": season,
            "log10_energy_min": np.tile(low, 2),
            "log10_energy_max": np.tile(low, 2) + 1.0,
            "dec_min": np.repeat([-90.0, 0.0], n_bins),
            "dec_max": np.repeat([0.0, 90.0], n_bins),
            "effective_area": np.ravel(areas),
        }
    )


BOTH = pd.concat([areas_of("short", [[2, 4], [6, 12]]), areas_of("long", [[10, 0], [30, 40]])])
"""Means over declinations: 4 and 8 of the short season, 20 and 20 of the long one."""


def test_a_long_season_counts_more():
    areas, live_time = exposure_area(BOTH, {"short": 100.0, "long": 300.0})
    assert live_time == 400.0
    # (100 x 4 + 300 x 20) / 400 and (100 x 8 + 300 x 20) / 400
    assert areas["effective_area"].tolist() == pytest.approx([16.0, 17.0], rel=1e-14)
    assert areas["log10_energy_min"].tolist() == [4.0, 5.0]
    assert areas["log10_energy_max"].tolist() == [5.0, 6.0]


def test_area_times_live_time_is_the_sum_over_seasons():
    days = {"short": 37.5, "long": 812.25}
    areas, live_time = exposure_area(BOTH, days)
    apart = sum(
        days[name] * mean_area(BOTH[BOTH["season"] == name])["effective_area"] for name in days
    )
    np.testing.assert_allclose(areas["effective_area"] * live_time, apart, rtol=1e-14)


def test_seasons_that_are_not_asked_for_do_not_count():
    areas, live_time = exposure_area(BOTH, {"short": 5.0})
    assert (areas["effective_area"].tolist(), live_time) == ([4.0, 8.0], 5.0)


def test_a_season_without_area_is_named():
    with pytest.raises(InputDataError, match="found 'absent'; expected one of long, short"):
        exposure_area(BOTH, {"short": 1.0, "absent": 1.0})


@pytest.mark.parametrize("names", [("short", "long"), ("long", "short")])
@pytest.mark.parametrize("low", [4.0, 4.5])
def test_seasons_with_other_bins_are_refused(names, low):
    """Another bin, and a bin that is missing, in the first season or in the last."""
    other = pd.concat([areas_of("short", [[2, 4], [6, 12]]), areas_of("long", [[1], [1]], (low,))])
    with pytest.raises(InputDataError, match="different bins of energy"):
        exposure_area(other, dict.fromkeys(names, 1.0))


def test_declinations_of_sources_are_weights():
    short = BOTH[BOTH["season"] == "short"]
    # Three sources in the south, one in the north; the equator and the poles belong to a band.
    dec = np.array([-90.0, -50.0, -1e-9, 0.0])
    mean = mean_area(short, dec)
    expected = [0.75 * 2 + 0.25 * 6, 0.75 * 4 + 0.25 * 12]
    assert mean["effective_area"].tolist() == pytest.approx(expected, rel=1e-14)
    assert mean["log10_energy_min"].tolist() == [4.0, 5.0]
    north = mean_area(short, np.array([90.0, 0.0]))
    assert north["effective_area"].tolist() == [6.0, 12.0]


@pytest.mark.parametrize("index", [1.0, 2.0, 2.7])
def test_a_band_takes_its_part_of_each_bin(index):
    """From the middle of one bin to the middle of the next, a third beyond is left out."""
    areas = pd.DataFrame(
        {
            "log10_energy_min": [4.0, 5.0, 6.0],
            "log10_energy_max": [5.0, 6.0, 7.0],
            "effective_area": [3.0, 50.0, 700.0],
        }
    )
    expected = 3 * power_law_integral(10**4.5, 1e5, index)
    expected += 50 * power_law_integral(1e5, 10**5.5, index)
    assert weighted_area(areas, 4.5, 5.5, index) == pytest.approx(expected, rel=1e-12)
    # Edges are printed with two decimals: a band may reach .005 beyond them, and no further.
    everything = weighted_area(areas, 4.0, 7.0, index)
    assert weighted_area(areas, 3.996, 7.004, index) == pytest.approx(everything, rel=1e-12)
    for ends in ((3.99, 7.0), (4.0, 7.01)):
        with pytest.raises(InputDataError, match=r"from 4 to 7"):
            weighted_area(areas, *ends, index)


def test_the_limit_is_events_over_exposure():
    # 50 days are 4,320,000 s; with 2e6 cm2 GeV that is 8.64e12 cm2 GeV s for 10 events.
    assert flux_of_events(10, 2e6, 50) == pytest.approx(10 / 8.64e12, rel=1e-14)
    assert flux_of_events(10, 0.5, 50) == pytest.approx(10 / 2.16e6, rel=1e-14)
    assert flux_of_events(10, 0.0, 50) == float("inf")
