"""Leptons of the protons, put together by hand from the parts that other tests cover."""

import numpy as np
import pytest

from nusources.coronae import grids
from nusources.coronae.constants import (
    KAON_LIFETIME,
    KAON_MASS,
    MUON_LIFETIME,
    MUON_MASS,
    PION_LIFETIME,
    PION_MASS,
)
from nusources.coronae.cooling import decays
from nusources.coronae.decay_chain import LEFT, DecayChain
from nusources.coronae.geometry import Coronae, synchrotron_break
from nusources.coronae.readings import Readings
from nusources.coronae.secondaries import ratio_or

FIELD = np.array([3e4])


@pytest.fixture(scope="module")
def made(engine):
    """Yields and pions of the protons of a corona, and its field is not used."""
    coronae = Coronae.of(Readings(), 6.0, 44.0, 7.0)
    protons = engine.solve(coronae).protons.energy / grids.ENERGIES[:, np.newaxis]
    return engine.secondaries.at_production(protons, np.array([1e10]))


def cooler(mass: float, lifetime: float):
    break_energy = synchrotron_break(FIELD, mass, lifetime)
    return lambda particles: decays(particles, break_energy, "exact")


COOL_MUON = cooler(MUON_MASS, MUON_LIFETIME)


def test_each_species_has_its_ratio(engine, made):
    leptons, pions = made
    found = engine.secondaries.cooled(leptons, pions, FIELD)
    chain = DecayChain(PION_MASS)
    cooled = chain.with_cooling(pions, cooler(PION_MASS, PION_LIFETIME), COOL_MUON)
    plain = chain.without_cooling(pions)
    middle = slice(60, 150)
    direct, muon, electron = cooled[:, middle] / plain[:, middle]
    assert np.abs(electron / muon - 1).max() > 0.02
    expected = {one: leptons[one][middle] * electron for one in leptons if "electron_" in one}
    expected |= {one: leptons[one][middle] * muon for one in ("electron", "positron")}
    for neutrino, lepton in (("muon_neutrino", "electron"), ("muon_antineutrino", "positron")):
        difference = (leptons[neutrino] - leptons[lepton])[middle]
        expected[neutrino] = difference * direct + leptons[lepton][middle] * muon
    assert set(expected) == set(found)
    for species, values in expected.items():
        np.testing.assert_allclose(found[species][middle], values, rtol=1e-9)


@pytest.mark.parametrize("kind", ["charged", "charged_and_neutral"])
def test_kaons_beside_pions(engine, engine_with, made, kind):
    leptons, pions = made
    pionic = engine.secondaries.cooled(leptons, pions, FIELD)
    both = engine_with(kaons=kind, kaon_share=0.1).secondaries.cooled(leptons, pions, FIELD)
    # Charged mesons of both signs, by the energy of their direct neutrinos.
    direct = [
        grids.ENERGIES @ (leptons[neutrino] - leptons[lepton])
        for neutrino, lepton in (("muon_neutrino", "electron"), ("muon_antineutrino", "positron"))
    ]
    kaons = 0.1 * pions * (direct[0] + direct[1]) / direct[0]
    cooled = DecayChain(KAON_MASS).with_cooling(kaons, cooler(KAON_MASS, KAON_LIFETIME), COOL_MUON)
    muon, electron = 0.6356 * (cooled[0] + cooled[1]), 0.6356 * cooled[2]
    if kind == "charged_and_neutral":
        three_bodies = DecayChain(PION_MASS).decays_of_muons[LEFT][0]
        neutral = 0.5 * 0.676 * three_bodies @ kaons
        muon, electron = muon + neutral / 2, electron + neutral / 2
    for species, extra in (
        *((f"muon_{one}", muon / 2) for one in ("neutrino", "antineutrino")),
        *((f"electron_{one}", electron / 2) for one in ("neutrino", "antineutrino")),
        *((one, 0) for one in ("electron", "positron")),
    ):
        expected = 0.9 * pionic[species] + extra
        np.testing.assert_allclose(both[species], expected, rtol=1e-9, atol=1e-12 * expected.max())


def test_ratios_where_there_is_nothing():
    found = ratio_or(np.array([0.0, 1.0, 3.0, 1.0]), np.array([0.0, 2.0, 0.0, -1.0]), 7.0)
    assert found.tolist() == [7.0, 0.5, 7.0, 7.0]
