"""Random streams derived from one run seed by stable names.

A stream depends on the seed and on its name only: never on a worker, a core count, or on which
other streams are used.
"""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray


def stream_words(seed: int, *names: str) -> NDArray[np.uint32]:
    """Eight 32-bit words that identify the stream of this seed and name.

    Parameters
    ----------
    seed : int
        The run's seed, non-negative.
    *names : str
        Stable name of the stream, from the general to the particular.
    """
    text = "\x1f".join([str(int(seed)), *names])
    return np.frombuffer(hashlib.sha256(text.encode()).digest(), dtype="<u4")


def named_generator(seed: int, *names: str) -> np.random.Generator:
    """Generator of the stream with this seed and name.

    Examples
    --------
    >>> a = named_generator(1, "tracks", "IC40").random()
    >>> a == named_generator(1, "tracks", "IC40").random()
    True
    >>> a == named_generator(1, "tracks", "IC59").random()
    False
    """
    return np.random.default_rng(np.random.SeedSequence(stream_words(seed, *names).tolist()))


def counter_generator(seed: int, block: int, *names: str) -> np.random.Generator:
    """Generator of one block of a counter-based stream.

    Blocks are independent and need not be drawn in order: more trials extend a run, and nothing
    is drawn again.

    Parameters
    ----------
    seed : int
    block : int
        Number of the block, from 0.
    *names : str
    """
    key = stream_words(seed, *names)[:4].view("<u8")
    return np.random.Generator(np.random.Philox(key=key, counter=[0, 0, 0, block]))
