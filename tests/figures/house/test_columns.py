"""Units of the columns of products: in the header of the CSV and in the VOTable."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest
from all_pages import PAGES
from astropy.io.votable import parse_single_table
from astropy.units import Unit, UnitBase

from nusources.figures.house.columns import columns_of, votable, with_units

PRODUCT = {
    "tables": {"sources": {"path": "x", "contract": "spatial.sources"}},
    "units": {"flux": "1e-18 GeV-1 cm-2 s-1", "dec": "rad"},
}
TABLE = pd.DataFrame(
    {
        "source_name": ["A & <B>", None],
        "ra": [77.3582, np.nan],
        "dec": [0.1, -0.2],
        "n": [3, 4],
        "is_held": [True, False],
        "flux": [1 / 3, 2.0],
    }
)


def test_units_stand_in_the_header():
    shown = with_units(TABLE, columns_of(PRODUCT))
    assert list(shown.columns) == [
        "source_name",
        "ra [deg]",
        "dec [rad]",
        "n",
        "is_held",
        "flux [1e-18 GeV-1 cm-2 s-1]",
    ]


def test_the_votable_is_read_by_astropy():
    document = votable(TABLE, columns_of(PRODUCT), "Sources & <more>")
    table = parse_single_table(io.BytesIO(document.encode()))
    assert table.description == "Sources & <more>"
    read = table.to_table()
    assert read["ra"].unit == Unit("deg")
    assert isinstance(read["flux"].unit, UnitBase)
    assert read["ra"][0] == 77.3582
    assert read["flux"][0] == 1 / 3  # every digit
    assert read["n"].tolist() == [3, 4]
    assert read["is_held"].tolist() == [True, False]
    assert str(read["source_name"][0]) == "A & <B>"
    assert np.ma.is_masked(read["ra"][1]) or np.isnan(read["ra"][1])
    assert table.get_field_by_id_or_name("ra").ucd == "pos.eq.ra;meta.main"
    assert document == votable(TABLE.copy(), columns_of(PRODUCT), "Sources & <more>")


@pytest.mark.parametrize("product_id", PAGES)
def test_columns_with_the_unit_of_a_table_have_its_values(product_id, page, products):
    """A column that was converted or derived names its unit in config/products/ itself."""
    product, own = products[product_id], products[product_id].get("units", {})
    for case in PAGES[product_id]:
        one = page(product_id, case)
        plotted, _ = one.numbers
        assert not set(own) - set(plotted.columns), "a unit of a column that is not there"
        known = columns_of(product)
        for name in set(plotted.select_dtypes("number").columns) & set(known) - set(own):
            parts = [table[name] for table in one.inputs.data.values() if name in table]
            values = pd.concat(parts, ignore_index=True) if parts else pd.Series(dtype=float)
            is_kept = plotted[name].dropna().isin(values)
            assert not known[name].unit or is_kept.all(), (case, name)
