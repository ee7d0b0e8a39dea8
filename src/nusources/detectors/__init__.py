"""The model track detector: effective area, energy proxy, angular error and muon bundles.

Each response is an analytic function of a few parameters (status ``model``), so that tracks can be
simulated without any table of the archive.
"""

from __future__ import annotations

from nusources.detectors.angular_error import AngularErrorParameters, draw_angular_error
from nusources.detectors.effective_area import (
    EffectiveAreaParameters,
    effective_area,
    tabulate_effective_area,
)
from nusources.detectors.energy_proxy import EnergyProxyParameters, draw_energy_proxy
from nusources.detectors.model import DetectorModel, SelectionParameters
from nusources.detectors.muon_bundles import (
    MuonBundleParameters,
    down_going_rate,
    muon_bundle_spectrum,
)

__all__ = [
    "AngularErrorParameters",
    "DetectorModel",
    "EffectiveAreaParameters",
    "EnergyProxyParameters",
    "MuonBundleParameters",
    "SelectionParameters",
    "down_going_rate",
    "draw_angular_error",
    "draw_energy_proxy",
    "effective_area",
    "muon_bundle_spectrum",
    "tabulate_effective_area",
]
