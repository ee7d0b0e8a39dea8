"""Signal density of a list of sources in flat coordinates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nusources.errors import InputDataError
from nusources.likelihood.cells import Cells
from nusources.likelihood.checks import checked_positions, checked_weights, checked_widths
from nusources.likelihood.kernel import sum_gaussians
from nusources.likelihood.reach import gaussian_reach

Array = NDArray[np.float64]


@dataclass(frozen=True)
class FlatSources:
    """Sources in equal-area flat coordinates, ready for sums.

    Attributes
    ----------
    x, y : ndarray, shape (n,)
        Positions [deg] in the order of the cells, with images of those near a periodic border.
    weights : ndarray, shape (n,)
    cells : Cells
    widest : float
        Largest width [deg] for which there are images enough.
    period : tuple of float, optional
        Lengths [deg] of a field without edges, which begins at (0, 0).
    """

    x: Array
    y: Array
    weights: Array
    cells: Cells
    widest: float
    period: tuple[float, float] | None = None

    @classmethod
    def of(
        cls,
        x: ArrayLike,
        y: ArrayLike,
        weights: ArrayLike,
        *,
        sigma: ArrayLike,
        period: tuple[float, float] | None = None,
    ) -> FlatSources:
        """Order sources for sums with Gaussians of about this width.

        Parameters
        ----------
        x, y : array_like, shape (n_sources,)
            Positions [deg].
        weights : array_like, shape (n_sources,)
            Not negative; the density is that of their sum, so make it 1 for a density of one event.
        sigma : array_like
            Standard deviation per axis [deg]: one, or those of all events.
        period : tuple of float, optional
            Lengths in x and y [deg] of a field without edges.

        Raises
        ------
        InputDataError
            No sources, weights that are negative, a width that is not positive.
        """
        x, y = checked_positions(x, y)
        weights = checked_weights(weights, len(x))
        widths = checked_widths(np.ravel(sigma), np.size(sigma))
        reach = gaussian_reach(widths)
        if period is not None:
            x, y, weights = _with_images(x, y, weights, float(reach.max()), period)
        cells = Cells.of(x, y, weights, float(np.median(reach)))
        x, y, weights = (np.ascontiguousarray(one[cells.order]) for one in (x, y, weights))
        return cls(x, y, weights, cells, float(widths.max()), period)

    def density(self, x: ArrayLike, y: ArrayLike, sigma: ArrayLike) -> Array:
        """Signal density at events: sum over sources of weight times Gaussian.

        Sources that are left out add less than 1e-6 of any background (`gaussian_reach`).

        Parameters
        ----------
        x, y : array_like, shape (n_events,)
            Positions [deg].
        sigma : array_like, shape () or (n_events,)
            Standard deviation per axis [deg].

        Returns
        -------
        ndarray, shape (n_events,)
            S [1/deg2].

        Raises
        ------
        InputDataError
            Zero events, a width that is not positive, or in a field without edges one above
            `widest`.

        References
        ----------
        Braun et al. 2008, Astropart. Phys. 29, 299, eq. 2.
        """
        x, y = checked_positions(x, y)
        widths = checked_widths(sigma, len(x))
        if self.period is not None:
            if widths.max() > self.widest:
                raise InputDataError(
                    "a width above those for which the sources were made ready",
                    value=float(widths.max()),
                    expected=f"at most {self.widest:g} deg",
                )
            x, y = np.mod(x, self.period[0]), np.mod(y, self.period[1])
        found = np.empty(len(x))
        cells = self.cells
        sum_gaussians(
            (x, y, widths, gaussian_reach(widths)),
            (self.x, self.y, self.weights, cells.first),
            (*cells.origin, cells.width, cells.n_columns, cells.n_rows),
            found,
        )
        return found


def signal_density(
    x: ArrayLike,
    y: ArrayLike,
    sources_x: ArrayLike,
    sources_y: ArrayLike,
    weights: ArrayLike,
    sigma: ArrayLike,
    *,
    period: tuple[float, float] | None = None,
) -> Array:
    """Signal density of sources at events; for many experiments, keep the `FlatSources`.

    Parameters
    ----------
    x, y : array_like, shape (n_events,)
        Events [deg], equal-area coordinates.
    sources_x, sources_y, weights : array_like, shape (n_sources,)
        Sources; S belongs to one event if the weights have the sum 1.
    sigma : array_like, shape () or (n_events,)
        Standard deviation per axis [deg].
    period : tuple of float, optional
        Lengths [deg] of a field without edges.

    Returns
    -------
    ndarray, shape (n_events,)
        S [1/deg2].

    Examples
    --------
    >>> signal_density([0.0], [0.0], [0.0], [0.0], [1.0], 0.5).round(6).tolist()
    [0.63662]
    """
    sources = FlatSources.of(sources_x, sources_y, weights, sigma=sigma, period=period)
    return sources.density(x, y, sigma)


def _with_images(
    x: Array, y: Array, weights: Array, margin: float, period: tuple[float, float]
) -> tuple[Array, Array, Array]:
    """Sources within one period, and their images up to `margin` outside."""
    for axis, length in enumerate(period):
        along = np.mod((x, y)[axis], length)
        images = range(-int(np.ceil(margin / length)), int(np.ceil(margin / length)) + 1)
        shifted = np.concatenate([along + image * length for image in images])
        near = (shifted >= -margin) & (shifted <= length + margin)
        across = np.tile((y, x)[axis], len(images))[near]
        weights = np.tile(weights, len(images))[near]
        x, y = (shifted[near], across) if axis == 0 else (across, shifted[near])
    return x, y, weights
