"""Stacking likelihood: events of a sample, sources with weights, and fits of one sky.

L(n_s, gamma) = prod_i [n_s / N S_i(gamma) + (1 - n_s / N) B_i] over all N events, with direction,
energy proxy and detector configuration of each. S is the sum over the sources of the share of the
signal events that a source has in the configuration, times a Gaussian of the angular distance,
times the density of the energy proxy; B is that of the data, uniform in right ascension.

References
----------
Braun et al. 2008, Astropart. Phys. 29, 299, eqs. 2-6; Abbasi et al. 2011, ApJ 732, 18, section 3
(stacking).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nusources.stacking.energies import SPECTRAL_INDICES
from nusources.stacking.kernel import fit_spectrum, sum_ratios
from nusources.stacking.pairs import Hits, Sources

Array = NDArray[np.float64]
NODE_STEP = SPECTRAL_INDICES[1] - SPECTRAL_INDICES[0]


@dataclass(frozen=True)
class SkyFit:
    """Most likely signal of one sky.

    Attributes
    ----------
    statistic : float
        TS = 2 ln(L(n_s, gamma) / L(0)).
    n_signal : float
        Signal events n_s.
    spectral_index : float
        NaN without signal.
    """

    statistic: float
    n_signal: float
    spectral_index: float


@dataclass(frozen=True)
class Stack:
    """Sources with weights, and how to fit a sky to them.

    Attributes
    ----------
    sources : Sources
    shares : ndarray, shape (n_nodes, n_sources, n_configurations, n_cells)
        From `nusources.stacking.energies.signal_shares`.
    n_events : int
        All events of the sample.
    """

    sources: Sources
    shares: Array
    n_events: int

    @property
    def spectra(self) -> Array:
        """Shares with one row for each source, configuration and cell."""
        return self.shares.reshape(len(self.shares), -1)

    def rows(self, hits: Hits) -> NDArray[np.int64]:
        """Row of `spectra` of each pair."""
        n_cells = self.shares.shape[2] * self.shares.shape[3]
        return hits.source.astype(np.int64) * n_cells + hits.cell

    def fit(self, hits: Hits, n_more: int = 0, fixed_index: float | None = None) -> SkyFit:
        """Most likely number of signal events and spectral index, 1 to 4.

        Parameters
        ----------
        hits : Hits
        n_more : int
            Events of the sky beyond those of the sample.
        fixed_index : float, optional
            Spectral index that is not fitted.
        """
        spectra, n_events = self.spectra, float(self.n_events + n_more)
        prepared = (hits.value, self.rows(hits), hits.place, hits.n_places)
        if fixed_index is None:
            statistic, odds, place = fit_spectrum(prepared, spectra, n_events, False)
        else:
            place = _place_of(fixed_index)
            before = min(int(place), len(spectra) - 2)
            part = place - before
            mixed = (1 - part) * spectra[before] + part * spectra[before + 1]
            both = np.ascontiguousarray(np.stack([mixed, mixed]))
            statistic, odds, _ = fit_spectrum(prepared, both, n_events, True)
        n_signal = n_events * odds / (1 + odds)
        if fixed_index is None:
            fixed_index = float(np.interp(place, np.arange(len(spectra)), SPECTRAL_INDICES))
        return SkyFit(statistic, n_signal, fixed_index if odds > 0 else np.nan)

    def alone(self, source: int) -> Stack:
        """One source as a stack; its weight must not be 0."""
        shares = self.shares[:, [source]]
        sources, one = self.sources, [source]
        itself = Sources((sources.names[source],), sources.ra[one], sources.dec[one])
        return Stack(itself, shares / shares.sum(axis=(1, 2, 3), keepdims=True), self.n_events)

    def shares_at(self, spectral_index: float) -> Array:
        """Share of the signal events of each source."""
        by_source = self.shares.sum(axis=(2, 3))
        place = _place_of(spectral_index)
        before = min(int(place), len(by_source) - 2)
        part = place - before
        return (1 - part) * by_source[before] + part * by_source[before + 1]

    def ratios(self, hits: Hits, spectral_index: float) -> Array:
        """S / B of the events that have a pair."""
        ratios = np.empty(hits.n_places)
        prepared = (hits.value, self.rows(hits), hits.place, hits.n_places)
        sum_ratios(prepared, self.spectra, _place_of(spectral_index), ratios)
        return ratios

    def statistic(self, hits: Hits, n_signal: float, spectral_index: float) -> float:
        """TS of a number of signal events and a spectral index, 2 ln(L / L(0))."""
        share = n_signal / self.n_events
        ratios = self.ratios(hits, spectral_index)
        rest = (self.n_events - len(ratios)) * np.log1p(-share)
        return float(2 * (rest + np.log1p(share * (ratios - 1)).sum()))

    def signal_by_source(self, hits: Hits, fit: SkyFit) -> Array:
        """Fitted signal events of each source: by the share of S_i that it makes.

        Returns
        -------
        ndarray, shape (n_sources,)
            Of the sum n_s.
        """
        found = np.zeros(len(self.sources.names))
        if fit.n_signal == 0:
            return found
        share = fit.n_signal / self.n_events
        ratios = self.ratios(hits, fit.spectral_index)
        n = len(hits.value)
        alone = Hits(hits.value, hits.source, hits.cell, np.arange(n, dtype=np.int64), n)
        of_pair = self.ratios(alone, fit.spectral_index)
        signal = share * of_pair / (1 + share * (ratios[hits.place] - 1))
        np.add.at(found, hits.source, signal)
        return found


def _place_of(spectral_index: float) -> float:
    """Place of a spectral index among the nodes."""
    place = (spectral_index - SPECTRAL_INDICES[0]) / NODE_STEP
    return float(np.clip(place, 0.0, len(SPECTRAL_INDICES) - 1.0))
