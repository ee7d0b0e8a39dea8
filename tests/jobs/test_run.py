"""What `make run` says before it starts Snakemake."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from nusources.jobs.run import tell_answers, unreadable, write_light_curve_settings


def test_configuration_files_that_are_missing_or_broken_are_all_told(tmp_path: Path):
    good, broken, text = (tmp_path / name for name in ("good.yaml", "broken.yaml", "text.yaml"))
    good.write_text("run: mine\n")
    broken.write_text("run: mine\nseed: 1\ntracks: [\n")
    text.write_text("just words\n")
    empty = tmp_path / "empty.yaml"
    empty.write_text("# nothing\n")
    absent = tmp_path / "absent.yaml"
    first, second, third = unreadable(list(map(str, (good, absent, broken, text, empty))))
    assert first == f"there is no configuration file {absent}"
    assert second.startswith(f"{broken}, line 4: cannot be read as YAML (while parsing a flow node")
    assert third == f"{text}: expected keys with values; found 'just words'"


def test_answers_are_told_where_there_are_some(tmp_path: Path, capsys):
    tell_answers(tmp_path / "answer.txt")
    assert capsys.readouterr().out == ""
    (tmp_path / "answer.txt").write_text(
        "Run mine\n\ntoy: How does a line rise?\n", encoding="utf-8"
    )
    tell_answers(tmp_path / "answer.txt")
    assert capsys.readouterr().out == "\nRun mine\n\ntoy: How does a line rise?\n\n"


@pytest.mark.parametrize(
    ("file", "run"),
    [
        ("my.csv", "lightcurve_my"),
        ("/data/PKS 1502+106 (V).fits.gz", "lightcurve_PKS_1502_106_V"),
        ("blazar.é.vot", "lightcurve_blazar"),
        ("€.csv", "lightcurve"),
    ],
)
def test_a_light_curve_has_a_run_of_its_own(file, run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    written = write_light_curve_settings(file, [])
    assert written == f"results/{run}/light_curve.yaml"
    only = {"studies": ["user_curve"], "products": []}
    settings = yaml.safe_load(Path(written).read_text(encoding="utf-8"))
    assert settings == {"run": run, **only, "light_curve": {"file": file}}


def test_a_light_curve_that_is_not_there_leaves_nothing(repository):
    command = [sys.executable, "-m", "nusources.jobs.run", "--light-curve", "no where.csv"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == (
        f"nusources: there is no light curve no where.csv (seen from {repository})\n"
    )
    assert not (repository / "results/lightcurve_no_where").exists()


def test_an_overlay_may_name_the_run_of_a_light_curve(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("mine.yaml").write_text("run: mine\n", encoding="utf-8")
    Path("more.yaml").write_text("seed: 3\n", encoding="utf-8")
    written = write_light_curve_settings("my.csv", ["mine.yaml", "more.yaml"])
    assert written == "results/mine/light_curve.yaml"
    assert yaml.safe_load(Path(written).read_text(encoding="utf-8"))["run"] == "mine"
