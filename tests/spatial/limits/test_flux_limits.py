"""Flux limits against closed forms and the numbers printed in chang2022."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from scipy.integrate import quad

from nusources.catalogs.tracks.icetracks_responses import read_effective_area
from nusources.contracts.spatial_depth import GROUP_FLUX_LIMITS
from nusources.effective_areas import flux_of_events, mean_area, weighted_area
from nusources.errors import InputDataError
from nusources.fluxes import PowerLawFlux, power_law_integral
from nusources.spatial.limits.flux_limits import events_in_bands, summarise_flux_limits
from nusources.tables import check_table

DIFFUSE = PowerLawFlux(1.44e-18, 2.37)
"""Abbasi et al. 2021, as chang2022 quotes it: 100 TeV, GeV^-1 cm^-2 s^-1 sr^-1."""


def table_of_areas() -> pd.DataFrame:
    """Two bins of declination, three of energy."""
    low = np.tile([4.8, 5.0, 5.2], 2)
    return pd.DataFrame(
        {
            "log10_energy_min": low,
            "log10_energy_max": np.round(low + 0.2, 1),
            "dec_min": np.repeat([-90.0, 0.0], 3),
            "dec_max": np.repeat([0.0, 90.0], 3),
            "effective_area": [1e5, 2e5, 4e5, 3e5, 6e5, 8e5],
        }
    )


def test_published_limits(mirror):
    """Section 7.4: N = 10, E^-2, mean over declinations, 10 years of 365 days."""
    path = mirror / "icecube_10year_ps" / "irfs" / "IC86_II_effectiveArea.csv"
    areas = mean_area(read_effective_area(path))
    bands = [(4.8, 5.0), (5.0, 5.2)]
    events = events_in_bands(10, bands)
    table = summarise_flux_limits("TXS-like", events, areas, 3650, [2], DIFFUSE)
    # Printed with four digits: half a unit of the last.
    assert table["flux"].tolist() == pytest.approx([1.459e-18, 1.646e-18], abs=0.5e-21)
    assert np.all(table["diffuse_share"] <= 0.10), "the abstract's 10 %"
    inside = areas[(areas["log10_energy_min"] > 4.7) & (areas["log10_energy_max"] < 5.3)]
    assert inside["effective_area"].tolist() == pytest.approx([37.149e4, 52.205e4], abs=5)


@pytest.mark.parametrize("index", [0.0, 1.0, 1 + 1e-13, 2.0, 2.37, 3.5])
def test_integral_of_a_power_law(index):
    expected = quad(lambda energy: (energy / 1e5) ** -index, 6e4, 2e5)[0]
    assert power_law_integral(6e4, 2e5, index) == pytest.approx(expected, rel=1e-9)
    if index == 2:
        assert power_law_integral(1e5, 2e5, 2) == pytest.approx(0.5e5)


def test_mean_area():
    mean = mean_area(table_of_areas())
    assert mean["effective_area"].tolist() == pytest.approx([2e5, 4e5, 6e5])
    south = mean_area(table_of_areas(), np.array([-30.0, -90.0, -1e-9]))
    assert south["effective_area"].tolist() == pytest.approx([1e5, 2e5, 4e5])
    three_to_one = mean_area(table_of_areas(), np.array([-30.0, 0.0, 50.0, 90.0]))
    assert three_to_one["effective_area"].tolist() == pytest.approx([2.5e5, 5e5, 7e5])


def test_bands_add_up():
    areas = mean_area(table_of_areas())
    whole = weighted_area(areas, 4.8, 5.4, 2.3)
    borders = [4.8, 4.9, 5.0, 5.13, 5.4]
    parts = [weighted_area(areas, *ends, 2.3) for ends in pairwise(borders)]
    assert whole == pytest.approx(sum(parts), rel=1e-12)
    assert weighted_area(areas, 5.0, 5.2, 2) == pytest.approx(
        4e5 * 1e10 * (10**-5.0 - 10**-5.2), rel=1e-12
    )


@pytest.mark.parametrize("band", [(4.0, 5.0), (5.0, 5.6), (5.0, 5.0), (5.2, 5.0)])
def test_bands_outside_of_the_area(band):
    text = f"not within the effective area; found '{band[0]:g} to {band[1]:g}'; expected rising"
    with pytest.raises(InputDataError, match=text):
        weighted_area(mean_area(table_of_areas()), *band, 2)


def test_the_limit_gives_its_number_of_events_back():
    areas = mean_area(table_of_areas())
    area_integral = weighted_area(areas, 4.8, 5.4, 2.5)
    flux = flux_of_events(7.5, area_integral, 1000)
    assert flux * area_integral * 1000 * 86400 == pytest.approx(7.5)
    assert math.isinf(flux_of_events(1, 0.0, 1000))


def test_the_table_of_limits():
    areas = mean_area(table_of_areas())
    bands = [(4.8, 5.0), (5.0, 5.4)]
    events = events_in_bands(10, bands).assign(n_events=[10.0, 4.0], n_unified=[12.0, 0.0])
    table = summarise_flux_limits("TXS", events, areas, 3650, [2, 2.37], DIFFUSE)
    check_table(table, GROUP_FLUX_LIMITS)
    assert set(table["recipe"]) == {"paper"}
    assert table["flux_unified"].tolist() == pytest.approx([*(1.2 * table["flux"][:2]), 0, 0])
    assert table["spectral_index"].tolist() == [2, 2.37, 2, 2.37]
    for row in table.itertuples():
        band = row.log10_energy_min, row.log10_energy_max
        flux = flux_of_events(row.n_events, weighted_area(areas, *band, row.spectral_index), 3650)
        assert row.flux == pytest.approx(flux)
        assert row.diffuse_share == pytest.approx(flux / (4 * math.pi * 1.44e-18))
        energy = 10 ** np.mean(band)
        spectrum = flux * (energy / 1e5) ** -row.spectral_index
        assert row.differential_limit == pytest.approx(energy**2 * spectrum)
    # An E^-2 flux has the same E^2 phi at every energy.
    assert table["differential_limit"].iloc[0] == pytest.approx(1e10 * table["flux"].iloc[0])
