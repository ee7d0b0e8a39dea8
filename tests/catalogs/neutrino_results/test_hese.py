"""High-energy starting events."""

import json

import numpy as np
import pytest
from loading_samples import load

from nusources.catalogs.alerts.txs0506_alerts import read_txs0506_alerts
from nusources.catalogs.neutrino_results.hese import hese_tracks, no_events, read_hese_7year
from nusources.contracts.microquasars import HESE_EVENTS
from nusources.errors import InputDataError
from nusources.tables import check_table

GOOD = {
    "recoDepositedEnergy": [50000.0, 120000.0, 2e6],
    "recoMorphology": [0, 1, 2],
    "recoZenith": [0.0, np.pi / 2, np.pi],
    "recoLength": [float("nan"), float("nan"), 18.2],
}


def put(folder, content):
    path = folder / "HESE_data.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_the_release(mirror):
    table = read_hese_7year(mirror / "icecube_hese_7year/HESE_data.json")
    check_table(table, HESE_EVENTS)
    # PRD 104, 022002: 102 events, 60 of them above 60 TeV
    assert len(table) == 102
    assert (table["energy"] > 6e4).sum() == 60
    assert table["topology"].value_counts().to_dict() == {
        "shower": 71,
        "track": 27,
        "double shower": 4,
    }
    assert table["ra"].isna().all()


def test_tracks_with_directions(mirror):
    alerts = read_txs0506_alerts(mirror / "txs0506_alerts/catalog_of_alerts.txt")
    table = hese_tracks(alerts)
    check_table(table, HESE_EVENTS)
    assert len(table) == 21
    assert table["ra"].notna().all()
    assert table["ang_err"].isna().sum() == 5  # marked as badly resolved


def test_zenith_becomes_declination(tmp_path):
    table = read_hese_7year(put(tmp_path, GOOD))
    np.testing.assert_allclose(table["dec"], [-90.0, 0.0, 90.0])
    assert table["topology"].tolist() == ["shower", "track", "double shower"]


def test_no_events_is_an_answer():
    check_table(no_events(), HESE_EVENTS)
    assert len(no_events()) == 0


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("recoMorphology", [0, 1, 3], r"row 3, column 'recoMorphology'.*found 3"),
        ("recoZenith", [0.0, 200.0, 1.0], r"row 2, column 'recoZenith'.*found 200.0"),
        ("recoDepositedEnergy", [None, 1e5, 1e5], r"row 1, column 'recoDepositedEnergy'"),
        ("recoDepositedEnergy", [1e5, 1e5], "not lists of equal length"),
        ("recoZenith", {"0": 1.0}, "not lists of equal length"),
    ],
)
def test_damaged_releases_are_refused(tmp_path, key, value, told):
    with pytest.raises(InputDataError, match=told):
        read_hese_7year(put(tmp_path, GOOD | {key: value}))


def test_a_half_code_is_no_shape(tmp_path):
    with pytest.raises(InputDataError, match=r"row 2, column .topology."):
        load(read_hese_7year, put(tmp_path, GOOD | {"recoMorphology": [0, 0.5, 1]}))
