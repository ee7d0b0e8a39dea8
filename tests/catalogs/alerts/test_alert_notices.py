"""Tables of notices, the historical list and the list of circulars."""

from __future__ import annotations

import numpy as np
import pytest
from icetracks_samples import put, refused
from neutrino_samples import CIRCULARS, EHE, GOLD_BRONZE, HESE, HISTORICAL, circulars

from nusources.catalogs.alerts.amon_notices import (
    read_ehe_notices,
    read_gold_bronze_notices,
    read_hese_notices,
)
from nusources.catalogs.alerts.asassn_alerts import read_asassn_alerts
from nusources.catalogs.alerts.txs0506_alerts import read_txs0506_alerts

READERS = {
    "ehe": (read_ehe_notices, EHE),
    "hese": (read_hese_notices, HESE),
    "gold_bronze": (read_gold_bronze_notices, GOLD_BRONZE),
    "historical": (read_txs0506_alerts, HISTORICAL),
    "circulars": (read_asassn_alerts, CIRCULARS),
}


def test_official_notices(mirror):
    folder = mirror / "amon_gcn_tables"
    ehe = read_ehe_notices(folder / "amon_table_EHE_events.txt")
    assert (len(ehe), ehe["is_last_revision"].sum()) == (11, 9)
    row = ehe[ehe["run"] == 130033].iloc[0]  # IC170922A, as in the notice
    assert (row["ra"], row["dec"]) == (77.2853, 5.7517)
    assert row["signalness"] == pytest.approx(0.565, abs=5e-4)
    hese = read_hese_notices(folder / "amon_table_HESE_events.txt")
    assert (len(hese), hese["is_last_revision"].sum()) == (23, 18)
    updated = hese[(hese["run"] == 128290) & hese["is_last_revision"]]
    assert (
        updated["ra"].tolist()
        == ehe[(ehe["run"] == 128290) & ehe["is_last_revision"]]["ra"].tolist()
    )
    table = read_gold_bronze_notices(folder / "amon_table_gold_bronze.txt")
    last = table[table["is_last_revision"]]
    assert (len(table), len(last), (last["mjd"] < 59366).sum()) == (287, 149, 53)
    assert table.loc[table["is_retraction"], "run"].tolist() == [139977]
    times = table.groupby(["run", "event"])["mjd"].agg(np.ptp)
    assert sorted(run for run, _ in times[times > 1e-6].index) == [133572, 139204, 140078]


def test_official_historical_list(mirror):
    table = read_txs0506_alerts(mirror / "txs0506_alerts" / "catalog_of_alerts.txt")
    assert table.groupby("stream").size().to_dict() == {"EHE": 29, "HESE": 21}
    assert table["is_realtime"].sum() == 10
    assert table["has_bad_resolution"].sum() == 5
    assert table.loc[table["has_bad_resolution"], "stream"].eq("HESE").all()
    signs = table.set_index("mjd").loc[[57606.51496, 58018.87118]]
    assert signs["ra_err_minus"].tolist() == [0.5, 0.65]
    assert signs["dec_err_minus"].tolist() == [0.5, 0.3]


def test_official_circulars(mirror):
    table = read_asassn_alerts(
        mirror / "asassn_icecube_alerts" / "ASASSN_sample_paper_IceCube_info.csv"
    )
    assert (len(table), table["alert_name"].nunique()) == (86, 85)
    assert (table["is_retracted"].sum(), table["lacks_region"].sum()) == (12, 2)
    early = table[table["mjd"] < 59366].drop_duplicates("alert_name")
    assert (len(early), (~early["is_retracted"] & ~early["lacks_region"]).sum()) == (80, 66)


def test_revisions(tmp_path):
    ehe = read_ehe_notices(put(tmp_path, EHE))
    assert ehe["revision"].tolist() == [0, 1, 0]
    assert ehe["is_last_revision"].tolist() == [True, True, False]
    assert ehe["error_radius"].tolist() == [0.25, 0.5, 0.2]
    assert ehe["mjd"].tolist() == [57755.5, 57514.25, 57514.25]
    assert ehe["charge"].isna().all()
    hese = read_hese_notices(put(tmp_path, HESE))
    assert hese["revision"].tolist() == [0, 0, 1]  # the update of this event stands last
    assert hese["signalness"].isna().tolist() == [False, False, True]
    gold = read_gold_bronze_notices(put(tmp_path, GOLD_BRONZE))
    assert gold["is_retraction"].tolist() == [True, False, False]
    assert gold["is_last_revision"].tolist() == [True, False, True]
    assert gold["mjd"].tolist() == [58850.5, 58850.5, 58848 + 0.125 / 86400]
    assert gold["error_radius_90"].tolist() == [1.0, 1.5, 0.5]


def test_forgotten_signs_and_missing_errors(tmp_path):
    table = read_txs0506_alerts(put(tmp_path, HISTORICAL))
    assert table["stream"].tolist() == ["HESE"] * 3 + ["EHE"] * 2
    assert table["is_realtime"].tolist() == [False, False, True, False, True]
    assert table["ra_err_minus"].tolist()[1:] == [0.37, 0.6, 0.75, 0.75]
    assert table.loc[0, ["ra_err_plus", "dec_err_minus"]].isna().all()
    assert table["has_bad_resolution"].tolist() == [True, False, False, False, False]


def test_circulars_keep_every_row(tmp_path):
    table = read_asassn_alerts(put(tmp_path, CIRCULARS))
    assert table["alert_name"].tolist() == ["IC160501A"] * 2 + [
        "IC170101A",
        "IC170201A",
        "IC200101A",
    ]
    assert table["ra_err_minus"].tolist()[:2] == [0.5, 0.5]
    assert table["initial_error"].tolist()[:2] == [1.0, 8.9]
    assert table["ra"].isna().tolist() == [False, False, True, False, False]
    assert table["is_retracted"].tolist() == [False, False, True, False, False]
    assert table["lacks_region"].tolist() == [False, False, False, True, False]
    assert table["mjd"][0] == 57509.5


@pytest.mark.parametrize("kind", READERS)
def test_files_that_are_no_tables_are_refused(tmp_path, kind):
    reader, data = READERS[kind]
    refused(reader, tmp_path / "absent", "no such file")
    refused(reader, put(tmp_path, b""), "empty file")
    refused(reader, put(tmp_path, b"<html>404</html>\n"), "an HTML page")
    refused(reader, put(tmp_path, data[:-3]), "cut off")
    refused(reader, put(tmp_path, data.replace(b"\n", b"\r\n")), "row 1")


@pytest.mark.parametrize(
    ("kind", "old", "new", "parts"),
    [
        ("ehe", b"120.5\t", b"1205\t", ["'ra'", "at most 360"]),
        ("ehe", b"EHE\t", b"GOLD\t", ["row 4", "'kind'", "expected EHE"]),
        ("ehe", b"17/01/02", b"17/02/30", ["row 4", "'date'", "a date and time"]),
        ("ehe", b"Signalness\t", b"", ["row 3", "unknown header line"]),
        ("hese", b"6000.5", b"n/a", ["row 3", "'charge'"]),
        ("hese", b"n/a\t", b"none\t", ["row 4", "'false_positive'"]),
        ("gold_bronze", b"BRONZE", b"SILVER", ["'stream'", "'SILVER'"]),
        ("gold_bronze", b"500  22  0", b"500  22  1", ["key is not unique"]),
        ("gold_bronze", b"1.5e+02", b"nan", ["row 5", "'energy'"]),
        ("historical", b"+0.80", b"0.80", ["row 6", "not an alert"]),
        ("historical", b"# bad angular resolution", b"# good", ["row 5", "contradict"]),
        ("historical", b"## Selected under HESE", b"# elected", ["row 5", "above the first"]),
        ("historical", b"-0.37 (", b"-90.37 (", ["row 2", "'dec'"]),
        ("circulars", b"[0.6, -0.5]", b"[0.6; -0.5]", ["row 2", "'RA Unc (rectangle)'"]),
        ("circulars", b"True,False,retracted", b"Yes,False,retracted", ["row 4", "'retracted'"]),
        ("circulars", b"False,retracted", b"False,because", ["row 4", "'reason'"]),
        ("circulars", b"EXTRA", b"OTHER", ["'alert_class'", "'OTHER'"]),
        ("circulars", b"2017-01-01 00", b"2017-01-01 24", ["row 4", "'arrival time [UT]'"]),
    ],
)
def test_damaged_rows_are_refused(tmp_path, kind, old, new, parts):
    reader, data = READERS[kind]
    assert old in data
    refused(reader, put(tmp_path, data.replace(old, new, 1)), *parts)


def test_lists_without_rows_are_refused(tmp_path):
    refused(read_asassn_alerts, put(tmp_path, circulars()), "no rows after the header")
    refused(read_txs0506_alerts, put(tmp_path, b"# nothing\n"), "no alerts")
    header = b"\n".join(EHE.split(b"\n")[:3]) + b"\n"
    refused(read_ehe_notices, put(tmp_path, header), "no rows after the header")
