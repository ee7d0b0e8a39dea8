"""Control samples of R(t): random sources outside the regions, with alert times of the pairs."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nusources.alert_regions import check_choice
from nusources.random_streams import counter_generator

TRIALS_PER_BLOCK = 250
ALERT_TIMES = ("permuted", "drawn", "uniform")


def control_pairs(
    candidates: ArrayLike,
    times: ArrayLike,
    n_trials: int,
    *,
    seed: int,
    names: tuple[str, ...],
    alert_times: str = "permuted",
    all_times: ArrayLike = (),
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
    alert_times : str
        Those of the real pairs, ``permuted`` (default); ``drawn`` from `all_times`; or ``uniform``
        between the first and the last of them.
    all_times : array_like, optional
        Times of all alerts [d]; not needed where they are permuted.

    Returns
    -------
    sources, times : ndarray, shape (n_trials, n_pairs)
        Sources without replacement; with it where the candidates are fewer than the pairs.

    References
    ----------
    Chang et al. 2022, section 5.1.2.
    """
    check_choice("alert_times", alert_times, ALERT_TIMES)
    candidates, times = np.asarray(candidates, np.int64), np.asarray(times, np.float64)
    if len(times) and not len(candidates):
        raise ValueError("candidates: no source with flare levels is outside the alert regions")
    sources = np.empty((n_trials, len(times)), dtype=np.int64)
    alert = np.empty((n_trials, len(times)))
    pool = np.asarray(all_times, np.float64)
    for start in range(0, n_trials, TRIALS_PER_BLOCK):
        random = counter_generator(seed, start // TRIALS_PER_BLOCK, "temporal", *names)
        # Whole blocks are drawn, so that the last trials do not depend on their number.
        shape = (TRIALS_PER_BLOCK, len(times))
        if len(candidates) < len(times):
            drawn = random.integers(0, len(candidates), shape)
        else:
            key = random.random((TRIALS_PER_BLOCK, len(candidates)))
            n_drawn = len(times)
            drawn = np.argpartition(key, n_drawn - 1, axis=1)[:, :n_drawn]
        if alert_times == "permuted":
            moved = random.permuted(np.tile(times, (TRIALS_PER_BLOCK, 1)), axis=1)
        elif alert_times == "drawn":
            moved = random.choice(pool, shape)
        else:
            moved = random.uniform(pool.min(), pool.max(), shape)
        stop = min(start + TRIALS_PER_BLOCK, n_trials)
        sources[start:stop] = candidates[drawn[: stop - start]]
        alert[start:stop] = moved[: stop - start]
    return sources, alert
