"""Tables that astropy wrote with all that it knows of their columns: ECSV, and its Parquet."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np

from nusources.errors import InputDataError, first_line
from nusources.user_files.frames import named_frame
from nusources.user_files.table import UserColumn, UserTable


def ecsv_table(data: bytes, path: str) -> UserTable:
    """Read an ECSV file, with the parts of coordinates and times as columns; see `table_of`.

    Parameters
    ----------
    data : bytes
        Unpacked.
    path : str
        File named in errors.

    Raises
    ------
    InputDataError
        If the file is no ECSV.
    """
    from astropy.table import Table

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            table = Table.read(io.BytesIO(data), format="ascii.ecsv")
        except Exception as error:  # yaml, the reader of text and mixins raise their own kinds
            raise InputDataError(
                f"not readable ({first_line(error)})", path=path, expected="an ECSV file"
            ) from error
    return table_of(table, path, n_above=_n_lines_above(data))


def table_of(table: Any, path: str, n_above: int = 0) -> UserTable:
    """Columns of an astropy table.

    Coordinates become ``<name>.ra`` and ``<name>.dec`` (or what their frame calls them) in
    degrees, times ``<name>.mjd`` in UTC.

    Parameters
    ----------
    table : astropy.table.Table
    path : str
        File named in errors.
    n_above : int
        Lines of a text file above its first row.
    """
    meta = {str(key).upper(): value for key, value in (table.meta or {}).items()}
    frame = named_frame(meta.get("RADESYS", meta.get("RADECSYS")), meta.get("EQUINOX"))
    columns = [one for name in table.colnames for one in _columns(table[name], name, frame)]
    rows = np.arange(n_above + 1, n_above + len(table) + 1)
    return UserTable(path, tuple(columns), rows)


def _columns(column: Any, name: str, frame: str) -> Iterator[UserColumn]:
    from astropy.coordinates import SkyCoord
    from astropy.time import Time

    if isinstance(column, SkyCoord):
        system = _frame_of(column)
        for part in list(column.get_representation_component_names())[:2]:
            yield UserColumn(f"{name}.{part}", getattr(column, part).deg, "deg", system)
    elif isinstance(column, Time):
        yield UserColumn(f"{name}.mjd", np.asarray(column.utc.mjd, dtype=float), "d")
    elif hasattr(column, "dtype"):
        yield _plain(column, name, frame)


def _frame_of(places: Any) -> str:
    """Name of the frame of coordinates; one with an obstime or other extras by its own name."""
    equinox = getattr(places, "equinox", None)
    return named_frame(places.frame.name, None if equinox is None else equinox.value)


def _plain(column: Any, name: str, frame: str) -> UserColumn:
    missing = getattr(column, "mask", None)
    plain = getattr(column, "unmasked", column)  # of masked quantities
    values = np.asarray(getattr(plain, "value", plain))
    if values.dtype.kind in "SU":
        values = values.astype(str).astype(object)
    unit = "" if column.unit is None else str(column.unit)
    has_mask = missing is not None and np.shape(missing) == values.shape[:1]
    return UserColumn(name, values, unit, frame, np.asarray(missing) if has_mask else None)


def _n_lines_above(data: bytes) -> int:
    """Lines of comments and the header; rows are counted by lines, as in other text files."""
    lines = data.splitlines()
    n_comments = next((n for n, line in enumerate(lines) if not line.startswith(b"#")), len(lines))
    return n_comments + 1
