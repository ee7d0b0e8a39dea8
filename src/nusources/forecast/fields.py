"""Sources and events of a small field on the flat sky, with and without edges.

References
----------
Chen et al. 2025, sections II and III.2.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nusources.errors import InputDataError
from nusources.footprints import Footprint

Positions = tuple[NDArray[np.float64], NDArray[np.float64]]
"""Flat coordinates x, y [deg]."""


@dataclass(frozen=True)
class SurveyedField:
    """The footprint of a survey; events may leave it, for it has edges and no period."""

    footprint: Footprint
    period: ClassVar[None] = None

    @cached_property
    def area(self) -> float:
        """Solid angle [deg^2]."""
        return self.footprint.area

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        """Smallest and largest x and y [deg]."""
        return self.footprint.bounds_flat()

    def contains(self, x: NDArray, y: NDArray) -> NDArray[np.bool_]:
        """Whether flat positions [deg], broadcast together, are in the footprint."""
        return self.footprint.contains_flat(x, y)

    def mask(self, x: NDArray, y: NDArray) -> NDArray[np.bool_]:
        """Which points of a grid of ascending columns x and rows y [deg] are in it."""
        return self.footprint.mask(x, y)

    def draw(self, n: int, rng: np.random.Generator) -> Positions:
        """Positions of uniform density [deg]."""
        return self.footprint.flat(*self.footprint.draw(n, rng))

    def settle(self, x: NDArray, y: NDArray) -> Positions:
        """Where events are found [deg]: where they are."""
        return x, y


@dataclass(frozen=True)
class PeriodicField:
    """A rectangle whose opposite sides are one: a field without edges.

    Parameters
    ----------
    period : tuple of float
        Width and height [deg].
    """

    period: tuple[float, float]

    @property
    def area(self) -> float:
        """Solid angle [deg^2]."""
        return self.period[0] * self.period[1]

    def contains(self, x: NDArray, y: NDArray) -> NDArray[np.bool_]:
        """Nothing is outside."""
        return np.ones(np.broadcast(x, y).shape, dtype=bool)

    def draw(self, n: int, rng: np.random.Generator) -> Positions:
        """Positions of uniform density [deg]."""
        return self.period[0] * rng.random(n), self.period[1] * rng.random(n)

    def settle(self, x: NDArray, y: NDArray) -> Positions:
        """Where events are found [deg]: what leaves on one side comes in on the other."""
        return np.mod(x, self.period[0]), np.mod(y, self.period[1])


Field = SurveyedField | PeriodicField


@dataclass(frozen=True)
class SourceField:
    """Sources in a field, the brightest first.

    Parameters
    ----------
    field : SurveyedField or PeriodicField
    x, y : ndarray, shape (n_sources,)
        Flat positions [deg].
    flux : ndarray, shape (n_sources,)
        [erg cm-2 s-1], descending.
    """

    field: Field
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    flux: NDArray[np.float64]

    @property
    def density(self) -> float:
        """Sources per deg^2."""
        return len(self.flux) / self.field.area

    def weights(self, exponent: float = 1.0) -> NDArray[np.float64]:
        """Share of the neutrinos of each source, F^s over its sum (section VI.2)."""
        weights = self.flux**exponent
        return weights / weights.sum()

    def n_above(self, flux_min: float) -> int:
        """Sources with at least this flux [erg cm-2 s-1]."""
        return int(np.searchsorted(-self.flux, -flux_min, side="right"))

    def part(self, chosen: NDArray[np.bool_]) -> SourceField:
        """Sources that are chosen."""
        return replace(self, x=self.x[chosen], y=self.y[chosen], flux=self.flux[chosen])


def surveyed_sources(ra: NDArray, dec: NDArray, flux: NDArray, footprint: Footprint) -> SourceField:
    """Sources of a survey in flat coordinates.

    Parameters
    ----------
    ra, dec : ndarray, shape (n_sources,)
        [deg].
    flux : ndarray, shape (n_sources,)
        [erg cm-2 s-1]; in other units only ratios are the same.
    footprint : Footprint

    Raises
    ------
    InputDataError
        Without a source, or if a flux is missing or is not above zero.
    """
    flux = np.asarray(flux, dtype=float)
    if not len(flux):
        raise InputDataError("the catalogue has no source", expected="one at least")
    wrong = ~(np.isfinite(flux) & (flux > 0))
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise InputDataError(
            f"{int(wrong.sum())} sources have no flux, or only a limit",
            row=row + 1,
            value=float(flux[row]),
            expected="fluxes above 0 [erg cm-2 s-1]",
        )
    order = brightest_first(ra, dec, flux)
    x, y = footprint.flat(np.asarray(ra)[order], np.asarray(dec)[order])
    return SourceField(SurveyedField(footprint), x, y, flux[order])


def brightest_first(ra: NDArray, dec: NDArray, flux: NDArray) -> NDArray[np.int64]:
    """Order of sources by falling flux, the same whatever order they are given in."""
    return np.lexsort((dec, ra, -np.asarray(flux)))


def without_edges(sources: SourceField, rng: np.random.Generator) -> SourceField:
    """The same fluxes at random places of a periodic rectangle of the same area, 2 by 1."""
    height = np.sqrt(sources.field.area / 2)
    field = PeriodicField((2 * height, height))
    x, y = field.draw(len(sources.flux), rng)
    return replace(sources, field=field, x=x, y=y)


def redrawn_inside(field: Field, draw: Callable[[NDArray], Positions], n: int) -> Positions:
    """Positions in the field: those outside are drawn again.

    Parameters
    ----------
    field : SurveyedField or PeriodicField
    draw : callable
        From the numbers of events to their positions [deg].
    n : int
    """
    x, y = draw(np.arange(n))
    outside = np.flatnonzero(~field.contains(x, y))
    while len(outside):
        x[outside], y[outside] = draw(outside)
        outside = outside[~field.contains(x[outside], y[outside])]
    return x, y
