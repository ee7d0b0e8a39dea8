"""VOTables of users."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np

from nusources.errors import InputDataError, first_line
from nusources.user_files.frames import named_frame
from nusources.user_files.table import UserColumn, UserTable

END = re.compile(rb"</(?:\w+:)?VOTABLE\s*>\s*(?:<!--.*-->\s*)?$", re.DOTALL)
QUERY_STATUS = "QUERY_STATUS"
BAD_STATUS = ("OVERFLOW", "ERROR")
"""Answers of services (IVOA DALI 1.1, section 4.4) that are not whole."""


def votable_tables(data: bytes, path: str) -> list[UserTable]:
    """Read all tables of a VOTable file.

    Parameters
    ----------
    data : bytes
        Unpacked.
    path : str
        File named in errors.

    Raises
    ------
    InputDataError
        If the file is cut off, is an answer of a service that is not whole, or is no VOTable with
        a table.
    """
    if not END.search(data):
        n_rows = data.count(b"\n") + 1
        raise InputDataError(
            "the VOTable is cut off",
            path=path,
            row=n_rows,
            value=data[-60:].decode(errors="replace"),
            expected="</VOTABLE> at its end",
        )
    return parsed_tables(data, path)


def parsed_tables(data: bytes, path: str) -> list[UserTable]:
    """Read the tables of a VOTable that is known to have an end; see `votable_tables`."""
    from astropy.io import votable

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            document = votable.parse(io.BytesIO(data), verify="ignore")
            _refuse_incomplete(document, path)
            frames, default = _frames(document)
            found = [_table(one, frames, default, path) for one in document.iter_tables()]
        except InputDataError:
            raise
        except Exception as error:  # astropy raises many kinds
            raise InputDataError(
                f"not readable ({first_line(error)})", path=path, expected="a VOTable"
            ) from error
    if not found:
        raise InputDataError("the file has no table", path=path, expected="a VOTable with a table")
    return found


def _refuse_incomplete(document: Any, path: str) -> None:
    for info in [*document.infos, *(info for one in _resources(document) for info in one.infos)]:
        if info.name == QUERY_STATUS and str(info.value).upper() in BAD_STATUS:
            raise InputDataError(
                f"the answer of the service is not whole: {info.content or 'no reason is given'}",
                path=path,
                column=QUERY_STATUS,
                value=info.value,
                expected="OK",
            )


def _frames(document: Any) -> tuple[dict[str, str], str]:
    """Frames by the ID of their COOSYS, and the one that fields without a reference are in."""
    systems = [*document.coordinate_systems]
    systems += [one for part in _resources(document) for one in part.coordinate_systems]
    frames = {one.ID: named_frame(one.system, one.equinox) for one in systems}
    return frames, next(iter(frames.values())) if len(frames) == 1 else ""


def _resources(parent: Any) -> list[Any]:
    """Resources of a document or a resource, and those within them."""
    return [one for part in parent.resources for one in (part, *_resources(part))]


def _table(table: Any, frames: Mapping[str, str], default: str, path: str) -> UserTable:
    values = table.array
    referred = any(field.ref in frames for field in table.fields)
    columns = [
        _column(values[field.ID], field, frames.get(field.ref, "" if referred else default))
        for field in table.fields
    ]
    n_rows = len(values)
    title = table.name or table.ID or ""
    return UserTable(path, tuple(columns), np.arange(1, n_rows + 1), title=str(title))


def _column(values: Any, field: Any, frame: str) -> UserColumn:
    data, missing = np.asarray(values.data), np.asarray(values.mask)
    if data.dtype.kind in "OSU" and data.ndim == 1:
        texts = [one.decode() if isinstance(one, bytes) else str(one) for one in data.tolist()]
        data = np.array(texts, dtype=object)
    if not frame and str(field.ucd or "").lower().startswith("pos.galactic"):
        frame = "galactic"
    unit = "" if field.unit is None else str(field.unit)
    missing_rows = missing if missing.shape == data.shape[:1] and missing.any() else None
    return UserColumn(str(field.name or field.ID), data, unit, frame, missing_rows, str(field.ID))
