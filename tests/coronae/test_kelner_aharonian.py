"""Yields of photomeson production, against formulae that are written down once more, by hand."""

import math

import numpy as np
import pytest

from nusources.coronae.kelner_aharonian import step_energy_loss, yields
from nusources.facts.kelner_aharonian import SPECIES

R = 0.1458
ETA0 = 0.313


def by_hand(species: str, ratio: float, x: float, row: tuple[float, float, float]) -> float:
    """Kelner & Aharonian (2008), eqs. 27-46, for one proton energy and photon."""
    s, delta, b = row
    eta = ratio * ETA0
    if species in ("electron", "electron_antineutrino"):
        root = math.sqrt(eta * (eta - 4 * R * (1 + R)))
        low, high = ((eta - 2 * R + sign * root) / (2 * (1 + eta)) for sign in (-1, 1))
        low /= 2
        psi = 6 * (1 - math.exp(1.5 * (4 - ratio))) if ratio > 4 else 0.0
    else:
        root = math.sqrt((eta - R**2 - 2 * R) * (eta - R**2 + 2 * R))
        low, high = ((eta + R**2 + sign * root) / (2 * (1 + eta)) for sign in (-1, 1))
        psi = 2.5 + (0.4 if species == "photon" else 1.4) * math.log(ratio)
        if species == "muon_neutrino":
            low *= 0.427
            if ratio < 2.14:
                high *= 0.427
            elif ratio <= 10:
                high *= 0.427 + 0.0729 * (ratio - 2.14)
        elif species != "photon":
            low /= 4
    if x >= high:
        return 0.0
    if x <= low:
        return b * math.log(2) ** psi
    y = (x - low) / (high - low)
    return b * math.exp(-s * math.log(x / low) ** delta) * math.log(2 / (1 + y**2)) ** psi


@pytest.mark.parametrize("species", SPECIES)
def test_at_the_rows_of_the_tables(yield_tables, species):
    table = yield_tables[species]
    x = np.geomspace(1e-5, 0.99, 60)
    for ratio, *row in zip(table.eta_ratio, table.s, table.delta, table.b, strict=True):
        found = yields(species, table, np.array([[ratio * ETA0]]), x)[0]
        expected = [by_hand(species, ratio, one, row) for one in x]
        # Differences of equal numbers in the lower end, written as published, lose digits.
        np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-9 * max(expected))


@pytest.mark.parametrize("species", SPECIES)
def test_between_and_beyond_the_rows(yield_tables, species):
    table = yield_tables[species]
    nodes = np.log(table.eta_ratio)
    # In the middle of the last two rows, and as far again beyond the last.
    middle = np.exp((nodes[-1] + nodes[-2]) / 2)
    s, delta = ((one[-1] + one[-2]) / 2 for one in (table.s, table.delta))
    b = math.sqrt(table.b[-1] * table.b[-2])
    beyond = np.exp(nodes[-1] + (nodes[-1] - nodes[-2]) / 2)
    cases = [
        (middle, (s, delta, b)),
        (beyond, (table.s[-1], table.delta[-1], table.b[-1] ** 2 / b)),
    ]
    for ratio, row in cases:
        found = yields(species, table, np.array([[ratio * ETA0]]), np.array([1e-4, 0.1]))[0]
        expected = [by_hand(species, ratio, one, row) for one in (1e-4, 0.1)]
        np.testing.assert_allclose(found, expected, rtol=1e-6)


@pytest.mark.parametrize("species", SPECIES)
def test_threshold(yield_tables, species):
    table = yield_tables[species]
    threshold = 2.14 if species.startswith("electron") and species != "electron_neutrino" else 1.0
    x = np.array([0.05])
    at = np.array([0.0, 0.5, threshold])[:, np.newaxis] * ETA0
    assert not yields(species, table, at, x).any()
    first = table.eta_ratio[0]
    half = np.array([[(first + threshold) / 2 * ETA0]])
    row = table.s[0], table.delta[0], table.b[0] / 4
    expected = by_hand(species, (first + threshold) / 2, 1e-3, row)
    found = yields(species, table, half, np.array([1e-3]))[0, 0]
    np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_loss_by_a_step():
    """Constant far above both thresholds, 0 below the first, and by hand at 1 GeV."""
    eta = np.array([0.1 / 0.938272, 2 / 0.938272, 1e6])
    found = step_energy_loss(eta)
    assert found[0] == 0
    by_parts = 340e-30 * 0.2 * (0.5**2 - 0.2**2) / 2 + 120e-30 * 0.6 * (1 - 0.5**2) / 2
    expected = np.array([2 * by_parts, 72e-30]) * 2.99792458e10
    np.testing.assert_allclose(found[1:], expected, rtol=1e-5)
