"""Photomeson production as matrices, against adaptive quadrature."""

import numpy as np
import pytest
from scipy.integrate import quad

from nusources.coronae import grids
from nusources.coronae.kelner_aharonian import step_energy_loss, yields
from nusources.coronae.photomeson import PhotomesonKernel, photomeson_kernel
from nusources.coronae.photon_field import photon_density
from nusources.coronae.readings import Readings
from nusources.facts.kelner_aharonian import SPECIES

READINGS = [
    Readings(),
    Readings(photon_index=1.0),
    Readings(photon_index=3.0),
    Readings(disk_to_xray=5.0),
]
PLACES = [(80, 10), (90, 40), (100, 5), (100, 30), (120, 20), (140, 80)]
"""Steps of the proton energy, and steps from there down to the secondary."""


@pytest.fixture(scope="module")
def kernels(yield_tables) -> dict[Readings, PhotomesonKernel]:
    return {readings: photomeson_kernel(yield_tables, readings) for readings in READINGS}


def folded(readings, function, proton_energy: float, breaks=()) -> float:
    """Integral of n(epsilon) f(eta) over photons, by quad."""
    low = 1e-2 * readings.disk_temperature if readings.disk_to_xray else 100.0
    per_energy = 4e-9 * proton_energy / 0.93827208816**2
    threshold = 0.313 / per_energy
    low = max(low, threshold)
    if low >= 1e5:
        return 0.0

    def integrand(log: float) -> float:
        energy = np.exp(log)
        density = photon_density(np.array([energy]), readings)[0]
        return density * energy * function(np.array([[per_energy * energy]]))

    points = [one for one in (np.log(100.0), np.log(2.14 * threshold)) if one > np.log(low)]
    return quad(
        integrand, np.log(low), np.log(1e5), points=points, limit=400, epsabs=0.0, epsrel=1e-4
    )[0]


@pytest.mark.parametrize("readings", READINGS, ids=["2", "1", "3", "disk"])
@pytest.mark.parametrize("species", ["photon", "muon_neutrino", "electron_antineutrino"])
def test_kernel_is_the_integral(kernels, yield_tables, readings, species):
    for proton, below in PLACES:
        x = np.array([10.0 ** (-below / 20)])

        def phi(eta, x=x):
            return yields(species, yield_tables[species], eta, x)[0, 0]

        expected = folded(readings, phi, 10.0 ** (proton / 20)) * x[0] * grids.STEP
        found = kernels[readings].number[species][proton - below, proton]
        assert found == pytest.approx(expected, rel=3e-3, abs=1e-40), (proton, below)


@pytest.mark.parametrize("readings", READINGS[:3], ids=["2", "1", "3"])
def test_loss_is_what_secondaries_carry(kernels, yield_tables, readings):
    """Against the integral over x and over photons with nodes of its own."""
    x = np.geomspace(1e-6, 1.0, 1501)[1:]
    step = np.log(x[1] / x[0])

    def energy(eta):
        return sum((yields(one, yield_tables[one], eta, x) * x**2).sum() * step for one in SPECIES)

    for proton in (75, 125):
        expected = folded(readings, energy, 10.0 ** (proton / 20))
        np.testing.assert_allclose(kernels[readings].loss_rate[proton], expected, rtol=1e-3)


def test_secondaries_are_in_the_right_cells(kernels):
    """What leaves a proton as energy is in the cells of energy."""
    kernel = kernels[READINGS[0]]
    for species in SPECIES:
        carried = grids.ENERGIES @ kernel.number[species]
        expected = kernel.energy_rate[species] * grids.ENERGIES
        # Products below 1 GeV have no cell.
        np.testing.assert_allclose(carried[80:], expected[80:], rtol=1e-3)
        assert not np.tril(kernel.number[species], -1).any()


def test_energy_shares(kernels):
    """Of a proton of 1e5 rest energies, photon index 2; independently calculated."""
    kernel = kernels[READINGS[0]]
    at = np.argmin(np.abs(np.log(grids.LORENTZ_FACTORS / 1e5)))
    shares = {one: rate[at] / kernel.loss_rate[at] for one, rate in kernel.energy_rate.items()}
    expected = {
        "photon": 0.413,
        "positron": 0.140,
        "muon_antineutrino": 0.157,
        "muon_neutrino": 0.133,
        "electron_neutrino": 0.122,
        "electron": 0.018,
        "electron_antineutrino": 0.017,
    }
    assert shares == pytest.approx(expected, abs=1e-3)
    neutrinos = sum(share for one, share in shares.items() if "neutrino" in one)
    assert neutrinos == pytest.approx(0.43, abs=0.005)


@pytest.mark.parametrize(
    ("lorentz_factor", "ratio"), [(1e4, 0.82), (1e5, 0.82), (1e6, 0.82), (1e7, 0.71), (1e8, 0.31)]
)
def test_loss_against_the_step(kernels, lorentz_factor, ratio):
    proton = np.argmin(np.abs(np.log(grids.LORENTZ_FACTORS / lorentz_factor)))
    energy = grids.ENERGIES[proton]
    step = folded(READINGS[0], lambda eta: step_energy_loss(eta)[0, 0], energy)
    assert kernels[READINGS[0]].loss_rate[proton] / step == pytest.approx(ratio, abs=0.015)


def test_pions_decay_into_the_direct_neutrinos(kernels):
    kernel = kernels[READINGS[0]]
    protons = (grids.LORENTZ_FACTORS**-2.0) * np.exp(-grids.LORENTZ_FACTORS / 1e8)
    pions = kernel.pions @ protons
    direct = (kernel.number["muon_neutrino"] - kernel.number["electron"]) @ protons
    above = np.cumsum((pions / grids.ENERGIES)[::-1])[::-1]
    # Flat between 0 and lambda: dN/dE at lambda E is that of all pions above E.
    middle = slice(70, 150)
    at = 0.427 * grids.EDGES[middle]
    known = slice(40, 160)
    logs = np.log(grids.ENERGIES[known]), np.log(direct[known])
    expected = np.exp(np.interp(np.log(at), *logs))
    found = above[middle] / 0.427 * at * grids.STEP
    np.testing.assert_allclose(found, expected, rtol=0.01)


def test_above_the_tables(kernels, yield_tables):
    standard = kernels[READINGS[0]].loss_rate
    step, limited = (
        photomeson_kernel(yield_tables, Readings(above_table=how)).loss_rate
        for how in ("step", "limited")
    )
    low = grids.LORENTZ_FACTORS < 1e4
    np.testing.assert_allclose(step[low], standard[low], rtol=1e-12)
    np.testing.assert_array_equal(limited[low], standard[low])
    assert not limited[grids.LORENTZ_FACTORS > 1.01e7].any()
    assert limited[np.argmin(np.abs(grids.LORENTZ_FACTORS - 9e6))] > 0
    # Far above the tables the loss is that of the step, as much lower as the tables end.
    x = np.geomspace(1e-6, 1, 2001)
    at_end = np.array([[31.3]])
    tables = sum(
        (yields(one, yield_tables[one], at_end, x) * x**2).sum() * np.log(x[1] / x[0])
        for one in SPECIES
    )
    photons = folded(READINGS[0], lambda eta: 1.0, 1e12)
    np.testing.assert_allclose(step[240] / photons, tables, rtol=2e-3)
