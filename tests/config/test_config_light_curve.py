"""The section ``light_curve`` of the configuration, and files that no study reads."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from nusources.config import validate
from nusources.errors import ConfigError
from nusources.run_plan import plan_run
from nusources.user_files.light_curves import LightCurveRequest

FILE = "config/examples/my_light_curve.csv"
CONFIG = "config/config.yaml"


@pytest.fixture
def default(repository: Path, monkeypatch) -> dict:
    monkeypatch.chdir(repository)
    return yaml.safe_load(Path(CONFIG).read_text(encoding="utf-8"))


def with_curve(default: dict, **changes) -> dict:
    return default | {"light_curve": default["light_curve"] | changes}


def test_the_default_has_no_light_curve(default):
    section = validate(default).light_curve
    assert not section.is_own
    assert section.user_jobs == []


def test_every_key_reaches_the_reader(default):
    told = {"columns": {"mjd": "t"}, "where": {"a": 1}, "label": "x", "flux_unit": "mJy"}
    told |= {"time_zero_mjd": 0, "time_unit": "s"}
    section = validate(with_curve(default, file=FILE, **told)).light_curve
    assert LightCurveRequest(**section.request) == LightCurveRequest(
        {"mjd": "t"}, {"a": "1"}, "x", 0.0, "s", "mJy"
    )
    assert section.user_jobs == ["find_user_flares"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"file": "nowhere.csv"}, r"light_curve.file: .*found 'nowhere.csv'; expected a file"),
        ({"flux_unit": "mJy"}, "flux_unit without file: expected both or neither; found mJy"),
        ({"file": FILE, "columns": {"time": "t"}}, r"light_curve.columns.*time"),
        ({"file": FILE, "time_unit": "h"}, "time_unit: .*'d' or 's'"),
        ({"file": FILE, "lag": {"first": "a", "second": "a"}}, "two bands; found 'a' twice"),
        ({"file": FILE, "lag": {"first": "a"}}, "lag.second"),
        ({"file": FILE, "n_surrogates": -1}, "n_surrogates"),
        ({"file": FILE, "fluxunit": "mJy"}, "did you mean 'flux_unit'"),
    ],
)
def test_mistakes_are_told(default, changes, told):
    with pytest.raises(ConfigError, match=told):
        validate(with_curve(default, **changes))


def test_a_file_that_no_study_of_the_run_reads_is_refused(default):
    config = with_curve(default, file=FILE) | {"studies": ["chang2022"]}
    told = "light_curve.file: no study of the run reads it; expected studies with user_curve among"
    with pytest.raises(ConfigError, match=told):
        plan_run(config, [CONFIG], {})
    plan_run(config | {"studies": ["chang2022", "user_curve"]}, [CONFIG], {})
