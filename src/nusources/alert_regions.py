"""Uncertainty regions of neutrino alerts: quarter ellipses and rectangles on the sphere.

An alert has a position and four errors: towards larger and smaller R.A., north and south. The
region is made of four quarters, each with the two half-axes of its side, so that it is continuous.

Shapes
    ``ellipse``: (x/a)^2 + (y/b)^2 <= 1 with the half-axes of the quarter of (x, y);
    ``rectangle``: |x| <= a and |y| <= b.
Errors in right ascension
    ``coordinate``: the errors are differences of R.A. and declination, so x and y are differences
    of coordinates (R.A. across 0 the short way). A region that passes the pole ends there: the
    other side of the pole has another R.A.
    ``true``: the errors are angles on the sky, so x = r sin(theta) and y = r cos(theta), with r the
    angular separation from the alert and theta the position angle, from north through east. Equal
    half-axes are then a circle, at any declination, around the pole too.
Circles
    A circle is one on the sphere, at any declination and around the pole too, whatever shape and
    errors the other regions have.

Borders belong to the region.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nusources.sky import SQUARE_DEGREES, angular_separation

SHAPES = ("ellipse", "rectangle")
RA_ERRORS = ("coordinate", "true")
N_ARRAYS = 6  # of a region: position and half-axes
N_NODES = 200  # Gauss-Legendre nodes per quarter: areas to 1e-9 where nothing is cut off


@dataclass(frozen=True)
class AlertRegions:
    """Positions and errors of alerts.

    Parameters
    ----------
    ra, dec : ndarray, shape (n_alerts,)
        Best-fit position [deg].
    ra_plus, ra_minus : ndarray, shape (n_alerts,)
        Half-axes towards larger and smaller R.A. [deg], in the sense of `ra_errors`.
    dec_plus, dec_minus : ndarray, shape (n_alerts,)
        Half-axes towards north and south [deg].
    ra_errors : str
        ``coordinate`` or ``true``: what the errors in R.A. are, see the module.
    is_circle : ndarray of bool, shape (n_alerts,), optional
        Regions that are circles, their half-axes all being the radius; none without.
    """

    ra: NDArray[np.float64]
    dec: NDArray[np.float64]
    ra_plus: NDArray[np.float64]
    ra_minus: NDArray[np.float64]
    dec_plus: NDArray[np.float64]
    dec_minus: NDArray[np.float64]
    ra_errors: str = "coordinate"
    is_circle: NDArray[np.bool_] | None = None

    def __post_init__(self) -> None:
        check_choice("ra_errors", self.ra_errors, RA_ERRORS)
        arrays = [one.name for one in fields(self)[:N_ARRAYS]]
        for name in arrays:
            values = np.atleast_1d(np.asarray(getattr(self, name), dtype=np.float64))
            if values.shape != np.shape(np.atleast_1d(self.ra)) or not np.isfinite(values).all():
                raise ValueError(f"{name}: one finite number for each alert is needed")
            object.__setattr__(self, name, values)
        for name in arrays[2:]:
            if (getattr(self, name) <= 0).any():
                raise ValueError(f"{name}: errors must be above 0")
        is_circle = np.zeros(len(self.ra), bool) if self.is_circle is None else self.is_circle
        object.__setattr__(self, "is_circle", np.asarray(is_circle, dtype=bool))

    @property
    def circular(self) -> NDArray[np.bool_]:
        """Which regions are circles, shape (n_alerts,)."""
        assert self.is_circle is not None  # set above
        return self.is_circle

    def __len__(self) -> int:
        return len(self.ra)

    def scaled(self, factor: float) -> AlertRegions:
        """Multiply all half-axes by a factor (chang2022 uses 1.0, 1.1, 1.3 and 1.5)."""
        if not factor > 0:
            raise ValueError(f"factor {factor}: must be above 0")
        axes = {
            name: getattr(self, name) * factor
            for name in ("ra_plus", "ra_minus", "dec_plus", "dec_minus")
        }
        return replace(self, **axes)


def circles(
    ra: ArrayLike, dec: ArrayLike, radius: ArrayLike, ra_errors: str = "coordinate"
) -> AlertRegions:
    """Make circular regions.

    Parameters
    ----------
    ra, dec : array_like, shape (n_alerts,)
        Centres [deg].
    radius : array_like, shape (n_alerts,)
        Radii [deg].
    ra_errors : str
        As in `AlertRegions`; it makes no difference to circles.

    Examples
    --------
    >>> contains(circles(10.0, 89.5, 1.0), [190.0], [89.6]).tolist()  # beyond the pole
    [[True]]
    """
    ra, dec, radius = np.broadcast_arrays(*np.atleast_1d(ra, dec, radius))
    is_circle = np.ones(len(ra), dtype=bool)
    return AlertRegions(ra, dec, radius, radius, radius, radius, ra_errors, is_circle)


def contains(
    regions: AlertRegions, ra: ArrayLike, dec: ArrayLike, shape: str = "ellipse"
) -> NDArray[np.bool_]:
    """Tell which positions lie inside which region.

    Parameters
    ----------
    regions : AlertRegions
    ra, dec : array_like, shape (n_positions,)
        Positions [deg].
    shape : str
        ``ellipse`` or ``rectangle``.

    Returns
    -------
    ndarray of bool, shape (n_alerts, n_positions)

    References
    ----------
    chang2022, sections 4.1, 5.1.1 and 6.2.

    Examples
    --------
    >>> region = AlertRegions([10.0], [0.0], [2.0], [1.0], [1.0], [1.0])
    >>> contains(region, [11.9, 8.1], [0.0, 0.0]).tolist()
    [[True, False]]
    """
    return containment_factors(regions, ra, dec, shape) <= 1


def containment_factors(
    regions: AlertRegions, ra: ArrayLike, dec: ArrayLike, shape: str = "ellipse"
) -> NDArray[np.float64]:
    """Smallest factor on the half-axes at which a region contains a position.

    Parameters
    ----------
    regions : AlertRegions
    ra, dec : array_like, shape (n_positions,)
        Positions [deg].
    shape : str
        ``ellipse`` or ``rectangle``.

    Returns
    -------
    ndarray, shape (n_alerts, n_positions)
        At most 1 inside, 1.3 on the border of the region enlarged by 1.3.

    References
    ----------
    Chang et al. 2022, section 4.1, for the enlarged regions.

    Examples
    --------
    >>> region = AlertRegions([10.0], [0.0], [2.0], [1.0], [1.0], [1.0])
    >>> containment_factors(region, [13.0], [0.0]).tolist()
    [[1.5]]
    """
    check_choice("shape", shape, SHAPES)
    east, north = offsets(regions, ra, dec)
    column = {one: getattr(regions, one)[:, None] for one in ("ra_plus", "ra_minus")}
    x = east / np.where(east > 0, column["ra_plus"], column["ra_minus"])
    y = north / np.where(north > 0, regions.dec_plus[:, None], regions.dec_minus[:, None])
    if shape == "rectangle":
        return np.where(regions.circular[:, None], np.hypot(x, y), np.maximum(np.abs(x), np.abs(y)))
    return np.sqrt(x**2 + y**2)


def offsets(
    regions: AlertRegions, ra: ArrayLike, dec: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Offsets of positions from alerts towards east and north, in the sense of `ra_errors`.

    Parameters
    ----------
    regions : AlertRegions
    ra, dec : array_like, shape (n_positions,)
        Positions [deg].

    Returns
    -------
    tuple of ndarray, shape (n_alerts, n_positions)
        East and north [deg].

    Examples
    --------
    >>> region = AlertRegions([359.0], [0.0], [2.0], [1.0], [1.0], [1.0])
    >>> east, north = offsets(region, [1.0], [0.5])
    >>> east.tolist(), north.tolist()
    ([[2.0]], [[0.5]])
    """
    ra, dec = np.atleast_1d(np.asarray(ra, np.float64), np.asarray(dec, np.float64))
    ra_alert, dec_alert = regions.ra[:, None], regions.dec[:, None]
    difference = (ra - ra_alert + 180.0) % 360.0 - 180.0
    if regions.ra_errors == "coordinate":
        is_circle = regions.circular
        east, north = np.array(difference), np.array(dec - dec_alert)
        if is_circle.any():
            east[is_circle], north[is_circle] = _true_offsets(
                ra_alert[is_circle], dec_alert[is_circle], ra, dec, difference[is_circle]
            )
        return east, north
    return _true_offsets(ra_alert, dec_alert, ra, dec, difference)


def _true_offsets(
    ra_alert: NDArray[np.float64],
    dec_alert: NDArray[np.float64],
    ra: NDArray[np.float64],
    dec: NDArray[np.float64],
    difference: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Offsets [deg] as angles on the sky; `difference` is that of R.A."""
    d1, d2, step = np.radians(dec_alert), np.radians(dec), np.radians(difference)
    across = np.cos(d2) * np.sin(step)
    # The same as cos d1 sin d2 - sin d1 cos d2 cos(step), without the loss of digits near 0.
    along = np.sin(d2 - d1) + 2 * np.sin(d1) * np.cos(d2) * np.sin(step / 2) ** 2
    angle = np.arctan2(across, along)
    separation = angular_separation(ra_alert, dec_alert, ra, dec)
    return separation * np.sin(angle), separation * np.cos(angle)


def ra_limits(
    regions: AlertRegions, dec: ArrayLike, shape: str = "ellipse"
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """R.A. differences at which parallels of declination leave the regions.

    A position at `dec` is inside if its R.A. minus the alert's is from ``-minus`` to ``plus``:
    what scrambles of right ascension need. For errors of the ``coordinate`` kind only.

    Parameters
    ----------
    regions : AlertRegions
    dec : array_like, shape (n_positions,)
        Declinations [deg].
    shape : str
        ``ellipse`` or ``rectangle``.

    Returns
    -------
    tuple of ndarray, shape (n_alerts, n_positions)
        ``minus`` and ``plus`` [deg], at most 180; -1 where the parallel passes the region by.
    """
    check_choice("shape", shape, SHAPES)
    check_choice("ra_errors", regions.ra_errors, RA_ERRORS[:1])
    if regions.circular.any():
        raise ValueError("is_circle: limits in R.A. are given for regions in coordinates only")
    north = np.atleast_1d(np.asarray(dec, np.float64)) - regions.dec[:, None]
    y = north / np.where(north > 0, regions.dec_plus[:, None], regions.dec_minus[:, None])
    share = np.ones_like(y) if shape == "rectangle" else np.sqrt(np.clip(1 - y**2, 0, None))
    outside = np.abs(y) > 1
    minus, plus = (
        np.where(outside, -1.0, np.minimum(axis[:, None] * share, 180.0))
        for axis in (regions.ra_minus, regions.ra_plus)
    )
    return minus, plus


def areas(regions: AlertRegions, shape: str = "ellipse") -> NDArray[np.float64]:
    """Solid angles of the regions [deg^2], on the sphere.

    Parameters
    ----------
    regions : AlertRegions
    shape : str
        ``ellipse`` or ``rectangle``.

    Returns
    -------
    ndarray, shape (n_alerts,)
        Parts beyond a pole (``coordinate``), beyond 180 deg of R.A. to a side or of the antipode
        do not count.

    Examples
    --------
    >>> region = AlertRegions([10.0], [0.0], [0.1], [0.1], [0.1], [0.1])
    >>> float(areas(region)[0].round(4))  # pi 0.1^2
    0.0314
    """
    check_choice("shape", shape, SHAPES)
    measure = _coordinate_quarter if regions.ra_errors == "coordinate" else _true_quarter
    total = np.zeros(len(regions))
    for across in (regions.ra_plus, regions.ra_minus):
        for along, side in ((regions.dec_plus, 1.0), (regions.dec_minus, -1.0)):
            total += measure(across[:, None], along[:, None], side * regions.dec[:, None], shape)
    total = np.where(regions.circular, 2 * np.pi * _cap(np.radians(regions.dec_plus)), total)
    return total * SQUARE_DEGREES


def check_choice(name: str, value: str, allowed: tuple[str, ...]) -> None:
    """Raise unless a named switch has one of its values."""
    if value not in allowed:
        raise ValueError(f"{name}={value!r}: allowed are {', '.join(map(repr, allowed))}")


def _nodes(stop: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Gauss-Legendre nodes and weights from 0 to `stop`, shape (n, 1)."""
    x, weight = np.polynomial.legendre.leggauss(N_NODES)
    return stop * (x + 1) / 2, stop * weight / 2


def _coordinate_quarter(
    across: NDArray[np.float64], along: NDArray[np.float64], dec: NDArray[np.float64], shape: str
) -> NDArray[np.float64]:
    """Solid angle [sr] of a quarter that reaches north of `dec` in coordinates."""
    height = np.minimum(along, 90.0 - dec)
    if shape == "rectangle":
        band = np.sin(np.radians(dec + height)) - np.sin(np.radians(dec))
        return (np.radians(np.minimum(across, 180.0)) * band)[:, 0]
    # y = along sin(u) removes the root at the tip, where the width goes to 0.
    u, weight = _nodes(np.arcsin(np.minimum(height / along, 1.0)))
    width = np.radians(np.minimum(across * np.cos(u), 180.0))
    slices = width * np.cos(np.radians(dec + along * np.sin(u)))
    return np.sum(slices * weight * np.radians(along) * np.cos(u), axis=1)


def _true_quarter(
    across: NDArray[np.float64], along: NDArray[np.float64], dec: NDArray[np.float64], shape: str
) -> NDArray[np.float64]:
    """Solid angle [sr] of a quarter in polar coordinates about the alert: int (1 - cos r) dtheta.

    The declination plays no part.
    """
    a, b = np.radians(across), np.radians(along)
    if shape == "ellipse":
        theta, weight = _nodes(np.full(a.shape, np.pi / 2))
        radius = 1 / np.hypot(np.sin(theta) / a, np.cos(theta) / b)
        return np.sum(_cap(radius) * weight, axis=1)
    corner = np.arctan2(a, b)
    theta, weight = _nodes(corner)
    total = np.sum(_cap(b / np.cos(theta)) * weight, axis=1)
    theta, weight = _nodes(np.pi / 2 - corner)
    return total + np.sum(_cap(a / np.cos(theta)) * weight, axis=1)


def _cap(radius: NDArray[np.float64]) -> NDArray[np.float64]:
    """1 - cos(radius), exact for small radii; the sphere ends at pi."""
    return 2 * np.sin(np.minimum(radius, np.pi) / 2) ** 2
