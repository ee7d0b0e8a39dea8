"""Read a user's table, whatever its format."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path

from nusources.errors import InputDataError, InputWarning
from nusources.formats.raw import GZIP_MAGIC, decompress
from nusources.user_files.table import MOST_NAMES, UserTable
from nusources.user_files.text_files import text_table

ENDINGS = {
    "text": (".csv", ".tsv", ".tab", ".txt"),
    "ECSV": (".ecsv",),
    "FITS": (".fits", ".fit", ".fts"),
    "VOTable": (".vot", ".votable", ".xml"),
    "Parquet": (".parquet", ".parq", ".pq"),
}
"""Endings of the formats, in any case, with or without ``.gz``."""

WEB_PAGE = (b"<html", b"<!doctype html")
HEAD = 4096


def format_of(path: str | Path) -> str:
    """Format that the ending of a file's name tells.

    Raises
    ------
    InputDataError
        If it is none of `ENDINGS`.
    """
    name = str(path).lower().removesuffix(".gz")
    for kind, endings in ENDINGS.items():
        if name.endswith(endings):
            return kind
    known = [one for endings in ENDINGS.values() for one in endings]
    raise InputDataError(
        "the ending tells no known format",
        path=path,
        value=Path(str(path)).suffix,
        expected=f"{', '.join(known)}, in any case, each also with .gz",
    )


def read_user_table(
    path: str | Path, wanted: Sequence[str] = (), extension: str | None = None
) -> UserTable:
    """Read a table of a user as it is; columns are chosen and converted later.

    Parameters
    ----------
    path : str or Path
        The ending tells the format; the content must agree.
    wanted : sequence of str, optional
        Columns that are needed: of several tables in a file, the first that has them is taken.
    extension : str, optional
        Name of the table in its file.

    Raises
    ------
    InputDataError
        If the file is absent, cut off, empty, not of its format, or has no such table.

    Warns
    -----
    InputWarning
        If further tables of the file have the columns.
    """
    path = str(path)
    data = _unpacked(path)
    tables = _tables(_checked_format(data, path), data, path)
    table = _chosen(tables, wanted, extension)
    if len(table) == 0:
        raise InputDataError(
            "the table has no rows",
            path=path,
            value=table.names[:MOST_NAMES],
            expected="at least one row",
        )
    return table


def _unpacked(path: str) -> bytes:
    format_of(path)
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        raise InputDataError(
            "there is no such file" if missing else f"cannot be read ({error.strerror})",
            path=path,
            expected="a table",
        ) from None
    data = decompress(data, path) if data.startswith(GZIP_MAGIC) else data
    if not data.strip():
        raise InputDataError("the file is empty", path=path, expected="a table")
    return data


def _checked_format(data: bytes, path: str) -> str:
    """Format of the content, if it is that of the ending; ECSV may be called CSV."""
    told, found = format_of(path), _format_of_content(data)
    if found == "web page":
        raise InputDataError(
            "a web page, not a table: the download went wrong",
            path=path,
            value=data[:40].decode(errors="replace"),
            expected=f"{told}, as the ending says",
        )
    if found != told and (told, found) != ("text", "ECSV"):
        raise InputDataError(
            "the content is of another format than the ending says",
            path=path,
            value=found,
            expected=told,
        )
    return found


def _format_of_content(data: bytes) -> str:
    head = data[:HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"SIMPLE  ="):
        return "FITS"
    if head.startswith(b"PAR1"):
        return "Parquet"
    if head.startswith(b"# %ECSV"):
        return "ECSV"
    if head.startswith(b"<"):
        is_page = any(mark in head.lower() for mark in WEB_PAGE)
        return "VOTable" if b"VOTABLE" in head and not is_page else "web page"
    return "text"


def _tables(kind: str, data: bytes, path: str) -> list[UserTable]:
    """Tables of a file; readers of formats are imported when they are needed."""
    if kind == "text":
        return [text_table(data, path)]
    if kind == "ECSV":
        from nusources.user_files.astropy_files import ecsv_table

        return [ecsv_table(data, path)]
    if kind == "Parquet":
        from nusources.user_files.parquet_files import parquet_table

        return [parquet_table(data, path)]
    if kind == "FITS":
        from nusources.user_files.fits_files import fits_tables

        return fits_tables(data, path)
    from nusources.user_files.votable_files import votable_tables

    return votable_tables(data, path)


def _chosen(tables: Sequence[UserTable], wanted: Sequence[str], extension: str | None) -> UserTable:
    """The table that is asked for, or the first with the columns that are."""
    titles = [table.title for table in tables]
    if extension is not None:
        named = [table for table in tables if table.title.lower() == extension.lower()]
        if len(named) != 1:
            raise InputDataError(
                f"{len(named)} tables of the file are called {extension!r}",
                path=tables[0].path,
                value=titles,
                expected="extension: the name of one table",
            )
        return named[0]
    having = [table for table in tables if all(table.found(name) for name in wanted)]
    if len(having) > 1:
        others = ", ".join(f"{one.title!r} ({len(one)} rows)" for one in having[1:])
        problem = (
            f"the table {having[0].title!r} ({len(having[0])} rows) is taken; {others} would do "
            "too: extension names the table"
        )
        warnings.warn(InputWarning(problem, having[0].path, "note"), stacklevel=3)
    return (having or list(tables))[0]
