"""Source list, hot spots and events near NGC 1068."""

from __future__ import annotations

import numpy as np
import pytest
from icetracks_samples import put, refused
from neutrino_samples import SOURCE_LIST, SOURCE_LIST_TS, TRACKS, hot_spots

from nusources.catalogs.neutrino_results.icecube_searches import (
    read_hot_spots,
    read_ngc1068_tracks,
    read_source_list,
    read_source_list_ts,
)
from nusources.sky import angular_separation

PUBLISHED = {  # n_s, gamma, -log10 p, limit (PRL 124 (2020) 051103, table III)
    "NGC 1068": (50.4, 3.2, 4.74, 10.5),
    "TXS 0506+056": (12.3, 2.1, 3.72, 10.1),
    "PKS 1424+240": (41.5, 3.9, 2.80, 12.3),
    "GB6 J1542+6129": (29.7, 3.0, 2.74, 22.0),
}


def test_official_source_lists_agree(mirror):
    folder = mirror / "icecube_10year_source_list"
    table = read_source_list(folder / "sources.txt")
    other = read_source_list_ts(folder / "sources.csv")
    assert (len(table), len(other)) == (110, 110)
    classes = {"BLL": 50, "FSRQ": 34, "GAL": 12, "SBG": 8, "AGN": 4, "UNIDB": 2}
    assert table["source_class"].value_counts().to_dict() == classes
    here, there = (one[["ra", "dec"]].to_numpy().T for one in (table, other))
    apart = angular_separation(*here[:, :, None], *there)
    assert apart.min(axis=1).max() < 2e-5
    other = other.iloc[apart.argmin(axis=1)].reset_index(drop=True)
    assert sorted(other["source_name"]) == sorted(set(other["source_name"]))
    for column in ("n_signal", "spectral_index"):
        assert np.abs(table[column] - other[column]).max() <= 0.0501
    np.testing.assert_array_equal(table["minus_log10_p"], other["minus_log10_p"])
    for name, values in PUBLISHED.items():
        row = table.set_index("source_name").loc[name]
        found = [row[one] for one in ("n_signal", "spectral_index", "minus_log10_p")]
        assert (*found, row["flux_limit"] / 1e-13) == pytest.approx(values)


def test_official_hot_spots(mirror):
    counts = {}
    for half in ("", "_north", "_south"):
        table = read_hot_spots(mirror / "icecube_7year_ps" / f"hotspots{half}.npy")
        counts[half] = len(table)
        assert table["minus_log10_p"].min() >= 2
    assert counts == {"": 1739, "_north": 818, "_south": 926}
    hottest = table.loc[table["minus_log10_p"].idxmax()]
    # Published: (174.6, -39.3), ApJ 835 (2017) 151.
    assert (hottest["ra"], hottest["dec"]) == pytest.approx((174.6, -39.3), abs=0.06)
    assert ((table["dec"] < -5) & (table["minus_log10_p"] >= 4)).sum() == 21


def test_official_tracks_near_ngc1068(mirror):
    table = read_ngc1068_tracks(mirror / "icecube_ngc1068_science2022" / "event_list.txt")
    assert len(table) == 19_452
    assert (table["log10_energy"].min(), table["log10_energy"].max()) == pytest.approx(
        (2.00, 5.14), abs=5e-3
    )
    assert table["dec"].min() >= -5
    assert table["dec"].max() <= 15
    assert table["ang_err"].min() >= 0.1 - 1e-6


def test_source_lists(tmp_path):
    table = read_source_list(put(tmp_path, SOURCE_LIST))
    assert table["has_no_signal"].tolist() == [False, True]
    np.testing.assert_allclose(table["flux_limit"], [3.5e-13, 5.1e-13])
    assert table.equals(read_source_list(put(tmp_path, SOURCE_LIST + b"\n")))
    other = read_source_list_ts(put(tmp_path, SOURCE_LIST_TS))
    assert other["source_name"].tolist() == ["XY 1", "XY 2"]
    assert other["test_statistic"].tolist() == [1.25, 0.0]


def test_angles_are_converted(tmp_path):
    table = read_ngc1068_tracks(put(tmp_path, TRACKS))
    np.testing.assert_allclose(table["ra"], [42.97183463, 28.64788976])
    np.testing.assert_allclose(table["ang_err"], [0.859436693, 1.718873385])
    spots = read_hot_spots(put(tmp_path, hot_spots([0.5, -1.0], [1.0, 6.0], [2.5, 4.0])))
    np.testing.assert_allclose(spots["dec"], [28.64788976, -57.29577951])
    np.testing.assert_allclose(spots["ra"], [57.29577951, 343.7746771])
    assert spots["minus_log10_p"].tolist() == [2.5, 4.0]


@pytest.mark.parametrize(
    ("reader", "data", "parts"),
    [
        (read_source_list, SOURCE_LIST.replace(b"FSRQ", b"QSO"), ["'source_class'", "'QSO'"]),
        (read_source_list, SOURCE_LIST.replace(b"4.5,", b"nan,"), ["row 2", "'ns_hat'"]),
        (read_source_list, SOURCE_LIST.replace(b"XY 2", b"XY 1"), ["key is not unique"]),
        (read_source_list, SOURCE_LIST[:-4], ["row 3", "7 cells instead of 8"]),
        (read_source_list, SOURCE_LIST.replace(b"phi90", b"phi"), ["unknown header line"]),
        (read_source_list_ts, SOURCE_LIST_TS.replace(b"\n1,", b"\n3,"), ["row 3", "from 0"]),
        (read_source_list_ts, SOURCE_LIST_TS[:-1], ["cut off"]),
        (read_ngc1068_tracks, TRACKS.replace(b"0.75", b"7.5"), ["'ra'", "at most 360"]),
        (read_ngc1068_tracks, TRACKS.replace(b"0.015", b"-0.015"), ["'ang_err'", "at least 0"]),
        (read_hot_spots, hot_spots([0.5], [1.0], [2.5], ">f8"), ["wrong array"]),
        (read_hot_spots, hot_spots([0.5], [7.0], [2.5]), ["'ra'", "at most 360"]),
        (read_hot_spots, hot_spots([0.5], [np.nan], [2.5]), ["'ra'"]),
        (read_hot_spots, hot_spots([0.5], [1.0], [2.5])[:-3], ["cut off", "21 bytes"]),
        (read_hot_spots, b"\x93NUMPY garbage", ["not a numpy file"]),
    ],
)
def test_damaged_files_are_refused(tmp_path, reader, data, parts):
    refused(reader, put(tmp_path, data), *parts)


@pytest.mark.parametrize(
    "reader", [read_source_list, read_source_list_ts, read_hot_spots, read_ngc1068_tracks]
)
def test_files_that_are_no_tables_are_refused(tmp_path, reader):
    refused(reader, tmp_path / "absent", "no such file")
    refused(reader, put(tmp_path, b""), "empty file")
    refused(reader, put(tmp_path, b"<html>404</html>\n"), "an HTML page")
