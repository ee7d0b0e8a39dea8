"""Control samples of R(t): random sources outside the regions, with alert times of the pairs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nusources.alert_regions import check_choice
from nusources.random_streams import counter_generator

TRIALS_PER_BLOCK = 250
ALERT_TIMES = ("permuted", "drawn", "uniform")


@dataclass(frozen=True)
class AlertTimes:
    """How control pairs get alert times.

    Parameters
    ----------
    choice : str
        Those of the real pairs, ``permuted`` (default); ``drawn`` from `pool`; or ``uniform``
        between the first and the last of it.
    pool : ArrayLike, optional
        Times of all alerts [d]; not needed where they are permuted.
    """

    choice: str = "permuted"
    pool: ArrayLike = ()

    def __post_init__(self) -> None:
        check_choice("alert_times", self.choice, ALERT_TIMES)

    def moved(self, random: np.random.Generator, times: NDArray[np.float64]) -> NDArray[np.float64]:
        """Times of a block of trials [d], (TRIALS_PER_BLOCK, n_pairs)."""
        shape = (TRIALS_PER_BLOCK, len(times))
        pool = np.asarray(self.pool, np.float64)
        if self.choice == "permuted":
            return random.permuted(np.tile(times, (TRIALS_PER_BLOCK, 1)), axis=1)
        if self.choice == "drawn":
            return random.choice(pool, shape)
        return random.uniform(pool.min(), pool.max(), shape)


def control_pairs(
    candidates: ArrayLike,
    times: ArrayLike,
    n_trials: int,
    *,
    seed: int,
    names: tuple[str, ...],
    alert_times: AlertTimes | None = None,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Random pairs of sources and alert times, as many as there are real ones.

    Parameters
    ----------
    candidates : array_like of int, shape (n_candidates,)
        Numbers of the sources outside the regions.
    times : array_like, shape (n_pairs,)
        Alert times of the real pairs [d].
    n_trials : int
    seed : int
    names : tuple of str
        Name of the random stream.
    alert_times : AlertTimes, optional
        Permuted if not given.

    Returns
    -------
    sources, times : ndarray, shape (n_trials, n_pairs)
        Sources without replacement; with it where the candidates are fewer than the pairs.

    References
    ----------
    Chang et al. 2022, section 5.1.2.
    """
    alert_times = alert_times or AlertTimes()
    candidates, times = np.asarray(candidates, np.int64), np.asarray(times, np.float64)
    if len(times) and not len(candidates):
        raise ValueError("candidates: no source with flare levels is outside the alert regions")
    sources = np.empty((n_trials, len(times)), dtype=np.int64)
    alert = np.empty((n_trials, len(times)))
    shape = (TRIALS_PER_BLOCK, len(times))
    for start in range(0, n_trials, TRIALS_PER_BLOCK):
        random = counter_generator(seed, start // TRIALS_PER_BLOCK, "temporal", *names)
        # Whole blocks are drawn, so that the last trials do not depend on their number.
        if len(candidates) < len(times):
            drawn = random.integers(0, len(candidates), shape)
        else:
            key = random.random((TRIALS_PER_BLOCK, len(candidates)))
            drawn = np.argpartition(key, len(times) - 1, axis=1)[:, : len(times)]
        moved = alert_times.moved(random, times)
        stop = min(start + TRIALS_PER_BLOCK, n_trials)
        sources[start:stop] = candidates[drawn[: stop - start]]
        alert[start:stop] = moved[: stop - start]
    return sources, alert
