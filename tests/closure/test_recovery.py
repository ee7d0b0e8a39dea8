"""Injected signal beside what was found: counts, fluxes and their errors by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from spatial.signal_models import made_up_model

from nusources.contracts.spatial import RECOVERED_SIGNAL
from nusources.figures.house.inputs import Inputs
from nusources.figures.simulated_archive.recovered_signal import prepare_signal
from nusources.spatial.power.recovery import group_signal, recovered_signal
from nusources.spatial.signal.acceptance import accepted_events
from nusources.tables import check_table

LEVELS = np.array([4.8, 5.5])


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
    injected = pd.DataFrame(
        {
            "source_name": ["s", "far", "p"],
            "component": ["point source", "point source", "population"],
            "ra": [10.01, 100.0, 10.0],
            "dec": [0.0, 20.0, 0.0],
            "flux": [3e-18, 5e-18, np.nan],
            "spectral_index": [2.5, 2.0, np.nan],
        }
    )
    ra, dec = [10.0, 300.0, 320.0], [0.0, -40.0, 30.5]
    places = {"source_name": ["s", "t", "u"], "ra": ra, "dec": dec}
    sources = pd.DataFrame({"group": ["g", "other", "other"]} | places)
    excess = pd.DataFrame(
        {
            "group": ["g", "g", "other", "other"],
            "log10_energy_min": [4.8, 5.5] * 2,
            "excess": [2.5, 0.5, -1.0, 0.25],
            "sigma": [0.5, 0.7, 2.0, 0.5],
        }
    )
    return truth, injected, tracks, sources, excess


@pytest.fixture
def table(repository):
    return recovered_signal(*sky(), made_up_model(repository))


def test_injected_events_are_counted_by_threshold_and_circle(table):
    check_table(table, RECOVERED_SIGNAL)
    of_group = table[table["group"] == "g"]
    assert of_group["n_injected"].tolist() == [3, 0]
    assert of_group["n_signal"].tolist() == [2, 0]
    # On the equator a circle of 1 deg holds a source on 2 of 360 deg; two events, the third out of
    # reach.
    np.testing.assert_allclose(of_group["n_chance"], [2 * 2 / 360, 0], rtol=1e-6)
    above_chance = 2 - 4 / 360
    np.testing.assert_allclose(of_group["background_excess"], [2.5 - above_chance, 0.5])
    np.testing.assert_allclose(of_group["ratio"], [2.5 / above_chance, np.nan])
    np.testing.assert_allclose(of_group["ratio_error"], [0.5 / above_chance, np.nan])
    assert (table.loc[table["group"] == "other", "n_signal"] == 0).all()


def test_the_flux_is_the_excess_over_the_acceptance(table, repository):
    """Of the sources at the group's places alone, each with its own spectrum."""
    model = made_up_model(repository, spectral_index=2.5)
    per_flux = accepted_events(model, np.array([0.0]), LEVELS)[0]
    of_group = table[table["group"] == "g"]
    np.testing.assert_allclose(of_group["flux_injected"], 3e-18)
    np.testing.assert_allclose(of_group["n_signal_expected"], 3e-18 * per_flux)
    np.testing.assert_allclose(of_group["flux_fitted"], np.array([2.5, 0.5]) / per_flux)
    error = np.sqrt(np.array([0.5, 0.7]) ** 2 + 3e-18 * per_flux) / per_flux
    np.testing.assert_allclose(of_group["flux_error"], error)


def test_a_group_without_signal_is_fitted_with_the_search_spectrum(table, repository):
    other = table[table["group"] == "other"]
    both = accepted_events(made_up_model(repository), np.array([-40.0, 30.5]), LEVELS)
    per_flux = (both[0] + both[1]) / 2
    assert (other["flux_injected"] == 0).all()
    assert other["ratio"].isna().all()
    np.testing.assert_allclose(other["flux_fitted"], np.array([-1.0, 0.25]) / per_flux)
    np.testing.assert_allclose(other["flux_error"], np.array([2.0, 0.5]) / per_flux)


def test_sources_with_different_spectra_share_an_acceptance(repository):
    """A summed flux with the mean of the acceptances by flux."""
    places = pd.DataFrame({"ra": [10.0, 50.0], "dec": [0.0, 40.0]})
    points = places.assign(flux=[1e-18, 3e-18], spectral_index=[2.0, 3.0])
    found = group_signal(points, places, LEVELS, made_up_model(repository))
    each = [
        accepted_events(made_up_model(repository, spectral_index=index), np.array([dec]), LEVELS)[0]
        for index, dec in ((2.0, 0.0), (3.0, 40.0))
    ]
    assert found.flux == pytest.approx(4e-18)
    np.testing.assert_allclose(found.acceptance, (each[0] + 3 * each[1]) / 4)


def test_wider_circles_hold_more_injected_events(repository):
    # Event 3 is 1.5 deg from the source; at 1.5 times 1 deg its circle just reaches it.
    def counted(factor: float) -> list[int]:
        model = replace(made_up_model(repository), circle_factor=factor)
        found = recovered_signal(*sky(), model)
        return found.loc[found["group"] == "g", "n_signal"].tolist()

    assert [counted(factor)[0] for factor in (1.49, 1.51)] == [2, 3]
    assert counted(0.4) == [1, 0]


def test_the_caption_tells_the_closure_and_the_largest_chance_excess(table):
    facts_in = {"group_labels": {"g": "my group"}, "simulated": ["X"]}
    shown, facts = prepare_signal(Inputs({"recovered": table}, facts_in))
    # (2.5 - 2 + 4/360)/.5 = 1.02 at 4.8 against .5/.7 = .71 at 5.5 and 1/2
    assert facts["largest_pull"] == pytest.approx(1 + 4 / 360 / 0.5)
    assert facts["largest_group"] == "my group"
    assert shown["label"].tolist() == ["my group"] * 2 + ["other"] * 2
    # 2.5 / (2 - 4/360) = 1.257, .5 / (2 - 4/360) = .251
    assert "my group, excess over injected 1.26 ± 0.25, flux" in facts["closure_text"]
    assert (
        "for 3.0 injected; other, without an injected source, -1.0 ± 2.0" in facts["closure_text"]
    )
    assert "sigma" not in shown, "readers see the names of the columns"
    assert shown["ratio_text"].isna().tolist() == [False, True, True, True]
