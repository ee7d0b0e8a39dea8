"""The section ``forecast_population`` of the configuration on its own."""

from __future__ import annotations

import pytest
import yaml
from pydantic import ValidationError

from nusources.config.forecast_population import ForecastPopulationConfig


@pytest.fixture(scope="module")
def right(repository):
    text = (repository / "config/config.yaml").read_text("utf-8")
    return yaml.safe_load(text)["forecast_population"]


def test_it_names_its_tables(right):
    assert ForecastPopulationConfig.model_validate(right).tables == ["efeds_agn/sources"]
    other = right | {"luminosity_function": "agn_xlf/luminosity_function"}
    section = ForecastPopulationConfig.model_validate(other)
    assert section.tables == ["efeds_agn/sources", "agn_xlf/luminosity_function"]


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("range_erg_cm2_s", [1e-12, 1e-15], "expected ascending numbers"),
        ("range_erg_cm2_s", [1e-15, 1e-14, 1e-12], "at most 2 items"),
        ("also_erg_cm2_s", [4.0], r"1e-18 to 1e-06 erg cm\^-2 s\^-1; is it in another unit"),
        ("n_fluxes", 1, "greater than or equal to 2"),
    ],
)
def test_mistakes_are_told(right, key, value, message):
    wrong = right | {"agn": right["agn"] | {key: value}}
    with pytest.raises(ValidationError, match=message):
        ForecastPopulationConfig.model_validate(wrong)
