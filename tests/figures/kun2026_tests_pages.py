"""Runs from which the tests of luminosities are drawn."""

from __future__ import annotations

from kun2026_tests_tables import closure_tables, relation_tables, with_photohadronic_band
from pages import Case


def default() -> dict:
    """Six calibrators and seven blazars."""
    return relation_tables()


def archive() -> dict:
    """Five calibrators, and a band of models."""
    return with_photohadronic_band(relation_tables(5))


def many() -> dict:
    """Samples of a user of which not all exchanges can be made."""
    return relation_tables(9, 12)


REAL = {"simulated": []}
CASES = {"default": Case(default), "archive": Case(archive, REAL), "many": Case(many, REAL)}
CLOSURE = {"default": Case(closure_tables)}
PAGES = {"kun2026_test_closure": CLOSURE}
PAGES |= {f"kun2026_{name}": CASES for name in ("permutation", "ratio", "xray_agn")}
