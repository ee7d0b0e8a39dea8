"""Shares of the power of the protons."""

import numpy as np
import pytest

from nusources.coronae import constants as c
from nusources.coronae import grids
from nusources.coronae.energetics import CHANNELS, energy_budget

EDDINGTON = 38.10037


@pytest.mark.parametrize("cooling", ["exact", "one_lifetime", "factors", "none"])
def test_shares_add_up(engine_with, cooling):
    rng = np.random.default_rng(5)
    n = 100  # more than are solved together
    points = rng.uniform([[0.5], [41], [5.5]], [[7], [48], [10.5]], (3, n))
    budget = energy_budget(engine_with(meson_cooling=cooling), *points)
    assert tuple(budget.columns) == CHANNELS
    assert budget.index.tolist() == list(range(n))
    np.testing.assert_allclose(budget.sum(axis=1), 1.0, rtol=1e-6)
    assert (budget > -1e-9).all(axis=None)
    assert (budget["meson_cooling"].abs() < 1e-12).all() == (cooling == "none")


def test_neutrinos_are_those_of_the_spectra(engine):
    points = [4.0, 6.0], [44.0, 43.0], [7.0, 8.0]
    budget = energy_budget(engine, *points)
    spectra = engine.luminosity(*points)
    np.testing.assert_allclose(
        budget["neutrinos"],
        spectra.sum(axis=1) * grids.STEP / 10.0 ** np.array(points[1]),
        rtol=2e-3,
    )


@pytest.mark.parametrize(
    ("log10_sigma", "given_up"),
    [(5.0, [0.018, 0.12, 0.42, 0.78]), (7.0, [0.12, 0.54, 0.89, 0.98])],
)
def test_energy_that_protons_give_up(engine, log10_sigma, given_up):
    """At .001, .01, .1 and 1 of the Eddington luminosity; independently calculated."""
    budget = energy_budget(engine, log10_sigma, EDDINGTON + 8 + np.arange(-3, 1), 8.0)
    found = 1 - budget["escape"] - budget["at_rest"]
    np.testing.assert_allclose(found, given_up, rtol=0.08)


def test_electromagnetic_power_over_that_of_neutrinos(engine_with):
    """1.3 by photomeson production, of the uncooled chain; pairs beside it."""
    budget = energy_budget(engine_with(meson_cooling="none"), [4.0, 5.0, 6.0], 44.0, 6.8261)
    photomeson = (budget["gamma_rays"] + budget["decay_pairs"]) / budget["neutrinos"]
    np.testing.assert_allclose(photomeson, 1.33, rtol=0.05)
    pairs = budget["bethe_heitler"] / budget["neutrinos"]
    for found, low, high in zip(pairs, (0.7, 0.2, 0.02), (2.1, 0.8, 0.17), strict=True):
        assert low < found < high


def test_losses_are_rates_times_energies(engine):
    budget = energy_budget(engine, 6.0, 46.0, 7.0)
    assert budget["proton_synchrotron"][0] > 0.01
    small = energy_budget(engine, 0.3, 44.0, 7.0)
    assert small["proton_proton"][0] > 1e-3
    # Hardly any energy leaves with protons at rest: their share of the number times m c^2.
    assert small["at_rest"][0] < 0.01
    assert grids.EDGES[0] > c.PROTON_MASS


def test_kaons_give_to_others_too(engine, engine_with):
    plain = energy_budget(engine, 5.0, 44.0, 7.0)
    kaons = energy_budget(engine_with(kaons="charged"), 5.0, 44.0, 7.0)
    np.testing.assert_allclose(kaons.sum(axis=1), 1.0, rtol=1e-6)
    assert kaons["neutrinos"][0] < plain["neutrinos"][0]
    assert kaons["meson_cooling"][0] > plain["meson_cooling"][0]
