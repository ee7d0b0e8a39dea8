"""Records of fixed columns, as the archives of CDS publish them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from nusources.errors import InputDataError
from nusources.formats.text_records import Records, read_lines


def read_fixed_width(path: str | Path, fields: Mapping[str, tuple[int, int]]) -> Records:
    """Read records of fixed columns, as the byte-by-byte description of a CDS ReadMe tells.

    Parameters
    ----------
    path : str or Path
        File without a header.
    fields : mapping of str to (int, int)
        First and last byte (from 1) of each field, all fields of the record in order. A line may
        end early: the fields behind its end are empty.

    Returns
    -------
    Records

    Raises
    ------
    InputDataError
        As `read_lines`; and for a line that is too long or has characters between its fields.
    """
    lines = read_lines(path)
    end = max(stop for _, stop in fields.values())
    gaps = np.ones(end, dtype=bool)
    for start, stop in fields.values():
        gaps[start - 1 : stop] = False
    gap_bytes = np.flatnonzero(gaps)
    padded = [line.ljust(end) for line in lines]
    for row, line in enumerate(padded, start=1):
        if len(line) > end or not line.strip() or any(line[byte] not in " |" for byte in gap_bytes):
            raise InputDataError(
                "fields are not in the release's fixed columns",
                path=path,
                row=row,
                value=line[:120],
                expected=f"at most {end} bytes, blanks between the fields",
            )
    cells = {
        label: [line[start - 1 : stop].strip() for line in padded]
        for label, (start, stop) in fields.items()
    }
    return Records(path, cells, 1)
