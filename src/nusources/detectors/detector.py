"""A detector as forecasts see it: area, point-spread function, sky, live time, background."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nusources.detectors.energy_proxy import EnergyProxyParameters
from nusources.detectors.point_spread import WidthCurve
from nusources.detectors.visibility import visibility


@dataclass(frozen=True)
class AreaTable:
    """Effective area for the mean of muon neutrinos and antineutrinos, averaged over bins.

    Attributes
    ----------
    log10_energy : ndarray, shape (n_energy + 1,)
        Edges of the bins of true energy, log10(E/GeV).
    cos_zenith : ndarray, shape (n_zenith + 1,)
        Edges from -1 (from below) to 1 (from above).
    area : ndarray, shape (n_zenith, n_energy)
        [cm2]
    """

    log10_energy: NDArray[np.float64]
    cos_zenith: NDArray[np.float64]
    area: NDArray[np.float64]

    def at(self, log10_energy: ArrayLike) -> NDArray[np.float64]:
        """Area of the bins of zenith at energies, shape (n_energies, n_zenith) [cm2]; 0 outside."""
        energies = np.atleast_1d(np.asarray(log10_energy, dtype=float))
        number = np.searchsorted(self.log10_energy, energies, side="right") - 1
        inside = (number >= 0) & (number < self.area.shape[1])
        columns = self.area[:, np.clip(number, 0, self.area.shape[1] - 1)]
        return np.where(inside, columns, 0.0).T

    def in_parts(self, n_parts: int) -> AreaTable:
        """The same area with each bin of the zenith angle in equal parts."""
        steps = np.diff(self.cos_zenith)[:, np.newaxis] * np.arange(n_parts) / n_parts
        edges = np.append((self.cos_zenith[:-1, np.newaxis] + steps).ravel(), self.cos_zenith[-1])
        return AreaTable(self.log10_energy, edges, np.repeat(self.area, n_parts, axis=0))


@dataclass(frozen=True)
class Detector:
    """A neutrino telescope.

    Attributes
    ----------
    name, label : str
        Name in tables, and what figures call it.
    status, source : str
        How well it is known (published, model, assumed, recalled), and from where.
    table : AreaTable
        Effective area, scaled, 0 outside the field of view.
    width : WidthCurve
        ``width(log10_energy)``: standard deviation per axis of the point-spread function [deg].
    latitude : float
        [deg]
    live_time_share : float
        Share of the calendar time with data.
    atmosphere : str
        Atmospheric flux that is taken where only one is.
    background_scale : float
        Atmospheric events over what area and flux give.
    energy_proxy : EnergyProxyParameters
        Response of the energy proxy.
    """

    name: str
    label: str
    status: str
    source: str
    table: AreaTable
    width: WidthCurve
    latitude: float
    live_time_share: float
    atmosphere: str
    background_scale: float
    energy_proxy: EnergyProxyParameters

    def area(self, log10_energy: ArrayLike, dec: ArrayLike) -> NDArray[np.float64]:
        """Effective area, averaged over a sidereal day.

        Parameters
        ----------
        log10_energy : array_like
            True energy, log10(E/GeV).
        dec : array_like
            Declination [deg]; the two broadcast.

        Returns
        -------
        ndarray
            [cm2]
        """
        energies, declinations = np.broadcast_arrays(
            np.asarray(log10_energy, dtype=float), np.asarray(dec, dtype=float)
        )
        seen = visibility(declinations.ravel(), self.table.cos_zenith, self.latitude)
        areas = np.einsum("nz,nz->n", seen, self.table.at(energies.ravel()))
        return areas.reshape(energies.shape)

    def in_parts(self, n_parts: int) -> Detector:
        """The same detector with each bin of the zenith angle in equal parts."""
        return replace(self, table=self.table.in_parts(n_parts))
