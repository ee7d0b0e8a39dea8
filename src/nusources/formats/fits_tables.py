"""Chosen columns of FITS binary tables, of files with many columns and several tables.

Names, kinds, lengths and units of the chosen columns are checked against what is expected, and
the length of the file against its headers, so a damaged header cannot shift or rescale a column.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from nusources.errors import InputDataError
from nusources.formats.raw import GZIP_MAGIC, decompress, read_raw, refuse_useless
from nusources.tables import Contract

BLOCK = 2880  # bytes, FITS standard 4.0, section 3.1
# Letters of TFORM (FITS standard 4.0, table 18) that occur in the catalogues.
STORED = {"I": ">i2", "J": ">i4", "K": ">i8", "E": ">f4", "D": ">f8", "L": "S1", "B": "u1"}
KINDS = {"A": "text", "I": "integer", "J": "integer", "K": "integer", "E": "real", "D": "real"}
FORMAT = re.compile(r"(\d{0,4})([AIJKEDLB])")


@dataclass(frozen=True)
class Field:
    """A column of a FITS table.

    Parameters
    ----------
    name : str
        Its TTYPE.
    kind : str
        text, integer or real.
    unit : str
        Its TUNIT; empty for none.
    width : int, optional
        Numbers per row, where there are more than one.
    missing : float, optional
        Number that stands where there is no value, besides NaN and infinities.
    """

    name: str
    kind: str = "real"
    unit: str = ""
    width: int = 1
    missing: float | None = None


@dataclass(frozen=True)
class FitsTable:
    """A binary table as stored.

    Parameters
    ----------
    path : str or Path
        The file, named in errors.
    header : mapping
        Keywords of the table.
    rows : numpy.ndarray
        Structured array of all columns.
    """

    path: str | Path
    header: Mapping
    rows: np.ndarray

    def column(self, field: Field) -> np.ndarray:
        """Give a column as float64, int64 or text without the blanks around it.

        Raises
        ------
        InputDataError
            If it is absent, or has another kind, unit or width.
        """
        names = self.rows.dtype.names
        if field.name not in names:
            raise InputDataError(
                "lacks a column", path=self.path, value=", ".join(names)[:200], expected=field.name
            )
        number = names.index(field.name) + 1
        form = str(self.header[f"TFORM{number}"])
        width, letter = FORMAT.fullmatch(form).groups()
        found = (KINDS.get(letter), str(self.header.get(f"TUNIT{number}", "")).strip())
        length_fits = letter == "A" or int(width or 1) == field.width
        scaled = f"TSCAL{number}" in self.header or f"TZERO{number}" in self.header
        if found != (field.kind, field.unit) or not length_fits or scaled:
            raise InputDataError(
                "column of another kind",
                path=self.path,
                column=field.name,
                value=f"{form} [{found[1]}]{' scaled' if scaled else ''}",
                expected=f"{field.kind} [{field.unit}], {field.width} per row",
            )
        values = self.rows[field.name]
        if field.kind == "text":
            return _texts(values, field.name, self.path)
        values = values.astype(np.int64 if field.kind == "integer" else np.float64)
        return values.reshape(len(values), field.width) if field.width > 1 else values.ravel()


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
    data = read_raw(path)
    if data.startswith(GZIP_MAGIC):
        data = decompress(data, path)
        refuse_useless(data, path)
    parts = _headers(data, path)
    return {
        name: FitsTable(path, header, _rows(data, header, start, path))
        for name, header, start in parts
    }


def _headers(data: bytes, path: str | Path) -> list[tuple[str, dict, int]]:
    """Name, header and first byte of the data of each extension; checks the file's length."""
    from astropy.io import fits

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with fits.open(io.BytesIO(data), memmap=False, lazy_load_hdus=False) as hdus:
                parts = [
                    (hdu.name.upper(), _keywords(hdu.header), hdu.fileinfo()["datLoc"])
                    for hdu in hdus[1:]
                ]
                last = hdus[-1].fileinfo()
                end = last["datLoc"] + last["datSpan"]
    except Exception as error:  # astropy raises and warns in many kinds on damaged headers
        text = (str(error).splitlines() or [""])[0]
        raise InputDataError(
            f"not a readable FITS file ({type(error).__name__}: {text})",
            path=path,
            expected="a FITS file with binary tables",
        ) from error
    names = [name for name, _, _ in parts]
    if end != len(data) or not parts or len(set(names)) != len(names):
        raise InputDataError(
            "the file's length or tables do not fit its headers",
            path=path,
            value=f"{len(data)} bytes, tables {', '.join(names)}",
            expected=f"{end} bytes, tables of different names",
        )
    return parts


def _keywords(header) -> dict:
    """Keywords with values; one that stands twice could give a column another's name."""
    keys = [key for key in header if key not in ("COMMENT", "HISTORY", "")]
    if len(set(keys)) != len(keys):
        raise ValueError("a keyword stands twice in a header")
    return {key: header[key] for key in keys}


def _rows(data: bytes, header: dict, start: int, path: str | Path) -> np.ndarray:
    fixed = {"XTENSION": "BINTABLE", "BITPIX": 8, "NAXIS": 2, "PCOUNT": 0, "GCOUNT": 1}
    wrong = [key for key, value in fixed.items() if header.get(key) != value]
    if wrong:
        raise InputDataError(
            "not a plain binary table",
            path=path,
            column=wrong[0],
            value=header.get(wrong[0]),
            expected=str(fixed[wrong[0]]),
        )
    record = _record(header, path)
    count = header.get("NAXIS2")
    if record.itemsize != header.get("NAXIS1") or not isinstance(count, int) or count < 1:
        raise InputDataError(
            "the table's width does not fit its columns",
            path=path,
            value=(header.get("NAXIS1"), count),
            expected=f"{record.itemsize} bytes in each row",
        )
    length = count * record.itemsize
    padding = data[start + length : start + length + -length % BLOCK]
    if padding.strip(b"\0"):
        raise InputDataError(
            "data behind the last row", path=path, value=count, expected="zeros after the table"
        )
    return np.frombuffer(data, dtype=record, count=count, offset=start)


def _record(header: dict, path: str | Path) -> np.dtype:
    columns = []
    fields = header.get("TFIELDS")
    for number in range(1, 1 + (fields if isinstance(fields, int) else 0)):
        name, form = str(header.get(f"TTYPE{number}")), str(header.get(f"TFORM{number}"))
        match = FORMAT.fullmatch(form)
        if match is None or name in [column[0] for column in columns]:
            raise InputDataError(
                "column that cannot be read",
                path=path,
                column=name,
                value=form,
                expected="different names; text or numbers of fixed width",
            )
        width, letter = int(match[1] or 1), match[2]
        if letter == "A":
            columns.append((name, f"S{width}"))
        else:
            columns.append((name, STORED[letter], (width,)))
    return np.dtype(columns)


def _texts(values: np.ndarray, name: str, path: str | Path) -> np.ndarray:
    texts = [value.split(b"\0")[0].decode("latin-1").strip() for value in values.tolist()]
    for row, text in enumerate(texts, start=1):
        if not (text.isascii() and text.isprintable()):
            raise InputDataError(
                "text that is not printable ASCII",
                path=path,
                row=row,
                column=name,
                value=text,
                expected="printable ASCII",
            )
    return np.array(texts, dtype=object)


def assemble(
    table: FitsTable, contract: Contract, fields: Mapping[str, Field]
) -> dict[str, np.ndarray | pd.Series]:
    """Read columns by the names of a contract.

    Nullable columns are missing where the file has NaN, an infinity, the field's `missing` number
    or no text.

    Parameters
    ----------
    table : FitsTable
    contract : Contract
    fields : mapping of str to Field

    Returns
    -------
    dict of str to array or series
    """
    rules = {column.name: column for column in contract.columns}
    result = {}
    for name, field in fields.items():
        values = table.column(field)
        if field.kind == "text":
            absent = values == "" if rules[name].nullable else np.zeros(len(values), dtype=bool)
            result[name] = pd.Series(np.where(absent, None, values), dtype="string")
        elif rules[name].nullable:
            values = values.astype(np.float64)
            absent = ~np.isfinite(values) | (values == field.missing)
            result[name] = np.where(absent, np.nan, values)
        else:
            result[name] = values
    return result
