"""Trials: skies with scrambled right ascensions, with and without injected signal.

Trial t of a stack is a function of the seed, the names of sample and stack, and t.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from nusources.errors import InputDataError
from nusources.random_streams import counter_generator, named_generator
from nusources.stacking.energies import signal_shares
from nusources.stacking.events import TURN, Sample
from nusources.stacking.injected import draw_injected
from nusources.stacking.pairs import Hits, PairFinder, Sources
from nusources.stacking.search import SkyFit, Stack

Array = NDArray[np.float64]


@dataclass(frozen=True)
class StackSearch:
    """A stack in a sample, ready for trials.

    Attributes
    ----------
    name : str
        Of the stack; its random streams have it.
    sample : Sample
    flux_shares : ndarray, shape (n_sources,)
        Share of the flux of each source, of sum 1.
    stack : Stack
    finder : PairFinder
    """

    name: str
    sample: Sample
    flux_shares: Array
    stack: Stack
    finder: PairFinder

    @classmethod
    def of(cls, name: str, sample: Sample, sources: Sources, weights: ArrayLike) -> StackSearch:
        """Search of a sample for the summed signal of sources.

        Parameters
        ----------
        name : str
        sample : Sample
        sources : Sources
        weights : array_like, shape (n_sources,)
            In proportion to the expected flux of each source.

        Raises
        ------
        InputDataError
            A weight that is negative or no number, or none above 0.
        """
        shares = np.asarray(weights, dtype=float)
        wrong = np.flatnonzero(~(np.isfinite(shares) & (shares >= 0)))
        if wrong.size or not shares.sum() > 0:
            raise InputDataError(
                f"weights of the stack {name} that cannot be used",
                column="weight",
                value=f"{sources.names[wrong[0]]}: {shares[wrong[0]]}" if wrong.size else "all 0",
                expected="numbers that are not negative, one at least above 0",
            )
        shares = shares / shares.sum()
        stack = Stack(sources, signal_shares(sample.model, sources.dec, shares), len(sample.events))
        return cls(name, sample, shares, stack, PairFinder(sources, sample))

    def scrambled(self, trial: int, seed: int) -> Hits:
        """Pairs of one sky in which each event has a random right ascension."""
        rng = counter_generator(seed, trial, "stacking scrambles", self.sample.name, self.name)
        n = len(self.finder.events)
        return self.finder.hits(rng.integers(0, TURN, n, dtype=np.uint32))

    def null_fits(self, trials: Iterable[int], seed: int) -> list[SkyFit]:
        """Fits of scrambled skies."""
        return [self.stack.fit(self.scrambled(trial, seed)) for trial in trials]

    def injected_fits(
        self, mean: float, spectral_index: float, n_trials: int, level: int, seed: int
    ) -> list[SkyFit]:
        """Fits of scrambled skies with signal.

        Parameters
        ----------
        mean : float
            Expected number of signal events.
        spectral_index : float
        n_trials : int
        level : int
            Number of this signal among others: each has skies of its own.
        seed : int
        """
        names = ("stacking signal", self.sample.name, self.name, f"{spectral_index:g}", str(level))
        model = replace(self.sample.model, spectral_index=spectral_index)
        rng = named_generator(seed, *names)
        signal = draw_injected(model, self.stack.sources, self.flux_shares, mean, n_trials, rng)
        fits = []
        for trial, events in enumerate(signal):
            sky = counter_generator(seed, trial, *names)
            background = self.finder.hits(
                sky.integers(0, TURN, len(self.finder.events), dtype=np.uint32)
            )
            hits = background.joined(self.finder.hits_of(events))
            fits.append(self.stack.fit(hits, len(events)))
        return fits


def fit_table(fits: Iterable[SkyFit]) -> pd.DataFrame:
    """Columns ts, n_signal and spectral_index, one row per fit."""
    rows = [(one.statistic, one.n_signal, one.spectral_index) for one in fits]
    return pd.DataFrame(rows, columns=["ts", "n_signal", "spectral_index"], dtype=float)


def single_source_fits(
    sample: Sample,
    sources: Sources,
    n_skies: int,
    seed: int,
    progress: Callable[[int], None] = lambda done: None,
) -> pd.DataFrame:
    """Fits of each source alone, on the same scrambled skies.

    A sky has one right ascension for each event, and all sources read it where they are: trials of
    one source are independent, and those of two only share the events that both can reach.

    Parameters
    ----------
    sample : Sample
    sources : Sources
    n_skies : int
    seed : int
    progress : callable
        Told how many skies are done.

    Returns
    -------
    DataFrame
        Contract ``null_fits``.
    """
    finder = PairFinder(sources, sample)
    stacks = []
    for one in range(len(sources.names)):
        alone = Sources((sources.names[one],), sources.ra[[one]], sources.dec[[one]])
        shares = signal_shares(sample.model, alone.dec, np.ones(1))
        stacks.append(Stack(alone, shares, len(sample.events)))
    parts = []
    for trial in range(n_skies):
        rng = counter_generator(seed, trial, "single-source scrambles", sample.name)
        hits = finder.hits(rng.integers(0, TURN, len(finder.events), dtype=np.uint32))
        fits = [stack.fit(hits.of_source(one)) for one, stack in enumerate(stacks)]
        place = {"source_name": sources.names, "dec": sources.dec, "trial": trial}
        parts.append(fit_table(fits).assign(**place))
        progress(1)
    return pd.concat(parts, ignore_index=True).assign(sample=sample.name)
