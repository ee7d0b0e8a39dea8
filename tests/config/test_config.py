"""The check of the configuration: every mistake at once, each with its place."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
import yaml

from nusources.config import key_lines, validate
from nusources.config.groups import GroupConfig
from nusources.errors import ConfigError
from nusources.yaml_lines import number_hint

DELETED = object()


@pytest.fixture
def base(repository: Path, monkeypatch) -> Path:
    """Return the default configuration; the registry of datasets is found from the checkout."""
    monkeypatch.chdir(repository)
    return repository / "config" / "config.yaml"


@pytest.fixture
def check(base: Path):
    """Return a function that checks the default configuration with some values changed."""
    default = yaml.safe_load(base.read_text(encoding="utf-8"))

    def run(changes, arguments=None, files=(base,)):
        config = copy.deepcopy(default)
        for key, value in changes.items():
            *parents, last = [int(p) if p.isdigit() else p for p in key.split(".")]
            place = config
            for part in parents:
                place = place[part]
            if value is DELETED:
                del place[last]
            else:
                place[last] = value
        return validate(config, files, arguments)

    return run


def problems(check, changes, *arguments, **keywords) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        check(changes, *arguments, **keywords)
    return caught.value.problems


def test_default_configuration_is_right(check):
    assert check({}).run == "default"


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("seed", -1, "seed: found -1; expected greater than or equal to 0"),
        ("spatial.circle_factor", 0, "spatial.circle_factor: found 0; expected greater than 0"),
        (
            "spatial.circle_factors_shown",
            [1.5, 1.0],
            "expected ascending numbers; found [1.5, 1.0]",
        ),
        ("spatial.null_width.n_seasons", [3, 1], "expected ascending numbers; found [3, 1]"),
        (
            "spatial.null_width.sources_and_draws",
            [[32, 1], [32, 4]],
            "expected different numbers of sources; found [32, 32]",
        ),
        ("spatial.null_width.sources_and_draws", [[32]], "at least 2 items"),
        ("spatial.circle_factor", 37, "circles of 37 x tracks.ang_err_max_deg = 5 deg are larger"),
        (
            "simulation.efeds_clustering",
            {"theta_0_arcsec": 1000, "slope": 0.8},
            "expected 0.01 to 300 arcsec; is it in another unit?",
        ),
        (
            "simulation.efeds_clustering",
            {"theta_0_arcsec": 1.3, "slope": 2},
            "simulation.efeds_clustering.slope: found 2; expected less than 2",
        ),
        (
            "forecast_tracks.true_fractions",
            [0.1, 1],
            "expected 0 as the first fraction; found 0.1",
        ),
        ("forecast_tracks.n_trials", 10, "expected greater than or equal to 100"),
        ("seed", "abc", "seed: found 'abc'; expected a valid integer"),
        ("seed", True, "seed: found True; expected a valid integer"),
        ("run", "a/b", "run: found 'a/b'; string should match pattern"),
        ("run", "", "run: found ''; string should match pattern"),
        ("run", "x\n", "string should match pattern"),
        ("data.source", "net", "expected 'simulated' or 'archive'"),
        ("data.sources", {"nowhere": "archive"}, "no dataset 'nowhere'. Known: "),
        ("tracks.ang_err_max_deg", 0, "expected greater than 0"),
        ("tracks.ang_err_max_deg", 181, "expected less than or equal to 180"),
        ("tracks.energy_proxy_min_tev", float("inf"), "finite number"),
        ("tracks.energy_proxy_min_tev", float("nan"), "finite number"),
        ("tracks.energy_proxy_min_tev", "60 TeV", "found '60 TeV'; expected a valid number"),
        ("tracks.samples", [], "at least 1 item"),
        ("tracks.samples.0.seasons", [], "at least 1 item"),
        ("tracks.samples.0.seasons", ["IC41"], "has no season IC41; expected some of IC40, IC59"),
        ("tracks.samples.0.dataset", "icecube_10year", "did you mean 'icecube_10year_ps'?"),
        ("spatial.n_scrambles", 0, "expected greater than or equal to 1"),
        ("spatial.n_scrambles", 1.5, "expected a valid integer"),
        ("spatial.n_chunks", 1001, "expected less than or equal to 1000"),
        ("spatial.log10_energy_thresholds", [5.0, 4.8], "expected ascending numbers"),
        ("spatial.log10_energy_thresholds", [5.0, 5.0], "expected ascending numbers"),
        ("spatial.log10_energy_thresholds", [float("nan")], "finite number"),
        ("spatial.log10_energy_thresholds", [], "at least 1 item"),
        ("groups", [], "at least 1 item"),
        ("groups.0.columns", {"source_name": "n", "ra": "r"}, "lacks dec"),
        ("simulation.tracks.point_sources.0.dec_deg", 91, "less than or equal to 90"),
        ("simulation.tracks.point_sources.0.ra_deg", 360, "expected less than 360"),
        (
            "simulation.tracks.point_sources.0.flux_100tev_per_gev_cm2_s",
            0,
            "found 0; expected 1e-25 to 1e-10 GeV^-1 cm^-2 s^-1; is it in another unit?",
        ),
        (
            "tracks.energy_proxy_min_tev",
            60000,
            "expected 0.01 to 10000 TeV; is it in another unit?",
        ),
        ("microquasars.void_radii_kpc", [8300.0], "expected 0.001 to 1000 kpc"),
        ("microquasars.target_flux_gev_cm2_s_sr", 2, "expected 1e-14 to 0.001 GeV"),
        ("microquasars.fiducial_luminosity_erg_s", "7.04e33", "as text; write 7.04e+33)"),
        ("sensitivity.systematics.position_errors_deg", [360.0], "expected 1e-05 to 30 deg"),
        ("simulation.tracks.point_sources.0.group", 1, "expected a valid string"),
        ("spatial.closure.dense.n_skies_per_field", 1025, "less than or equal to 1024"),
        ("spatial.closure.dense.n_skies", 0, "greater than or equal to 1"),
        ("simulation.tracks.population.flux_slope", 1, "expected greater than 1"),
    ],
)
def test_each_mistake_is_told_with_its_key(check, key, value, told):
    (problem,) = problems(check, {key: value})
    assert told in problem
    dotted = ".".join(part for part in key.split(".") if not part.isdigit())
    assert dotted.split(".")[0] in problem


def test_keys_that_stand_twice_are_told_with_both_lines(base, tmp_path):
    overlay = tmp_path / "mine.yaml"
    overlay.write_text(
        "seed: 1\ntracks:\n  ang_err_max_deg: 4.0\n  ang_err_max_deg: 5.0\nseed: 2\n"
    )
    default = yaml.safe_load(base.read_text(encoding="utf-8"))
    with pytest.raises(ConfigError) as error:
        validate(default, files=[overlay])
    assert error.value.problems == [
        f"{overlay}, line 4: tracks.ang_err_max_deg: stands there twice, in line 3 too",
        f"{overlay}, line 5: seed: stands there twice, in line 1 too",
    ]


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("7.04e33", " (YAML reads 7.04e33 as text; write 7.04e+33)"),
        ("-1E5", " (YAML reads -1E5 as text; write -1.0e+5)"),
        ("1.0e+5", ""),
        ("1e5x", ""),
        (7.0, ""),
    ],
)
def test_hint_for_numbers_that_yaml_reads_as_text(value, hint):
    assert number_hint(value) == hint


def test_missing_key(check):
    (problem,) = problems(check, {"seed": DELETED})
    assert problem.endswith("seed: is missing")


@pytest.mark.parametrize(
    ("key", "nearest"),
    [
        ("sead", "seed"),
        ("spatial.n_scramble", "n_scrambles"),
        ("tracks.samples.0.seasns", "seasons"),
        ("simulation.tracks.population.n_source", "n_sources"),
    ],
)
def test_unknown_key_names_the_nearest_known_one(check, key, nearest):
    (problem,) = problems(check, {key: 1})
    assert f"unknown key; did you mean {nearest!r}? Known here: " in problem


def test_unknown_key_unlike_any_other_gets_no_suggestion(check):
    (problem,) = problems(check, {"zzzzzz": 1})
    assert "unknown key" in problem
    assert "did you mean" not in problem


def test_same_name_twice(check):
    sample = {"name": "a", "label": "", "dataset": "icecube_10year_ps", "seasons": ["IC40"]}
    (problem,) = problems(check, {"tracks.samples": [sample, sample]})
    assert "the same name twice: a" in problem


def test_dataset_without_a_simulator_cannot_be_simulated(check):
    sample = {"name": "a", "label": "", "dataset": "icecube_3year_ps", "seasons": ["IC79"]}
    (problem,) = problems(check, {"tracks.samples": [sample]})
    assert "dataset 'icecube_3year_ps' cannot be simulated" in problem
    assert check({"tracks.samples": [sample], "data.source": "archive"})


def test_all_mistakes_come_in_one_message(check):
    found = problems(
        check, {"seed": -1, "spatail": 3, "tracks.samples.0.seasons": ["X"], "data.source": "y"}
    )
    assert len(found) == 4


def test_lines_are_those_of_the_file_that_is_strongest(check, base: Path, tmp_path: Path):
    overlay = tmp_path / "mine.yaml"
    overlay.write_text("# mine\nspatial:\n  n_scrambles: 0\n", encoding="utf-8")
    changes = {"spatial.n_scrambles": 0, "seed": -1}
    found = problems(check, changes, None, (base, overlay))
    text = base.read_text(encoding="utf-8").splitlines()
    line = next(number for number, one in enumerate(text, start=1) if one.startswith("seed:"))
    assert any(one.startswith(f"{base}, line {line}: seed") for one in found)
    assert any(one.startswith(f"{overlay}, line 3: spatial.n_scrambles") for one in found)


def test_argument_of_the_command_line_is_named(check):
    (problem,) = problems(check, {"seed": -1}, {"seed": -1})
    assert problem.startswith("--config seed=...: seed:")


def test_argument_is_not_blamed_for_a_mistake_in_a_file(check, base: Path):
    (problem,) = problems(check, {"spatial.n_scrambles": 0}, {"spatial": {"n_chunks": 2}})
    assert problem.startswith(f"{base}, line ")


def test_order_of_keys_is_no_difference(check):
    columns = {"source_name": "name", "ra": "ra_deg", "dec": "dec_deg", "gamma_name": "g"}
    turned = dict(reversed(columns.items()))
    where = {"b": "1", "a": "2"}
    first = check({"groups.0.columns": columns, "groups.0.where": where})
    second = check({"groups.0.columns": turned, "groups.0.where": dict(reversed(where.items()))})
    assert first.model_dump_json() == second.model_dump_json()


def test_lines_of_keys_and_items(tmp_path: Path):
    path = tmp_path / "a.yaml"
    path.write_text("a:\n  - b: 1\n    c: [1, 2]\nd: 3\n", encoding="utf-8")
    lines = key_lines(path)
    assert lines["a",] == 1
    assert lines["a", 0] == 2
    assert lines["a", 0, "c"] == 3
    assert lines["a", 0, "c", 1] == 3
    assert lines["d",] == 4


def test_empty_overlay_has_no_lines(tmp_path: Path):
    path = tmp_path / "a.yaml"
    path.write_text("# nothing\n", encoding="utf-8")
    assert key_lines(path) == {}


COUNTERPARTS = {"table": "fermi_4fgl/dr2"}


def test_counterparts_are_found_by_the_name_of_the_gamma_ray_source(check):
    columns = {"source_name": "name", "ra": "ra_deg", "dec": "dec_deg"}
    (problem,) = problems(check, {"groups.0.columns": columns})
    assert "groups[0]: counterparts without columns.gamma_name" in problem


def test_all_columns_of_counterparts_are_named(check):
    changes = {"groups.0.counterparts": COUNTERPARTS | {"columns": {"gamma_name": "source_name"}}}
    (problem,) = problems(check, changes)
    assert "groups[0].counterparts.columns: lacks dec, ra" in problem


@pytest.mark.parametrize("source", ["simulated", "archive"])
def test_unknown_dataset_of_counterparts_is_told_whether_it_is_read_or_not(check, source):
    changes = {"groups.0.counterparts": {"table": "fermi_5fgl/dr2"}, "data.source": source}
    assert "no dataset 'fermi_5fgl'; did you mean 'fermi_4fgl'?" in problems(check, changes)[0]


@pytest.mark.parametrize(
    ("changes", "tables"),
    [
        ({}, []),  # the default: everything is simulated
        ({"data.source": "archive"}, ["fermi_4fgl/dr2"]),
        ({"data.sources": {"fermi_4fgl": "archive"}}, ["fermi_4fgl/dr2"]),
        ({"data.source": "archive", "data.sources": {"fermi_4fgl": "simulated"}}, []),
    ],
)
def test_invented_positions_are_not_taken(check, changes, tables):
    assert check(changes).group_tables == tables


def test_null_of_a_group_with_and_without_quotes(check):
    """YAML reads an unquoted key null as nothing; both spellings mean the same."""
    config = check({})
    assert [group.null for group in config.groups] == ["source_ra"] * 7
    group = yaml.safe_load("{name: mine, label: mine, table: hsp3/sources_v2, null: source_ra}")
    assert None in group
    quoted = {"null" if key is None else key: value for key, value in group.items()}
    for one in (group, quoted):
        assert check({"groups": [one]}).groups[0].null == "source_ra"
    without = {key: value for key, value in quoted.items() if key != "null"}
    assert check({"groups": [without]}).groups[0].null == "event_ra", "not given"
    (told,) = problems(check, {"groups": [group | quoted]})
    assert "null stands there twice" in told


@pytest.mark.parametrize("key", ["null", '"null"', "~"])
def test_an_unknown_null_is_told_with_its_line(check, base, tmp_path, key):
    file = tmp_path / "mine.yaml"
    file.write_text(
        f"groups:\n  - name: mine\n    label: mine\n    table: hsp3/sources_v2\n    {key}: source\n"
    )
    groups = yaml.safe_load(file.read_text())["groups"]
    (told,) = problems(check, {"groups": groups}, files=(base, file))
    assert told.startswith(f"{file}, line 5: groups[0].null: found 'source'")
    assert "expected 'source_ra' or 'event_ra'" in told


def test_recipe_of_flux_limits(check):
    (told,) = problems(check, {"spatial.flux_limits.recipe": "ours"})
    assert "spatial.flux_limits.recipe: found 'ours'; expected 'acceptance' or 'paper'" in told


@pytest.mark.parametrize(
    ("ranges", "told"),
    [
        ([{"name": "north"}], "declination_ranges[0]: expected dec_min_deg, dec_max_deg or both"),
        (
            [{"name": "band", "dec_min_deg": 5, "dec_max_deg": -5}],
            "expected dec_min_deg below dec_max_deg; found 5 and -5",
        ),
        ([{"name": "whole_sky", "dec_min_deg": 0}], "the name whole_sky is taken"),
        ([{"name": "north", "dec_min_deg": 100}], "dec_min_deg: found 100; expected less than"),
        ([{"name": "a", "dec_min_deg": 0}, {"name": "a", "dec_max_deg": 0}], "same name twice: a"),
    ],
)
def test_declination_ranges(check, ranges, told):
    (found,) = problems(check, {"spatial.declination_ranges": ranges})
    assert told in found


def test_declination_ranges_are_the_whole_sky_if_not_given(check):
    assert check({"spatial.declination_ranges": DELETED}).spatial.declination_ranges == []
    first, second = check({}).spatial.declination_ranges
    assert first.ends == {"name": "north", "dec_min": -5}
    assert second.ends == {"name": "south", "dec_max": -5}


LISTS = "data/tables/flaring_blazars.csv"
LISTED = {"source_name": "name", "ra": "ra_deg", "dec": "dec_deg", "gamma_name": "name_4fgl"}


@pytest.mark.parametrize(
    ("changes", "is_listed"),
    [
        ({}, True),
        ({"columns": {"source_name": "name", "ra": "ra_deg", "dec": "dec_deg"}}, True),
        ({"name": "mine"}, False),  # other rows than those of its name
        ({"where": {}}, False),
        ({"where": {"group": "CFS", "name": "J0112+3208"}}, False),
        ({"columns": {"source_name": "name", "ra": "dec_deg", "dec": "ra_deg"}}, False),
        ({"file": "config/examples/my_sources.csv"}, False),
    ],
)
def test_a_group_is_the_listed_one_with_all_its_rows_and_columns(repository, changes, is_listed):
    entry = {"name": "CFS", "label": "CFS", "file": LISTS, "columns": LISTED}
    entry |= {"where": {"group": "CFS"}} | changes
    entry["file"] = str(repository / entry["file"])
    group = GroupConfig.model_validate(entry)
    assert group.is_list_of(str(repository / LISTS), LISTED) == is_listed
