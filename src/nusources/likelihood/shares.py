"""Share of the events of each source that stays inside a footprint."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nusources.errors import InputDataError
from nusources.likelihood.checks import checked_positions, checked_widths
from nusources.likelihood.maps import FlatGrid, sample_map
from nusources.likelihood.reach import gaussian_reach

Array = NDArray[np.float64]


def checked_field(area: float, sigma: float) -> None:
    """Refuse a point-spread function wider than the field.

    Parameters
    ----------
    area : float
        Of the field [deg2].
    sigma : float
        Standard deviation per axis [deg].

    Raises
    ------
    InputDataError
        If the field has no area, or less than 2 pi sigma^2.
    """
    checked_widths(sigma, 1)
    if not area > 0:
        raise InputDataError("an empty footprint", value=area, expected="an area above 0 deg2")
    if 2 * np.pi * sigma**2 >= area:
        raise InputDataError(
            "a point-spread function wider than the footprint",
            value=sigma,
            expected=f"less than {np.sqrt(area / (2 * np.pi)):.3g} deg",
        )


def rectangle_share(
    x: ArrayLike,
    y: ArrayLike,
    sigma: float,
    x_range: tuple[float, float],
    y_range: tuple[float, float],
) -> Array:
    """Share of the events of sources that fall into a rectangle, in closed form.

    Parameters
    ----------
    x, y : array_like, shape (n_sources,)
        Positions [deg], equal-area coordinates.
    sigma : float
        Standard deviation per axis [deg].
    x_range, y_range : tuple of float
        Borders [deg].

    Examples
    --------
    >>> rectangle_share([0.0], [0.0], 0.1, (0, 5), (0, 5)).round(6).tolist()
    [0.25]
    """
    from scipy.special import ndtr

    x, y = checked_positions(x, y)
    along = ndtr((x_range[1] - x) / sigma) - ndtr((x_range[0] - x) / sigma)
    across = ndtr((y_range[1] - y) / sigma) - ndtr((y_range[0] - y) / sigma)
    return np.asarray(along * across)


def smoothed(grid: FlatGrid, values: Array, sigma: float) -> Array:
    """Convolve a map with a Gaussian; there is nothing outside the map.

    Parameters
    ----------
    grid : FlatGrid
    values : ndarray, shape (n_y, n_x)
    sigma : float
        Standard deviation per axis [deg].
    """
    from scipy.ndimage import gaussian_filter

    reach = float(gaussian_reach(sigma)) / sigma
    return np.asarray(gaussian_filter(values, sigma / grid.step, mode="constant", truncate=reach))


def footprint_share(
    grid: FlatGrid, exposure: ArrayLike, x: ArrayLike, y: ArrayLike, sigma: float
) -> Array:
    """Exposure of each source, averaged over its point-spread function.

    The signal density of events that are seen in the footprint only is
    sum(w_k K_k(x)) exposure(x) / sum(w_k share_k), and its ratio to a background in proportion to
    the exposure is sum(w_k K_k) * (integral of the exposure) / sum(w_k share_k).

    Parameters
    ----------
    grid : FlatGrid
    exposure : array_like, shape (n_y, n_x)
        Relative exposure in the pixels about the points: of a footprint alone, the part of a pixel
        that is inside.
    x, y : array_like, shape (n_sources,)
        Sources on the grid [deg].
    sigma : float
        Standard deviation per axis [deg].

    Returns
    -------
    ndarray, shape (n_sources,)
        In the unit of the exposure.

    Raises
    ------
    InputDataError
        An empty footprint, a negative exposure, a point-spread function wider than the footprint.
    """
    values = np.asarray(exposure, dtype=np.float64)
    if np.any(~(np.isfinite(values) & (values >= 0))):
        raise InputDataError("an exposure that cannot be used", expected="finite, not negative")
    checked_field(grid.step**2 * np.count_nonzero(values), sigma)
    return sample_map(grid, smoothed(grid, values, sigma), x, y)
