"""The user's cache of downloaded files: laid out like a mirror, shared by runs, never half-written.

``<folder>/<file>``              finished, verified files; nothing else has such a name
``.partial/<folder>/<file>...``  what an interrupted download left, from where it goes on
``.set_aside/<folder>/<file>...`` bytes that were refused, to be looked at
``.locks/<folder>/<file>.lock``  held while a file is downloaded
"""

from __future__ import annotations

import fcntl
import glob
import hashlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from nusources.datasets.identity import file_digest

SECONDS_BETWEEN_LOOKS = 0.1
SECONDS_BETWEEN_WORDS = 30.0


class Cache:
    """A folder of downloaded files.

    Parameters
    ----------
    folder : str or Path
        Made when the first file comes.
    """

    def __init__(self, folder: str | Path):
        self.folder = Path(folder)

    def partial(self, name: str, address: str) -> Path:
        """Where the bytes of one address gather; parts of different addresses never mix."""
        mark = hashlib.sha256(address.encode()).hexdigest()[:8]
        path = self.folder / ".partial" / f"{name}.{mark}"
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def accept(self, partial: Path, name: str) -> Path:
        """Give a verified file its final name."""
        final = self.folder / name
        final.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("rb") as stream:
            os.fsync(stream.fileno())
        os.replace(partial, final)
        return final

    def set_aside(self, path: Path, name: str, reason: str) -> Path:
        """Move refused bytes out of the way; the same bytes take one place only."""
        mark = file_digest(path)[:8]
        place = self.folder / ".set_aside" / f"{name}.{reason}.{mark}"
        place.parent.mkdir(parents=True, exist_ok=True)
        os.replace(path, place)
        return place

    def forget_partials(self, name: str) -> None:
        """Remove what interrupted downloads of a finished file left."""
        folder = (self.folder / ".partial" / name).parent
        marks = glob.escape(Path(name).name) + "." + 8 * "[0-9a-f]"
        for path in folder.glob(marks) if folder.is_dir() else ():
            path.unlink()

    @contextmanager
    def exclusive(
        self,
        name: str,
        say: Callable[[str], None],
        sleep: Callable[[float], None] = time.sleep,
    ) -> Iterator[None]:
        """Hold the lock of one file.

        The system frees it when its process ends, however that ends: it is never stale.
        """
        path = self.folder / ".locks" / f"{name}.lock"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w") as stream:
            next_word = time.monotonic()
            while not _taken(stream.fileno()):
                if time.monotonic() >= next_word:
                    say(f"waiting: another run is downloading {name}")
                    next_word = time.monotonic() + SECONDS_BETWEEN_WORDS
                sleep(SECONDS_BETWEEN_LOOKS)
            yield


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
