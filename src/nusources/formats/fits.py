"""Columns of FITS binary tables, read by astropy and checked against what a reader asks for."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from nusources.errors import InputDataError
from nusources.formats.raw import read_unpacked
from nusources.tables import Contract

KINDS = {"S": "text", "i": "integer", "f": "real"}  # by numpy's kind of the stored column


@dataclass(frozen=True)
class FitsField:
    """A column of a FITS table, and how it becomes one of ours.

    Parameters
    ----------
    name : str
        Its TTYPE.
    kind : str
        text, integer or real.
    unit : str or None
        Its TUNIT; empty for none, None where it may be any.
    width : int, optional
        Numbers per row, where there are more than one.
    missing : float, optional
        Number that stands where there is no value, besides NaN and infinities.
    factor : float, optional
        Unit of the file in units of ours.
    """

    name: str
    kind: str = "real"
    unit: str | None = ""
    width: int = 1
    missing: float | None = None
    factor: float = 1.0


@dataclass(frozen=True)
class FitsTable:
    """A binary table as stored.

    Parameters
    ----------
    path : str or Path
        The file, named in errors.
    header : astropy.io.fits.Header
        Keywords of the table.
    columns : astropy.io.fits.ColDefs
        Formats and units of its columns.
    rows : numpy.ndarray
        Structured array of all columns, unscaled.
    """

    path: str | Path
    header: Mapping
    columns: Any
    rows: np.ndarray

    def column(self, field: FitsField) -> np.ndarray:
        """Give a column as float64, int64 or text without the blanks around it.

        Raises
        ------
        InputDataError
            If it is absent, or has another kind, unit or width; for text that is not ASCII.
        """
        names = self.rows.dtype.names or ()
        if field.name not in names:
            raise InputDataError(
                "lacks a column", path=self.path, value=", ".join(names)[:200], expected=field.name
            )
        self._check(field)
        values = self.rows[field.name]
        if field.kind == "text":
            return _texts(values, field.name, self.path)
        values = values.astype(np.int64 if field.kind == "integer" else np.float64)
        return values.reshape(len(values), field.width) if field.width > 1 else values.ravel()

    def _check(self, field: FitsField) -> None:
        stored, column = self.rows.dtype[field.name], self.columns[field.name]
        kind = KINDS.get(stored.base.kind)
        unit, width = (column.unit or "").strip(), stored.itemsize // stored.base.itemsize
        is_scaled = column.bscale not in (None, "") or column.bzero not in (None, "")
        fits = kind == field.kind and width == field.width and field.unit in (unit, None)
        if is_scaled or not fits:
            raise InputDataError(
                "column of another kind",
                path=self.path,
                column=field.name,
                value=f"{column.format} [{unit}]{' scaled' if is_scaled else ''}",
                expected=f"{field.kind} [{field.unit or ''}], {field.width} per row",
            )


def read_fits_tables(path: str | Path) -> dict[str, FitsTable]:
    """Read all binary tables of a plain or gzipped file.

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    dict of str to FitsTable
        By EXTNAME in capitals, in the order of the file.

    Raises
    ------
    InputDataError
        If the file is missing, a web page, damaged or cut off.
    """
    return _open(read_unpacked(path), path)


def read_fits_table(path: str | Path) -> FitsTable:
    """Read the first binary table of a file; see `read_fits_tables`."""
    return next(iter(read_fits_tables(path).values()))


def _open(data: bytes, path: str | Path) -> dict[str, FitsTable]:
    from astropy.io import fits

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # astropy mends many headers and only warns
            with fits.open(io.BytesIO(data), memmap=False, lazy_load_hdus=False) as hdus:
                tables = {hdu.name.upper(): _table(hdu, data, path) for hdu in hdus[1:]}
                last = hdus[-1].fileinfo()
        if not tables or len(tables) != len(hdus) - 1:
            raise ValueError(f"tables of the names {', '.join(tables)}")
        if last["datLoc"] + last["datSpan"] != len(data):
            raise ValueError(f"{len(data)} bytes, which does not fit its headers")
    except Exception as error:  # astropy raises many kinds on damaged headers
        text = (str(error).splitlines() or [""])[0]
        raise InputDataError(
            f"not a readable FITS file ({type(error).__name__}: {text})",
            path=path,
            expected="a whole FITS file with binary tables of different names",
        ) from error
    return tables


def _table(hdu, data: bytes, path: str | Path) -> FitsTable:
    """Take a table out of its file; what a changed header would hide or shift is refused."""
    keys = [key for key in hdu.header if key not in ("COMMENT", "HISTORY", "")]
    if len(set(keys)) != len(keys):
        raise ValueError("a keyword stands twice in a header")
    rows = hdu.data.view(np.ndarray)
    place = hdu.fileinfo()
    if len(rows) == 0 or rows.dtype.itemsize != hdu.header["NAXIS1"]:
        raise ValueError(f"{len(rows)} rows of {hdu.header['NAXIS1']} bytes")
    if data[place["datLoc"] + rows.nbytes : place["datLoc"] + place["datSpan"]].strip(b"\0"):
        raise ValueError(f"data behind the last row, {len(rows)}")
    return FitsTable(path, hdu.header, hdu.columns, rows)


def _texts(values: np.ndarray, name: str, path: str | Path) -> np.ndarray:
    texts = [value.split(b"\0")[0].decode("latin-1").strip() for value in values.tolist()]
    for row, text in enumerate(texts, start=1):
        if not (text.isascii() and text.isprintable()):
            raise InputDataError(
                "text that is not printable ASCII", path=path, row=row, column=name, value=text
            )
    return np.array(texts, dtype=object)


def assemble(
    table: FitsTable, contract: Contract, fields: Mapping[str, FitsField]
) -> dict[str, np.ndarray | pd.Series]:
    """Read columns by the names of a contract, in its units.

    Nullable columns are missing where the file has NaN, an infinity, the field's `missing` number
    or no text.

    Parameters
    ----------
    table : FitsTable
    contract : Contract
    fields : mapping of str to FitsField

    Returns
    -------
    dict of str to array or series
    """
    rules = {column.name: column for column in contract.columns}
    return {
        name: _assemble_one(table.column(field), field, rules[name].nullable)
        for name, field in fields.items()
    }


def _assemble_one(
    values: np.ndarray, field: FitsField, is_nullable: bool
) -> np.ndarray | pd.Series:
    if field.kind == "text":
        absent = (values == "") & is_nullable
        return pd.Series(values, dtype="string").mask(absent)
    scaled = values if field.factor == 1 else values * field.factor
    if not is_nullable:
        return scaled
    absent = ~np.isfinite(values) | (values == field.missing)
    return np.where(absent, np.nan, scaled)
