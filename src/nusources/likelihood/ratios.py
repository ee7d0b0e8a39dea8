"""The distribution of r = S / B over events, and experiments drawn from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nusources.errors import InputDataError
from nusources.likelihood.checks import checked_fraction, checked_weights
from nusources.likelihood.information import SignalNumber

Array = NDArray[np.float64]
MOST_STEPS = 100
PRECISION = 1e-12


@dataclass(frozen=True)
class RatioDistribution:
    """How often signal and background events have each ratio of densities.

    Attributes
    ----------
    ratios : ndarray, shape (n,)
        r = S / B of the model that is fitted, in the pixels of a map, bins of a histogram, or
        events of a simulation.
    signal, background : ndarray, shape (n,)
        Probabilities of true signal and background events; each has the sum 1. The signal need
        not be r times the background: events may leave the field, come from sources that the
        model leaves out, or scatter by other widths.
    """

    ratios: Array
    signal: Array
    background: Array

    @classmethod
    def of(
        cls, ratios: ArrayLike, background: ArrayLike, signal: ArrayLike | None = None
    ) -> RatioDistribution:
        """Distribution from weights of any sum.

        Parameters
        ----------
        ratios, background : array_like
            r, and the number of background events, in each pixel.
        signal : array_like, optional
            Number of signal events; by default r times the background.

        Raises
        ------
        InputDataError
            An empty footprint, negative weights or ratios.
        """
        values = np.ravel(np.asarray(ratios, dtype=np.float64))
        if values.size == 0 or not np.any(background):
            raise InputDataError("an empty footprint", expected="area with background events")
        of_background = checked_weights(np.ravel(background), values.size)
        given = values * of_background if signal is None else np.ravel(signal)
        of_signal = checked_weights(given, values.size)
        return cls(values, of_signal / of_signal.sum(), of_background / of_background.sum())

    def mixture(self, fraction: float) -> Array:
        """Probabilities of all events."""
        checked_fraction(fraction)
        return fraction * self.signal + (1 - fraction) * self.background

    def draw(
        self,
        fraction: float,
        n_events: int,
        n_experiments: int,
        rng: np.random.Generator,
        *,
        signal_number: SignalNumber = "fixed",
    ) -> Array:
        """Draw the ratios of experiments.

        Parameters
        ----------
        fraction : float
            Share of signal events.
        n_events, n_experiments : int
        rng : Generator
        signal_number : str
            ``fixed``: round(fraction * n_events) in each experiment; ``binomial``: by chance.

        Returns
        -------
        ndarray, shape (n_experiments, n_events)
        """
        checked_fraction(fraction)
        if n_events < 1:
            raise InputDataError("zero events", value=n_events, expected="at least one event")
        shape = (n_experiments, n_events)
        if signal_number == "binomial":
            is_signal = rng.random(shape) < fraction
        else:
            is_signal = np.broadcast_to(np.arange(n_events) < round(fraction * n_events), shape)
        place = np.empty(shape, dtype=np.int64)
        for mask, share in ((is_signal, self.signal), (~is_signal, self.background)):
            cumulated = np.cumsum(share)
            drawn = rng.random(np.count_nonzero(mask)) * cumulated[-1]
            place[mask] = np.searchsorted(cumulated, drawn, side="right")
        return self.ratios[place]

    def expected_statistic(self, fraction: float, n_events: float) -> float:
        """TS of the events that are expected, without fluctuations, at the true fraction.

        References
        ----------
        Cowan et al. 2011, Eur. Phys. J. C 71, 1554, section 3.2 (Asimov data).
        """
        share = self.mixture(fraction)
        with np.errstate(divide="ignore"):
            terms = np.log1p(fraction * (self.ratios - 1))
        return float(2 * n_events * (share[share > 0] @ terms[share > 0]))

    def expected_fit(
        self, fraction: float, *, signal_number: SignalNumber = "fixed"
    ) -> tuple[float, float]:
        """Mean of the fitted fraction for many events, and its error for one event.

        Where the model is not the truth, the fit goes to the fraction that comes nearest to it,
        and its variance is that of the slope over the squared curvature.

        Parameters
        ----------
        fraction : float
            True share of signal events.
        signal_number : str

        Returns
        -------
        fitted, error : float
            Divide the error by the square root of the number of events. No bounds are applied.

        Raises
        ------
        InputDataError
            If the likelihood has no maximum: all ratios on one side of 1.

        References
        ----------
        White 1982, Econometrica 50, 1.
        """
        share = self.mixture(fraction)
        excess = self.ratios - 1
        fitted = _expected_maximum(excess, share)
        slope = excess / (1 + fitted * excess)
        variance = float(share @ slope**2)
        curvature = variance
        if signal_number == "fixed":
            means = float(self.signal @ slope), float(self.background @ slope)
            variance -= fraction * means[0] ** 2 + (1 - fraction) * means[1] ** 2
        return fitted, float(np.sqrt(max(variance, 0.0)) / curvature)


def _expected_maximum(excess: Array, share: Array) -> float:
    """Zero of the mean slope, by Newton steps within brackets."""
    present = excess[share > 0]
    if present.size == 0 or not present.min() < 0 < present.max():
        raise InputDataError(
            "a likelihood without maximum",
            value=(float(present.min()) + 1, float(present.max()) + 1),
            expected="ratios S / B below and above 1",
        )
    low, high = -1.0 / float(present.max()), -1.0 / float(present.min())
    fraction = 0.0
    for _ in range(MOST_STEPS):
        slope = excess / (1 + fraction * excess)
        first = float(share @ slope)
        low, high = (fraction, high) if first > 0 else (low, fraction)
        following = fraction + first / float(share @ slope**2)
        if not low < following < high:
            following = (low + high) / 2
        if abs(following - fraction) < PRECISION:
            break
        fraction = following
    return following
