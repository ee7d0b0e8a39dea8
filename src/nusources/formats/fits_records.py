"""Binary tables in FITS files: columns as stored, checked against what the release has."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from nusources.errors import InputDataError
from nusources.formats.raw import read_raw

BLOCK = 2880  # bytes, FITS standard 4.0, section 3.1
TYPES = {"B": "u1", "I": ">i2", "J": ">i4", "K": ">i8", "E": ">f4", "D": ">f8"}
NATIVE = {"i": np.int64, "u": np.int64, "f": np.float64}


def read_fits_columns(path: str | Path, formats: Mapping[str, str]) -> dict[str, np.ndarray]:
    """Read the first binary table of a file.

    Parameters
    ----------
    path : str or Path
    formats : mapping of str to str
        TTYPE and TFORM of all columns, in order. Scaled columns and heaps are not taken.

    Returns
    -------
    dict of str to numpy.ndarray
        int64, float64 or text without the blanks behind it.

    Raises
    ------
    InputDataError
        If the file is missing, damaged, cut off, or has another table.
    """
    data = read_raw(path)
    header, start = _table_header(data, path)
    _check_header(header, formats, path)
    record = np.dtype([(name, _numpy_type(form)) for name, form in formats.items()])
    rows, length = header["NAXIS2"], header["NAXIS2"] * record.itemsize
    rest = data[start + length :]
    if rows < 1 or len(data) - start < length or len(rest) >= BLOCK or rest.strip(b"\0"):
        raise InputDataError(
            "the file's length does not fit its table",
            path=path,
            value=len(data) - start,
            expected=f"{rows} rows of {record.itemsize} bytes, zeros up to a block of {BLOCK}",
        )
    stored = np.frombuffer(data, dtype=record, count=rows, offset=start)
    return {name: _native(stored[name], name, path) for name in formats}


def _table_header(data: bytes, path: str | Path):
    """Header of the first extension and the byte at which its data start."""
    from astropy.io import fits

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with fits.open(io.BytesIO(data), memmap=False) as hdus:
                hdu = hdus[1]
                return dict(hdu.header.items()), hdu.fileinfo()["datLoc"]
    except Exception as error:  # astropy raises and warns in many kinds on damaged headers
        text = (str(error).splitlines() or [""])[0]
        raise InputDataError(
            f"not a readable FITS file ({type(error).__name__}: {text})",
            path=path,
            expected="a FITS file with a binary table",
        ) from error


def _check_header(header: dict, formats: Mapping[str, str], path: str | Path) -> None:
    found = {
        str(header.get(f"TTYPE{n}")): str(header.get(f"TFORM{n}")).removeprefix("1")
        for n in range(1, 1 + int(header.get("TFIELDS", 0)))
    }
    wanted = {name: form.removeprefix("1") for name, form in formats.items()}
    if found != wanted or list(found) != list(wanted):
        raise InputDataError("wrong columns", path=path, value=found, expected=f"{dict(formats)}")
    width = sum(np.dtype(_numpy_type(form)).itemsize for form in formats.values())
    fixed = {"XTENSION": "BINTABLE", "BITPIX": 8, "NAXIS": 2, "NAXIS1": width}
    fixed |= {"PCOUNT": 0, "GCOUNT": 1}
    for key, value in fixed.items():
        if header.get(key) != value:
            raise InputDataError(
                f"wrong {key} in the header", path=path, value=header.get(key), expected=str(value)
            )
    scaled = [key for key in header if key[:5] in ("TSCAL", "TZERO", "TNULL", "THEAP", "TDIM1")]
    if scaled:
        raise InputDataError("scaled columns", path=path, value=scaled, expected="plain columns")


def _numpy_type(form: str) -> str:
    return f"S{int(form[:-1] or 1)}" if form.endswith("A") else TYPES[form.removeprefix("1")]


def _native(values: np.ndarray, name: str, path: str | Path) -> np.ndarray:
    if values.dtype.kind != "S":
        return values.astype(NATIVE[values.dtype.kind])
    try:
        texts = [value.split(b"\0")[0].decode("ascii").strip() for value in values.tolist()]
    except UnicodeDecodeError:
        odd = next(value for value in values.tolist() if not value.isascii())
        raise InputDataError(
            "text that is not ASCII", path=path, column=name, value=odd, expected="ASCII"
        ) from None
    row = next((i for i, text in enumerate(texts, 1) if text and not text.isprintable()), None)
    if row is not None:
        raise InputDataError(
            "unprintable text",
            path=path,
            row=row,
            column=name,
            value=texts[row - 1],
            expected="printable ASCII",
        )
    return np.array(texts, dtype=object)
