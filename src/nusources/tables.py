"""Table contracts: what each Parquet file holds, checked when it is written and when it is read.

A contract names the columns of a table with type, unit, UCD, description and allowed range, and
the key that makes rows unique and sorts them. Files carry VOParquet metadata (astropy and TOPCAT
show units and UCDs), plain Arrow field metadata, and the list of simulated datasets that the
numbers descend from, beside that of the real ones and of the user's own files. Equal numbers from
equal ancestors are equal bytes: nothing else is in the file.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import quoteattr

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from nusources.errors import TableContractError
from nusources.origins import ORIGINS

ARROW_TYPES = {
    "float64": pa.float64(),
    "float32": pa.float32(),
    "int64": pa.int64(),
    "int32": pa.int32(),
    "bool": pa.bool_(),
    "string": pa.string(),
}
VOTABLE_TYPES = {
    "float64": 'datatype="double"',
    "float32": 'datatype="float"',
    "int64": 'datatype="long"',
    "int32": 'datatype="int"',
    "bool": 'datatype="boolean"',
    "string": 'datatype="unicodeChar"',
}


@dataclass(frozen=True)
class Column:
    """One column of a contract.

    Parameters
    ----------
    name, dtype : str
        `dtype` is one of float64, float32, int64, int32, bool, string.
    unit : str
        Unit in VOUnit syntax; empty for plain numbers and text.
    ucd : str
        Unified Content Descriptor, empty where none fits.
    description : str
    low, high : float, optional
        Allowed range, both ends included.
    choices : tuple of str, optional
        Allowed values of a text column.
    nullable : bool
        Whether values may be missing (NaN, None).
    """

    name: str
    dtype: str
    unit: str
    ucd: str
    description: str
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] | None = None
    nullable: bool = False


@dataclass(frozen=True)
class Contract:
    """What one kind of table holds.

    Parameters
    ----------
    name : str
        Name of the contract, as in docs/data-dictionary.md.
    description : str
    columns : tuple of Column
    key : tuple of str
        Columns that together identify a row and give the order of the rows.
    may_be_empty : bool
        Whether a table without rows is an answer.
    """

    name: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    may_be_empty: bool = False

    @property
    def units(self) -> dict[str, str]:
        """Units of the columns by their names."""
        return {column.name: column.unit for column in self.columns}

    @property
    def column_names(self) -> list[str]:
        """Names of the columns in order."""
        return [column.name for column in self.columns]

    def empty(self) -> pd.DataFrame:
        """Table of this contract without rows."""
        types = {one.name: one.dtype for one in self.columns}
        return pd.DataFrame({name: pd.Series(dtype=one) for name, one in types.items()})


def check_table(table: pd.DataFrame, contract: Contract, path: str | Path | None = None) -> None:
    """Check a table against its contract.

    Parameters
    ----------
    table : DataFrame
    contract : Contract
    path : str or Path, optional
        File named in the error.

    Raises
    ------
    TableContractError
        On the first rule that is broken, with file, row (from 1) and column.
    """
    _check_content(table, contract, path)
    _check_key(table, contract, path)


def _check_content(table: pd.DataFrame, contract: Contract, path) -> None:
    """Check all but the key."""
    _check_columns(table, contract, path)
    if len(table) == 0 and not contract.may_be_empty:
        raise TableContractError(
            f"table {contract.name!r} has no rows",
            path=path,
            expected="at least one row",
        )
    for column in contract.columns:
        _check_values(table[column.name], column, path)


def write_table(
    table: pd.DataFrame,
    path: str | Path,
    contract: Contract,
    *,
    simulated: Iterable[str] = (),
    real: Iterable[str] = (),
    own: Iterable[str] = (),
) -> None:
    """Check, sort by key, and write a table to Parquet; the file appears whole or not at all.

    Parameters
    ----------
    table : DataFrame
        With the contract's columns; others are refused.
    path : str or Path
    contract : Contract
    simulated, real, own : iterable of str
        Simulated datasets, real datasets and files of the user that the numbers descend from.
    """
    check_table(table, contract, path)
    ancestors = dict(
        zip(ORIGINS, (sorted(set(one)) for one in (real, simulated, own)), strict=True)
    )
    ordered = table.sort_values(list(contract.key), kind="stable", ignore_index=True)
    schema = _schema(contract, ancestors, _text_lengths(ordered, contract))
    arrays = [
        pa.array(ordered[field.name].to_numpy(), type=field.type, from_pandas=True)
        for field in schema
    ]
    path = Path(path)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        stored = pa.Table.from_arrays(arrays, schema=schema)
        pq.write_table(stored, temporary, compression="zstd", write_page_checksum=True)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def read_table(
    path: str | Path, contract: Contract, columns: Sequence[str] | None = None
) -> pd.DataFrame:
    """Read a Parquet table and check it against its contract.

    The key was checked when the table was written; that takes longer than reading.

    Parameters
    ----------
    path : str or Path
    contract : Contract
    columns : sequence of str, optional
        Read only these; then only these are checked.

    Returns
    -------
    DataFrame
        What it descends from stands in ``attrs``: lists "real", "simulated" and "own".

    Raises
    ------
    TableContractError
        If the file is no Parquet, is another table, or breaks a rule.
    """
    stored = _read_parquet(path, contract, columns)
    metadata = _plain_metadata(stored.schema)
    found = metadata.get("nusources.contract")
    if found != contract.name:
        raise TableContractError(
            "another table stands here",
            path=path,
            value=found,
            expected=f"{contract.name!r}",
        )
    table = stored.to_pandas()
    if columns is None:
        _check_content(table, contract, path)
    else:
        for column in contract.columns:
            if column.name in columns:
                _check_values(table[column.name], column, path)
    table.attrs |= {kind: _ancestors(metadata, kind, path) for kind in ORIGINS}
    return table


def _read_parquet(path: str | Path, contract: Contract, columns) -> pa.Table:
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            unknown = sorted(set(columns or ()) - set(file.schema_arrow.names))
            if unknown:
                raise TableContractError(
                    f"lacks {', '.join(unknown)}",
                    path=path,
                    value=file.schema_arrow.names,
                    expected=", ".join(columns),
                )
            return file.read(columns=None if columns is None else list(columns))
    except FileNotFoundError:
        raise TableContractError(
            "there is no such file", path=path, expected=f"the table {contract.name!r}"
        ) from None
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise TableContractError(
            f"not a readable Parquet file ({str(error).splitlines()[0]})",
            path=path,
            expected=f"the table {contract.name!r}",
        ) from error


def _plain_metadata(schema: pa.Schema) -> dict[str, str]:
    metadata = schema.metadata or {}
    return {
        key.decode(errors="replace"): metadata[key].decode(errors="replace") for key in metadata
    }


def _ancestors(metadata: dict[str, str], kind: str, path) -> list[str]:
    text = metadata.get(f"nusources.{kind}", "")
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        raise TableContractError(
            f"does not tell its ancestors ({kind})",
            path=path,
            value=text,
            expected=f"a JSON list under nusources.{kind}",
        ) from None


def _check_columns(table: pd.DataFrame, contract: Contract, path) -> None:
    names = contract.column_names
    missing = [name for name in names if name not in table.columns]
    extra = [str(name) for name in table.columns if name not in names]
    extra += [f"second {name}" for name in names if list(table.columns).count(name) > 1]
    if missing or extra:
        problem = f"table {contract.name!r}"
        problem += f" lacks {', '.join(missing)}" if missing else ""
        problem += f" has unknown {', '.join(extra)}" if extra else ""
        raise TableContractError(problem, path=path, expected=f"columns {', '.join(names)}")


def _check_values(values: pd.Series, column: Column, path) -> None:
    _check_dtype(values, column, path)
    array = values.to_numpy()
    absent = pd.isna(array)
    if not column.nullable and absent.any():
        _raise_at(absent, values, column, path, "a value in each row")
    if column.dtype.startswith("float") and np.isinf(array).any():
        _raise_at(np.isinf(array), values, column, path, "a finite number")
    if column.low is not None:
        _raise_at(
            array < column.low,
            values,
            column,
            path,
            f"at least {column.low:g} {column.unit}",
        )
    if column.high is not None:
        _raise_at(
            array > column.high,
            values,
            column,
            path,
            f"at most {column.high:g} {column.unit}",
        )
    if column.choices is not None:
        wrong = ~values.isin(column.choices).to_numpy() & ~absent
        _raise_at(wrong, values, column, path, f"one of {', '.join(column.choices)}")


def _check_dtype(values: pd.Series, column: Column, path) -> None:
    if column.dtype == "string":
        is_text = pd.api.types.is_string_dtype(values)
        # A categorical column would be sorted by the order of its categories.
        is_text &= not isinstance(values.dtype, pd.CategoricalDtype)
        fits = is_text or values.isna().all()
    else:
        fits = str(values.dtype) == column.dtype
    if not fits:
        raise TableContractError(
            "wrong type",
            path=path,
            column=column.name,
            value=str(values.dtype),
            expected=column.dtype,
        )


def _raise_at(wrong, values: pd.Series, column: Column, path, expected: str) -> None:
    rows = np.flatnonzero(wrong)
    if rows.size:
        raise TableContractError(
            f"{rows.size} value(s) not allowed",
            path=path,
            row=int(rows[0]) + 1,
            column=column.name,
            value=values.iloc[rows[0]],
            expected=expected.strip(),
        )


def _check_key(table: pd.DataFrame, contract: Contract, path) -> None:
    key = list(contract.key)
    twice = np.flatnonzero(table.duplicated(key).to_numpy())
    if twice.size:
        raise TableContractError(
            "the key is not unique",
            path=path,
            row=int(twice[0]) + 1,
            column=", ".join(key),
            value=next(table[key].iloc[twice[:1]].itertuples(index=False, name=None)),
            expected="one row for each key",
        )


def _text_lengths(table: pd.DataFrame, contract: Contract) -> dict[str, int]:
    """Longest text of each text column: astropy reads text of fixed length only."""
    texts = [column.name for column in contract.columns if column.dtype == "string"]
    return {
        name: max([len(text) for text in table[name].dropna()], default=1) or 1 for name in texts
    }


def _schema(
    contract: Contract, ancestors: dict[str, list[str]], lengths: dict[str, int]
) -> pa.Schema:
    fields = [
        pa.field(
            column.name,
            ARROW_TYPES[column.dtype],
            nullable=column.nullable,
            metadata={
                "unit": column.unit,
                "ucd": column.ucd,
                "description": column.description,
            },
        )
        for column in contract.columns
    ]
    metadata = {
        "nusources.contract": contract.name,
        **{f"nusources.{kind}": json.dumps(names) for kind, names in ancestors.items()},
        "IVOA.VOTable-Parquet.version": "1.0",
        "IVOA.VOTable-Parquet.content": _votable(contract, ancestors, lengths),
    }
    metadata |= {f"table::len::{name}": str(length) for name, length in lengths.items()}
    return pa.schema(fields, metadata=metadata)


def _votable(contract: Contract, ancestors: dict[str, list[str]], lengths: dict[str, int]) -> str:
    """VOTable without data, as the VOParquet convention (IVOA note 1.0, 2025) wants it."""
    fields = "".join(_votable_field(column, lengths) for column in contract.columns)
    told = [f"{kind}: {', '.join(names)}" for kind, names in ancestors.items() if names]
    origin = _escaped("; ".join(told) or "no data")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE>'
        f"<TABLE name={quoteattr(contract.name)}>"
        f"<DESCRIPTION>{_escaped(contract.description)} ({origin})</DESCRIPTION>"
        f"{fields}</TABLE></RESOURCE></VOTABLE>"
    )


def _votable_field(column: Column, lengths: dict[str, int]) -> str:
    unit = f" unit={quoteattr(column.unit)}" if column.unit else ""
    ucd = f" ucd={quoteattr(column.ucd)}" if column.ucd else ""
    size = f' arraysize="{lengths[column.name]}"' if column.name in lengths else ""
    return (
        f"<FIELD name={quoteattr(column.name)} {VOTABLE_TYPES[column.dtype]}{size}{unit}{ucd}>"
        f"<DESCRIPTION>{_escaped(column.description)}</DESCRIPTION></FIELD>"
    )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
