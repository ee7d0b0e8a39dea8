"""A user's list of luminosities in a run: what it needs, what it gives, and mistakes."""

from __future__ import annotations

import pytest
from checkouts import Checkout

from nusources.contracts.luminosity import LUMINOSITIES
from nusources.tables import read_table

pytestmark = pytest.mark.workflow

TARGET = "results/test/luminosity/luminosities.parquet"
EXAMPLE = "config/examples/my_luminosities.csv"


def test_a_list_of_the_user_replaces_the_tables(clean: Checkout):
    overlay = clean.overlay(
        {"studies": ["kun2026"], "products": [], "luminosity": {"file": EXAMPLE}}
    )
    outcome = clean.snakemake(TARGET, overlays=(overlay,))
    assert outcome.code == 0, outcome.text
    for absent in ("simulate_source_list", "simulate_nustar", "load_fermi_4lac"):
        assert absent not in outcome.text
    found = read_table(clean.folder / TARGET, LUMINOSITIES)
    assert found["sample"].value_counts().to_dict() == {"calibration": 6, "blazars": 4}
    assert found.attrs["own"] == [f"luminosities ({EXAMPLE})"]
    assert found["neutrino_status"].eq("user").all()

    mine = clean.folder / EXAMPLE
    mine.write_text(mine.read_text(encoding="utf-8").replace("0.2,,,", "0,,,"), encoding="utf-8")
    assert clean.dry(TARGET, overlays=(overlay,)).due() == {"derive_luminosities"}


def test_mistakes_in_the_section_are_told_before_anything_runs(clean: Checkout):
    section = {
        "columns": {"name": "Name"},
        "reading": {"window_tev": [100, 0.3], "facts": ["gb6_near"], "frame": "rest"},
    }
    outcome = clean.snakemake("-n", TARGET, overlays=(clean.overlay({"luminosity": section}),))
    assert outcome.code != 0
    for told in (
        "luminosity.columns.name",
        "no such column; did you mean 'sample'?",
        "expected a lower end below the upper one",
        "no such reading of the facts; did you mean 'gb6_nearby'?",
        "luminosity.reading.frame",
    ):
        assert told in outcome.text, outcome.text
