"""Tables of users, written in every format by the libraries that users write them with."""

from __future__ import annotations

import gzip
import io
import warnings
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from astropy.io import fits
from astropy.table import Table

FORMATS = ("csv", "ecsv", "fits", "vot", "parquet")
DECLARING = ("ecsv", "fits", "vot", "parquet", "plain.parquet")
"""Formats that can declare units; plain.parquet is as others than astropy write it."""

ASTROPY = {"ecsv": "ascii.ecsv", "vot": "votable"}


def write(folder: Path, ending: str, columns: dict, units: dict | None = None) -> str:
    """Write a table; gives its path. Text and numbers are those of the dictionary's lists."""
    path = folder / f"table.{ending}"
    units = units or {}
    if ending == "csv":
        pd.DataFrame(columns).to_csv(path, index=False)
    elif ending == "fits":
        path.write_bytes(fits_bytes(columns, units))
    elif ending == "plain.parquet":
        fields = [(name, {"unit": units.get(name, "")}) for name in columns]
        table = pa.table({name: list(values) for name, values in columns.items()})
        schema = [table.schema.field(name).with_metadata(metadata) for name, metadata in fields]
        pq.write_table(table.cast(pa.schema(schema)), path)
    else:
        table = Table({name: list(values) for name, values in columns.items()})
        for name, unit in units.items():
            table[name].unit = unit
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # VOTable makes IDs of such names, and says so
            table.write(path, format=ASTROPY.get(ending, ending))
    return str(path)


def fits_bytes(columns: dict, units: dict, **header: object) -> bytes:
    """A FITS file with a table; `header` has keywords of the table's header."""
    arrays = []
    for name, values in columns.items():
        kind = "24A" if isinstance(values[0], str) else "D"
        arrays.append(fits.Column(name, kind, array=list(values), unit=units.get(name)))
    hdu = fits.BinTableHDU.from_columns(arrays)
    for key, value in header.items():
        hdu.header[key] = value
    content = io.BytesIO()
    fits.HDUList([fits.PrimaryHDU(), hdu]).writeto(content)
    return content.getvalue()


def votable_text(fields: str, rows: list[list], before: str = "", after: str = "") -> str:
    """A VOTable of FIELD elements and rows, with elements before and after the table."""
    cells = ["<TR>" + "".join(f"<TD>{cell}</TD>" for cell in row) + "</TR>" for row in rows]
    return (
        '<?xml version="1.0"?>\n<VOTABLE version="1.4" '
        'xmlns="http://www.ivoa.net/xml/VOTable/v1.3">'
        f'<RESOURCE type="results">{before}<TABLE name="t">{fields}\n<DATA><TABLEDATA>\n'
        + "\n".join(cells)
        + f"\n</TABLEDATA></DATA></TABLE>{after}</RESOURCE></VOTABLE>\n"
    )


def packed(path: str) -> str:
    """Pack a file, gives the path with .gz."""
    data = Path(path).read_bytes()
    Path(f"{path}.gz").write_bytes(gzip.compress(data))
    return f"{path}.gz"
