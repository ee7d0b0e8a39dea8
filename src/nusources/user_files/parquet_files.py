"""Parquet tables of users."""

from __future__ import annotations

import io
from typing import Any

import numpy as np

from nusources.errors import InputDataError, first_line
from nusources.user_files.table import UserColumn, UserTable

VOTABLE_KEY = b"IVOA.VOTable-Parquet.content"
"""Metadata of the VOParquet convention: a VOTable without rows (IVOA note 1.0)."""

ASTROPY_KEY = b"table_meta_yaml"
"""Where astropy keeps units and what coordinates are."""


def parquet_table(data: bytes, path: str) -> UserTable:
    """Read a Parquet file; units are those of its fields, of VOParquet or of astropy.

    Parameters
    ----------
    data : bytes
    path : str
        File named in errors.

    Raises
    ------
    InputDataError
        If the file is no whole Parquet file.
    """
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(io.BytesIO(data)) as file:
            stored = file.read()
    except Exception as error:  # Arrow raises many kinds
        raise InputDataError(
            f"not readable, or cut off ({first_line(error)})",
            path=path,
            expected="a whole Parquet file",
        ) from error
    metadata = stored.schema.metadata or {}
    if ASTROPY_KEY in metadata:
        return _astropy_table(data, path)
    declared = _declared(metadata, path)
    columns = [
        _column(stored.column(place), field, declared.get(field.name))
        for place, field in enumerate(stored.schema)
    ]
    return UserTable(path, tuple(columns), np.arange(1, stored.num_rows + 1))


def _astropy_table(data: bytes, path: str) -> UserTable:
    from astropy.table import Table

    from nusources.user_files.astropy_files import table_of

    try:
        table = Table.read(io.BytesIO(data), format="parquet")
    except Exception as error:  # yaml and mixins raise their own kinds
        raise InputDataError(
            f"not readable ({first_line(error)})",
            path=path,
            expected="Parquet as astropy writes it",
        ) from error
    return table_of(table, path)


def _declared(metadata: dict[bytes, bytes], path: str) -> dict[str, UserColumn]:
    if VOTABLE_KEY not in metadata:
        return {}
    from nusources.user_files.votable_files import parsed_tables

    (described, *_) = parsed_tables(metadata[VOTABLE_KEY], path)
    return {column.name: column for column in described.columns}


def _column(stored: Any, field: Any, declared: UserColumn | None) -> UserColumn:
    """Units of the field come first: plain Arrow metadata, then VOParquet's."""
    import pyarrow as pa

    own = (field.metadata or {}).get(b"unit", b"").decode(errors="replace")
    unit = own or (declared.unit if declared else "")
    frame = declared.frame if declared else ""
    missing = np.asarray(stored.is_null().to_numpy()) if stored.null_count else None
    kind = field.type
    if pa.types.is_nested(kind):
        return UserColumn(field.name, np.empty((len(stored), 0)), unit, frame, missing)
    if pa.types.is_decimal(kind):
        stored, kind = stored.cast(pa.float64()), pa.float64()
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_boolean(kind):
        filled = stored.fill_null(False if pa.types.is_boolean(kind) else 0)
        return UserColumn(field.name, filled.to_numpy(), unit, frame, missing)
    texts = ["" if one is None else _plain_text(one) for one in stored.to_pylist()]
    return UserColumn(field.name, np.array(texts, dtype=object), unit, frame, missing)


def _plain_text(value: Any) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)
