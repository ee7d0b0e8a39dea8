"""Expected signal events of point sources: effective area, energy proxy, angular error, selection.

The effective area is the (real or simulated) table; energy proxy and angular error are those of the
model detector, because the release has no unbinned response.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.detectors.effective_area import tabulate_effective_area
from nusources.detectors.model import DetectorModel
from nusources.errors import InputDataError
from nusources.facts.track_models import Season
from nusources.fluxes import power_law_integral
from nusources.units import GEV_PER_TEV, SECONDS_PER_DAY

CONTAINMENT = {"sigma_per_axis": -np.expm1(-0.5), "median": 0.5, "r68": 0.68}
"""Share of the events of a source that have it inside their circle of one `ang_err`, by meaning of
`ang_err`: standard deviation per axis of a 2-D Gaussian (39.3 %), median, 68 % radius."""


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
    circle_factor : float
        Radius of the events' circles over `ang_err`.
    """

    exposures: tuple[Exposure, ...]
    spectral_index: float
    containment: str
    ang_err_max: float
    log10_energy_min: float = 0.0
    ang_err_factor: float = 1.0
    circle_factor: float = 1.0

    @property
    def contained(self) -> float:
        """Share of the events whose circle holds their source, 1 - exp(-f^2 / (2 s^2))."""
        return float(-np.expm1(-((self.circle_factor / self.axis_per_ang_err) ** 2) / 2))

    @property
    def axis_per_ang_err(self) -> float:
        """Standard deviation per axis s over `ang_err`, from c = 1 - exp(-1 / (2 s^2))."""
        return float(1 / np.sqrt(-2 * np.log1p(-CONTAINMENT[self.containment])))


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
    in_place : bool
        Whether they keep their places in the scrambles, which then are of the events.
    """

    names: NDArray[np.object_]
    ra: NDArray[np.float64]
    dec: NDArray[np.float64]
    share: NDArray[np.float64]
    in_place: bool = False


def shares_of_group(
    sources: pd.DataFrame,
    group: str,
    weight_column: str | None = None,
    *,
    in_place: bool = False,
) -> SourceShares:
    """Sources of a group with equal shares of its flux, or shares in proportion to a column.

    Parameters
    ----------
    sources : DataFrame
        Contract ``sources``, and the column of weights if one is named.
    group : str
    weight_column : str, optional
    in_place : bool, optional
        Whether the group's null scrambles the events.

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
    return SourceShares(names, ra, dec, weight / weight.sum(), in_place)


def build_signal_model(
    areas: pd.DataFrame,
    season_names: Sequence[str],
    seasons: Mapping[str, Season],
    detectors: Mapping[str, DetectorModel],
    settings: Mapping[str, Any],
) -> SignalModel:
    """Signal model of a sample.

    Parameters
    ----------
    areas : DataFrame
        Contract ``effective_area``; its seasons are named like the configurations.
    season_names : sequence of str
        Those of the sample.
    seasons : mapping
        All known seasons.
    detectors : mapping
        Model of each configuration.
    settings : mapping
        spectral_index, containment, energy_proxy_min_tev, ang_err_max_deg, circle_factor.

    Raises
    ------
    InputDataError
        If a season is unknown, or its configuration has no effective area or no model.
    """
    return SignalModel(
        gather_exposures(areas, season_names, seasons, detectors),
        float(settings["spectral_index"]),
        settings["containment"],
        float(settings["ang_err_max_deg"]),
        float(np.log10(settings["energy_proxy_min_tev"] * GEV_PER_TEV)),
        circle_factor=float(settings["circle_factor"]),
    )


def gather_exposures(
    areas: pd.DataFrame,
    season_names: Sequence[str],
    seasons: Mapping[str, Season],
    detectors: Mapping[str, DetectorModel],
) -> tuple[Exposure, ...]:
    """One exposure for each detector configuration of the seasons.

    Parameters
    ----------
    areas, season_names, seasons, detectors
        As for `build_signal_model`.

    Raises
    ------
    InputDataError
        If a season is unknown, or its configuration has no effective area or no model.
    """
    times: dict[str, float] = {}
    for name in season_names:
        configuration = seasons[name].configuration if name in seasons else name
        if name not in seasons or configuration not in set(areas["season"]) & set(detectors):
            raise InputDataError(
                f"season {name} has no live time, no effective area or no model detector",
                column="season",
                value=sorted(set(areas["season"])),
                expected=f"an effective area of {configuration}",
            )
        times[configuration] = times.get(configuration, 0.0) + seasons[name].livetime
    return tuple(
        _exposure(areas[areas["season"] == name], detectors[name], time)
        for name, time in times.items()
    )


def model_exposures(
    detectors: Mapping[str, DetectorModel], seasons: Mapping[str, Season]
) -> tuple[Exposure, ...]:
    """Exposures of all seasons by the areas of the model detector.

    Parameters
    ----------
    detectors, seasons : mapping
        By configuration and by season.
    """
    areas = [
        tabulate_effective_area(one.effective_area).assign(season=name)
        for name, one in detectors.items()
    ]
    return gather_exposures(pd.concat(areas), list(seasons), seasons, detectors)


def _exposure(areas: pd.DataFrame, detector: DetectorModel, live_time: float) -> Exposure:
    grid = areas.pivot(index="dec_min", columns="log10_energy_min", values="effective_area")
    log10_energy, dec = (
        np.append(part.to_numpy(), areas[name].max())
        for part, name in ((grid.columns, "log10_energy_max"), (grid.index, "dec_max"))
    )
    return Exposure(detector, float(live_time), log10_energy, dec, grid.to_numpy())


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
