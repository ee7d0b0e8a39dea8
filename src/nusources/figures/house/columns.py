"""Units and descriptions of the columns of a product, from the contracts of its tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from html import escape

import numpy as np
import pandas as pd

from nusources.contracts.listing import contract_named
from nusources.products import Product
from nusources.tables import Column

TYPES = {"i": "long", "u": "long", "f": "double", "b": "boolean"}
"""VOTable's name of a numpy kind; all else is text."""


def columns_of(product: Product) -> dict[str, Column]:
    """Known columns of a product by name.

    Columns that keep the name of one of a table keep its unit; the product names the units of those
    that are derived or in another unit.

    Parameters
    ----------
    product : dict
        Entry of config/products/.
    """
    contracts = [contract_named(table["contract"]) for table in product["tables"].values()]
    known = {column.name: column for one in reversed(contracts) for column in one.columns}
    for name, unit in product.get("units", {}).items():
        described = known.get(name, Column(name, "float64", "", "", ""))
        known[name] = replace(described, unit=unit)
    return known


def with_units(table: pd.DataFrame, columns: Mapping[str, Column]) -> pd.DataFrame:
    """Table with units in its header, such as ``distance [deg]``; names of plain numbers stay."""
    units = {name: columns[name].unit for name in table.columns if name in columns}
    return table.rename(columns={name: f"{name} [{unit}]" for name, unit in units.items() if unit})


def votable(table: pd.DataFrame, columns: Mapping[str, Column], about: str) -> str:
    """Table as a VOTable 1.4 document: equal tables are equal text.

    Parameters
    ----------
    table : DataFrame
    columns : mapping
        Known columns, whose units, UCDs and descriptions are told.
    about : str
        Description of the table.
    """
    fields = [_field(name, table[name], columns.get(name)) for name in table.columns]
    rows = [
        "<TR>" + "".join(f"<TD>{_cell(value)}</TD>" for value in row) + "</TR>"
        for row in table.itertuples(index=False)
    ]
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3">',
            "<RESOURCE><TABLE>",
            f"<DESCRIPTION>{escape(about)}</DESCRIPTION>",
            *fields,
            "<DATA><TABLEDATA>",
            *rows,
            "</TABLEDATA></DATA>",
            "</TABLE></RESOURCE>",
            "</VOTABLE>\n",
        ]
    )


def _field(name: str, values: pd.Series, column: Column | None) -> str:
    kind = TYPES.get(getattr(values.dtype, "kind", "O"))
    described = {"datatype": kind} if kind else {"datatype": "unicodeChar", "arraysize": "*"}
    if column is not None:
        # Blanks between units are none of VOUnit.
        described |= {"unit": column.unit.replace(" ", "."), "ucd": column.ucd}
    words = " ".join(f'{key}="{escape(text)}"' for key, text in described.items() if text)
    about = f"<DESCRIPTION>{escape(column.description)}</DESCRIPTION>" if column else ""
    return f'<FIELD name="{escape(name)}" {words}>{about}</FIELD>'


def _cell(value: object) -> str:
    """Every digit of a number; nothing where there is no value."""
    if pd.isna(value):
        return ""
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    return repr(float(value)) if isinstance(value, float | np.floating) else escape(str(value))
