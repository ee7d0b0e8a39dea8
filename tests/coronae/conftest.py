"""Engines that the tests of the coronae share."""

from __future__ import annotations

import dataclasses

import pytest

from nusources.coronae.engine import Engine
from nusources.coronae.readings import Readings
from nusources.coronae.secondaries import Secondaries
from nusources.facts.kelner_aharonian import read_photomeson_yields


@pytest.fixture(scope="session")
def yield_tables(repository):
    return read_photomeson_yields(repository / "data/tables/kelner_aharonian_yields.csv")


@pytest.fixture(scope="session")
def engine(yield_tables):
    return Engine.of(yield_tables)


@pytest.fixture(scope="session")
def engine_with(engine):
    """Engine with readings that leave photons and their kernels alone."""

    def make(**changes) -> Engine:
        readings = Readings(**changes)
        secondaries = Secondaries(engine.secondaries.kernel, readings)
        return dataclasses.replace(engine, readings=readings, secondaries=secondaries)

    return make
