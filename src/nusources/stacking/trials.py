"""Trials: skies with scrambled right ascensions, with and without injected signal.

All stacks of a sample read the same scrambled skies. Sky t is a function of the seed, the name of
the sample and t; signal also of the name of the stack, whatever others there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from nusources.errors import InputDataError
from nusources.random_streams import counter_generator, named_generator
from nusources.stacking.energies import accepted_signal, signal_shares
from nusources.stacking.events import TURN, Sample, StackEvents
from nusources.stacking.injected import draw_injected
from nusources.stacking.pairs import Hits, PairFinder, Sources
from nusources.stacking.search import SkyFit, Stack

Array = NDArray[np.float64]
Tell = Callable[[int], None]


def tell_nobody(done: int) -> None:
    """Progress that nobody wants to know."""


@dataclass(frozen=True)
class StackSearch:
    """A stack in a sample.

    Attributes
    ----------
    name : str
    members : ndarray of int, shape (n_sources,)
        Its sources among those of the sample's search.
    flux_shares : ndarray, shape (n_sources,)
        Share of the flux of each source, of sum 1.
    stack : Stack
    """

    name: str
    members: NDArray[np.int64]
    flux_shares: Array
    stack: Stack

    def hits(self, sky: Hits) -> Hits:
        """Pairs of this stack, out of those of all sources."""
        return sky.take(self.members)

    def fit(self, sky: Hits) -> SkyFit:
        """Fit of a sky without injected signal."""
        return self.stack.fit(self.hits(sky))


@dataclass(frozen=True)
class SampleSearch:
    """Stacks in a sample, ready for trials.

    Attributes
    ----------
    sample : Sample
    finder : PairFinder
        Of all sources of the stacks.
    stacks : tuple of StackSearch
    """

    sample: Sample
    finder: PairFinder
    stacks: tuple[StackSearch, ...]

    @classmethod
    def of(cls, sample: Sample, lists: Mapping[str, tuple[Sources, ArrayLike]]) -> SampleSearch:
        """Search of a sample for the summed signal of lists of sources.

        Parameters
        ----------
        sample : Sample
        lists : mapping
            Name of each stack with its sources and, in proportion to the expected flux of each,
            their weights.

        Raises
        ------
        InputDataError
            Without stacks, or a weight that is negative or no number, or none above 0.
        """
        if not lists:
            raise InputDataError("nothing to stack", expected="at least one list of sources")
        place: dict[tuple[str, float, float], int] = {}
        for sources, _ in lists.values():
            for one in zip(sources.names, sources.ra, sources.dec, strict=True):
                place.setdefault(one, len(place))
        names, ra, dec = zip(*place, strict=True)
        # Names may come twice here, at the positions of two lists.
        together = Sources(names, np.array(ra), np.array(dec))
        accepted = accepted_signal(sample.model, together.dec)
        stacks = []
        for name, (sources, weights) in lists.items():
            keys = zip(sources.names, sources.ra, sources.dec, strict=True)
            members = np.array([place[one] for one in keys])
            flux = flux_shares(name, sources, weights)
            shares = signal_shares(accepted[:, members], flux)
            stack = Stack(sources, shares, len(sample.events))
            stacks.append(StackSearch(name, members, flux, stack))
        return cls(sample, PairFinder(together, sample), tuple(stacks))

    def scrambled(self, trial: int, seed: int, *names: str) -> Hits:
        """Pairs of all sources in a sky in which each event has a random right ascension."""
        rng = counter_generator(seed, trial, "stacking scrambles", self.sample.name, *names)
        ra = rng.integers(0, TURN, len(self.sample.events), dtype=np.uint32)
        return self.finder.hits(ra[self.finder.chosen])

    def null_fits(self, trials: Iterable[int], seed: int, tell: Tell = tell_nobody) -> pd.DataFrame:
        """Fits of scrambled skies.

        Parameters
        ----------
        trials : iterable of int
        seed : int
        tell : callable
            Told how many skies are done.

        Returns
        -------
        DataFrame
            sample, stack, trial, ts, n_signal, spectral_index.
        """
        parts = []
        for trial in trials:
            sky = self.scrambled(trial, seed)
            fits = fit_table(one.fit(sky) for one in self.stacks)
            parts.append(fits.assign(stack=[one.name for one in self.stacks], trial=trial))
            tell(1)
        return pd.concat(parts, ignore_index=True).assign(sample=self.sample.name)

    def injected_fits(
        self,
        means: ArrayLike,
        spectral_index: float,
        n_trials: int,
        level: int,
        seed: int,
        tell: Tell = tell_nobody,
    ) -> pd.DataFrame:
        """Fits of scrambled skies with signal.

        Parameters
        ----------
        means : array_like, shape (n_stacks,)
            Expected number of signal events of each stack.
        spectral_index : float
        n_trials : int
        level : int
            Number of this signal among others: each has skies of its own.
        seed : int
        tell : callable
            Told how many skies are done.

        Returns
        -------
        DataFrame
            As `null_fits`, with mean_signal.
        """
        names = ("signal", f"{spectral_index:g}", str(level))
        model = replace(self.sample.model, spectral_index=spectral_index)
        means = np.broadcast_to(np.asarray(means, dtype=float), len(self.stacks))
        signals = []
        for one, mean in zip(self.stacks, means, strict=True):
            rng = named_generator(seed, "stacking", self.sample.name, one.name, *names)
            sources = one.stack.sources
            signals.append(draw_injected(model, sources, one.flux_shares, mean, n_trials, rng))
        parts = []
        for trial in range(n_trials):
            sky = self.scrambled(trial, seed, *names)
            fits = fit_table(
                self._with_signal(one, sky, next(signal))
                for one, signal in zip(self.stacks, signals, strict=True)
            )
            stacks = [one.name for one in self.stacks]
            parts.append(fits.assign(stack=stacks, trial=trial, mean_signal=means))
            tell(1)
        return pd.concat(parts, ignore_index=True).assign(sample=self.sample.name)

    def _with_signal(self, search: StackSearch, sky: Hits, signal: StackEvents) -> SkyFit:
        """Fit of a sky with further events."""
        more = self.finder.hits_of(signal, search.members)
        return search.stack.fit(search.hits(sky).joined(more), len(signal))


def flux_shares(name: str, sources: Sources, weights: ArrayLike) -> Array:
    """Weights of sum 1; those that cannot be used are refused by name."""
    shares = np.asarray(weights, dtype=float)
    wrong = np.flatnonzero(~(np.isfinite(shares) & (shares >= 0)))
    if wrong.size or not shares.sum() > 0:
        raise InputDataError(
            f"weights of the stack {name} that cannot be used",
            column="weight",
            value=f"{sources.names[wrong[0]]}: {shares[wrong[0]]}" if wrong.size else "all 0",
            expected="numbers that are not negative, one at least above 0",
        )
    return shares / shares.sum()


def each_alone(sources: Sources) -> dict[str, tuple[Sources, Array]]:
    """Each source as a stack of its own."""
    return {
        name: (Sources((name,), sources.ra[[one]], sources.dec[[one]]), np.ones(1))
        for one, name in enumerate(sources.names)
    }


def fit_table(fits: Iterable[SkyFit]) -> pd.DataFrame:
    """Columns ts, n_signal and spectral_index, one row per fit."""
    rows = [(one.statistic, one.n_signal, one.spectral_index) for one in fits]
    return pd.DataFrame(rows, columns=["ts", "n_signal", "spectral_index"], dtype=float)


def single_source_fits(
    sample: Sample, sources: Sources, n_skies: int, seed: int, tell: Tell = tell_nobody
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
    tell : callable
        Told how many skies are done.

    Returns
    -------
    DataFrame
        Contract ``null_fits``.
    """
    search = SampleSearch.of(sample, each_alone(sources))
    fits = search.null_fits(range(n_skies), seed, tell).rename(columns={"stack": "source_name"})
    dec = dict(zip(sources.names, sources.dec, strict=True))
    return fits.assign(dec=fits["source_name"].map(dec))
