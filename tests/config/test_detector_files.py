"""Files of detectors: every mistake with file, line, key and value; names and readings."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from nusources.config.detector_files import detector_definition, read_detector_file
from nusources.config.forecast_detectors import ForecastDetectorsConfig

OWN = "config/examples/my_telescope.yaml"
GOOD = """\
label: mine
status: assumed
source: made up
area: {model: IC86_II, scale: 5}
psf: {meaning: r50, points: [[10, 0.3], [100, 0.1]]}
sky: {latitude_deg: 36}
"""
LINES = {key: number for number, key in enumerate(yaml.safe_load(GOOD), start=1)}


def written(folder: Path, text: str) -> str:
    path = folder / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def told_of(folder: Path, text: str) -> list[str]:
    """Mistakes of a file, one by one."""
    path = written(folder, text)
    with pytest.raises(ValueError, match=re.escape(path)) as caught:
        detector_definition(path)
    return str(caught.value).split("; " + path)


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("area", "{model: IC86_II, scale: -1}", "area.scale: found -1; expected 0.0001 to 10000"),
        ("area", "{scale: 2}", "expected one of table, file, model; found none"),
        (
            "area",
            "{model: IC40, table: b/c}",
            "expected one of table, file, model; found table, model",
        ),
        ("area", "{file: nowhere.csv}", "area.file: found 'nowhere.csv'; expected a file"),
        ("area", "{modell: IC86_II}", "area.modell: unknown key; did you mean 'model'?"),
        ("area", "{model: IC86II}", "found 'IC86II'; no such model detector; did you mean 'IC86_"),
        ("psf", "{width_deg: 0.1}", "psf.meaning: is missing"),
        ("psf", "{meaning: median, width_deg: 0.1}", "found 'median'; expected 'per_axis', 'r50'"),
        (
            "psf",
            "{meaning: r50}",
            "expected one of width_deg, power_law, points, table; found none",
        ),
        ("psf", "{meaning: r50, width_deg: 0}", "psf.width_deg: found 0; expected 0.001 to 45 deg"),
        ("psf", "{meaning: r50, points: [[100, 1], [10, 1]]}", "ascending energies; found [100.0"),
        ("psf", "{meaning: r50, points: [[1.0e+5, 900]]}", "expected 0.001 to 45 deg; is it in"),
        ("psf", "{meaning: per_axis, table: a/b}", "meaning per_axis of a table; expected r50"),
        (
            "psf",
            "{meaning: r50, power_law: {width_deg: 1, at_tev: 9, index: 0, "
            "from_tev: 2, to_tev: 1}}",
            "expected from_tev below to_tev; found 2 and 1",
        ),
        ("sky", "{latitude_deg: 91}", "sky.latitude_deg: found 91; expected less than or equal to"),
        (
            "sky",
            "{latitude_deg: 0, zenith_min_deg: 90, zenith_max_deg: 90}",
            "expected zenith_min_deg below zenith_max_deg; found 90 and 90",
        ),
        ("status", "sure", "status: found 'sure'; expected 'published', 'model', 'assumed' or"),
    ],
)
def test_each_mistake_is_told_with_file_line_key_and_value(tmp_path, key, value, told):
    lines = GOOD.splitlines()
    lines[LINES[key] - 1] = f"{key}: {value}"
    (problem,) = told_of(tmp_path, "\n".join(lines))
    assert problem.startswith(str(tmp_path / "mine.yaml") + f", line {LINES[key]}: {key}")
    assert told in problem


def test_all_mistakes_are_told_at_once(tmp_path):
    text = GOOD.replace("scale: 5", "scale: -5").replace("latitude_deg", "latitude")
    assert len(told_of(tmp_path, text)) == 3  # the unknown key and the one that is missing
    (twice,) = told_of(tmp_path, GOOD + "label: again\n")
    assert "line 7: label: stands there twice, in line 1 too" in twice
    (broken,) = told_of(tmp_path, "label: [1\n")
    assert "cannot be read as YAML" in broken
    (other,) = told_of(tmp_path, "- label\n")
    assert "expected keys such as label; found list" in other


def test_a_file_of_the_user_is_read_and_named_like_it(tmp_path):
    definition = detector_definition(written(tmp_path, GOOD))
    assert definition["name"] == "mine"
    assert definition["psf"]["points"] == [(10, 0.3), (100, 0.1)]
    assert (definition["live_time_share"], definition["energy_proxy"]) == (1.0, "IC86_II")
    assert definition["background"] == {"atmosphere": "pipeline", "scale": 1.0}


def test_a_changed_file_is_read_again(tmp_path):
    path = Path(written(tmp_path, GOOD))
    assert read_detector_file(path).label == "mine"
    path.write_text(GOOD.replace("mine", "other"), encoding="utf-8")
    os.utime(path, ns=(1, 1))
    assert read_detector_file(path).label == "other"


def section(**parts) -> ForecastDetectorsConfig:
    settings = {"detectors": ["icecube"], "thresholds_tev": [10], "declination_threshold_tev": 100}
    settings["spectrum"] = "nu_tracks_2022"
    return ForecastDetectorsConfig.model_validate(settings | parts)


def test_another_reading_replaces_the_resolution():
    wide, plain = (detector_definition(f"icecube_gen2{end}") for end in ("/wide", ""))
    assert wide["psf"]["power_law"]["width_deg"] == 0.3
    assert wide["label"] == "IceCube-Gen2, .30° at 100 TeV"
    assert wide["area"] == plain["area"]


@pytest.mark.parametrize(
    ("detectors", "told"),
    [
        (["icecub"], r"no such detector; did you mean 'icecube'\? Known: arca, hunt, icecube"),
        (["icecube_gen2/wid"], r"no other_psf 'wid'; did you mean 'wide'\? Known: narrow, wide"),
        (["icecube/wide"], "icecube has no other_psf 'wide'. Known: none"),
        (["nowhere.yaml"], "expected a file; there is none of that name"),
        (["icecube", "icecube"], "the same detector twice: icecube"),
        (["icecube", "config/detectors/icecube.yaml"], "the same detector twice: icecube"),
        ([], "at least 1 item"),
    ],
)
def test_unknown_detectors_are_told_with_the_nearest(detectors, told):
    with pytest.raises(ValidationError, match=told):
        section(detectors=detectors)


def test_an_unknown_flux_is_told_with_the_nearest():
    with pytest.raises(
        ValidationError, match="no such measured flux; did you mean 'nu_joint_2023'"
    ):
        section(spectrum="nu_join_2023")


def test_a_run_needs_the_tables_of_its_detectors():
    needed = section(detectors=["icecube", "hunt", "arca", OWN])
    assert needed.tables == [
        "icecube_10year_ps/area_ic86_ii",
        "km3net_arca230_irf/area_numu",
        "km3net_arca230_irf/psf",
    ]
    assert needed.own == [OWN]
    assert needed.files == []
