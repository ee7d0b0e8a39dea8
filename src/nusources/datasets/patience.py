"""How often and how long to try a web address."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from nusources.datasets.transfer import Limits, PassingError, UnreachableError

Result = TypeVar("Result")


@dataclass(frozen=True)
class Patience:
    """How often and how long to try one address.

    Attributes
    ----------
    attempts : int
        Attempts in a row that bring nothing new.
    first_delay_seconds, longest_delay_seconds : float
        Delays double from the first to the longest, each times a random number from 1/2 to 1.
    longest_wait_seconds : float
        If a server asks to wait longer, the next address is tried.
    progress_bytes : int
        New bytes for which a broken attempt does not count.
    progress_seconds : float
        Time between two words about progress.
    limits : Limits
        What one attempt may take.
    """

    attempts: int = 4
    first_delay_seconds: float = 1.0
    longest_delay_seconds: float = 60.0
    longest_wait_seconds: float = 300.0
    progress_bytes: int = 1 << 16
    progress_seconds: float = 5.0
    limits: Limits = field(default_factory=Limits)


class Retries:
    """Repeats what may pass, with growing delays; remembers servers that cannot be reached.

    Parameters
    ----------
    patience : Patience
    say : callable
        Told in one line what is going on.
    sleep, jitter : callable, optional
        How to wait, and a random number from 0 to 1.
    """

    def __init__(
        self,
        patience: Patience,
        say: Callable[[str], None],
        *,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
    ):
        self.patience = patience
        self._say, self._sleep, self._jitter = say, sleep, jitter
        self._unreachable: set[str] = set()

    def persist(self, url: str, attempt: Callable[[], Result], partial: Path | None) -> Result:
        """Repeat an attempt until it succeeds or there is no hope.

        Parameters
        ----------
        url : str
            Its server is not tried again once it could not be reached.
        attempt : callable
            Raises `PassingError` if it is worth another try.
        partial : Path or None
            The file that grows with every attempt.

        Raises
        ------
        DownloadError
        """
        host = urlsplit(url).netloc
        if host in self._unreachable:
            raise UnreachableError("no connection to the server, as before")
        failures, best = 0, _size(partial)
        while True:
            try:
                return attempt()
            except PassingError as error:
                size = _size(partial)
                grown = size - best >= self.patience.progress_bytes
                failures, best = (0 if grown else failures + 1), max(best, size)
                if failures >= self.patience.attempts:
                    self._unreachable |= {host} if isinstance(error, UnreachableError) else set()
                    raise
                self._wait(error, failures)

    def _wait(self, error: PassingError, failures: int) -> None:
        asked = error.wait_seconds or 0.0
        if asked > self.patience.longest_wait_seconds:
            raise PassingError(f"{error} and asks to wait {asked:.0f} s") from error
        doubled = self.patience.first_delay_seconds * 2 ** max(failures - 1, 0)
        delay = min(doubled, self.patience.longest_delay_seconds) * (1 + self._jitter()) / 2
        self._say(f"{error}; next attempt in {asked + delay:.1f} s")
        self._sleep(asked + delay)


def _size(partial: Path | None) -> int:
    return partial.stat().st_size if partial is not None and partial.exists() else 0
