"""Points to which a line is fitted: two quantities with errors, correlations and limits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nusources.errors import InputDataError

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

COLUMNS = (
    *("x", "y", "x_error_low", "x_error_high", "y_error_low", "y_error_high"),
    *("correlation", "is_x_limit", "is_y_limit"),
)
FEWEST = 3
"""Slope, intercept and scatter need as many measured points."""


@dataclass(frozen=True)
class Points:
    """Two quantities of some sources, such as the logarithms of luminosities.

    Parameters
    ----------
    x, y : ndarray, shape (n,)
        Abscissa and ordinate; where a flag says so, upper limits.
    x_error_low, x_error_high, y_error_low, y_error_high : ndarray, shape (n,)
        Standard deviations of the two sides of a split normal; of a limit, the width of its edge
        (the low one).
    correlation : ndarray, shape (n,)
        Of the two errors, between -1 and 1.
    is_x_limit, is_y_limit : ndarray of bool, shape (n,)
        Whether the value is an upper limit.
    names : tuple of str
        What errors call the sources.

    Raises
    ------
    InputDataError
        Different lengths; a value that is missing; an error that is missing or negative; a
        correlation outside; one name for two sources; fewer measured sources than parameters;
        measured sources of one abscissa.
    """

    x: Array
    y: Array
    x_error_low: Array
    x_error_high: Array
    y_error_low: Array
    y_error_high: Array
    correlation: Array
    is_x_limit: Flags
    is_y_limit: Flags
    names: tuple[str, ...]

    @classmethod
    def of(
        cls,
        x: ArrayLike,
        y: ArrayLike,
        x_error: ArrayLike,
        y_error: ArrayLike,
        **more: ArrayLike,
    ) -> Points:
        """Points with errors of one or of two sides.

        Parameters
        ----------
        x, y : array_like, shape (n,)
        x_error, y_error : array_like, shape (), (n,) or (2, n)
            Both sides, or the lower and the upper one.
        **more : array_like, shape () or (n,)
            ``correlation`` (0), ``is_x_limit``, ``is_y_limit`` (False), ``names``.

        Examples
        --------
        >>> points = Points.of([0, 1, 2], [0, 1, 3], 0.1, [[0.1, 0.1, 0.2], [0.1, 0.1, 0.3]])
        >>> points.y_error_high.tolist(), points.is_gaussian
        ([0.1, 0.1, 0.3], False)
        """
        values = np.asarray(x, dtype=np.float64)
        n = len(values)
        unknown = set(more) - {"correlation", "is_x_limit", "is_y_limit", "names"}
        if unknown:
            raise InputDataError("an unknown property of points", value=sorted(unknown)[0])
        names = tuple(str(one) for one in more.get("names", range(1, n + 1)))  # type: ignore[union-attr]
        return cls(
            values,
            np.asarray(y, dtype=np.float64),
            *_sides(x_error, n),
            *_sides(y_error, n),
            _filled(more.get("correlation", 0.0), n),
            _filled(more.get("is_x_limit", False), n).astype(bool),
            _filled(more.get("is_y_limit", False), n).astype(bool),
            names,
        )

    def __post_init__(self) -> None:
        columns = {name: value for name, value in vars(self).items() if name != "names"}
        for name, values in columns.items():
            if values.shape != (len(self.names),):
                raise InputDataError(
                    "columns of different lengths",
                    column=name,
                    value=values.shape,
                    expected=f"{len(self.names)} values",
                )
            self._refuse(~np.isfinite(values), name, "a value is missing", "a number")
            if "error" in name:
                self._refuse(values < 0, name, "a negative error", "at least 0")
        self._refuse(np.abs(self.correlation) >= 1, "correlation", "no correlation", "-1 to 1")
        twice = [self.names.count(one) > 1 for one in self.names]
        self._refuse(np.array(twice, dtype=bool), "names", "two sources of one name", "one each")
        self._check_number()

    def _check_number(self) -> None:
        if self.is_measured.sum() < FEWEST:
            raise InputDataError(
                "fewer measured sources than parameters of a line with scatter",
                value=int(self.is_measured.sum()),
                expected=f"at least {FEWEST}",
            )
        abscissae = self.x[self.is_measured]
        if np.ptp(abscissae) == 0:
            raise InputDataError(
                "all measured sources have one abscissa",
                column="x",
                value=float(abscissae[0]),
                expected="two different ones at least",
            )

    def _refuse(self, wrong: Flags, column: str, problem: str, expected: str) -> None:
        if wrong.any():
            row = int(np.flatnonzero(wrong)[0])
            value = vars(self)[column][row]
            problem = f"{problem} (source {self.names[row]!r})"
            raise InputDataError(
                problem, row=row + 1, column=column, value=value, expected=expected
            )

    @cached_property
    def is_measured(self) -> Flags:
        """Sources that are no limit on either axis, shape (n,)."""
        return ~(self.is_x_limit | self.is_y_limit)

    @cached_property
    def is_gaussian(self) -> bool:
        """Whether there are no limits, and all errors have equal sides."""
        return self.is_symmetric and bool(self.is_measured.all())

    @cached_property
    def is_symmetric(self) -> bool:
        """Whether all errors have equal sides, and there are no limits on the abscissa."""
        alike = (self.x_error_low == self.x_error_high) & (self.y_error_low == self.y_error_high)
        return bool((alike & ~self.is_x_limit).all())

    @cached_property
    def pivot(self) -> float:
        """Mean abscissa of the measured sources, where the intercept is told."""
        return float(self.x[self.is_measured].mean())

    @cached_property
    def spread(self) -> float:
        """Standard deviation of their abscissae (with n - 1)."""
        return float(self.x[self.is_measured].std(ddof=1))

    @cached_property
    def covariances(self) -> tuple[Array, Array, Array]:
        """Variances of x and y and their covariance, of the lower sides, shape (n,)."""
        x_error, y_error = self.x_error_low, self.y_error_low
        return x_error**2, y_error**2, self.correlation * x_error * y_error

    def take(self, keep: Flags) -> Points:
        """Some of the sources.

        Parameters
        ----------
        keep : ndarray of bool, shape (n,)
        """
        columns = {name: value[keep] for name, value in vars(self).items() if name in COLUMNS}
        return Points(**columns, names=tuple(np.array(self.names)[keep].tolist()))

    def gaussian(self) -> Points:
        """Measured sources, with normals about the mean of each split normal.

        They are as wide as its wider side, so that they fall off nowhere faster.
        """
        x_error = np.maximum(self.x_error_low, self.x_error_high)
        y_error = np.maximum(self.y_error_low, self.y_error_high)
        return self._with_errors(x_error, y_error).take(self.is_measured)

    def symmetric(self) -> Points:
        """All sources, with normals of the mean and variance of each split normal."""
        x_error = _deviation(self.x_error_low, self.x_error_high)
        return self._with_errors(x_error, _deviation(self.y_error_low, self.y_error_high))

    def _with_errors(self, x_error: Array, y_error: Array) -> Points:
        return replace(
            self,
            x=self.x + _shift(self.x_error_low, self.x_error_high),
            y=self.y + _shift(self.y_error_low, self.y_error_high),
            x_error_low=x_error,
            x_error_high=x_error,
            y_error_low=y_error,
            y_error_high=y_error,
        )


def _shift(low: Array, high: Array) -> Array:
    """Mean of a split normal above its peak (John 1982, Commun. Stat. 11, 879)."""
    return np.sqrt(2 / np.pi) * (high - low)


def _deviation(low: Array, high: Array) -> Array:
    """Standard deviation of a split normal."""
    return np.sqrt((1 - 2 / np.pi) * (high - low) ** 2 + high * low)


def _sides(error: ArrayLike, n: int) -> tuple[Array, Array]:
    found = np.asarray(error, dtype=np.float64)
    low, high = found if found.ndim == 2 else (found, found)
    return _filled(low, n), _filled(high, n)


def _filled(values: ArrayLike, n: int) -> Array:
    found = np.asarray(values, dtype=np.float64)
    return np.full(n, found) if found.ndim == 0 else found
