"""Detectors made up for tests."""

from __future__ import annotations

import numpy as np

from nusources.detectors.detector import AreaTable, Detector
from nusources.detectors.energy_proxy import EnergyProxyParameters
from nusources.detectors.point_spread import width_curve
from nusources.detectors.sky_fluxes import SkyFluxes, isotropic

PROXY = EnergyProxyParameters(
    floor=2.5,
    bend=3.0,
    bend_width=0.3,
    slope_up=0.7,
    slope_down=0.8,
    scatter=0.2,
    scatter_slope=0.03,
)


def telescope(area=None, *, latitude=-90.0, cos_zenith=(-1.0, 0.0, 1.0), **others) -> Detector:
    """A detector of 1 m2 in all directions, or of areas by zenith and energy [cm2]."""
    edges = np.array(cos_zenith)
    energies = np.linspace(3.0, 8.0, 11)
    table = np.full((edges.size - 1, 10), 1e4) if area is None else np.asarray(area, dtype=float)
    settings = {
        "name": "one",
        "label": "One",
        "status": "assumed",
        "source": "made up",
        "table": AreaTable(energies, edges, table),
        "width": width_curve([1e4, 1e6], [0.4, 0.1], "per_axis"),
        "latitude": latitude,
        "live_time_share": 1.0,
        "atmosphere": "pipeline",
        "background_scale": 1.0,
        "energy_proxy": PROXY,
    }
    return Detector(**settings | others)


def power_laws(astrophysical=(1e-18, 2.0), conventional=(1e-18, 3.7), prompt=(1e-19, 2.7)):
    """Isotropic fluxes: norm at 100 TeV [1/(GeV cm2 s sr)] and index of each."""
    return SkyFluxes(*(_power_law(*one) for one in (astrophysical, conventional, prompt)))


def _power_law(norm: float, index: float):
    return isotropic(lambda energy: norm * (energy / 1e5) ** -index)
