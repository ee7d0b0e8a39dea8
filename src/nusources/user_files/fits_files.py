"""FITS tables of users."""

from __future__ import annotations

import io
import warnings
from typing import Any

import numpy as np

from nusources.errors import InputDataError
from nusources.user_files.frames import named_frame
from nusources.user_files.table import UserColumn, UserTable

CUT_OFF = "File may have been truncated"
"""What astropy warns of, and reads on."""

SYSTEM_KEYS = ("RADESYS", "RADECSYS")
"""The second one is older and deprecated."""


def fits_tables(data: bytes, path: str) -> list[UserTable]:
    """Read all tables of a FITS file.

    Parameters
    ----------
    data : bytes
        Unpacked.
    path : str
        File named in errors.

    Raises
    ------
    InputDataError
        If the file is cut off, or is no FITS file with a table.
    """
    from astropy.io import fits
    from astropy.utils.exceptions import AstropyWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", AstropyWarning)
        warnings.filterwarnings("error", CUT_OFF, AstropyWarning)
        try:
            with fits.open(io.BytesIO(data), memmap=False) as hdus:
                primary = hdus[0].header
                tables = [_table(one, primary, path) for one in hdus if one.is_image is False]
        except (OSError, ValueError, TypeError, IndexError, AstropyWarning) as error:
            raise InputDataError(
                f"not readable, or cut off ({str(error).splitlines()[0]})",
                path=path,
                expected="a whole FITS file",
            ) from error
    if not tables:
        raise InputDataError("the file has no table", path=path, expected="a FITS table")
    return tables


def _table(hdu: Any, primary: Any, path: str) -> UserTable:
    frame = _frame(hdu.header) or _frame(primary)
    names = _take_names(hdu.header)
    columns = tuple(
        _column(name, hdu.data.field(place), definition, frame)
        for place, (name, definition) in enumerate(zip(names, hdu.columns, strict=True))
    )
    return UserTable(path, columns, np.arange(1, len(hdu.data) + 1), title=hdu.name)


def _take_names(header: Any) -> list[str]:
    """Names of the columns, which the header then calls otherwise: a name may stand there twice."""
    names = []
    for number in range(1, header["TFIELDS"] + 1):
        key = f"TTYPE{number}"
        names.append(str(header.get(key, f"col{number}")).strip())
        header[key] = f"column_{number}"
    return names


def _frame(header: Any) -> str:
    system = next((header[key] for key in SYSTEM_KEYS if key in header), None)
    equinox = header.get("EQUINOX", header.get("EPOCH"))
    return named_frame(system, equinox)


def _column(name: str, values: np.ndarray, definition: Any, frame: str) -> UserColumn:
    missing = None
    if values.dtype.kind in "iu" and definition.null not in (None, ""):
        missing = values == int(definition.null)
    if values.dtype.kind in "SU":
        values = np.char.strip(np.asarray(values, dtype=str)).astype(object)
    # FITS stores numbers with the other order of bytes.
    values = np.asarray(values).astype(values.dtype.newbyteorder("="))
    return UserColumn(name, values, definition.unit or "", frame, missing)
