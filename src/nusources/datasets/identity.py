"""Which bytes a file holds: size and digests of its unpacked content, against the registry's."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nusources.datasets.registry import DatasetFile
from nusources.errors import InputDataError

CHUNK = 1 << 20
GZIP_MAGIC = b"\x1f\x8b"  # RFC 1952, section 2.3.1
HTML_STARTS = (b"<!doctype html", b"<html", b"<head")


@dataclass(frozen=True)
class Identity:
    """Size in bytes and digests of unpacked content."""

    size: int
    sha256: str
    git_blob: str


def measure(
    path: Path, *, packed: bool | None = None, expected_size: int | None = None
) -> Identity:
    """Size and digests of a file's unpacked content.

    Parameters
    ----------
    path : Path
    packed : bool, optional
        Whether it is gzipped; by default its ending tells.
    expected_size : int, optional
        Unpacked size [bytes]: if right, a gzipped file is read once instead of twice, because
        git's identifier begins with the size.

    Returns
    -------
    Identity

    Raises
    ------
    InputDataError
        If a gzipped file cannot be unpacked.
    """
    packed = path.suffix == ".gz" if packed is None else packed
    guess = expected_size or 0 if packed else path.stat().st_size
    identity = _measure(path, packed, guess)
    return identity if identity.size == guess else _measure(path, packed, identity.size)


def difference(file: DatasetFile, found: Identity) -> str | None:
    """Whether content is shorter, longer or otherwise changed; None if it is the registered one."""
    if file.size not in (None, found.size):
        return "shorter" if found.size < file.size else "longer"
    pinned = [(file.sha256, found.sha256), (file.git_blob, found.git_blob)]
    return "changed" if any(one not in (None, other) for one, other in pinned) else None


def check_identity(file: DatasetFile, found: Identity, path: Path) -> None:
    """Refuse content that is not the registered one.

    Raises
    ------
    InputDataError
    """
    how = difference(file, found)
    if how is None:
        return
    how = "a web page" if looks_like_html(first_bytes(path)) else how
    meaning = {"shorter": "truncated or another version", "longer": "another version"}
    raise InputDataError(
        f"the bytes are not the official ones ({meaning.get(how, how)})",
        path=path,
        value=describe_file(file, found),
        expected=describe_file(file),
    )


def describe_file(file: DatasetFile, found: Identity | None = None) -> str:
    """Size and digest of a file: those found, else those registered."""
    shown = found or file
    digest = f"sha256 {shown.sha256}" if file.sha256 else f"git blob {shown.git_blob}"
    return digest if shown.size is None else f"{digest}, {shown.size} bytes"


def looks_like_html(start: bytes) -> bool:
    """Whether content that begins so is a web page."""
    return start.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(HTML_STARTS)


def first_bytes(path: Path, count: int = 512) -> bytes:
    """Read the beginning of a file as it is stored."""
    with path.open("rb") as stream:
        return stream.read(count)


def file_digest(path: Path) -> str:
    """SHA-256 of a file as it is stored."""
    digest = hashlib.sha256()
    for part in _parts(path, packed=False):
        digest.update(part)
    return digest.hexdigest()


def _measure(path: Path, packed: bool, size: int) -> Identity:
    sha256 = hashlib.sha256()
    git_blob = hashlib.sha1(b"blob %d\0" % size, usedforsecurity=False)
    found = 0
    for part in _parts(path, packed):
        sha256.update(part)
        git_blob.update(part)
        found += len(part)
    return Identity(found, sha256.hexdigest(), git_blob.hexdigest())


def _parts(path: Path, packed: bool) -> Iterator[bytes]:
    opener = gzip.open if packed else open
    try:
        with opener(path, "rb") as stream:
            while part := stream.read(CHUNK):
                yield part
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputDataError(
            f"not a readable gzip file ({error})", path=path, expected="gzip data"
        ) from error
