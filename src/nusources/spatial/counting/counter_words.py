"""Compiled words of counter-based streams: whole batches without a generator for each block."""

from __future__ import annotations

import numba
import numpy as np
from numba import int64, uint64, void
from numpy.typing import NDArray

WORDS_PER_STEP = 8
"""Words of 32 bits that one step of the counter gives."""

N_ROUNDS = 10

MULTIPLIERS = uint64(0xD2E7470EE14C6C93), uint64(0xCA5A826395121157)

KEY_STEPS = uint64(0x9E3779B97F4A7C15), uint64(0xBB67AE8584CAA73B)

LOW_HALF, HALF = uint64(0xFFFFFFFF), uint64(32)


@numba.njit(uint64(uint64, uint64), nogil=True, cache=True)
def _high_product(one: np.uint64, other: np.uint64) -> np.uint64:
    """Upper 64 bits of the product of two numbers of 64 bits."""
    one_low, one_high = one & LOW_HALF, one >> HALF
    other_low, other_high = other & LOW_HALF, other >> HALF
    middle = one_high * other_low + ((one_low * other_low) >> HALF)
    other_middle = one_low * other_high + (middle & LOW_HALF)
    return one_high * other_high + (middle >> HALF) + (other_middle >> HALF)


@numba.njit(void(uint64[::1], int64, int64, uint64[:, ::1]), nogil=True, cache=True)
def _fill_steps(
    key: NDArray[np.uint64], first: int, steps_per_block: int, words: NDArray[np.uint64]
) -> None:
    """Philox-4x64-10 from step `first` on, counted from the first block's beginning."""
    for row in range(len(words)):
        block, step = divmod(first + row, steps_per_block)
        # numpy adds one to the counter before each step.
        a, b, c, d = uint64(step + 1), uint64(0), uint64(0), uint64(block)
        key_a, key_b = key[0], key[1]
        for _ in range(N_ROUNDS):
            a, b, c, d = (
                _high_product(MULTIPLIERS[1], c) ^ b ^ key_a,
                MULTIPLIERS[1] * c,
                _high_product(MULTIPLIERS[0], a) ^ d ^ key_b,
                MULTIPLIERS[0] * a,
            )
            key_a += KEY_STEPS[0]
            key_b += KEY_STEPS[1]
        words[row, 0], words[row, 1], words[row, 2], words[row, 3] = a, b, c, d


class CounterWords:
    """Words [first, last) of counter-based streams that are cut into blocks.

    Parameters
    ----------
    first, last : int
        Numbers of words, from the beginning of block 0.
    words_per_block : int
        A multiple of 8.
    """

    def __init__(self, first: int, last: int, words_per_block: int):
        self._step, skipped = divmod(first, WORDS_PER_STEP)
        self._steps_per_block = words_per_block // WORDS_PER_STEP
        self._chosen = slice(skipped, skipped + last - first)
        n_steps = -(-last // WORDS_PER_STEP) - self._step
        self._words = np.empty((n_steps, WORDS_PER_STEP // 2), dtype=np.uint64)

    def of(self, stream: NDArray[np.uint32]) -> NDArray[np.uint32]:
        """Words of one stream, in the same memory for each.

        Parameters
        ----------
        stream : ndarray of uint32, shape (8,)
            From `nusources.random_streams.stream_words`.

        Returns
        -------
        ndarray of uint32, shape (last - first,)
            Of each block those that `nusources.random_streams.counter_generator` gives first.

        References
        ----------
        Salmon et al. 2011, Proc. SC11, 16, section 4.3 (Philox).

        Examples
        --------
        >>> from nusources.random_streams import counter_generator, stream_words
        >>> words = CounterWords(5 * 1024 + 9, 6 * 1024, 1024).of(stream_words(1, "a", "b"))
        >>> drawn = counter_generator(1, 5, "a", "b").integers(0, 2**32, 1024, dtype=np.uint32)
        >>> bool(np.all(words == drawn[9:]))
        True
        """
        key = stream[:4].astype("<u4").view("<u8").astype(np.uint64, copy=False)
        _fill_steps(key, self._step, self._steps_per_block, self._words)
        words = self._words.astype("<u8", copy=False).view("<u4")
        return words.ravel()[self._chosen]
