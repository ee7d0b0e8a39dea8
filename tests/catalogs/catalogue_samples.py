"""What the tests of the catalogue readers share: FITS files of invented rows."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from astropy.io import fits

from nusources.formats.fits import FitsField

BLOCK = 2880  # bytes, FITS standard 4.0, section 3.1
FORMS = {"real": "E", "integer": "I", "text": "18A"}


def make_table(
    extension: str, columns: Mapping[FitsField, list], header: Mapping | None = None
) -> fits.BinTableHDU:
    """Make a binary table with the columns that a reader asks for."""
    made = []
    for field, values in columns.items():
        form = FORMS[field.kind]
        form = f"{field.width}{form}" if field.width > 1 else form
        form = "D" if field.name == "Hist_Start" else form
        made.append(fits.Column(field.name, form, unit=field.unit or None, array=np.array(values)))
    table = fits.BinTableHDU.from_columns(made, name=extension)
    table.header.update(header or {})
    return table


def fits_bytes(*tables: fits.BinTableHDU) -> bytes:
    """Make the bytes of a FITS file."""
    stream = io.BytesIO()
    fits.HDUList([fits.PrimaryHDU(), *tables]).writeto(stream)
    return stream.getvalue()


def put_fits(path: Path, *tables: fits.BinTableHDU) -> Path:
    """Write tables to a FITS file."""
    path.write_bytes(fits_bytes(*tables))
    return path
