"""Expected signal events of point sources: effective area, energy proxy, angular error, selection.

The effective area is the (real or simulated) table; energy proxy and angular error are those of the
model detector, because the release has no unbinned response.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr

from nusources.catalogs.model_parameters import Season
from nusources.detectors.angular_error import AngularErrorParameters, split_normal_cdf
from nusources.detectors.energy_proxy import proxy_median_and_scatter
from nusources.detectors.model import DetectorModel
from nusources.errors import InputDataError
from nusources.spatial.flux_limits import SECONDS_PER_DAY, power_law_integral

CONTAINMENT = {"sigma_per_axis": -np.expm1(-0.5), "median": 0.5, "r68": 0.68}
"""Share of the events of a source that have it inside their circle of one `ang_err`, by meaning of
`ang_err`: standard deviation per axis of a 2-D Gaussian (39.3 %), median, 68 % radius."""

SUB_BINS = 4
"""Parts of each energy bin of the area (.2 decades) in the closed form; the proxy scatters by .15
decades and more, so what is left of the binning is below 10^-3."""

PROXY_STEP = 0.02
HIGHEST_PROXY = 9.0
"""Grid of the energy proxy in the closed form, log10(E/GeV)."""


@dataclass(frozen=True)
class Exposure:
    """One detector configuration and how long it ran.

    Attributes
    ----------
    detector : DetectorModel
    live_time : float
        [day]
    log10_energy : ndarray, shape (n_bins + 1,)
        Edges of the bins of true energy, log10(E/GeV).
    dec : ndarray, shape (n_bands + 1,)
        Edges of the bands of declination [deg].
    area : ndarray, shape (n_bands, n_bins)
        Effective area [cm2].
    """

    detector: DetectorModel
    live_time: float
    log10_energy: NDArray[np.float64]
    dec: NDArray[np.float64]
    area: NDArray[np.float64]


@dataclass(frozen=True)
class SignalModel:
    """Detector, spectrum and selection of the injected events.

    Attributes
    ----------
    exposures : tuple of Exposure
    spectral_index : float
        Flux proportional to E^-index.
    containment : str
        Meaning of `ang_err`, a key of `CONTAINMENT`.
    ang_err_max : float
        Cut of the selection on the angular error [deg].
    log10_energy_min : float
        Cut of the selection on the energy proxy, log10(E/GeV).
    ang_err_factor : float
        Multiplies the angular errors of the model detector.
    """

    exposures: tuple[Exposure, ...]
    spectral_index: float
    containment: str
    ang_err_max: float
    log10_energy_min: float = 0.0
    ang_err_factor: float = 1.0

    @property
    def contained(self) -> float:
        """Share of the events whose circle holds their source."""
        return CONTAINMENT[self.containment]

    @property
    def axis_per_ang_err(self) -> float:
        """Standard deviation per axis over `ang_err`, from c = 1 - exp(-1 / (2 s^2))."""
        return float(1 / np.sqrt(-2 * np.log1p(-self.contained)))


@dataclass(frozen=True)
class SourceShares:
    """Sources of one group and how they share its flux.

    Attributes
    ----------
    names : ndarray of object, shape (n_sources,)
    ra, dec : ndarray, shape (n_sources,)
        [deg]
    share : ndarray, shape (n_sources,)
        Share of the group's flux.
    """

    names: NDArray[np.object_]
    ra: NDArray[np.float64]
    dec: NDArray[np.float64]
    share: NDArray[np.float64]


def shares_of_group(
    sources: pd.DataFrame, group: str, weight_column: str | None = None
) -> SourceShares:
    """Sources of a group with equal shares of its flux, or shares in proportion to a column.

    Parameters
    ----------
    sources : DataFrame
        Contract ``sources``, and the column of weights if one is named.
    group : str
    weight_column : str, optional

    Raises
    ------
    InputDataError
        If the column is missing, or a weight is negative or missing, or all are zero.
    """
    chosen = sources[sources["group"] == group].sort_values("source_name", kind="stable")
    if weight_column is not None and weight_column not in chosen:
        raise InputDataError(
            "the column of source weights is missing",
            column=weight_column,
            value=list(chosen.columns),
            expected=f"a column {weight_column} of flux weights",
        )
    weight = np.ones(len(chosen))
    if weight_column is not None:
        weight = chosen[weight_column].to_numpy(dtype=float)
    if not (np.all(weight >= 0) and weight.sum() > 0):
        raise InputDataError(
            f"the flux weights of group {group!r} are impossible",
            column=weight_column or "group",
            value=weight.tolist()[:5],
            expected="at least one source, no negative or missing weight, not all zero",
        )
    names = chosen["source_name"].to_numpy(dtype=object)
    ra, dec = (chosen[name].to_numpy(dtype=float) for name in ("ra", "dec"))
    return SourceShares(names, ra, dec, weight / weight.sum())


def gather_exposures(
    areas: pd.DataFrame,
    seasons: Sequence[Season],
    detectors: Mapping[str, DetectorModel],
) -> tuple[Exposure, ...]:
    """One exposure for each detector configuration of the seasons.

    Parameters
    ----------
    areas : DataFrame
        Contract ``effective_area``; its seasons are named like the configurations.
    seasons : sequence of Season
        Those of the sample.
    detectors : mapping
        Model of each configuration.

    Raises
    ------
    InputDataError
        If a configuration has no effective area or no model.
    """
    names = list(dict.fromkeys(season.configuration for season in seasons))
    known = set(areas["season"]) & set(detectors)
    for name in names:
        if name not in known:
            raise InputDataError(
                f"configuration {name} has no effective area or no model detector",
                column="season",
                value=sorted(set(areas["season"])),
                expected=", ".join(names),
            )
    times = {
        name: sum(season.livetime for season in seasons if season.configuration == name)
        for name in names
    }
    return tuple(
        _exposure(areas[areas["season"] == name], detectors[name], times[name]) for name in names
    )


def _exposure(areas: pd.DataFrame, detector: DetectorModel, live_time: float) -> Exposure:
    grid = areas.pivot(index="dec_min", columns="log10_energy_min", values="effective_area")
    edges = [
        np.append(part.to_numpy(), areas[name].max())
        for part, name in ((grid.columns, "log10_energy_max"), (grid.index, "dec_max"))
    ]
    return Exposure(detector, float(live_time), *edges, grid.to_numpy())


def expected_events(
    exposure: Exposure, dec: NDArray, spectral_index: float, n_sub: int = 1
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Events per unit of flux in each bin of energy, whatever their proxy or angular error.

    Parameters
    ----------
    exposure : Exposure
    dec : ndarray, shape (n_sources,)
        [deg]
    spectral_index : float
    n_sub : int
        Parts of each bin.

    Returns
    -------
    edges : ndarray, shape (n_bins n_sub + 1,)
        log10(E/GeV)
    number : ndarray, shape (n_sources, n_bins n_sub)
        Events over the flux of the source at 100 TeV [GeV cm2 s].
    """
    bins = np.diff(exposure.log10_energy)[:, np.newaxis] * np.arange(n_sub) / n_sub
    lower = (exposure.log10_energy[:-1, np.newaxis] + bins).ravel()
    edges = np.append(lower, exposure.log10_energy[-1])
    band = np.searchsorted(exposure.dec, dec, side="right") - 1
    area = exposure.area[np.clip(band, 0, exposure.dec.size - 2)]
    integral = power_law_integral(10.0 ** edges[:-1], 10.0 ** edges[1:], spectral_index)
    seconds = exposure.live_time * SECONDS_PER_DAY
    return edges, np.repeat(area, n_sub, axis=1) * integral * seconds


def accepted_events(
    model: SignalModel, dec: NDArray, thresholds: Sequence[float]
) -> NDArray[np.float64]:
    """Selected events per unit of flux that reach each threshold and hold their source.

    The closed form of what injection trials count, but for events that hold another source.

    Parameters
    ----------
    model : SignalModel
    dec : ndarray, shape (n_sources,)
        [deg]
    thresholds : sequence of float
        log10(E/GeV) of the energy proxy, ascending.

    Returns
    -------
    ndarray, shape (n_sources, n_thresholds)
        Events over the flux of the source at 100 TeV [GeV cm2 s].
    """
    thresholds = np.maximum(thresholds, model.log10_energy_min)
    total = np.zeros((len(dec), thresholds.size))
    for exposure in model.exposures:
        for is_up_going in (True, False):
            here = (np.asarray(dec) > exposure.detector.effective_area.horizon_dec) == is_up_going
            of_side = _selected_events(model, exposure, np.asarray(dec)[here], thresholds)
            total[here] += of_side
    return model.contained * total


def _selected_events(model: SignalModel, exposure: Exposure, dec, thresholds) -> NDArray:
    """Selected events per unit of flux of sources on one side of the horizon split."""
    if not dec.size:
        return np.zeros((0, thresholds.size))
    edges, number = expected_events(exposure, dec, model.spectral_index, SUB_BINS)
    is_up_going = dec[0] > exposure.detector.effective_area.horizon_dec
    median, scatter = proxy_median_and_scatter(
        (edges[:-1] + edges[1:]) / 2, is_up_going, exposure.detector.energy_proxy
    )
    # Fine cells from the lowest threshold on: the angular error depends on the proxy.
    steps = np.arange(thresholds[0], HIGHEST_PROXY, PROXY_STEP)
    grid = np.unique(np.concatenate([steps, thresholds, [HIGHEST_PROXY]]))
    in_cell = np.diff(ndtr((grid - median[:, np.newaxis]) / scatter[:, np.newaxis]), axis=1)
    middle = (grid[:-1] + grid[1:]) / 2
    detector = exposure.detector
    errors = detector.angular_error_up if is_up_going else detector.angular_error_down
    limit = model.ang_err_max / model.ang_err_factor
    kept = share_below(middle, dec[:, np.newaxis], errors, limit)
    by_cell = (number @ in_cell) * kept
    from_cell = by_cell[:, ::-1].cumsum(axis=1)[:, ::-1]
    return from_cell[:, np.searchsorted(grid, thresholds)]


def share_below(
    log10_energy: NDArray, dec: NDArray, errors: AngularErrorParameters, ang_err_max: float
) -> NDArray[np.float64]:
    """Share of the events whose angular error passes the cut; see `draw_angular_error`.

    Parameters
    ----------
    log10_energy : ndarray
        Energy proxy, log10(E/GeV).
    dec : ndarray
        [deg]; the two broadcast.
    errors : AngularErrorParameters
    ang_err_max : float
        [deg]
    """
    if ang_err_max >= errors.maximum:
        return np.ones(np.broadcast_shapes(np.shape(log10_energy), np.shape(dec)))
    decades = log10_energy - errors.reference
    mode = (
        errors.log10_mode
        + errors.energy_slope * decades
        + errors.energy_curvature * decades**2
        + errors.zenith_slope * np.abs(np.sin(np.radians(dec)))
    )
    widths = (errors.width_low, errors.width_high)
    below, all_of_them = (
        split_normal_cdf(np.log10(limit) - mode, *widths) for limit in (ang_err_max, errors.maximum)
    )
    return below / all_of_them
