"""Redshifts of named blazars in runs whose catalogues draw them anew."""

from __future__ import annotations

import pytest

from nusources.archive.blazars.nustar import read_named_nustar
from nusources.facts.luminosity_sources import read_luminosity_sources
from nusources.luminosity.reading import Reading
from nusources.luminosity.systematics import variants

RECALLED = "recalled_redshifts"


def test_luminosities_and_simulated_spectra_have_the_same_redshifts(repository):
    tables = repository / "data" / "tables"
    facts = read_luminosity_sources(tables / "luminosity_sources.csv").of("redshift", [RECALLED])
    named = read_named_nustar(tables / "named_nustar_blazars.csv").set_index("source_name")
    expected = named["redshift"].to_dict()
    assert facts.loc[list(expected), "value"].to_dict() == pytest.approx(expected)
    assert facts.loc["GB6 J1542+6129", "value"] == 0.507


def test_other_readings_keep_them():
    reading = Reading(facts=(RECALLED,))
    for one in variants(reading):
        assert RECALLED in one.reading.get("facts", reading.facts), one.subject
