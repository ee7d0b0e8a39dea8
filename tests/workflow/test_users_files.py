"""Files of a user through the workflow: catalogues and alerts as people really have them."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from astropy.coordinates import SkyCoord
from astropy.table import QTable, Table
from checkouts import Checkout
from written_tables import fits_bytes, votable_text, write

pytestmark = pytest.mark.workflow

SOURCES = "results/test/selection/sources.parquet"
ALERTS = "results/test/catalogs/alerts.parquet"
NAMES = {"source_name": "Name", "ra": "RA", "dec": "Dec"}
ODD_FOLDER = "data {v2} <run>"


def hours(folder: Path) -> dict:
    """Four sources with right ascensions in hours, which only their names tell."""
    text = "Name,RAh,DEd\nTXS 0506+056,5.15721,5.6931\nPKS 1502+106,15.07361,10.4942\n"
    (folder / "hours.csv").write_text(f"{text}PKS 1424+240,14.45011,23.8\n")
    return {"file": "hours.csv", "columns": {"source_name": "Name", "ra": "RAh", "dec": "DEd"}}


def radians(folder: Path) -> dict:
    columns = {"Name": ["r1", "r2"], "RA": [1.350155, 3.946261], "Dec": [0.099363, 0.183158]}
    units = {"RA": "rad", "Dec": "rad"}
    write(folder, "plain.parquet", columns, units)
    return {"file": "table.plain.parquet", "columns": NAMES}


def weights(folder: Path) -> dict:
    (folder / "weights.csv").write_text("Name,RA,Dec,flux\nw1,77.3,5.6,3.0\nw2,40.6,-0.1,1.0\n")
    return {"file": "weights.csv", "columns": NAMES}


def conditions(folder: Path) -> dict:
    text = "Name,flag,Class,RA,Dec\nc1,1,bll,77.3,5.6\nc2,,bll,40.6,0\nc3,1,bll ,187,12\n"
    (folder / "flags.csv").write_text(text)
    return {"file": "flags.csv", "columns": NAMES, "where": {"flag": 1, "Class": "bll"}}


def b1950(folder: Path) -> dict:
    system = '<COOSYS ID="B" system="eq_FK4" equinox="B1950"/>'
    fields = '<FIELD ID="col1" name="Object Name" datatype="char" arraysize="*"/>'
    for number, name in ((2, "RA(deg)"), (3, "DEC(deg)")):
        fields += f'<FIELD ID="col{number}" name="{name}" datatype="double" unit="deg" ref="B"/>'
    text = votable_text(fields, [["b1  ", 76.6989, 5.6263]], before=system)
    (folder / "old.VOT.gz").write_bytes(gzip.compress(text.encode()))
    columns = {"source_name": "Object Name", "ra": "RA(deg)", "dec": "col3"}
    return {"file": "old.VOT.gz", "columns": columns}


def spelling(folder: Path) -> dict:
    units = {"RA": "DEGREE", "Dec": "[deg]"}
    data = fits_bytes({"Name": ["f1"], "RA": [10.6847], "Dec": [41.269]}, units)
    (folder / "heasarc.fit").write_bytes(data)
    return {"file": "heasarc.fit", "columns": NAMES}


def coordinates(folder: Path) -> dict:
    place = SkyCoord([77.3582], [5.6931], unit="deg")
    table = QTable({"Name": ["s1"], "coord": place, "RA": [77.3582], "Dec": [5.6931]})
    table.write(folder / "sky.ecsv", format="ascii.ecsv")
    return {"file": "sky.ecsv", "columns": NAMES}


def odd_names(folder: Path) -> dict:
    (folder / ODD_FOLDER).mkdir()
    text = "Name,RA,Dec\n0001,77.35,5.69\n3E5,140.67,-0.01\n300000,187,0\nNGC 1068 #1,40.6,0\n"
    (folder / ODD_FOLDER / "s.CSV").write_text(text)
    return {"file": f"{ODD_FOLDER}/s.CSV", "columns": NAMES}


def told(folder: Path) -> dict:
    """M 31 alone: its unit is told, not guessed."""
    (folder / "m31.csv").write_text("Name,RA,Dec\nM 31,10.6847,41.269\n")
    return {"file": "m31.csv", "columns": NAMES, "angle_unit": "deg"}


GROUPS = {
    one.__name__: one
    for one in (
        *(hours, radians, weights, conditions, b1950, spelling, coordinates, odd_names, told),
    )
}


def notices(folder: Path) -> dict:
    """Two revisions of an event and a retracted one; radii in arcmin, as the name says."""
    rows = {
        "Event": ["E1 rev0", "E1 rev1", "E2 rev0", "E3 rev0"],
        "Retracted": ["no", "no", "no", "yes"],
        "Newest": [0, 1, 1, 1],
        "MJD": [59000.1, 59000.1, 59100.1, 59200.1],
        "RA": [77.0, 77.4, 187.7, 10.0],
        "Dec": [5.0, 5.7, 89.9, -3.0],
        "R [arcmin]": [90.0, 36.0, 1500.0, 120.0],
    }
    Table(rows).write(folder / "notices.fits")
    columns = {"alert_name": "Event", "mjd": "MJD", "ra": "RA", "dec": "Dec"}
    return {
        "file": "notices.fits",
        "columns": columns | {"error_radius": "R [arcmin]"},
        "where": {"Retracted": False, "Newest": "1.0"},
    }


@pytest.fixture(scope="module")
def run(clean_checkout: Checkout, tmp_path_factory) -> tuple[Checkout, str, str]:
    """Return a checkout with the selection from all files, its overlay, and what was printed."""
    checkout = clean_checkout.twin(tmp_path_factory.mktemp("users") / "checkout")
    groups = [
        {"name": name, "label": name} | make(checkout.folder) for name, make in GROUPS.items()
    ]
    content = {"groups": groups, "alerts": notices(checkout.folder)}
    overlay = checkout.overlay(content | {"sensitivity": {"weight_column": "flux"}})
    outcome = checkout.snakemake(SOURCES, ALERTS, overlays=(overlay,))
    assert outcome.code == 0, outcome.text
    return checkout, overlay, outcome.text


@pytest.fixture
def sources(run) -> pd.DataFrame:
    return pd.read_parquet(run[0].folder / SOURCES).set_index(["group", "source_name"])


@pytest.mark.parametrize(
    ("group", "names", "ra", "dec"),
    [
        ("hours", ["PKS 1424+240", "PKS 1502+106", "TXS 0506+056"], [216.75, 226.1, 77.36], None),
        ("radians", ["r1", "r2"], [77.3582, 226.1041], [5.6931, 10.4942]),
        ("weights", ["w1", "w2"], [77.3, 40.6], [5.6, -0.1]),
        ("conditions", ["c1", "c3"], [77.3, 187.0], [5.6, 12.0]),
        ("b1950", ["b1"], [77.366], [5.689]),
        ("spelling", ["f1"], [10.6847], [41.269]),
        ("coordinates", ["s1"], [77.3582], [5.6931]),
        ("odd_names", ["0001", "300000", "3E5", "NGC 1068 #1"], [77.35, 187, 140.67, 40.6], None),
        ("told", ["M 31"], [10.6847], [41.269]),
    ],
)
def test_files_as_people_have_them_are_read_right(sources, group, names, ra, dec):
    found = sources.loc[group].sort_index()
    assert found.index.tolist() == names
    np.testing.assert_allclose(found["ra"], ra, atol=5e-3)
    if dec is not None:
        np.testing.assert_allclose(found["dec"], dec, atol=5e-3)
    assert found["weight"].tolist() == ([3.0, 1.0] if group == "weights" else [1.0] * len(names))


def test_alerts_are_chosen_and_their_radii_converted(run):
    alerts = pd.read_parquet(run[0].folder / ALERTS)
    assert alerts["alert_name"].tolist() == ["E1 rev1", "E2 rev0"]
    np.testing.assert_allclose(alerts["dec_err_plus"], [0.6, 25.0], rtol=1e-12)
    assert (alerts["region"] == "circle").all()


def test_what_is_noticed_reaches_the_terminal_and_a_file(run):
    checkout, _, printed = run
    expected = {
        "select_sources": [
            "note: hours.csv: the unit of columns 'RAh' and 'DEd' is not declared; taken as hours",
            "note: old.VOT.gz: positions were converted from fk4 B1950 to J2000",
            "note: the tables of hours, radians, ",
        ],
        "list_alerts": ["warning: notices.fits: 1 region(s) are larger than 500 deg2"],
    }
    for job, texts in expected.items():
        content = json.loads((checkout.results / f"messages/{job}.json").read_text())["messages"]
        stored = [f"{one['severity']}: {one['file']}: {one['message']}" for one in content]
        for text in texts:
            assert f"nusources: {text}" in printed
            assert any(one.replace(": : ", ": ").startswith(text) for one in stored), text


def test_a_file_that_an_older_one_replaces_is_due(run, tmp_path):
    checkout, overlay, _ = run
    targets = (SOURCES, ALERTS)
    assert checkout.dry(*targets, overlays=(overlay,)).due() == set()
    file = checkout.folder / "m31.csv"
    before, times = file.read_bytes(), (file.stat().st_atime_ns, file.stat().st_mtime_ns)
    file.touch()  # newer, and the same
    assert checkout.dry(*targets, overlays=(overlay,)).due() == set()
    file.write_bytes(before.replace(b"10.6847", b"10.6848"))
    os.utime(file, (1e9, 1e9))
    try:
        assert checkout.dry(*targets, overlays=(overlay,)).changed() == {"select_sources"}
    finally:
        file.write_bytes(before)
        os.utime(file, ns=times)


def test_a_clone_in_a_folder_in_which_no_job_could_run(clean_checkout: Checkout, tmp_path):
    checkout = clean_checkout.twin(tmp_path / "nu {v2}")
    outcome = checkout.snakemake("-n", SOURCES)
    assert outcome.code != 0
    assert "nu {v2}: no job can run from a path with '{' '}'; expected the pipeline" in outcome.text
