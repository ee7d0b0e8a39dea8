"""The made-up tables keep the contract."""

from __future__ import annotations

from luminosity_tables import made_up_luminosities

from nusources.contracts.luminosity import LUMINOSITIES
from nusources.tables import check_table


def test_made_up_luminosities_are_of_the_contract():
    table = made_up_luminosities()
    check_table(table, LUMINOSITIES)
    assert table["sample"].value_counts()["calibration"] == 6
