"""Neutrino luminosities from numbers of signal events and spectral indices.

A power law, phi(E) = phi_1 (E / 1 TeV)^-gamma of nu_mu + anti-nu_mu, gives
n = phi_1 sum over seasons [T int A(E, dec) (E / 1 TeV)^-gamma dE] events, and all flavours together
L = 3 * 4 pi d_L^2 int E phi dE, with equal fluxes of the three flavours at Earth.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.interpolate import CubicSpline

from nusources.errors import InputDataError
from nusources.fluxes import power_integral
from nusources.luminosity.distances import area_of_sphere
from nusources.units import ERG_PER_GEV, GEV_PER_TEV, LOG10_GEV_PER_TEV, SECONDS_PER_DAY

N_FLAVOURS = 3
INDICES = np.linspace(-1.0, 8.0, 181)
"""Spectral indices at which the integrals over the area are exact; between them, cubic Hermite in
the logarithm errs by less than 1e-6."""
FRAMES = ("source", "observed")
WINDOW_EXPECTED = "0 < lower end < upper end [TeV]"


@dataclass(frozen=True, eq=False)
class FluxPerEvent:
    """Flux at 1 TeV that gives one expected event, by source and spectral index.

    Parameters
    ----------
    log10_energy_min, log10_energy_max : ndarray, shape (n_bins,)
        Bins of all seasons one after the other [log10(E/TeV)].
    exposure : ndarray, shape (n_sources, n_bins)
        Live time times effective area [cm2 s].
    """

    log10_energy_min: NDArray[np.float64]
    log10_energy_max: NDArray[np.float64]
    exposure: NDArray[np.float64]

    @classmethod
    def of(
        cls, areas: pd.DataFrame, live_times: Mapping[str, float], dec: ArrayLike
    ) -> FluxPerEvent:
        """Make it from a table of areas.

        Parameters
        ----------
        areas : DataFrame
            Contract ``effective_area``; seasons may have different bins.
        live_times : mapping
            Days that the area of each season serves.
        dec : array_like, shape (n_sources,)
            Declinations [deg]; each source has the area of its own bin.

        Raises
        ------
        InputDataError
            If a season has no area, or a source no area at all.
        """
        dec = np.asarray(dec, dtype=float)
        lows, highs, exposures = [], [], []
        for season, days in live_times.items():
            low, high, area = _area_of_season(areas, season, dec)
            lows.append(low - LOG10_GEV_PER_TEV)
            highs.append(high - LOG10_GEV_PER_TEV)
            exposures.append(area * days * SECONDS_PER_DAY)
        exposure = np.concatenate(exposures, axis=1)
        blind = ~(exposure > 0).any(axis=1)
        if blind.any():
            raise InputDataError(
                "no effective area at a declination",
                column="dec",
                value=float(dec[blind][0]),
                expected=f"an area in {', '.join(live_times)}",
            )
        return cls(np.concatenate(lows), np.concatenate(highs), exposure)

    @cached_property
    def _nodes(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Logarithm of the integral and its slope, shape (n_sources, n_indices)."""
        low, high = 10.0**self.log10_energy_min, 10.0**self.log10_energy_max
        integrals = power_integral(-INDICES, low[:, None], high[:, None])
        values = np.log(self.exposure @ integrals)
        return values, CubicSpline(INDICES, values, axis=1)(INDICES, 1)

    def at(self, source: ArrayLike, spectral_index: ArrayLike) -> NDArray[np.float64]:
        """Flux for one expected event [TeV^-1 cm^-2 s^-1].

        Parameters
        ----------
        source : array_like of int
            Rows of `exposure`; broadcast with `spectral_index`.
        spectral_index : array_like

        Raises
        ------
        InputDataError
            If an index is outside of `INDICES`.
        """
        index = np.asarray(spectral_index, dtype=float)
        if not ((index >= INDICES[0]) & (index <= INDICES[-1])).all():
            wrong = index[~((index >= INDICES[0]) & (index <= INDICES[-1]))]
            raise InputDataError(
                "no power law that the effective area can weigh",
                column="spectral_index",
                value=float(wrong.flat[0]),
                expected=f"{INDICES[0]:g} to {INDICES[-1]:g}",
            )
        step = INDICES[1] - INDICES[0]
        place = (index - INDICES[0]) / step
        below = np.clip(place.astype(np.intp), 0, INDICES.size - 2)
        t = place - below
        value, slope = self._nodes
        rows = np.asarray(source)
        rise = value[rows, below + 1] - value[rows, below]
        left, right = step * slope[rows, below], step * slope[rows, below + 1]
        # Cubic Hermite: equal values and slopes at the nodes.
        bow = (1 - t) * (left - rise) + t * (rise - right)
        return np.exp(-(value[rows, below] + t * rise + t * (1 - t) * bow))

    def end_share(self, source: ArrayLike, spectral_index: ArrayLike) -> NDArray[np.float64]:
        """Share of the expected events in the first or the last bin of energy, whichever is larger.

        A large share says that events lie where the table has no area any more.
        """
        events = self._events(source, spectral_index)
        low, high = self.log10_energy_min, self.log10_energy_max
        ends = (low == low.min(), high == high.max())
        return np.maximum(*(events[:, is_end].sum(axis=1) for is_end in ends))

    def central_window(
        self, source: ArrayLike, spectral_index: ArrayLike, share: float = 0.68
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Observed energies between which the central share of the expected events lies [TeV]."""
        events = self._events(source, spectral_index)
        edges, bins = np.unique(self.log10_energy_max, return_inverse=True)
        edges = np.append(self.log10_energy_min.min(), edges)
        shares = np.zeros((len(events), edges.size))
        for bin_of_all, own in zip(bins + 1, events.T, strict=True):
            shares[:, bin_of_all] += own
        cumulative = np.cumsum(shares, axis=1)
        levels = ((1 - share) / 2, (1 + share) / 2)
        ends = np.array([np.interp(levels, one, edges) for one in cumulative])
        return 10.0 ** ends[:, 0], 10.0 ** ends[:, 1]

    def _events(self, source: ArrayLike, spectral_index: ArrayLike) -> NDArray[np.float64]:
        """Share of the events by bin, shape (n, n_bins)."""
        low, high = 10.0**self.log10_energy_min, 10.0**self.log10_energy_max
        index = np.atleast_1d(np.asarray(spectral_index, dtype=float))[:, None]
        events = self.exposure[np.atleast_1d(source)] * power_integral(-index, low, high)
        return events / events.sum(axis=1, keepdims=True)


def _area_of_season(
    areas: pd.DataFrame, season: str, dec: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Edges [log10(E/GeV)] and areas [cm2], shape (n_sources, n_bins), of one season."""
    part = areas[areas["season"] == season]
    if part.empty:
        raise InputDataError(
            "no effective area of a season",
            column="season",
            value=season,
            expected=f"one of {', '.join(sorted(areas['season'].unique()))}",
        )
    table = part.pivot(
        index=["log10_energy_min", "log10_energy_max"], columns="dec_min", values="effective_area"
    )
    low = np.sort(part["dec_min"].unique())
    place = np.clip(np.searchsorted(low, dec, side="right") - 1, 0, None)
    edges = table.index.to_frame().to_numpy()
    return edges[:, 0], edges[:, 1], table[low].to_numpy().T[place]


def neutrino_luminosity(
    flux_1tev: ArrayLike,
    spectral_index: ArrayLike,
    redshift: ArrayLike,
    distance_mpc: ArrayLike,
    window_tev: tuple[ArrayLike, ArrayLike],
    frame: str = "source",
) -> NDArray[np.float64]:
    """Luminosity of all flavours in a window of energy [erg/s].

    A window of the source's frame is seen at energies lower by 1 + z: L = 4 pi d_L^2 times the flux
    between E_1/(1+z) and E_2/(1+z), which for a power law is that of the window itself times
    (1+z)^(gamma-2), the K-correction.

    Parameters
    ----------
    flux_1tev : array_like
        nu_mu + anti-nu_mu at 1 TeV [TeV^-1 cm^-2 s^-1].
    spectral_index, redshift : array_like
    distance_mpc : array_like
        Luminosity distance [Mpc].
    window_tev : (array_like, array_like)
        Ends of the window [TeV]; the upper one may be infinite for indices above 2.
    frame : {"source", "observed"}
        Of the window; "observed" is without K-correction.

    Raises
    ------
    InputDataError
        If the window is none, its integral diverges, or the frame is not known.

    References
    ----------
    IceCube Collaboration 2022, Science 378, 538: NGC 1068.
    """
    if frame not in FRAMES:
        raise InputDataError("no such frame", value=frame, expected=" or ".join(FRAMES))
    index = np.asarray(spectral_index, dtype=float)
    energy = _energy_integral(index, *(np.asarray(end, dtype=float) for end in window_tev))
    if frame == "source":
        energy = energy * (1 + np.asarray(redshift, dtype=float)) ** (index - 2)
    erg = np.asarray(flux_1tev, dtype=float) * energy * GEV_PER_TEV * ERG_PER_GEV
    return N_FLAVOURS * area_of_sphere(distance_mpc) * erg


def _energy_integral(index: NDArray, low: NDArray, high: NDArray) -> NDArray[np.float64]:
    """Integral of E^(1-gamma) dE over the window [TeV^(2-gamma)]."""
    if not (np.all(low > 0) and np.all(high > low)):
        raise InputDataError(
            "the window of energy is none",
            value=(low.tolist(), high.tolist()),
            expected=WINDOW_EXPECTED,
        )
    if np.all(np.isfinite(high)):
        return power_integral(1 - index, low, high)
    diverges = np.isinf(high) & (index <= 2)
    if diverges.any():
        raise InputDataError(
            "the energy in a window without upper end diverges",
            column="spectral_index",
            value=float(np.broadcast_to(index, diverges.shape)[diverges].flat[0]),
            expected="more than 2, or an upper end [TeV]",
        )
    steep = np.where(index > 2, index, 3.0)
    return np.where(
        np.isinf(high),
        low ** (2 - steep) / (steep - 2),
        power_integral(1 - index, low, np.where(np.isinf(high), 2 * low, high)),
    )
