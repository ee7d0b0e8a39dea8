"""Mistakes in the configuration and data that cannot be had, told together."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from nusources.config import settings_without_mistakes
from nusources.datasets.registry import load_registry
from nusources.errors import ConfigError
from nusources.run_plan import plan_run

FILE = "config/config.yaml"


@pytest.fixture
def default(repository: Path, monkeypatch) -> dict:
    monkeypatch.chdir(repository)
    monkeypatch.delenv("NUSOURCES_MIRROR", raising=False)
    return yaml.safe_load(Path(FILE).read_text(encoding="utf-8"))


def real_tracks(default: dict, tmp_path: Path) -> dict:
    """The default with real tracks, of which no file is there."""
    data = {"sources": {"icecube_10year_ps": "archive"}, "cache": str(tmp_path), "offline": True}
    return default | {"data": default["data"] | data}


def problems(config: dict) -> list[str]:
    with pytest.raises(ConfigError) as error:
        plan_run(config, [FILE], {})
    return error.value.problems


def test_mistakes_and_data_that_cannot_be_had_are_told_at_once(default, tmp_path):
    config = real_tracks(default, tmp_path) | {"seed": -1, "spatia": {}}
    told = problems(config)
    assert "seed: found -1" in told[0]
    assert "spatia: unknown key" in told[1]
    assert told[2].startswith("icecube_10year_ps: 25 of 25 files (")
    assert told[2].endswith("are not there, and data.offline forbids downloads")
    assert len(told) == 3


def test_data_alone_are_no_mistake_but_news(default, tmp_path):
    run = plan_run(real_tracks(default, tmp_path), [FILE], {})
    (sentence,) = run.news
    assert sentence.startswith("icecube_10year_ps: 25 of 25 files")
    assert plan_run(default, [FILE], {}).news == []


def test_data_that_can_be_downloaded_are_no_mistake(default, tmp_path):
    config = real_tracks(default, tmp_path) | {"seed": -1}
    config["data"] |= {"offline": False}
    (told,) = problems(config)
    assert "seed: found -1" in told


def test_a_mirror_that_is_not_there_is_told_once_and_with_other_mistakes(default):
    config = default | {"data": default["data"] | {"mirror": "/nowhere"}}
    assert problems(config) == ["data.mirror: found '/nowhere'; expected a folder; there is none"]
    first, second = problems(config | {"seed": -1})
    assert "seed: found -1" in first
    assert second.startswith("data.mirror: ")


def test_only_sections_with_mistakes_are_those_of_the_default(default):
    registry = load_registry()
    wrong = default | {"seed": -1, "run": "mine"}
    settings = settings_without_mistakes(wrong, FILE, registry)
    assert (settings.seed, settings.run) == (default["seed"], "mine")
    contradicting = {"spatial": default["spatial"] | {"circle_factor": 99.0}}
    assert settings_without_mistakes(default | contradicting, FILE, registry) is None
