"""All responses of one detector configuration."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nusources.detectors.angular_error import AngularErrorParameters, draw_angular_error
from nusources.detectors.effective_area import EffectiveAreaParameters
from nusources.detectors.energy_proxy import EnergyProxyParameters
from nusources.detectors.muon_bundles import MuonBundleParameters


@dataclass(frozen=True)
class SelectionParameters:
    """What the selection keeps beyond the response to neutrinos.

    Parameters
    ----------
    atmospheric_scale : float
        Atmospheric rows over the number that effective area and conventional flux predict:
        misreconstructed muons and the uncertainty of the flux.
    """

    atmospheric_scale: float


@dataclass(frozen=True)
class DetectorModel:
    """Parameters of one detector configuration.

    Parameters
    ----------
    configuration : str
        IC40, IC59, IC79, IC86_I or IC86_II (which serves IC86_II to IC86_VII).
    selection, effective_area, energy_proxy, muon_bundles
        Parameter sets of the responses of that name.
    angular_error_up, angular_error_down : AngularErrorParameters
        Angular error of up-going (declination above the horizon split) and down-going tracks.
    """

    configuration: str
    selection: SelectionParameters
    effective_area: EffectiveAreaParameters
    energy_proxy: EnergyProxyParameters
    angular_error_up: AngularErrorParameters
    angular_error_down: AngularErrorParameters
    muon_bundles: MuonBundleParameters


def draw_angular_errors(
    proxy: np.ndarray, dec: np.ndarray, detector: DetectorModel, *, rng: np.random.Generator
) -> np.ndarray:
    """Angular errors [deg] by the parameters of either side of the horizon split."""
    is_up_going = dec > detector.effective_area.horizon_dec
    ang_err = np.empty(dec.size)
    for mask, parameters in (
        (is_up_going, detector.angular_error_up),
        (~is_up_going, detector.angular_error_down),
    ):
        ang_err[mask] = draw_angular_error(proxy[mask], dec[mask], parameters, rng=rng)
    return ang_err
