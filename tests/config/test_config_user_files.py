"""Keys of the files that users bring."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
import yaml

from nusources.config import validate
from nusources.config.groups import GroupConfig
from nusources.errors import ConfigError

LIST = "data/tables/flaring_blazars.csv"
MINE = {"name": "mine", "label": "mine", "file": LIST}
MINE |= {"columns": {"source_name": "name", "ra": "ra_deg", "dec": "dec_deg"}}
ALERTS = {"alert_name": "name", "mjd": "t", "ra": "ra", "dec": "dec", "error_radius": "r"}


@pytest.fixture
def default(repository: Path, monkeypatch) -> dict:
    monkeypatch.chdir(repository)
    return yaml.safe_load(Path("config/config.yaml").read_text(encoding="utf-8"))


def checked(default: dict, section: str, **changes: object):
    config = copy.deepcopy(default)
    config[section] = config[section] | changes if section == "alerts" else changes["value"]
    return validate(config)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("a: 1", "1"),
        ("a: 1.0", "1.0"),
        ('a: "1"', "1"),
        ("a: [1, x, 0.5]", ["1", "x", "0.5"]),
        ("a: no", False),
        ("a: [yes, maybe]", [True, "maybe"]),
        ('a: ""', ""),
    ],
)
def test_conditions_as_yaml_reads_them(default, written, kept):
    where = yaml.safe_load(written)
    (group,) = checked(default, "groups", value=[MINE | {"where": where}]).groups
    assert group.where == {"a": kept}
    alerts = checked(default, "alerts", file=LIST, columns=ALERTS, where=where).alerts
    assert alerts.where == {"a": kept}


@pytest.mark.parametrize("value", [None, {}, [], [[1]], {"above": 3}])
def test_conditions_that_are_none_are_told(default, value):
    with pytest.raises(ConfigError, match=r"groups\[0\].where: .*a: expected text, a number, true"):
        checked(default, "groups", value=[MINE | {"where": {"a": value}}])


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"angle_unit": "degrees"}, r"angle_unit: found 'degrees'; expected 'deg', 'hourangle' or"),
        ({"file": None, "table": "hsp3/sources", "angle_unit": "rad"}, "angle_unit is of files"),
        ({"file": None, "table": "hsp3/sources", "extension": "x"}, "extension is of files"),
    ],
)
def test_keys_of_files_that_cannot_be(default, changes, told):
    group = {key: one for key, one in (MINE | changes).items() if one is not None}
    with pytest.raises(ConfigError, match=told):
        checked(default, "groups", value=[group])


@pytest.mark.parametrize("key", ["columns", "where", "angle_unit", "extension"])
def test_keys_of_alerts_need_a_file(default, key):
    value = {"columns": ALERTS, "where": {"a": "1"}}.get(key, "deg")
    with pytest.raises(ConfigError, match=f"alerts: {key} without file: expected both or neither"):
        checked(default, "alerts", **{key: value})
    keys = {"columns": ALERTS, key: value}
    assert getattr(checked(default, "alerts", file=LIST, **keys).alerts, key) == value


def test_jobs_that_read_files_of_a_user(default):
    sections = ["groups", "alerts", "microquasars"]
    assert validate(default).user_jobs_of(sections) == ["select_sources"]
    default["alerts"] |= {"file": LIST, "columns": ALERTS}
    default["microquasars"]["disk"]["profiles"] = [{"name": "mine", "file": LIST}]
    settings = validate(default)
    assert settings.user_jobs_of(sections) == [
        "list_alerts",
        "select_sources",
        "integrate_galactic_disk",
    ]
    assert settings.user_jobs_of(["alerts"]) == ["list_alerts"]
    assert settings.user_jobs_of(["tracks"]) == []


def test_a_whole_list_is_known_with_and_without_its_keys():
    group = GroupConfig.model_validate(MINE | {"name": "CFS", "where": {"group": "CFS"}})
    assert group.is_list_of(LIST, MINE["columns"])
