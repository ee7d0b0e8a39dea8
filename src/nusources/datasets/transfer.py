"""One attempt to get the bytes of one web address, and what its failure means."""

from __future__ import annotations

import email.utils
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import requests
import urllib3

from nusources.datasets.identity import looks_like_html
from nusources.errors import NusourcesError

CHUNK = 1 << 14

# Timeout, too early, too many requests, and errors of servers that pass (RFC 9110, 15.5 and 15.6).
PASSING_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504})


class DownloadError(NusourcesError):
    """An address does not give the file; another may."""


class RefusedError(DownloadError):
    """The server will not give it: 404, 403, a bad certificate."""


class NotDataError(DownloadError):
    """A web page came instead of data."""


class ChangedError(DownloadError):
    """The server gives other bytes than the registered ones, every time."""


class PassingError(DownloadError):
    """A failure that may pass.

    Parameters
    ----------
    problem : str
    wait_seconds : float, optional
        How long the server asks to wait.
    """

    def __init__(self, problem: str, wait_seconds: float | None = None):
        self.wait_seconds = wait_seconds
        super().__init__(problem)


class UnreachableError(PassingError):
    """No connection to the server."""


class TruncatedError(PassingError):
    """The bytes ended, or stopped coming, before the end."""


@dataclass(frozen=True)
class Limits:
    """What one attempt may take.

    Attributes
    ----------
    connect_seconds, silence_seconds : float
        Longest wait for a connection, and between two pieces of data.
    largest : int or None
        Bytes after which the file is certainly not the registered one.
    """

    connect_seconds: float = 15.0
    silence_seconds: float = 60.0
    largest: int | None = None

    @property
    def timeout(self) -> tuple[float, float]:
        """Both times as requests takes them."""
        return self.connect_seconds, self.silence_seconds


@dataclass(frozen=True)
class Received:
    """What an attempt brought.

    Attributes
    ----------
    kept : bool
        Whether bytes of an earlier attempt are part of it.
    complete : bool
        Whether the server had told how much would come: then nothing is missing.
    """

    kept: bool
    complete: bool


def open_session() -> requests.Session:
    """Session under the project's own name; it asks for the stored bytes, not repacked ones."""
    session = requests.Session()
    session.headers["User-Agent"] = f"nusources/{version('nusources')} (research software)"
    session.headers["Accept-Encoding"] = "identity"
    return session


def transfer(
    session: requests.Session,
    url: str,
    partial: Path,
    limits: Limits,
    advance: Callable[[int, int | None], None],
) -> Received:
    """Add what is missing to a partial file.

    Parameters
    ----------
    session : requests.Session
    url : str
    partial : Path
        Bytes of this address from earlier attempts, if it exists.
    limits : Limits
    advance : callable
        Told the number of bytes so far and, if known, in all.

    Returns
    -------
    Received

    Raises
    ------
    DownloadError
        A web page is left beside the partial file, with ``.html`` appended.
    """
    have = partial.stat().st_size if partial.exists() else 0
    headers = {"Range": f"bytes={have}-"} if have else {}
    with _answer(session, url, headers, limits) as answer:
        if answer.status_code == 416:  # the file is shorter than what we have
            partial.unlink(missing_ok=True)
            raise PassingError("the server refuses the rest of the file; from the start again")
        kept = answer.status_code == 206
        if kept and not answer.headers.get("Content-Range", "").startswith(f"bytes {have}-"):
            partial.unlink(missing_ok=True)
            raise PassingError("the server gives another part than asked for; from the start again")
        complete = _receive(answer, partial, have if kept else 0, limits, advance)
    return Received(kept, complete)


def read_json(session: requests.Session, url: str, limits: Limits) -> Any:
    """Read a JSON document, e.g. the listing of a repository."""
    with _answer(session, url, {}, limits) as answer:
        try:
            return answer.json()
        except requests.JSONDecodeError:
            raise NotDataError("the repository answers with something else than JSON") from None


def retry_after(value: str | None, now: float) -> float | None:
    """Seconds that a Retry-After header asks to wait: a number or a date (RFC 9110, 10.2.3)."""
    if value is None:
        return None
    if re.fullmatch(r"\s*\d+\s*", value):
        return float(value)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - now)
    except ValueError:
        return None


@contextmanager
def _answer(session, url: str, headers: dict, limits: Limits) -> Iterator[requests.Response]:
    """Open an address; whatever goes wrong, now or while reading, becomes a DownloadError."""
    try:
        with session.get(url, headers=headers, stream=True, timeout=limits.timeout) as answer:
            _check_status(answer)
            yield answer
    except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
        raise _in_words(error, limits) from error


def _check_status(answer: requests.Response) -> None:
    status = answer.status_code
    if status in (200, 206, 416):
        return
    text = f"the server answers {status} {answer.reason}"
    if status in PASSING_STATUSES:
        raise PassingError(text, retry_after(answer.headers.get("Retry-After"), time.time()))
    raise RefusedError(text)


def _receive(answer, partial: Path, have: int, limits: Limits, advance) -> bool:
    """Write the body; True if its length was told or its end marked."""
    length = answer.headers.get("Content-Length", "")
    whole = have + int(length) if length.isdigit() else None
    # Bytes as stored: requests would unpack a .gz file that its server calls an encoding.
    parts = answer.raw.stream(CHUNK, decode_content=False)
    start = next(parts, b"")
    if have == 0 and looks_like_html(start):
        page = partial.with_name(f"{partial.name}.html")
        page.write_bytes(start)
        raise NotDataError("a web page came instead of data")
    with partial.open("ab" if have else "wb") as stream:
        stream.write(start)
        for part in parts:
            stream.write(part)
            advance(stream.tell(), whole)
            if limits.largest is not None and stream.tell() > limits.largest:
                break
    return whole is not None or answer.headers.get("Transfer-Encoding", "") == "chunked"


def _in_words(error: Exception, limits: Limits) -> DownloadError:
    reason = error.args[0] if error.args else error
    reason = getattr(reason, "reason", reason)
    if isinstance(error, requests.exceptions.SSLError):
        return RefusedError(f"no trusted connection ({reason})")
    silent = (requests.ReadTimeout, urllib3.exceptions.ReadTimeoutError)
    if isinstance(error, silent) or isinstance(reason, silent):
        return TruncatedError(f"no byte came for {limits.silence_seconds:g} s")
    unreached = (requests.ConnectTimeout, requests.exceptions.ProxyError)
    new = urllib3.exceptions.NewConnectionError
    if isinstance(error, unreached) or isinstance(reason, new):
        return UnreachableError("no connection to the server")
    broken = (requests.ConnectionError, urllib3.exceptions.HTTPError)
    if isinstance(error, (*broken, requests.exceptions.ChunkedEncodingError)):
        return TruncatedError(f"the connection broke ({reason})")
    return RefusedError(f"the address cannot be used ({error})")
