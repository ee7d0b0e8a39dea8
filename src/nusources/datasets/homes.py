"""Addresses of files inside repositories and archives.

``dataverse+https://<host>/<doi>#<file>``: a file of a Dataverse dataset, by its listing.
``zip+https://...#<file>``: a member of an archive.
"""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from nusources.datasets.transfer import NotDataError, PassingError, RefusedError

DATAVERSE, ZIP = "dataverse+", "zip+"


def listing_address(address: str) -> str:
    """Address of the listing of a Dataverse dataset (Native API, "Get JSON of a dataset")."""
    parts = urlsplit(address.removeprefix(DATAVERSE))
    doi = parts.path.strip("/")
    return f"{_host(parts)}/api/datasets/:persistentId/?persistentId={doi}"


def file_address(address: str, listing: Any) -> str:
    """Address of a file, from the listing of its Dataverse dataset.

    Dataverse turns tables into its own format under another name (``.tab``) and keeps the original:
    the name tells which is wanted.

    Raises
    ------
    DownloadError
        If the listing has no such file, or more than one.
    """
    parts = urlsplit(address.removeprefix(DATAVERSE))
    wanted = unquote(parts.fragment)
    try:
        files = listing["data"]["latestVersion"]["files"]
        queries = {name: query for one in files for name, query in _listed(one)}
    except (KeyError, TypeError):
        raise NotDataError("the repository's listing has no files") from None
    chosen = queries[choose_name(wanted, list(queries), "the repository")]
    return f"{_host(parts)}/api/access/datafile/{chosen}"


def archive_address(address: str) -> tuple[str, str]:
    """Address of an archive and name of a member."""
    url, _, member = address.removeprefix(ZIP).partition("#")
    return url, unquote(member)


def archive_name(url: str) -> str:
    """Name under which the cache keeps an archive."""
    parts = urlsplit(url)
    return f".archives/{parts.netloc.replace(':', '_')}{parts.path}"


def unpack_member(archive: Path, member: str, target: Path) -> None:
    """Unpack one member of an archive.

    Raises
    ------
    DownloadError
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            name = choose_name(member, opened.namelist(), "the archive")
            with opened.open(name) as source, target.open("wb") as stream:
                shutil.copyfileobj(source, stream)
    except (zipfile.BadZipFile, EOFError) as error:
        raise PassingError(f"not a readable zip archive ({error})") from error


def choose_name(wanted: str, names: list[str], where: str) -> str:
    """Choose a file by its path, else by the end of its path, else by its bare name.

    Raises
    ------
    RefusedError
    """
    bare = PurePosixPath(wanted).name
    for matches in (
        [name for name in names if name == wanted],
        [name for name in names if name.endswith(f"/{wanted}")],
        [name for name in names if PurePosixPath(name).name == bare],
    ):
        if len(matches) == 1:
            return matches[0]
        if matches:
            break
    shown = ", ".join(sorted(names)[:8]) + (", ..." if len(names) > 8 else "")
    count = "no file" if not matches else f"{len(matches)} files"
    raise RefusedError(f"{where} has {count} {wanted!r}; it holds {shown or 'nothing'}")


def _listed(entry: dict[str, Any]) -> list[tuple[str, str]]:
    """Names of a listed file, each with what the access API calls it."""
    file, folder = entry["dataFile"], entry.get("directoryLabel", "")
    names = [(file["filename"], str(file["id"]))]
    if "originalFileName" in file:
        names.append((file["originalFileName"], f"{file['id']}?format=original"))
    return [(f"{folder}/{name}" if folder else name, query) for name, query in names]


def _host(parts) -> str:
    return f"{parts.scheme}://{parts.netloc}"
