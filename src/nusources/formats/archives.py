"""Archives of many small files: tar, plain or compressed by gzip or xz."""

from __future__ import annotations

import io
import lzma
import tarfile
from pathlib import Path

from nusources.errors import InputDataError
from nusources.formats.raw import GZIP_MAGIC, decompress, read_raw

XZ_MAGIC = b"\xfd7zXZ\0"  # xz file format 1.2.1, section 2.1.1.1


def read_members(path: str | Path, expected: str) -> dict[str, bytes]:
    """Read all files of an archive, sorted by name.

    Parameters
    ----------
    path : str or Path
    expected : str
        What the archive should hold, for errors.

    Returns
    -------
    dict
        Bytes by name in the archive.

    Raises
    ------
    InputDataError
        For a file that is missing, empty, a web page, damaged, or no archive.
    """
    data = _unpacked(path)
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
            members = [member for member in archive.getmembers() if member.isfile()]
            opened = {member.name: archive.extractfile(member) for member in members}
            texts = {name: file.read() for name, file in opened.items() if file is not None}
    except (tarfile.TarError, OSError, ValueError) as error:
        raise InputDataError(
            f"not a complete tar archive ({type(error).__name__}: {error})",
            path=path,
            expected=expected,
        ) from error
    return dict(sorted(texts.items()))


def _unpacked(path: str | Path) -> bytes:
    """Bytes of an archive, all of its checksums verified (tarfile alone stops before them)."""
    data = read_raw(path)
    if data.startswith(GZIP_MAGIC):
        return decompress(data, path)
    if not data.startswith(XZ_MAGIC):
        return data
    try:
        return lzma.decompress(data)
    except lzma.LZMAError as error:
        raise InputDataError(
            f"not a complete xz file ({error})", path=path, expected="a complete archive"
        ) from error
