"""Large CSV files of names and numbers, read in one go when nothing about them is unusual."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

PLAIN = bytes([*range(0x20, 0x7F), 0x0A])  # printable ASCII and the line end


def read_plain_csv(
    data: bytes, header: Sequence[str], texts: Collection[str], optional: Collection[str] = ()
) -> pd.DataFrame | None:
    """Convert the columns of a CSV file.

    Faster by a factor of twenty than reading record by record, but its errors name no row: whatever
    is not plain is left to the caller, who reads with `nusources.formats.text.read_delimited`.

    Parameters
    ----------
    data : bytes
        The unpacked file.
    header : sequence of str
        Labels that the first line must have.
    texts : collection of str
        Labels of the columns of text; all others hold numbers.
    optional : collection of str
        Labels of numbers that may be missing (NaN).

    Returns
    -------
    DataFrame, or None
        None for another header, no rows, cells with blanks around them or quotes, cells without
        content, and numbers that are not finite.
    """
    if not _is_plain(data, ",".join(header).encode() + b"\n"):
        return None
    types = {label: pa.string() if label in texts else pa.float64() for label in header}
    try:
        table = pyarrow.csv.read_csv(
            pa.BufferReader(data),
            read_options=pyarrow.csv.ReadOptions(use_threads=False),
            parse_options=pyarrow.csv.ParseOptions(quote_char=False, ignore_empty_lines=False),
            convert_options=pyarrow.csv.ConvertOptions(column_types=types, null_values=[""]),
        )
    except pa.ArrowInvalid:
        return None
    for label in header:
        column = table[label]
        if label in texts:
            good = pc.min(pc.binary_length(column)).as_py()
        else:
            good = pc.all(pc.is_finite(column)).as_py() is not False
            good = good and (label in optional or column.null_count == 0)
        if not good:
            return None
    return table.to_pandas(types_mapper={pa.string(): pd.StringDtype()}.get)


def _is_plain(data: bytes, first_line: bytes) -> bool:
    unusual = (b'"', b" ,", b", ", b" \n", b"\n ", b"\n\n")
    body = data.removeprefix(first_line)
    return (
        len(body) < len(data)
        and body.endswith(b"\n")
        and not body.translate(None, PLAIN)
        and not any(one in body for one in unusual)
    )
