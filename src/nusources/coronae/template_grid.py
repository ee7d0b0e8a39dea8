"""Spectra on a grid of magnetization, X-ray luminosity and black-hole mass (karavola2026, 2.1).

Between its points the logarithm of the spectrum is linear in the three logarithms (eq. 1). What is
outside is NaN: nothing is clamped.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from nusources.coronae.engine import Engine
from nusources.errors import InputDataError

Axes = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]
AXES = ("log10_sigma", "log10_xray_luminosity", "log10_black_hole_mass")
SMALLEST_RATIO = float(np.finfo(np.float32).tiny)
"""Stands for no luminosity in logarithms."""
SOURCES_TOGETHER = 4096
CORNERS = np.array([(a, b, c) for a in (0, 1) for b in (0, 1) for c in (0, 1)])

DEFAULT_RANGES = ((1.0, 7.0), (41.0, 48.0), (5.5, 10.5))
"""Decimal logarithms of sigma, L_X [erg/s] and black-hole mass [solar masses]."""


@dataclass(frozen=True, eq=False)
class TemplateGrid:
    """Templates between which spectra are interpolated.

    Parameters
    ----------
    axes : tuple of ndarray
        Ascending decimal logarithms of sigma, L_X [erg/s] and black-hole mass [solar masses].
    energies : ndarray, shape (n_energies,)
        [GeV], in the frame of the source.
    ratio : ndarray of float32, shape (n_sigma, n_luminosity, n_mass, n_energies)
        All-flavour E L_E over the proton luminosity.
    electron_share : ndarray of float32, of the same shape
        Share of electron flavour at Earth; NaN where there are no neutrinos.
    """

    axes: Axes
    energies: NDArray[np.float64]
    ratio: NDArray[np.float32]
    electron_share: NDArray[np.float32]

    @property
    def n_templates(self) -> int:
        """Number of templates."""
        return int(np.prod(self.ratio.shape[:3]))

    @cached_property
    def _log_ratio(self) -> NDArray[np.float64]:
        """Natural logarithms, shape (n_templates, n_energies)."""
        flat = self.ratio.reshape(-1, len(self.energies)).astype(float)
        return np.asarray(np.log(np.maximum(flat, SMALLEST_RATIO)))

    def is_outside(self, *parameters: ArrayLike) -> NDArray[np.bool_]:
        """Whether sources are outside the grid, shape (n_sources,); NaN is."""
        points = _points(*parameters)
        low, high = (np.array([axis[end] for axis in self.axes]) for end in (0, -1))
        return np.asarray(~((points >= low) & (points <= high)).all(axis=1))

    def luminosity(
        self,
        log10_sigma: ArrayLike,
        log10_xray_luminosity: ArrayLike,
        log10_black_hole_mass: ArrayLike,
    ) -> NDArray[np.float64]:
        """All-flavour E L_E of sources per unit of proton over X-ray luminosity [erg/s].

        Parameters
        ----------
        log10_sigma, log10_xray_luminosity, log10_black_hole_mass : array_like
            Broadcast with each other.

        Returns
        -------
        ndarray, shape (n_sources, n_energies)
            NaN for sources outside the grid: `is_outside` counts them.
        """
        points = _points(log10_sigma, log10_xray_luminosity, log10_black_hole_mass)
        found = np.full((len(points), len(self.energies)), np.nan)
        inside = np.flatnonzero(~self.is_outside(*points.T))
        for begin in range(0, len(inside), SOURCES_TOGETHER):
            rows = inside[begin : begin + SOURCES_TOGETHER]
            log = self._weights(points[rows]) @ self._log_ratio
            found[rows] = np.exp(log + np.log(10) * points[rows, 1:2])
        return found

    def share_at_earth(self, *parameters: ArrayLike) -> NDArray[np.float64]:
        """Share of electron flavour at Earth; parameters and shape as of `luminosity`."""
        points = _points(*parameters)
        found = np.full((len(points), len(self.energies)), np.nan)
        inside = ~self.is_outside(*points.T)
        flat = self.electron_share.reshape(-1, len(self.energies)).astype(float)
        found[inside] = self._weights(points[inside]) @ flat
        return found

    def _weights(self, points: NDArray[np.float64]) -> csr_array:
        """Weights of the eight templates around each point."""
        shape = self.ratio.shape[:3]
        places = [
            np.clip(np.searchsorted(axis, values, side="right") - 1, 0, len(axis) - 2)
            for axis, values in zip(self.axes, points.T, strict=True)
        ]
        parts = np.stack(
            [
                (values - axis[at]) / (axis[at + 1] - axis[at])
                for axis, values, at in zip(self.axes, points.T, places, strict=True)
            ],
            axis=1,
        )
        corners = np.stack(places, axis=1)[:, np.newaxis, :] + CORNERS
        weights = np.where(CORNERS, parts[:, np.newaxis], 1 - parts[:, np.newaxis]).prod(axis=2)
        columns = np.ravel_multi_index(tuple(np.moveaxis(corners, -1, 0)), shape)
        starts = np.arange(0, columns.size + 1, len(CORNERS))
        return csr_array(
            (weights.ravel(), columns.ravel(), starts), shape=(len(points), self.n_templates)
        )


def even_axes(step: float, ranges: tuple[tuple[float, float], ...] = DEFAULT_RANGES) -> Axes:
    """Axes of a grid with one step [dex].

    Raises
    ------
    InputDataError
        If a range is no whole number of steps.

    Examples
    --------
    >>> [len(axis) for axis in even_axes(0.25)]
    [25, 29, 21]
    """
    axes: list[NDArray[np.float64]] = []
    for name, (low, high) in zip(AXES, ranges, strict=True):
        n = round((high - low) / step) if step > 0 else 0
        if n < 1 or abs(low + n * step - high) > 1e-9:
            raise InputDataError(
                "a grid that does not end where it should",
                column=name,
                value=f"{low:g} to {high:g} in steps of {step:g}",
                expected="a whole number of steps, 1 or more",
            )
        axes.append(low + step * np.arange(n + 1, dtype=float))
    sigma, luminosity, mass = axes
    return sigma, luminosity, mass


def make_grid(engine: Engine, axes: Axes) -> TemplateGrid:
    """Calculate all templates of a grid.

    Parameters
    ----------
    engine : Engine
    axes : tuple of ndarray
        As of `TemplateGrid`.
    """
    sigma, luminosity, mass = np.meshgrid(*axes, indexing="ij")
    templates = engine.templates(sigma, luminosity, mass)
    ratio = templates.all_flavours / 10.0 ** luminosity.reshape(-1, 1)
    shape = (*sigma.shape, len(engine.energies))
    kept = (one.astype(np.float32).reshape(shape) for one in (ratio, templates.share_at_earth()))
    return TemplateGrid(axes, engine.energies, *kept)


def _points(*parameters: ArrayLike) -> NDArray[np.float64]:
    """Parameters of all sources, shape (n_sources, 3)."""
    flat = np.broadcast_arrays(*(np.asarray(one, float) for one in parameters))
    return np.stack([one.ravel() for one in flat], axis=1)


def grid_table(grid: TemplateGrid, level: str = "full") -> pd.DataFrame:
    """Table of all templates, contract ``coronae.templates``.

    Parameters
    ----------
    grid : TemplateGrid
    level : str
        ``full``, or ``fast`` for the rough formulae.
    """
    points = np.meshgrid(*grid.axes, grid.energies, indexing="ij")
    columns = dict(zip((*AXES, "energy"), (one.ravel() for one in points), strict=True))
    values = {"luminosity_ratio": grid.ratio.ravel(), "electron_share": grid.electron_share.ravel()}
    return pd.DataFrame(columns | values).assign(level=level)


def grid_of_table(table: pd.DataFrame) -> TemplateGrid:
    """Grid of a table of templates, contract ``coronae.templates``.

    Raises
    ------
    InputDataError
        If templates are missing, or levels are mixed.
    """
    if table["level"].nunique() != 1:
        raise InputDataError(
            "levels are mixed",
            column="level",
            value=", ".join(sorted(table["level"].unique())),
            expected="templates of one level",
        )
    names = [*AXES, "energy"]
    *axes, energies = (np.unique(table[name].to_numpy(float)) for name in names)
    shape = (*(len(axis) for axis in axes), len(energies))
    if len(table) != np.prod(shape):
        raise InputDataError(
            "templates are missing",
            value=f"{len(table)} rows",
            expected=f"{' x '.join(map(str, shape))} rows, one for each point and energy",
        )
    ordered = table.sort_values(names)
    ratio, share = (
        ordered[name].to_numpy(np.float32).reshape(shape)
        for name in ("luminosity_ratio", "electron_share")
    )
    return TemplateGrid((axes[0], axes[1], axes[2]), energies, ratio, share)
