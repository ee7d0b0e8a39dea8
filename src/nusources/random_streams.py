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


class CounterWords:
    """Words of counter-based streams from any place on, without a generator for each stream.

    Setting the state of one generator takes a tenth of the time of making a new one.
    """

    def __init__(self) -> None:
        self._bits = np.random.Philox(key=0)
        self._state = self._bits.state
        self._counter, self._key = (self._state["state"][name] for name in ("counter", "key"))

    def read(self, stream: NDArray[np.uint32], block: int, first: int, last: int) -> NDArray:
        """Words [first, last) of one block: those that `counter_generator` gives first.

        Parameters
        ----------
        stream : ndarray of uint32, shape (8,)
            From `stream_words`.
        block : int
        first, last : int

        Returns
        -------
        ndarray of uint32, shape (last - first,)

        Examples
        --------
        >>> words = CounterWords().read(stream_words(1, "a", "b"), 5, 9, 1000)
        >>> drawn = counter_generator(1, 5, "a", "b").integers(0, 2**32, 1000, dtype=np.uint32)
        >>> bool(np.all(words == drawn[9:]))
        True
        """
        # One step of the counter gives eight words.
        step, skipped = divmod(first, 8)
        self._counter[0], self._counter[3] = step, block
        self._key[:] = stream[:4].view("<u8")
        self._bits.state = self._state
        n_pairs = (skipped + last - first + 1) // 2
        words = self._bits.random_raw(n_pairs).astype("<u8", copy=False).view("<u4")
        return words[skipped : skipped + last - first]
