"""Download of registered files into the cache: homes in order, resumed, verified, locked."""

from __future__ import annotations

import dataclasses
import logging
import random
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nusources.datasets.cache import Cache
from nusources.datasets.homes import (
    DATAVERSE,
    ZIP,
    archive_address,
    archive_name,
    file_address,
    listing_address,
    unpack_member,
)
from nusources.datasets.identity import (
    GZIP_MAGIC,
    describe_file,
    difference,
    file_digest,
    first_bytes,
    measure,
)
from nusources.datasets.patience import Patience, Retries
from nusources.datasets.registry import Dataset, DatasetFile
from nusources.datasets.transfer import (
    ChangedError,
    DownloadError,
    NotDataError,
    PassingError,
    Received,
    TruncatedError,
    open_session,
    read_json,
    transfer,
)
from nusources.errors import InputDataError

log = logging.getLogger("nusources")


class Downloader:
    """Gets registered files into a cache.

    Parameters
    ----------
    cache : Cache
    patience : Patience, optional
    say : callable, optional
        Told in one line what is going on.
    sleep, jitter : callable, optional
        How to wait, and a random number from 0 to 1.
    """

    def __init__(
        self,
        cache: Cache,
        *,
        patience: Patience | None = None,
        say: Callable[[str], None] = log.info,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
    ):
        self.cache = cache
        self.patience = patience or Patience()
        self._say, self._sleep = say, sleep
        self._retries = Retries(self.patience, say, sleep=sleep, jitter=jitter)
        self._session = open_session()
        self._listings: dict[str, Any] = {}

    def fetch(self, dataset: Dataset, file: DatasetFile) -> Path:
        """Get one file, unless it is in the cache with the right bytes.

        Returns
        -------
        Path
            The file in the cache, with ``.gz`` appended if its home packs it.

        Raises
        ------
        InputDataError
            If no address gives it: every address with its reason.
        """
        name = f"{dataset.folder}/{file.path}"
        try:
            with self.cache.exclusive(name, self._say, self._sleep):
                present = self._good_file(name, file)
                return present or self._from_homes(dataset.addresses(file), name, file)
        except OSError as error:
            raise InputDataError(f"the cache cannot be used ({error})", path=name) from error

    def _good_file(self, name: str, file: DatasetFile) -> Path | None:
        """File of the cache; one with other bytes is set aside."""
        for path in (self.cache.folder / name, self.cache.folder / f"{name}.gz"):
            if path.is_file():
                if _how_wrong(path, file, path.suffix == ".gz") is None:
                    return path
                aside = self.cache.set_aside(path, name, "damaged")
                self._say(f"{name}: the cached bytes are not the official ones; kept as {aside}")
        return None

    def _from_homes(self, addresses: tuple[str, ...], name: str, file: DatasetFile) -> Path:
        failures = []
        for address in addresses:
            self._say(f"downloading {name} from {address}")
            try:
                partial = self._from_address(address, name, file)
            except DownloadError as error:
                failures.append(f"{address}: {error}")
                self._say(failures[-1])
                continue
            packed = name + ".gz" if _is_gzipped(partial) else name
            path = self.cache.accept(partial, packed)
            self.cache.forget_partials(name)
            return path
        reasons = "; ".join(failures) or "no address is registered"
        raise InputDataError(f"could not be downloaded: {reasons}", path=name)

    def _from_address(self, address: str, name: str, file: DatasetFile) -> Path:
        """Verified bytes from one address, still under their temporary name."""
        partial = self.cache.partial(name, address)
        if address.startswith(ZIP):
            self._from_archive(*archive_address(address), partial)
            how = self._refuse(partial, name, file)
            if how is not None:
                raise ChangedError(f"the archive holds another file than the registered one: {how}")
            return partial
        url = address
        if address.startswith(DATAVERSE):
            url = file_address(address, self._listing(listing_address(address)))
        seen: set[str] = set()
        self._retries.persist(url, lambda: self._attempt(url, partial, name, file, seen), partial)
        return partial

    def _attempt(self, url: str, partial: Path, name: str, file: DatasetFile, seen: set) -> None:
        """Transfer once and judge the bytes; `seen` holds digests of wrong ones."""
        if partial.exists() and partial.stat().st_size == file.size:
            got = Received(kept=True, complete=True)
        else:
            # gzip adds a frame to what it cannot pack: 18 bytes and 5 per 16 KiB (RFC 1951, 1952)
            largest = None if file.size is None else file.size + file.size // 1000 + 1000
            got = self._transfer(url, partial, name, largest)
        how = _how_wrong(partial, file, _is_gzipped(partial))
        if how is None:
            return
        if not got.complete and how.startswith(("shorter", "unreadable")):
            raise TruncatedError(f"the bytes ended early: {how}")
        digest = file_digest(partial)
        how = self._refuse(partial, name, file)
        if got.kept:  # perhaps parts of two versions: judged only when it came in one piece
            raise PassingError(f"the resumed file is wrong ({how}); from the start again")
        if digest in seen:
            raise ChangedError(f"the server has another file than the registered one: {how}")
        seen.add(digest)
        raise PassingError(f"wrong bytes came: {how}")

    def _from_archive(self, url: str, member: str, target: Path) -> None:
        """Unpack a member of an archive; the cache keeps the archive for its other members."""
        name = archive_name(url)
        archive, partial = self.cache.folder / name, self.cache.partial(name, url)

        def attempt() -> None:
            self._transfer(url, partial, name, None)
            if not zipfile.is_zipfile(partial):
                aside = self.cache.set_aside(partial, name, "unreadable")
                raise PassingError(f"not a readable zip archive; kept as {aside}")

        with self.cache.exclusive(name, self._say, self._sleep):
            if not archive.is_file():
                self._retries.persist(url, attempt, partial)
                self.cache.accept(partial, name)
            try:
                unpack_member(archive, member, target)
            except PassingError as error:
                aside = self.cache.set_aside(archive, name, "unreadable")
                raise PassingError(f"{error}; kept as {aside}") from None

    def _listing(self, url: str) -> Any:
        if url not in self._listings:
            limits = self.patience.limits
            self._listings[url] = self._retries.persist(
                url, lambda: read_json(self._session, url, limits), None
            )
        return self._listings[url]

    def _transfer(self, url: str, partial: Path, name: str, largest: int | None) -> Received:
        limits = dataclasses.replace(self.patience.limits, largest=largest)
        try:
            return transfer(self._session, url, partial, limits, self._progress(name))
        except NotDataError as error:
            page = partial.with_name(f"{partial.name}.html")
            aside = self.cache.set_aside(page, name, "html")
            raise NotDataError(f"{error}; its beginning is kept as {aside}") from None

    def _refuse(self, partial: Path, name: str, file: DatasetFile) -> str | None:
        """Set a wrong file aside and say how it is wrong; None if it is right."""
        how = _how_wrong(partial, file, _is_gzipped(partial))
        if how is None:
            return None
        return f"{how}; kept as {self.cache.set_aside(partial, name, how.split()[0].rstrip(':'))}"

    def _progress(self, name: str) -> Callable[[int, int | None], None]:
        next_word = time.monotonic() + self.patience.progress_seconds
        first: tuple[float, int] | None = None

        def advance(count: int, whole: int | None) -> None:
            nonlocal next_word, first
            first = first or (time.monotonic(), count)
            if time.monotonic() >= next_word:
                next_word = time.monotonic() + self.patience.progress_seconds
                share = f" of {whole / 1e6:.1f} MB ({count / whole:.0%})" if whole else " MB"
                left = _time_left(first, (time.monotonic(), count), whole)
                self._say(f"{name}: {count / 1e6:.1f}{share}{left}")

        return advance


def _time_left(first: tuple[float, int], now: tuple[float, int], whole: int | None) -> str:
    """What remains at the mean speed since the first piece, from times [s] and bytes."""
    seconds, received = now[0] - first[0], now[1] - first[1]
    if whole is None or whole == now[1] or received <= 0 or seconds <= 0:
        return ""
    left = (whole - now[1]) * seconds / received
    return f", {left:.0f} s left" if left < 100 else f", {left / 60:.0f} min left"


def _is_gzipped(path: Path) -> bool:
    return first_bytes(path, 2) == GZIP_MAGIC


def _how_wrong(path: Path, file: DatasetFile, packed: bool) -> str | None:
    """How the content differs from the registered one; None if it does not."""
    try:
        found = measure(path, packed=packed, expected_size=file.size)
    except InputDataError:
        return "unreadable gzip file"
    how = difference(file, found)
    return how and f"{how}: found {describe_file(file, found)}, expected {describe_file(file)}"
