"""Tables of expected events: by threshold, by declination, and where components cross."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.detectors.detector import Detector
from nusources.detectors.rates import (
    EventNodes,
    count_on_nodes,
    selected,
    weighted_median,
)
from nusources.detectors.sky_fluxes import SkyFluxes
from nusources.detectors.visibility import band_visibility
from nusources.units import GEV_PER_TEV

KINDS = ("true_energy", "energy_proxy")
CROSSING_STEP = 0.02
"""Of the grid of log10(E) on which components are compared."""
CURVE_ENERGIES = np.arange(81) / 20 + 4.0
"""log10(E/GeV) of curves, 10 TeV to 100 PeV."""
N_BANDS = 40
"""Bands of declination, equal in sin(dec)."""


def rates_above(
    detector: Detector, atmospheres: Mapping[str, SkyFluxes], thresholds: Sequence[float]
) -> pd.DataFrame:
    """Events per year above thresholds, without thresholds below the area's energies.

    Parameters
    ----------
    detector : Detector
    atmospheres : mapping
        Fluxes by the name of the atmosphere.
    thresholds : sequence of float
        [TeV]

    Returns
    -------
    DataFrame
        Contract ``rates``.
    """
    lows = np.log10(np.asarray(thresholds) * GEV_PER_TEV)
    pairs = [
        (threshold, low)
        for threshold, low in zip(thresholds, lows, strict=True)
        if low >= detector.table.log10_energy[0] - 1e-9
    ]
    rows = []
    for atmosphere, fluxes in atmospheres.items():
        nodes = count_on_nodes(detector, fluxes, lows)
        for kind in KINDS:
            for threshold, low in pairs:
                row = {"threshold_tev": threshold, "threshold_of": kind, "atmosphere": atmosphere}
                rows.append(row | _counts(detector, nodes, low, kind))
    return pd.DataFrame(rows).assign(detector=detector.name)


def _counts(detector: Detector, nodes: EventNodes, low: float, kind: str) -> dict[str, float]:
    """Numbers of one threshold."""
    share = selected(detector, nodes, low, kind)
    chosen = {name: (number * share).sum(axis=0) for name, number in nodes.number.items()}
    counts = {f"n_{name}": float(one.sum()) for name, one in chosen.items()}
    total = sum(counts.values())
    return counts | {
        "n_total": total,
        "astrophysical_fraction": counts["n_astrophysical"] / total if total else 0.0,
        "psf_sigma": float(detector.width(low)),
        "psf_sigma_median": weighted_median(
            detector.width(nodes.log10_energy), chosen["astrophysical"]
        ),
    }


def crossings(detector: Detector, fluxes: SkyFluxes) -> tuple[float, float]:
    """Where astrophysical events overtake atmospheric ones.

    Returns
    -------
    energy : float
        Above it the astrophysical rate per energy is the larger one [TeV]; NaN: nowhere.
    threshold : float
        Above it half of the events are astrophysical [TeV]; NaN: above none.
    """
    low, high = detector.table.log10_energy[[0, -1]]
    edges = np.arange(low, min(high, 8.0) + CROSSING_STEP / 2, CROSSING_STEP)
    nodes = count_on_nodes(detector, fluxes, edges)
    number = {
        name: np.histogram(nodes.log10_energy, edges, weights=one.sum(axis=0))[0]
        for name, one in nodes.number.items()
    }
    signal, rest = number["astrophysical"], number["conventional"] + number["prompt"]
    middle = (edges[:-1] + edges[1:]) / 2
    above = [one[::-1].cumsum()[::-1] for one in (signal, rest)]
    return _last_crossing(middle, signal, rest), _last_crossing(edges[:-1], *above)


def _last_crossing(
    log10_energy: NDArray[np.float64], signal: NDArray[np.float64], rest: NDArray[np.float64]
) -> float:
    """Energy above which a signal stays above the rest [TeV]; NaN if it never does."""
    known = (signal > 0) & (rest > 0)
    ratio = np.log(signal[known] / rest[known])
    energies = log10_energy[known]
    below = np.flatnonzero(ratio < 0)
    if not ratio.size or ratio[-1] < 0:
        return float("nan")
    if not below.size:
        return float(10.0 ** energies[0] / GEV_PER_TEV)
    pair = slice(below[-1], below[-1] + 2)
    return float(10.0 ** np.interp(0.0, ratio[pair], energies[pair]) / GEV_PER_TEV)


def detector_rows(
    detector: Detector, atmospheres: Mapping[str, SkyFluxes], order: int
) -> pd.DataFrame:
    """What a detector is, and where its components cross: contract ``detectors``."""
    rows = []
    for atmosphere, fluxes in atmospheres.items():
        energy, threshold = crossings(detector, fluxes)
        rows.append(
            {
                "detector": detector.name,
                "label": detector.label,
                "status": detector.status,
                "source": detector.source,
                "latitude": detector.latitude,
                "live_time_share": detector.live_time_share,
                "atmosphere": atmosphere,
                "crossing_energy_tev": energy,
                "crossing_threshold_tev": threshold,
                "order": order,
            }
        )
    return pd.DataFrame(rows)


def curves(detector: Detector, log10_energy: NDArray[np.float64] = CURVE_ENERGIES) -> pd.DataFrame:
    """Effective area, mean over the sky, and width against energy: contract ``detector_curves``."""
    solid_angle = np.diff(detector.table.cos_zenith) / 2
    return pd.DataFrame(
        {
            "detector": detector.name,
            "log10_energy": log10_energy,
            "effective_area": detector.table.at(log10_energy) @ solid_angle,
            "psf_sigma": detector.width(log10_energy),
        }
    )


def rates_by_declination(
    detector: Detector, atmospheres: Mapping[str, SkyFluxes], threshold: float
) -> pd.DataFrame:
    """Events per year in bands of declination above a threshold in true energy [TeV].

    Returns
    -------
    DataFrame
        Contract ``declination_rates``.
    """
    low = max(np.log10(threshold * GEV_PER_TEV), detector.table.log10_energy[0])
    dec = np.degrees(np.arcsin(np.linspace(-1.0, 1.0, N_BANDS + 1)))
    fine = detector.in_parts(4)
    seen = band_visibility(dec, fine.table.cos_zenith, detector.latitude)
    per_bin = np.diff(fine.table.cos_zenith)
    tables = []
    for atmosphere, fluxes in atmospheres.items():
        nodes = count_on_nodes(fine, fluxes, [low])
        share = selected(fine, nodes, low, "true_energy")
        number = {
            name: seen @ ((one * share).sum(axis=1) / per_bin) * 2 / N_BANDS
            for name, one in nodes.number.items()
        }
        columns = {
            "dec_min": dec[:-1],
            "dec_max": dec[1:],
            "effective_area": seen @ fine.table.at(low)[0],
            "n_astrophysical": number["astrophysical"],
            "n_atmospheric": number["conventional"] + number["prompt"],
        }
        tables.append(pd.DataFrame(columns).assign(atmosphere=atmosphere))
    return pd.concat(tables, ignore_index=True).assign(
        detector=detector.name, threshold_tev=10.0**low / GEV_PER_TEV
    )
