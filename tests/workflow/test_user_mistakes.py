"""What a user may do wrong: each time one clear sentence, an exit code, nothing half-written."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
from checkouts import Checkout, Outcome

from nusources.contracts.spatial import SOURCES
from nusources.tables import write_table

pytestmark = pytest.mark.workflow

TRACKS = "results/test/selection/ic40/tracks.parquet"

SOURCES_FILE = "results/test/selection/sources.parquet"
GOOD_ROWS = "".join(f"S{i},{40 * i + 1}.5,{10 * i - 40}\n" for i in range(8))


def assert_refused(checkout: Checkout, outcome: Outcome, *told: str) -> None:
    """Check that a run failed, said why, and left no temporary file."""
    assert outcome.code != 0
    for text in told:
        assert text in outcome.text
    assert checkout.temporaries() == []


def test_mistakes_in_the_configuration_come_in_one_message(clean: Checkout):
    content = {"spatail": {"n_scrambles": 5}, "tracks": {"ang_err_max_deg": -5}, "seed": "x"}
    overlay = clean.overlay(content, "mine.yaml")
    outcome = clean.snakemake("--config", "run=a/b", overlays=(overlay,))
    assert_refused(
        clean,
        outcome,
        "4 mistakes in the configuration:",
        "mine.yaml, line 1: seed: found 'x'; expected a valid integer",
        "mine.yaml, line 2: spatail: unknown key; did you mean 'spatial'?",
        "mine.yaml, line 5: tracks.ang_err_max_deg: found -5; expected greater than 0",
        "--config run=...: run: found 'a/b'",
    )
    assert [path.name for path in (clean.folder / "results").iterdir()] == ["README.md"]


@pytest.mark.parametrize(
    ("dataset", "season", "told"),
    [
        ("icecube_10year_ps", "IC41", "has no season IC41; expected some of IC40, IC59"),
        ("icecube_10yr_ps", "IC40", "no dataset 'icecube_10yr_ps'; did you mean"),
    ],
)
def test_unknown_season_or_dataset(clean_checkout: Checkout, tmp_path: Path, dataset, season, told):
    sample = {"name": "a", "label": "A", "dataset": dataset, "seasons": [season]}
    overlay = tmp_path / "sample.yaml"
    overlay.write_text(f"tracks: {{samples: [{sample}]}}\n", encoding="utf-8")
    outcome = clean_checkout.snakemake("-n", overlays=(str(overlay),))
    assert outcome.code != 0
    assert "1 mistake in the configuration" in outcome.text
    assert told in outcome.text


def test_archive_run_without_a_mirror_lists_the_files(clean: Checkout):
    overlay = clean.overlay({"data": {"source": "archive", "offline": True}})
    outcome = clean.snakemake(TRACKS, overlays=(overlay,))
    assert_refused(
        clean,
        outcome,
        "locate_tracks failed: dataset 'icecube_10year_ps'",
        "events/IC40_exp.csv",
        "uptime/IC40_exp.csv",
        "icecube_10year_ps",
        "name a mirror in data.mirror or $NUSOURCES_MIRROR",
    )
    assert not list(clean.folder.glob("results/shared/*/catalogs/ic40/receipt.json"))


def test_mirror_with_other_bytes_is_refused(clean: Checkout, finished_run: Checkout):
    simulated = finished_run.shared / "catalogs/simulated/icecube_10year_ps"
    shutil.copytree(simulated, clean.folder / "mirror/icecube_10year_ps")
    overlay = clean.overlay({"data": {"source": "archive", "mirror": "mirror", "offline": True}})
    outcome = clean.snakemake(TRACKS, overlays=(overlay,))
    assert_refused(
        clean, outcome, "the bytes are not the official ones", "expected sha256 23d63392"
    )
    assert not list(clean.folder.glob("results/shared/*/catalogs/ic40/receipt.json"))


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def _damage(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 1
    path.write_bytes(data)


def _foreign(path: Path) -> None:
    pd.DataFrame({"ra": [1.0]}).to_parquet(path)


def _other_table(path: Path) -> None:
    rows = {"group": ["a"], "source_name": ["b"], "ra": [1.0], "dec": [2.0], "gamma_name": [None]}
    rows |= {"listed_ra": [1.0], "listed_dec": [2.0], "weight": [1.0]}
    write_table(pd.DataFrame(rows), path, SOURCES)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (_truncate, "not a readable Parquet file"),
        (_damage, "not a readable Parquet file"),
        (_foreign, "another table stands here; expected 'tracks'"),
        (_other_table, "another table stands here; found 'sources'; expected 'tracks'"),
    ],
)
def test_spoiled_intermediate_is_refused(finished: Checkout, spoil, told: str):
    path = "results/test/selection/ic40/tracks.parquet"
    spoil(finished.folder / path)
    rule = "scramble_right_ascensions"
    outcome = finished.snakemake("--forcerun", rule, "--until", rule)
    assert_refused(finished, outcome, f"{rule} failed: {path}: {told}")
    assert not list((finished.results / "spatial/ic40").glob("scrambles*.parquet"))


def test_no_event_after_the_cuts(finished: Checkout):
    overlay = finished.overlay({"tracks": {"energy_proxy_min_tev": 1.0e9}})
    outcome = finished.snakemake("--until", "select_tracks", overlays=(overlay,))
    assert_refused(
        finished,
        outcome,
        "select_tracks failed: none of 36900 events passes the cuts",
        "energy proxy >= 1e+09 TeV",
        "largest energy proxy:",
    )
    assert not (finished.results / "selection/ic40/tracks.parquet").exists()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "mine.csv: the file is empty; expected a table"),
        (
            "name,ra,dec\n",
            "mine.csv: the table has no rows; found ['name', 'ra', 'dec']; expected at",
        ),
        ("name,ra\na,1\n", "mine.csv: group 'mine' needs the column(s) dec"),
        (
            "name,ra,dec\na,1,2\nb,3,4\na,5,6\n",
            "mine.csv, row 4, column 'name': a source without a name",
        ),
        (
            "name,ra,dec\na,1,2\nb,nan,4\n",
            "mine.csv, row 3, column 'ra': not a position on the sky",
        ),
        (
            "name,ra,dec\na,1,2\nb,3,inf\n",
            "mine.csv, row 3, column 'dec': not a finite decimal number; found 'inf'",
        ),
        (
            "name,ra,dec\na,361,2\n",
            "found '361'; expected a number from 0 to 360 deg",
        ),
        ("name,ra,dec\na,31,-90.5\n", "found '-90.5'; expected a number from -90 to 90 deg"),
        (
            "name,ra,dec\n" + "".join(f"s{i},{i}.5,{i}\n" for i in range(12)),
            "column 'ra': the unit of right ascension is not declared, and 12 position(s)",
        ),
        (
            "name,ra,dec\n" + "".join(f"s{i},{0.3 * i:.1f},{0.05 * i:.2f}\n" for i in range(20)),
            "degrees (R.A. 0 to 5.7 deg), hours (R.A. 0 to 85.5 deg) or radians (R.A. 0 to 326.6",
        ),
        (
            "name,ra,dec,ra\na,5.157214,5.6931,77.3582\n",
            "mine.csv, column 'ra': several columns have this name",
        ),
    ],
    ids=[
        *("empty", "rows", "column", "twice", "nan", "inf", "ra", "dec", "hours", "radians"),
        "column twice",
    ],
)
def test_bad_catalogue_is_refused(bad_catalogue: Checkout, text: str, told: str):
    (bad_catalogue.folder / "mine.csv").write_text(text, encoding="utf-8")
    outcome = bad_catalogue.again("select_sources")
    told = f"select_sources failed: {told}" if "mine" in told else told
    assert_refused(bad_catalogue, outcome, told, "mine.csv")
    assert not (bad_catalogue.folder / SOURCES_FILE).exists()


@pytest.fixture(scope="module")
def bad_catalogue(clean_checkout: Checkout, tmp_path_factory) -> Checkout:
    """Return a checkout in which Snakemake has stopped at a bad catalogue."""
    checkout = clean_checkout.twin(tmp_path_factory.mktemp("bad") / "checkout")
    outcome = _run_catalogue(checkout, "name,ra,dec\n")
    assert_refused(checkout, outcome, "select_sources failed: mine.csv: the table has no rows")
    return checkout


def test_good_catalogue_is_taken(clean: Checkout):
    outcome = _run_catalogue(clean, "name,ra,dec\n" + GOOD_ROWS)
    assert outcome.code == 0, outcome.text
    table = pd.read_parquet(clean.folder / SOURCES_FILE)
    assert len(table) == 8
    assert list(table.columns) == SOURCES.column_names


def test_catalogue_that_is_not_there(clean: Checkout):
    overlay = clean.overlay({"groups": [_group()]})
    outcome = clean.snakemake(SOURCES_FILE, overlays=(overlay,))
    assert_refused(clean, outcome, "groups[0].file: found 'mine.csv'; expected a file")


def test_disk_that_fills_up(clean: Checkout):
    """Files may not grow over 200 kB: the events of a season are larger."""
    code = (
        "import resource, signal, sys\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "import subprocess\n"
        "sys.exit(subprocess.call(sys.argv[1:]))\n"
    )
    command = clean.command("--until", "simulate_track_season")
    outcome = clean.python("-c", code, *command)
    assert_refused(clean, outcome, "simulate_track_season failed: OSError", "File too large")
    assert not list(clean.folder.glob("results/**/IC40_exp.csv"))


def test_failed_job_is_run_again_by_hand(clean: Checkout):
    text = "name,ra,dec\n" + GOOD_ROWS
    assert _run_catalogue(clean, text.replace("S3,121.5", "S3,bad")).code != 0
    record = clean.results / "logs/select_sources.rerun.json"
    assert record.exists()
    (clean.folder / "mine.csv").write_text(text, encoding="utf-8")
    outcome = clean.again("select_sources")
    assert outcome.code == 0, outcome.text
    assert len(pd.read_parquet(clean.folder / SOURCES_FILE)) == 8
    assert not record.exists()


def test_job_with_lists_of_files_is_run_again_by_hand(clean: Checkout):
    detector = clean.folder / "data/tables/model_detector.csv"
    text = detector.read_text(encoding="utf-8")
    detector.write_text("nothing\n", encoding="utf-8")
    rule = "simulate_track_responses"
    assert clean.snakemake("--until", rule).code != 0
    detector.write_text(text, encoding="utf-8")
    outcome = clean.again(rule)
    assert outcome.code == 0, outcome.text
    assert len(list(clean.shared.rglob("*_effectiveArea.csv"))) == 5


def test_job_whose_rule_has_another_name_than_its_script_is_run_again_by_hand(finished: Checkout):
    """As of rules made in a loop, which share a script."""
    rule = "load_hsp3"
    official = finished.shared / "catalogs/simulated/hsp3/3HSP.fits"
    content = official.read_bytes()
    official.write_bytes(b"SIMPLE")
    assert finished.snakemake("--forcerun", rule, "--until", rule).code != 0
    official.write_bytes(content)
    outcome = finished.again(rule)
    assert outcome.code == 0, outcome.text
    assert len(pd.read_parquet(finished.shared / "catalogs/hsp3/sources.parquet")) > 1000


def _group() -> dict:
    columns = {"source_name": "name", "ra": "ra", "dec": "dec"}
    return {"name": "mine", "label": "Mine", "file": "mine.csv", "columns": columns}


def _run_catalogue(checkout: Checkout, text: str) -> Outcome:
    (checkout.folder / "mine.csv").write_text(text, encoding="utf-8")
    overlay = checkout.overlay({"groups": [_group()]})
    return checkout.snakemake(SOURCES_FILE, overlays=(overlay,))
