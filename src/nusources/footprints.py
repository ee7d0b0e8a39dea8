"""Footprints of surveys on the sky, and the flat sky of a small field.

The flat sky is the equal-area sinusoidal projection x = (ra - ra_centre) cos(dec), y = dec [deg]:
areas are those of the sphere, and a uniform density on the sphere is uniform in x and y.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nusources.errors import InputDataError

Floats = NDArray[np.float64]
TOUCHING = 1e-9
"""A point that is closer to an edge than this [deg] may be on either side of it."""


def project(ra: ArrayLike, dec: ArrayLike, ra_centre: float) -> tuple[Floats, Floats]:
    """Sinusoidal projection to the flat sky.

    Parameters
    ----------
    ra, dec : array_like
        Positions [deg]; differences of right ascension are taken within +-180 deg.
    ra_centre : float
        Right ascension of x = 0 [deg].

    Returns
    -------
    x, y : ndarray
        [deg].

    Examples
    --------
    >>> x, y = project([11.0, 359.0], [0.0, 60.0], 1.0)
    >>> x.round(12).tolist(), y.tolist()
    ([10.0, -1.0], [0.0, 60.0])
    """
    ra, dec = np.asarray(ra, dtype=float), np.asarray(dec, dtype=float)
    away = (ra - ra_centre + 180.0) % 360.0 - 180.0
    return away * np.cos(np.radians(dec)), dec.copy()


def unproject(x: ArrayLike, y: ArrayLike, ra_centre: float) -> tuple[Floats, Floats]:
    """Positions on the sphere, ``0 <= ra < 360`` [deg], of points of the flat sky [deg]."""
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    return (ra_centre + x / np.cos(np.radians(y))) % 360.0, y.copy()


@dataclass(frozen=True)
class Footprint:
    """Fields side by side: parallelograms, all with the same two edges [deg], `step` apart in R.A.

    The western corner of the first one is at ``ra, dec``; the fields may overlap, and none may lie
    across R.A. = 0. ``published_area`` [deg^2] is that of the survey's paper; the footprint's own
    is ``area``.
    """

    ra: float
    dec: float
    east_ra: float
    east_dec: float
    north_ra: float
    north_dec: float
    step: float
    n_fields: float
    published_area: float

    def __post_init__(self) -> None:
        if self.n_fields < 1:
            raise InputDataError(f"the footprint is empty: n_fields is {self.n_fields}")
        # `draw` takes the extremes of right ascension and declination from these directions.
        east = self.east_ra > 0 and self.east_dec <= 0 and self.step > 0
        if not (east and self.north_ra >= 0 and self.north_dec > 0):
            raise InputDataError(
                f"the footprint's edges ({self.east_ra}, {self.east_dec}) and ({self.north_ra}, "
                f"{self.north_dec}) deg, step {self.step} deg: expected the first towards the "
                "east, not the north, the second towards the north, not the west, and a step"
            )

    @property
    def corners(self) -> Floats:
        """R.A. and declination [deg] of the corners, shape (n_fields, 4, 2), in order around."""
        east = np.array([self.east_ra, self.east_dec])
        north = np.array([self.north_ra, self.north_dec])
        west = np.array([[self.ra + field * self.step, self.dec] for field in self._fields])
        around = np.stack([0 * east, east, east + north, north])
        return west[:, None, :] + around

    @property
    def ra_centre(self) -> float:
        """Middle of the range of right ascension [deg]: x = 0 of the flat sky."""
        ra = self.corners[..., 0]
        return float(ra.min() + ra.max()) / 2

    @property
    def area(self) -> float:
        """Solid angle of the union of the fields [deg^2], exact.

        Between the declinations where edges end or cross, the width in right ascension is linear,
        and its integral with cos(dec) is closed.
        """
        edges = self._edges
        breaks = np.unique([*edges[:, 0, 1], *_crossings(edges)])
        middle, half = (breaks[1:] + breaks[:-1]) / 2, (breaks[1:] - breaks[:-1]) / 2
        # Two points inside each piece give its line: at the breaks edges may end.
        below, above = self._width(middle - half / 2), self._width(middle + half / 2)
        m, h = np.radians(middle), np.radians(half)
        # Integrals of cos(dec) and of (dec - middle) cos(dec) over the piece.
        even = (below + above) * np.cos(m) * np.sin(h)
        odd = -2 * (above - below) / h * np.sin(m) * (np.sin(h) - h * np.cos(h))
        return float(np.degrees((even + odd).sum()))

    def contains(self, ra: ArrayLike, dec: ArrayLike) -> NDArray[np.bool_]:
        """Tell which positions [deg] lie in one of the fields."""
        ra, dec = np.asarray(ra), np.asarray(dec)
        inside = np.zeros(np.shape(ra), dtype=bool)
        area = self.east_ra * self.north_dec - self.north_ra * self.east_dec
        # How far along either edge, in their lengths: the same for all fields but for a shift.
        north = (dec - self.dec) / area
        east_of_first = (ra - self.ra) / area
        for field in self._fields:
            east = east_of_first - field * self.step / area
            u = east * self.north_dec - north * self.north_ra
            v = north * self.east_ra - east * self.east_dec
            inside |= (u >= 0) & (u <= 1) & (v >= 0) & (v <= 1)
        return inside

    def draw(self, n: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
        """Draw `n` positions [deg], uniform on the sphere within the footprint."""
        width = (self.n_fields - 1) * self.step + self.east_ra + self.north_ra
        bottom = np.sin(np.radians(self.dec + self.east_dec))
        top = np.sin(np.radians(self.dec + self.north_dec))
        ra, dec = np.empty(0), np.empty(0)
        while len(ra) < n:  # the box is at most twice as large as the footprint
            tried = self.ra + width * rng.random(2 * n)
            tried_dec = np.degrees(np.arcsin(bottom + (top - bottom) * rng.random(2 * n)))
            inside = self.contains(tried, tried_dec)
            ra, dec = np.append(ra, tried[inside]), np.append(dec, tried_dec[inside])
        return ra[:n], dec[:n]

    def flat(self, ra: ArrayLike, dec: ArrayLike) -> tuple[Floats, Floats]:
        """Positions [deg] on the flat sky [deg] around the footprint's centre."""
        return project(ra, dec, self.ra_centre)

    def contains_flat(self, x: ArrayLike, y: ArrayLike) -> NDArray[np.bool_]:
        """Tell which points of the flat sky [deg] lie in one of the fields."""
        shape = np.broadcast_shapes(np.shape(x), np.shape(y))
        ra, dec = unproject(x, y, self.ra_centre)
        inside = self.contains(
            np.broadcast_to(ra, shape).ravel(), np.broadcast_to(dec, shape).ravel()
        )
        return inside.reshape(shape)

    def mask(self, x: ArrayLike, y: ArrayLike) -> NDArray[np.bool_]:
        """Tell which points of a grid of the flat sky lie in one of the fields.

        The same as `contains_flat`, from where the edges cross each row: only points that are all
        but on an edge are asked.

        Parameters
        ----------
        x, y : array_like, shapes (n_x,) and (n_y,)
            Columns and rows [deg]; columns ascend.

        Returns
        -------
        ndarray, shape (n_y, n_x)
        """
        x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
        cosine = np.cos(np.radians(y))
        changes = np.zeros((y.size, x.size + 1), dtype=np.int16)
        doubtful = []
        for corners in self.corners:
            low, high = _interval(corners, y)
            rows = np.flatnonzero(low < high)
            for ra, change in ((low, 1), (high, -1)):
                crossing = ((ra - self.ra_centre) * cosine)[rows]
                np.add.at(changes, (rows, np.searchsorted(x, crossing)), change)
                first, end = (np.searchsorted(x, crossing + one) for one in (-TOUCHING, TOUCHING))
                doubtful.append(_ranges(rows, first, end))
        inside = np.cumsum(changes[:, :-1], axis=1, dtype=np.int16) > 0
        row, column = np.concatenate(doubtful, axis=1)
        inside[row, column] = self.contains_flat(x[column], y[row])
        # Rows that touch a corner or edge, and those that come round to the field again.
        touching = np.abs(y[:, None] - self.corners[..., 1].ravel()).min(axis=1) < TOUCHING
        asked = touching | (np.abs(x).max(initial=0) >= 180 * cosine)
        inside[asked] = self.contains_flat(x[None, :], y[asked, None])
        return inside

    def bounds_flat(self) -> tuple[float, float, float, float]:
        """Smallest and largest x and y [deg] of the footprint on the flat sky.

        Edges are straight in right ascension and declination, so that x may be extreme between
        corners; points every thousandth of an edge are near enough for a grid around the field.
        """
        share = np.linspace(0, 1, 1001)[:, None, None]
        edges = self._edges
        x, y = self.flat(*np.moveaxis(edges[:, 0] + share * (edges[:, 1] - edges[:, 0]), -1, 0))
        return float(x.min()), float(x.max()), float(y.min()), float(y.max())

    def coverage(self, x: ArrayLike, y: ArrayLike, step: float, *, divisions: int = 1) -> Floats:
        """Share of each cell of a flat grid that lies in the footprint.

        Parameters
        ----------
        x, y : array_like, shapes (n_x,) and (n_y,)
            Centres of the cells [deg].
        step : float
            Width of the cells [deg].
        divisions : int
            Points per cell and axis at which the footprint is asked; with 1 the answer is a mask.

        Returns
        -------
        ndarray, shape (n_y, n_x)
        """
        inner = ((np.arange(divisions) + 0.5) / divisions - 0.5) * step
        x_fine = (np.asarray(x)[:, None] + inner).ravel()
        y_fine = (np.asarray(y)[:, None] + inner).ravel()
        inside = self.mask(x_fine, y_fine)
        cells = inside.reshape(np.size(y), divisions, np.size(x), divisions)
        return cells.mean(axis=(1, 3))

    @property
    def _fields(self) -> range:
        return range(int(self.n_fields))

    @property
    def _edges(self) -> Floats:
        """Start and end of all edges, shape (4 n_fields, 2, 2): R.A. and declination [deg]."""
        corners = self.corners
        return np.stack([corners, np.roll(corners, -1, axis=1)], axis=2).reshape(-1, 2, 2)

    def _width(self, dec: Floats) -> Floats:
        """Width of the union in right ascension [deg] at each declination [deg]."""
        width, reached = np.zeros(len(dec)), np.full(len(dec), -np.inf)
        for corners in self.corners:  # shifted copies: their intervals are in order of R.A.
            low, high = _interval(corners, dec)
            found = low < high
            width += np.where(found, np.maximum(high - np.maximum(low, reached), 0.0), 0.0)
            reached = np.where(found, np.maximum(reached, high), reached)
        return width


def _ranges(rows: NDArray, first: NDArray, end: NDArray) -> NDArray[np.int64]:
    """Row and column of all points from the first column of each row to before its last one."""
    counts = end - first
    before = np.cumsum(counts) - counts
    columns = np.arange(counts.sum()) - np.repeat(before - first, counts)
    return np.stack([np.repeat(rows, counts), columns])


def _interval(corners: Floats, dec: Floats) -> tuple[Floats, Floats]:
    """Smallest and largest right ascension of a convex field at each declination; 0, 0 outside."""
    low, high = np.full(len(dec), np.inf), np.full(len(dec), -np.inf)
    for (ra1, dec1), (ra2, dec2) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        if dec1 == dec2:
            continue
        share = (dec - dec1) / (dec2 - dec1)
        ra = ra1 + share * (ra2 - ra1)
        on_edge = (share >= 0) & (share <= 1)
        low = np.where(on_edge, np.minimum(low, ra), low)
        high = np.where(on_edge, np.maximum(high, ra), high)
    outside = low > high
    return np.where(outside, 0.0, low), np.where(outside, 0.0, high)


def _crossings(edges: Floats) -> list[float]:
    """Declinations [deg] at which edges cross each other."""
    found = []
    for (p, p_end), (q, q_end) in combinations(edges, 2):
        r, s = p_end - p, q_end - q
        determinant = r[0] * s[1] - r[1] * s[0]
        if determinant == 0.0:
            continue
        t = ((q - p)[0] * s[1] - (q - p)[1] * s[0]) / determinant
        u = ((q - p)[0] * r[1] - (q - p)[1] * r[0]) / determinant
        if 0 <= t <= 1 and 0 <= u <= 1:
            found.append(float(p[1] + t * r[1]))
    return found
