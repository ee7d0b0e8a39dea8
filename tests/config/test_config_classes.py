"""A group may be a class of this run in place of a file or a table."""

import pytest
import yaml

from nusources.config import validate
from nusources.errors import ConfigError


def settings_of(repository, monkeypatch, group):
    monkeypatch.chdir(repository)
    default = yaml.safe_load((repository / "config" / "config.yaml").read_text("utf-8"))
    sensitivity = default["sensitivity"] | {"groups": None}
    return validate(default | {"groups": [yaml.safe_load(group)], "sensitivity": sensitivity})


def test_class_says_rows_and_columns(repository, monkeypatch):
    (group,) = settings_of(repository, monkeypatch, "{name: NFS, label: NFS, class: NFS}").groups
    assert group.request["where"] == {"sample": "FIBS", "class": "NFS"}
    assert group.request["columns"]["gamma_name"] == "gamma_name"
    assert not group.is_own


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ("class: NFX", "NFX"),
        ("class: NFS, table: bzcat5/sources", "expected one of file, table and class"),
        ("class: NFS, where: {a: b}", "expected no where"),
        ("class_sample: FIBS", "found none"),
        ("klass: NFS", "did you mean 'class'"),
    ],
)
def test_mistakes_of_classes_are_told(repository, monkeypatch, more, text):
    with pytest.raises(ConfigError, match=text):
        settings_of(repository, monkeypatch, f"{{name: NFS, label: NFS, {more}}}")
