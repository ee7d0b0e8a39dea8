"""Density of signal in a field, at events and over its area.

References
----------
Chen et al. 2025, eq. 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nusources.forecast.fields import Field, PeriodicField, SourceField, SurveyedField
from nusources.likelihood.maps import FlatGrid, sample_map, signal_map
from nusources.likelihood.shares import footprint_share
from nusources.likelihood.signal import FlatSources

STEPS_PER_SIGMA = 5
MARGIN_SIGMA = 6.0
"""Map beyond the field, so that events that left it are on it."""
PAIRS_FOR_MAP = 12.0
"""Pairs of events and sources, per event, above which a map is faster than their sum."""
MASK_STEP = 0.02
"""Smallest step of the map of the footprint [deg]."""
WRAPPED = 3
"""Pixels of a map of a periodic field that are repeated on the other side."""


@dataclass(frozen=True)
class SignalField:
    """S of eq. 2: the sources that the fit knows, with their weights and one width.

    Parameters
    ----------
    sources : SourceField
        Only those that the fit knows.
    weights : ndarray, shape (n_sources,)
        Of each; their sum is 1 but where the estimator leaves it otherwise.
    sigma : float
        Width of the PSF per axis [deg].
    """

    sources: SourceField
    weights: NDArray[np.float64]
    sigma: float

    @property
    def pairs_per_event(self) -> float:
        """Sources within reach of an event, on average."""
        return self.sources.density * np.pi * (MARGIN_SIGMA * self.sigma) ** 2

    def at(self, x: NDArray, y: NDArray) -> NDArray[np.float64]:
        """S over B at positions, both shape (n_experiments, n_events)."""
        if self.pairs_per_event > PAIRS_FOR_MAP:
            x_on, y_on = on_grid(self.grid, x.ravel(), y.ravel())
            density = sample_map(self.grid, self.map, x_on, y_on)
        else:
            density = self.exact(x, y, self.sigma).ravel()
        return density.reshape(x.shape) * self.sources.field.area

    def exact(self, x: NDArray, y: NDArray, sigma: float | NDArray) -> NDArray[np.float64]:
        """S [deg^-2] as a sum over sources; one width, or one per event."""
        places = (self.sources.x, self.sources.y, self.weights)
        ready = FlatSources.of(*places, sigma=sigma, period=self.sources.field.period)
        widths = sigma if np.ndim(sigma) == 0 else np.ravel(sigma)
        return ready.density(x.ravel(), y.ravel(), widths).reshape(x.shape)

    @cached_property
    def grid(self) -> FlatGrid:
        """Pixels over the field and its surroundings."""
        return grid_over(self.sources.field, self.sigma)

    @cached_property
    def map(self) -> NDArray[np.float64]:
        """S at the pixels [deg^-2]."""
        places = (self.sources.x, self.sources.y)
        field = self.sources.field
        if not isinstance(field, PeriodicField):
            return signal_map(self.grid, *places, self.weights, self.sigma)
        once = one_period(field, self.sigma)
        values = signal_map(once, *places, self.weights, self.sigma, periodic=True)
        return np.pad(values, WRAPPED, mode="wrap")

    @cached_property
    def inside(self) -> float:
        """Share of S that is inside the field."""
        field = self.sources.field
        if isinstance(field, PeriodicField):
            return float(self.weights.sum())
        return float(self.weights @ shares_inside(self.sources, field, self.sigma))


def grid_over(field: Field, sigma: float, *, margin: float | None = None) -> FlatGrid:
    """Pixels over a field and what is within reach of it, five per width of the PSF.

    Parameters
    ----------
    field : SurveyedField or PeriodicField
    sigma : float
        [deg]
    margin : float, optional
        Reach [deg]; six widths without it.
    """
    if isinstance(field, PeriodicField):
        once = one_period(field, sigma)
        before = -WRAPPED * once.step
        return FlatGrid(before, before, once.step, once.n_x + 2 * WRAPPED, once.n_y + 2 * WRAPPED)
    step = sigma / STEPS_PER_SIGMA
    margin = MARGIN_SIGMA * sigma if margin is None else margin
    left, right, bottom, top = field.bounds
    n_x, n_y = (int(np.ceil((far + 2 * margin) / step)) + 1 for far in (right - left, top - bottom))
    return FlatGrid(left - margin, bottom - margin, step, n_x, n_y)


def on_grid(grid: FlatGrid, x: NDArray, y: NDArray) -> tuple[NDArray, NDArray]:
    """Positions with those beyond the grid, where S is as good as zero, at its edge [deg]."""
    return np.clip(x, grid.x[0], grid.x[-1]), np.clip(y, grid.y[0], grid.y[-1])


def one_period(field: PeriodicField, sigma: float) -> FlatGrid:
    """Pixels that cover a periodic field, which is 2 by 1, once."""
    n_y = int(np.ceil(STEPS_PER_SIGMA * field.period[1] / sigma))
    return FlatGrid(0.0, 0.0, field.period[1] / n_y, 2 * n_y, n_y)


def shares_inside(sources: SourceField, field: SurveyedField, sigma: float) -> NDArray[np.float64]:
    """Share of the PSF of each source that is inside the footprint."""
    grid = grid_over(field, max(sigma, MASK_STEP * STEPS_PER_SIGMA), margin=MARGIN_SIGMA * sigma)
    mask = field.mask(grid.x, grid.y).astype(float)
    return footprint_share(grid, mask, *on_grid(grid, sources.x, sources.y), sigma)
