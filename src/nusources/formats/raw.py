"""Files as they are: bytes and text, plain or gzipped, refused when they cannot be data."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

from nusources.errors import InputDataError

GZIP_MAGIC = b"\x1f\x8b"  # RFC 1952, section 2.3.1


def read_raw(path: str | Path) -> bytes:
    """Read a file as it is.

    Raises
    ------
    InputDataError
        For a file that is missing, unreadable or empty, and for a web page.
    """
    try:
        data = Path(path).read_bytes()
    except FileNotFoundError:
        raise InputDataError("no such file", path=path, expected="a file") from None
    except OSError as error:
        raise InputDataError(
            f"cannot be read ({error.strerror})", path=path, expected="a file that may be read"
        ) from error
    refuse_useless(data, path)
    return data


def read_unpacked(path: str | Path) -> bytes:
    """Read a plain or gzipped file.

    Raises
    ------
    InputDataError
        As `read_raw`, and for damaged gzip data.
    """
    data = read_raw(path)
    if data.startswith(GZIP_MAGIC):
        data = decompress(data, path)
        refuse_useless(data, path)
    elif Path(path).suffix == ".gz":
        raise InputDataError("not a gzip file", path=path, value=data[:16], expected="gzip data")
    return data


def read_bytes(path: str | Path) -> bytes:
    """Read the text of a plain or gzipped file.

    Raises
    ------
    InputDataError
        As `read_unpacked`, and for binary data.
    """
    data = read_unpacked(path)
    if b"\0" in data or not data.isascii():
        raise InputDataError("binary data, not text", path=path, value=data[:16], expected="ASCII")
    return data


def read_text(path: str | Path, encoding: str = "ascii") -> str:
    """Read a plain or gzipped text file in some encoding; see `read_bytes`."""
    data = read_unpacked(path)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise InputDataError("binary data, not text", path=path, value=data[:16]) from None


def refuse_useless(data: bytes, path: str | Path) -> None:
    """Raise for an empty file, and for a web page (or XML error) saved as if it were the data."""
    if not data.strip():
        raise InputDataError(
            "empty file", path=path, value=f"{len(data)} bytes of blanks", expected="data"
        )
    if data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        raise InputDataError(
            "an HTML page, not data: the download went wrong",
            path=path,
            value=data[:40],
            expected="data",
        )


def decompress(data: bytes, path: str | Path) -> bytes:
    """Unpack gzip data, checking its length and checksum."""
    try:
        return gzip.decompress(data)
    except (OSError, EOFError, zlib.error) as error:
        raise InputDataError(
            f"truncated or damaged gzip file ({error})",
            path=path,
            expected="a complete gzip file",
        ) from error
