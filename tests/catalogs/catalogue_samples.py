"""What the tests of the catalogue readers share: FITS files of invented rows, mutation settings."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from astropy.io import fits
from hypothesis import HealthCheck, settings

from nusources.formats.fits import Field

BLOCK = 2880  # bytes, FITS standard 4.0, section 3.1
FORMS = {"real": "E", "integer": "I", "text": "18A"}
BIG_ENDIAN = {"E": ">f4", "D": ">f8", "I": ">i2"}
mutations = settings(
    max_examples=int(os.environ.get("NUSOURCES_MUTATIONS", "150")),
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def make_table(
    extension: str, columns: Mapping[Field, list], header: Mapping | None = None
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


def put_fits(path: Path, *tables: fits.BinTableHDU) -> Path:
    """Write tables to a FITS file."""
    fits.HDUList([fits.PrimaryHDU(), *tables]).writeto(path, overwrite=True)
    return path


def naive_columns(data: bytes, table: fits.BinTableHDU, start: int) -> dict[str, np.ndarray]:
    """Numbers and texts at the places where they stood before bytes were changed."""
    forms = [(column.name, str(column.format)) for column in table.columns]
    parts = [
        (name, f"S{form[:-1]}") if form.endswith("A") else (name, BIG_ENDIAN[form])
        for name, form in forms
    ]
    rows = np.frombuffer(data, np.dtype(parts), count=len(table.data), offset=start)
    return {name: rows[name] for name, _ in forms}
