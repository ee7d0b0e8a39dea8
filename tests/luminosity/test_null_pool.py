"""What is injected for the blazars: fits of background, and other sources of the search."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from made_up_inputs import CALIBRATORS, made_up_inputs, source_list
from relations import certain
from scipy import stats

from nusources.contracts.luminosity_predictive import SELECTION_CHANCE
from nusources.luminosity.distances import Catalogue, luminosity_distance
from nusources.luminosity.neutrino import neutrino_luminosity
from nusources.luminosity.null_pool import (
    at_nearest_declination,
    background_pairs,
    distinct_positions,
    injection_pools,
    measured_pairs,
    pool_rows,
    selection_chances,
    xray_blazars,
)
from nusources.luminosity.reading import Inputs, Reading
from nusources.tables import check_table

READING = Reading(calibrators=CALIBRATORS)
SETTINGS = {"least_n_signal": 1.0, "n_pairs": 3}


def at_redshifts() -> Inputs:
    """Made-up inputs in which each blazar has a distance of its own."""
    rows = source_list()[["ra", "dec"]].assign(redshift=0.1 * np.arange(1, 10))
    return made_up_inputs(redshifts=[Catalogue(rows, "a catalogue", "published")])


def fits(n_signal, ts=4.0, source_name="Blazar C", dec=20.0) -> pd.DataFrame:
    """Fits of background at a source, one per sky."""
    n = len(n_signal)
    columns = {"n_signal": n_signal, "spectral_index": 2.5, "ts": ts, "trial": np.arange(n)}
    return pd.DataFrame(columns).assign(source_name=source_name, dec=dec)


def test_background_is_selected_like_the_blazars():
    pairs = background_pairs(fits([0.0, 0.99, 1.0, 7.0]), 1.0)
    assert pairs["n_signal"].tolist() == [1.0, 7.0]
    # TS = 4 is two standard deviations, one-sided.
    assert pairs["minus_log10_p"].tolist() == pytest.approx([-np.log10(stats.norm.sf(2))] * 2)
    assert background_pairs(fits([2.0], ts=-1e-9), 1.0)["minus_log10_p"].iloc[0] == (
        pytest.approx(np.log10(2))
    )


def test_pairs_are_those_of_the_nearest_declination():
    pairs = pd.concat(
        [
            background_pairs(fits([n], source_name=name, dec=dec), 1.0)
            for name, dec, n in (("south", -4.0, 2.0), ("middle", 20.0, 3.0), ("north", 60.0, 4.0))
        ]
    )
    blazars = pd.DataFrame({"source_name": ["a", "b", "c"], "dec": [39.0, 41.0, -90.0]})
    found = at_nearest_declination(pairs, blazars).set_index("source_name")["n_signal"]
    assert found.to_dict() == {"a": 3.0, "b": 4.0, "c": 2.0}


def test_blazars_to_inject_at_are_no_calibrators_and_not_in_the_south():
    blazars = xray_blazars(made_up_inputs(), READING)
    assert {*blazars["source_name"]} == {
        *("Blazar C", "Blazar E", "Blazar F", "Faint G", "Galaxy H")
    }
    assert blazars["distance"].notna().all()
    assert not blazars["is_xray_limit"].any()
    assert xray_blazars(made_up_inputs(nustar=None), READING).empty


def test_positions_within_the_radius_are_one():
    rows = pd.DataFrame({"ra": [10.0, 10.0, 20.0], "dec": [0.0, 0.01, 0.0]})
    assert distinct_positions(rows, 1.0)["ra"].tolist() == [10.0, 20.0]
    assert len(distinct_positions(rows, 0.5)) == 3


def test_injected_luminosities_have_the_light_and_distance_of_their_blazar():
    inputs = made_up_inputs()
    blazars = xray_blazars(inputs, READING)
    pairs = background_pairs(fits([6.0, 3.0], ts=[4.0, 1.0], source_name="Blazar E"), 1.0)
    rows = pool_rows(pairs.drop(columns="dec"), blazars, inputs, READING)
    assert rows["blazar"].tolist() == ["Blazar E"] * 2
    assert rows["source_name"].is_unique
    flux = rows["n_signal"] * inputs.flux_per_event("by_season", (40.0,)).at(0, 2.5)
    distance = luminosity_distance([0.2], READING.cosmology)[0]
    expected = np.log10(neutrino_luminosity(flux, 2.5, 0.2, distance, READING.window_tev))
    np.testing.assert_allclose(rows["log10_neutrino_luminosity"], expected)
    own = blazars.set_index("source_name").loc["Blazar E", "xray_flux"]
    np.testing.assert_allclose(rows["xray_flux"], own)
    # The error of a fit of background follows its own local p-value, as that of a listed source.
    assert rows["n_signal_error_high"].tolist() == pytest.approx([3.0, 3.0])
    assert not rows["is_neutrino_limit"].any()


def test_measured_pairs_are_put_at_every_blazar():
    blazars = pd.DataFrame({"source_name": ["a", "b"]})
    listed = source_list().assign(n_signal=[0.0] * 7 + [1.0, 0.99])
    pairs = measured_pairs(listed, blazars, 1.0)
    assert pairs[["source_name", "n_signal"]].values.tolist() == [["a", 1.0], ["b", 1.0]]


def test_pools_leave_out_calibrators_and_limit_the_pairs():
    null_fits = pd.concat(
        [
            fits([0.0, 2.0, 3.0, 4.0, 5.0], source_name=row.source_name, dec=row.dec)
            for row in source_list().itertuples()
        ]
    )
    rng = np.random.default_rng(1)
    pools, looked_at = injection_pools(null_fits, at_redshifts(), READING, certain(), SETTINGS, rng)
    assert {*pools} == {"background", "measured"}
    for points, pool in pools.values():
        assert np.bincount(pool.source).tolist() == [3] * 5
        residual = points.y - (44.0 + points.x - 44.0)
        assert (np.sign(pool.squared_pull) >= 0).all()
        assert np.corrcoef(residual**2, pool.squared_pull)[0, 1] > 0.5
    # Calibrators A and B had 12 and 30 events, which no injection has.
    numbers = {"BLL": "all blazars of the search", "hard": "blazars of the search with hard X-rays"}
    assert looked_at[numbers["BLL"]] == [
        *("Blazar C", "Blazar D", "Blazar E", "Blazar F", "Faint G", "Unseen I")
    ]
    assert looked_at[numbers["hard"]] == [
        *("Blazar C", "Blazar D", "Blazar E", "Blazar F", "Faint G")
    ]


def test_measured_pairs_are_not_those_of_calibrators():
    settings, rng = SETTINGS | {"n_pairs": 100}, np.random.default_rng(1)
    pools, _ = injection_pools(fits([]), at_redshifts(), READING, certain(), settings, rng)
    assert {*pools} == {"measured"}
    # Of C, D, E, H and I; at each of five blazars.
    assert np.bincount(pools["measured"][1].source).tolist() == [5] * 5


def test_chances_of_a_selection():
    null_fits = pd.concat(
        [
            fits([0.0, 1.0, 3.0], source_name="a"),
            fits([2.0, 0.5, 1.0], source_name="b"),
            fits([9.0, 9.0, 9.0], source_name="c"),
        ]
    )
    table = selection_chances(null_fits, {"two": ["a", "b", "unknown"], "none": ["x"]}, 1.0, 2)
    check_table(table, SELECTION_CHANCE)
    (row,) = table.to_dict("records")
    assert (row["looked_at"], row["n_looked_at"], row["n_skies"]) == ("two", 2, 3)
    assert (row["n_mean"], row["share_of_skies"]) == pytest.approx((4 / 3, 1 / 3))
    # Of 1, 3, 2 and 1 fitted events, where none is true.
    assert row["n_signal_mean"] == pytest.approx(7 / 4)
    assert selection_chances(null_fits, {"none": ["x"]}, 1.0, 2).empty
