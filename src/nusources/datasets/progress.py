"""Progress of long work, in the job's log."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

SECONDS_BETWEEN_LINES = 5.0


def log_progress(what: str, total: int) -> Callable[[int], None]:
    """Make a function that is told of finished pieces and logs the sum now and then.

    Parameters
    ----------
    what : str
        Plural name of the pieces.
    total : int
    """
    lock = threading.Lock()
    state = {"done": 0, "next": time.monotonic() + SECONDS_BETWEEN_LINES}

    def advance(pieces: int) -> None:
        with lock:
            state["done"] += pieces
            due = time.monotonic() >= state["next"] or state["done"] == total
            if due:
                state["next"] = time.monotonic() + SECONDS_BETWEEN_LINES
                share = 100 * state["done"] / total
                logging.getLogger("nusources").info(
                    "%d of %d %s (%.0f %%)", state["done"], total, what, share
                )

    return advance
