"""The section ``sensitivity`` of the configuration on its own."""

from __future__ import annotations

import copy

import pytest
from pydantic import ValidationError

from nusources.config.sensitivity import SensitivityConfig
from nusources.detection_model import CONTAINMENT
from nusources.spatial.power.systematics import list_variations

RIGHT = {
    "groups": None,
    "n_trials": 5000,
    "spectral_index": 2.0,
    "containment": "sigma_per_axis",
    "weight_column": None,
    "confidence_level": 0.9,
    "power": {
        "log10_energy_min": 5.0,
        "n_trials": 1000,
        "n_sources": [4, 8],
        "reference_n_sources": 32,
        "ang_err_factors": [0.5, 1.0, 2.0],
    },
    "systematics": {
        "n_draws": 5,
        "ang_err_factors": [0.8, 1.2],
        "energy_proxy_factors": [0.9, 1.1],
        "effective_area_factors": [0.9, 1.1],
        "missing_source_shares": [0.1],
        "position_errors_deg": [0.1],
        "containments": ["median", "r68"],
    },
}


def changed(place: str, value):
    config = copy.deepcopy(RIGHT)
    *parents, last = place.split(".")
    part = config
    for name in parents:
        part = part[name]
    part[last] = value
    return config


def test_the_section_is_right_and_gives_the_variations():
    section = SensitivityConfig.model_validate(RIGHT)
    assert len(list_variations(section.systematics.model_dump())) == 10


@pytest.mark.parametrize("containment", CONTAINMENT)
def test_every_containment_can_be_chosen(containment):
    assert SensitivityConfig.model_validate(changed("containment", containment)).n_trials == 5000


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("n_trials", 99),
        ("spectral_index", 0.5),
        ("containment", "r90"),
        ("confidence_level", 1.0),
        ("power.n_sources", [0]),
        ("power.ang_err_factors", [1.0, 0.5]),
        ("power.log10_energy_min", 1e5),
        ("systematics.n_draws", 1),
        ("systematics.missing_source_shares", [1.0]),
        ("systematics.containments", ["90 %"]),
        ("systematics.unknown", 1),
    ],
)
def test_mistakes_are_refused(place, value):
    with pytest.raises(ValidationError):
        SensitivityConfig.model_validate(changed(place, value))
