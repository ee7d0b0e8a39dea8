"""Fields of sources and events for the tests of the likelihood."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Field:
    """A square field without edges: side [deg], positions [deg] and weights of sources."""

    side: float
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    weights: NDArray[np.float64]

    @property
    def period(self) -> tuple[float, float]:
        return self.side, self.side

    def events(self, n_signal: int, n_background: int, sigma, rng) -> NDArray[np.float64]:
        """Positions of signal events, then of background, shape (2, n)."""
        source = rng.choice(len(self.weights), n_signal, p=self.weights)
        background = rng.uniform(0, self.side, (2, n_background))
        signal = np.stack([self.x[source], self.y[source]])
        signal = signal + rng.normal(size=(2, n_signal)) * np.broadcast_to(sigma, n_signal)
        return np.mod(np.concatenate([signal, background], axis=1), self.side)


def random_field(n_sources: int, side: float, seed: int) -> Field:
    """Sources at random whose weights fall off like those of a Euclidean sky."""
    rng = np.random.default_rng(seed)
    weights = (1 - rng.random(n_sources)) ** (-1 / 1.5)
    return Field(side, *rng.uniform(0, side, (2, n_sources)), weights / weights.sum())


def summed_gaussians(x, y, field: Field, sigma, *, images: int = 0) -> NDArray[np.float64]:
    """Signal density, all pairs, without cells and without a cut."""
    sigma = np.broadcast_to(sigma, np.shape(x))[:, np.newaxis]
    total = np.zeros(len(x))
    for i in range(-images, images + 1):
        for j in range(-images, images + 1):
            squared = (x[:, np.newaxis] - field.x - i * field.side) ** 2
            squared = squared + (y[:, np.newaxis] - field.y - j * field.side) ** 2
            gaussian = np.exp(-0.5 * squared / sigma**2) / (2 * np.pi * sigma**2)
            total += gaussian @ field.weights
    return total
