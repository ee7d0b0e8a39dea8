"""Signal density of a list of sources on the sphere."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nusources.errors import InputDataError
from nusources.likelihood.cells import Cells
from nusources.likelihood.checks import checked_positions, checked_weights, checked_widths
from nusources.likelihood.sphere_kernel import sum_spreads
from nusources.likelihood.spreads import Spread, gaussian
from nusources.sky import unit_vectors

Array = NDArray[np.float64]


@dataclass(frozen=True)
class SphereSources:
    """Sources on the sphere, ready for sums.

    Attributes
    ----------
    vectors : tuple of ndarray, each of shape (n_sources,)
        Components of unit vectors in the order of the cells.
    weights : ndarray, shape (n_sources,)
    cells : Cells
        In right ascension and declination [rad].
    """

    vectors: tuple[Array, Array, Array]
    weights: Array
    cells: Cells

    @classmethod
    def of(
        cls,
        ra: ArrayLike,
        dec: ArrayLike,
        weights: ArrayLike,
        *,
        sigma: ArrayLike,
        spread: Spread | None = None,
    ) -> SphereSources:
        """Order sources for sums with about this width.

        Parameters
        ----------
        ra, dec : array_like, shape (n_sources,)
            Positions [deg].
        weights : array_like, shape (n_sources,)
            Not negative; the density is that of their sum, so make it 1 for a density of one event.
        sigma : array_like
            Typical widths [deg].
        spread : Spread
            A Gaussian by default.

        Raises
        ------
        InputDataError
            No sources, negative weights, positions that are none, a width that is not positive.
        """
        ra, dec = _checked_sky(ra, dec)
        weights = checked_weights(weights, len(ra))
        widths = np.radians(checked_widths(np.ravel(sigma), np.size(sigma)))
        reach = float(np.median((spread or gaussian()).reach(widths)))
        cells = Cells.of(np.radians(ra), np.radians(dec), weights, reach)
        ordered = unit_vectors(ra[cells.order], dec[cells.order])
        return cls(_components(ordered), np.ascontiguousarray(weights[cells.order]), cells)

    def density(
        self, ra: ArrayLike, dec: ArrayLike, sigma: ArrayLike, *, spread: Spread | None = None
    ) -> Array:
        """Signal density at events: sum over sources of weight times point-spread function.

        Parameters
        ----------
        ra, dec : array_like, shape (n_events,)
            Positions [deg].
        sigma : array_like, shape () or (n_events,)
            Width of each event [deg].
        spread : Spread
            Shape of the point-spread function, a Gaussian by default.

        Returns
        -------
        ndarray, shape (n_events,)
            S [1/deg2].

        Raises
        ------
        InputDataError
            Zero events, or a width that is not positive.
        """
        ra, dec = _checked_sky(ra, dec)
        widths = np.radians(checked_widths(sigma, len(ra)))
        shape = spread or gaussian()
        found = np.empty(len(ra))
        cells = self.cells
        sum_spreads(
            (
                _components(unit_vectors(ra, dec)),
                (np.radians(ra), np.radians(dec), widths, shape.reach(widths)),
            ),
            (self.vectors, self.weights, cells.first),
            (*cells.origin, cells.width, cells.n_columns, _smallest_cosines(cells)),
            (shape.kind, shape.index, shape.farthest, shape.table),
            found,
        )
        return found * shape.scale(widths)


def _smallest_cosines(cells: Cells) -> Array:
    """Smallest cosine of a declination in each row."""
    edges = cells.origin[1] + cells.width * np.arange(cells.n_rows + 1)
    cosines = np.cos(np.clip(edges, -np.pi / 2, np.pi / 2))
    return np.ascontiguousarray(np.minimum(cosines[:-1], cosines[1:]))


def _checked_sky(ra: ArrayLike, dec: ArrayLike) -> tuple[Array, Array]:
    """Right ascension from 0 to below 360 deg, and declination."""
    ra, dec = checked_positions(ra, dec)
    wrong = np.flatnonzero(np.abs(dec) > 90)
    if wrong.size:
        raise InputDataError(
            "a declination that is none",
            row=int(wrong[0]) + 1,
            value=float(dec[wrong[0]]),
            expected="-90 to 90 deg",
        )
    return np.mod(ra, 360.0), dec


def _components(vectors: Array) -> tuple[Array, Array, Array]:
    """Columns as arrays of their own."""
    x, y, z = (np.ascontiguousarray(column) for column in vectors.T)
    return x, y, z
