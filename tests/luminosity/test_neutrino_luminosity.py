"""Neutrino fluxes and luminosities against closed forms and printed numbers."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from scipy.integrate import quad

from nusources.errors import InputDataError
from nusources.fluxes import power_integral
from nusources.luminosity.neutrino import (
    FluxPerEvent,
    neutrino_luminosity,
)

EDGES = np.linspace(2.0, 8.0, 31)


def areas(season="A", edges=EDGES, power=1.0, scale=1.0, dec_edges=(-90.0, 0.0, 90.0)):
    """Areas that rise as a power of the energy [GeV], ten times larger in the northern bin."""
    low, high = edges[:-1], edges[1:]
    middle = 10 ** ((low + high) / 2)
    parts = [
        pd.DataFrame(
            {
                "season": season,
                "log10_energy_min": low,
                "log10_energy_max": high,
                "dec_min": south,
                "dec_max": north,
                "effective_area": scale * 10.0**place * middle**power,
            }
        )
        for place, (south, north) in enumerate(itertools.pairwise(dec_edges))
    ]
    return pd.concat(parts, ignore_index=True)


def summed(table, season, days, index):
    """Events per flux at 1 TeV by a loop over the northern bins."""
    rows = table[(table["season"] == season) & (table["dec_min"] == 0)]
    return sum(
        row.effective_area
        * days
        * 86400
        * quad(
            lambda e: e**-index,
            10 ** (row.log10_energy_min - 3),
            10 ** (row.log10_energy_max - 3),
        )[0]
        for row in rows.itertuples()
    )


def test_flux_per_event_sums_seasons_of_other_bins():
    table = pd.concat([areas(), areas("B", np.linspace(2.0, 9.0, 71), scale=3.0)])
    found = FluxPerEvent.of(table, {"A": 100.0, "B": 50.0}, [10.0]).at(0, 2.53)
    expected = summed(table, "A", 100, 2.53) + summed(table, "B", 50, 2.53)
    assert found == pytest.approx(1 / expected, rel=1e-6, abs=0)


def test_each_source_has_the_area_of_its_own_declination():
    flux = FluxPerEvent.of(areas(), {"A": 1.0}, [-5.0, 0.0, 80.0])
    found = flux.at(np.arange(3), 3.0)
    assert found[0] == pytest.approx(10 * found[1], rel=1e-6, abs=0)
    assert found[1] == found[2]


def test_interpolation_in_the_index_errs_by_less_than_1e_6():
    flux = FluxPerEvent.of(areas(), {"A": 1.0}, [10.0, -10.0])
    index = np.random.default_rng(1).uniform(-0.9, 7.9, 200)
    low, high = 10**flux.log10_energy_min, 10**flux.log10_energy_max
    exact = np.array([flux.exposure[0] @ power_integral(-one, low, high) for one in index])
    np.testing.assert_allclose(flux.at(0, index), 1 / exact, rtol=2e-6)


def test_an_area_of_a_single_power_has_events_in_the_middle():
    # dN/dlnE is constant for A ~ E and an index of 2: the central share is of log energies.
    flux = FluxPerEvent.of(areas(), {"A": 1.0}, [10.0])
    low, high = flux.central_window(0, 2.0, 0.5)
    np.testing.assert_allclose(np.log10([low[0], high[0]]), [0.5, 3.5], atol=1e-9)
    assert flux.end_share(0, 2.0)[0] == pytest.approx(1 / 30)


def test_seasons_share_the_central_window():
    table = pd.concat([areas(), areas("B")])
    one = FluxPerEvent.of(table, {"A": 2.0}, [10.0]).central_window(0, 2.4)
    two = FluxPerEvent.of(table, {"A": 1.0, "B": 1.0}, [10.0]).central_window(0, 2.4)
    np.testing.assert_allclose(one, two)


def test_the_published_luminosity_of_ngc_1068_is_found():
    # Science 378, 538: (2.9 +- 1.1)e42 erg/s between 1.5 and 15 TeV at 14.4 Mpc.
    found = neutrino_luminosity(5.0e-11, 3.2, 0.0038, 14.4, (1.5, 15.0), "observed")
    assert found == pytest.approx(2.86e42, rel=2e-3)


@pytest.mark.parametrize("index", [1.0, 2.0, 2.08, 3.9])
def test_luminosity_is_the_integral_over_the_shifted_window(index):
    low, high, redshift = 0.3, 100.0, 0.6
    energy = quad(lambda e: e ** (1 - index), low / (1 + redshift), high / (1 + redshift))[0]
    expected = 3 * 4 * np.pi * (100 * 3.0856775814913674e24) ** 2 * 1e-12 * energy * 1.602176634
    found = neutrino_luminosity(1e-12, index, redshift, 100.0, (low, high))
    assert found == pytest.approx(expected, rel=1e-9)


def test_the_frame_plays_no_part_for_an_index_of_2():
    both = [neutrino_luminosity(1e-12, 2.0, 1.5, 9.0, (0.3, 100), one) for one in FRAMES]
    assert both[0] == pytest.approx(both[1])


FRAMES = ("source", "observed")


def test_a_window_without_end_is_the_limit_of_longer_ones():
    far = neutrino_luminosity(1e-12, [2.5, 3.0], 0.1, 9.0, (0.3, 1e14))
    np.testing.assert_allclose(
        neutrino_luminosity(1e-12, [2.5, 3.0], 0.1, 9.0, (0.3, np.inf)), far, rtol=1e-6
    )


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((1e-12, [3.0, 1.9], 0.1, 9.0, (0.3, np.inf)), "diverges.*1.9"),
        ((1e-12, 2.5, 0.1, 9.0, (0.0, 100.0)), "window"),
        ((1e-12, 2.5, 0.1, 9.0, (100.0, 0.3)), "window"),
        ((1e-12, 2.5, 0.1, 9.0, (0.3, 100.0), "rest"), "frame.*rest"),
    ],
)
def test_impossible_windows_are_refused(arguments, told):
    with pytest.raises(InputDataError, match=told):
        neutrino_luminosity(*arguments)


def test_seasons_declinations_and_indices_without_area_are_refused():
    with pytest.raises(InputDataError, match=r"season.*IC99"):
        FluxPerEvent.of(areas(), {"IC99": 1.0}, [0.0])
    with pytest.raises(InputDataError, match="declination"):
        FluxPerEvent.of(areas(scale=0.0), {"A": 1.0}, [0.0])
    with pytest.raises(InputDataError, match=r"spectral_index.*9\.5"):
        FluxPerEvent.of(areas(), {"A": 1.0}, [0.0]).at(0, 9.5)
