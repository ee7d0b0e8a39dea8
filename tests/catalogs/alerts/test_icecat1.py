"""IceCat-1 and the effective areas of alerts."""

from __future__ import annotations

import numpy as np
import pytest
from icetracks_samples import put, refused
from neutrino_samples import ALERT_AREA, ICECAT1
from release_samples import REGIONS, VETOED

from nusources.catalogs.alerts.icecat1 import (
    read_alert_effective_area,
    read_icecat1,
    read_icecat1_regions,
    read_vetoed_events,
)


def test_official_catalogue(mirror):
    table = read_icecat1(mirror / "icecat1" / "IceCube_Gold_Bronze_Tracks.csv")
    assert len(table) == 348
    assert not table.duplicated(["run", "event"]).any()
    assert table["alert_name"].iloc[[0, -1]].tolist() == ["IC110514A", "IC231014A"]
    assert (table["mjd"] < 59366).sum() == 279  # to 2021-05-31
    assert table["has_cosmic_ray_veto"].sum() == 8
    assert (table[["ra_err_plus", "ra_err_minus"]].max(axis=1) > 20).sum() == 4
    assert table.set_index("alert_name").loc["IC170922A", "dec"] == 5.79


def test_official_effective_areas(mirror):
    files = sorted((mirror / "icecat1" / "eff_area").glob("Effa*.txt"))
    assert len(files) == 7
    for file in files:
        table = read_alert_effective_area(file)
        assert len(table) == 250
        assert table["energy"].min() == 100.0
        assert table["energy"].max() == 1e9
        assert 1e5 < table["effective_area"].max() < 1e9


def test_quirks(tmp_path):
    table = read_icecat1(put(tmp_path, ICECAT1))
    assert table["has_cosmic_ray_veto"].tolist() == [False, True, False]
    assert table["other_classes"].isna().tolist() == [True, False, True]
    assert table["other_classes"][1] == "gfu-gold, gfu-bronze"
    assert table["mjd"].tolist() == [57023.5, 57024.75001, 57025.0]
    assert table["ra_err_minus"].tolist() == [3.5, 100.0, 0.25]


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        (b"57024.75001", b"57024.75011", ["row 3", "'EVENTMJD'", "START and EVENTMJD differ"]),
        (b",FALSE,", b",maybe,", ["row 2", "'CR_VETO'", "'maybe'"]),
        (b"10.5,-1.25", b"10.5,-91.25", ["row 1", "'dec'", "at least -90"]),
        (b"187.0", b"nan", ["row 2", "'ENERGY'", "decimal number"]),
        (b"gfu-gold,10.5", b"gfu-silver,10.5", ["'alert_class'", "'gfu-silver'"]),
        (b"2015-01-01 12", b"2015-13-01 12", ["row 2", "'START'", "a date and time"]),
        (b"IC150102A", b"IC150101A", ["key is not unique"]),
        (b"\r\n", b"\n", ["last line is cut off", "at its end"]),
        (b"SIGNAL,", b"", ["unknown header line"]),
    ],
)
def test_damaged_catalogues_are_refused(tmp_path, old, new, parts):
    assert old in ICECAT1
    refused(read_icecat1, put(tmp_path, ICECAT1.replace(old, new)), *parts)


def test_files_that_are_no_tables_are_refused(tmp_path):
    for reader in (read_icecat1, read_alert_effective_area):
        refused(reader, tmp_path / "absent", "no such file")
        refused(reader, put(tmp_path, b""), "empty file")
        refused(reader, put(tmp_path, b"<html>404</html>\n"), "an HTML page")


def test_effective_areas_with_and_without_header(tmp_path):
    table = read_alert_effective_area(put(tmp_path, ALERT_AREA))
    bare = read_alert_effective_area(put(tmp_path, ALERT_AREA.partition(b"\n")[2]))
    assert table.equals(bare)
    south = table[table["dec_min"] == -90]
    assert south["dec_max"].tolist() == [-30.0, -30.0]
    np.testing.assert_allclose(south["effective_area"], [0.0, 6.5e4])
    np.testing.assert_allclose(table["effective_area"].iloc[-2:], [1.5e-5, 2.5e4])


def test_damaged_effective_areas_are_refused(tmp_path):
    refused(
        read_alert_effective_area,
        put(tmp_path, ALERT_AREA.replace(b"1000.0", b"10.0")),
        "energies do not grow",
        "row 3",
    )
    refused(
        read_alert_effective_area,
        put(tmp_path, ALERT_AREA.replace(b"2.5 \t", b"")),
        "row 3",
        "5 cells instead of 6",
    )
    refused(
        read_alert_effective_area,
        put(tmp_path, ALERT_AREA.replace(b"-5-0", b"-6-0")),
        "unknown header line",
    )
    refused(read_alert_effective_area, put(tmp_path, ALERT_AREA[:-1]), "last line is cut off")


def test_official_regions_and_vetoed_events(mirror):
    folder = mirror / "icecat1"
    alerts = read_icecat1(folder / "IceCube_Gold_Bronze_Tracks.csv")
    regions = read_icecat1_regions(folder / "area_icecat1_from_fits.txt")
    assert len(alerts.merge(regions, on=["run", "event"])) == len(regions) == 348
    vetoed = read_vetoed_events(folder / "vetod_events_icecat1.txt")
    flagged = alerts.loc[alerts["has_cosmic_ray_veto"], ["run", "event"]]
    assert set(map(tuple, vetoed.to_numpy())) == set(map(tuple, flagged.to_numpy()))


def test_regions_and_vetoed_events(tmp_path):
    assert read_icecat1_regions(put(tmp_path, REGIONS))["area_90"].tolist() == [4.8125, 1.8884107]
    assert read_vetoed_events(put(tmp_path, VETOED))["event"].tolist() == [77, 79]
    smaller = REGIONS.replace(b"4.8125", b"0.8125")
    refused(read_icecat1_regions, put(tmp_path, smaller), "row 2", "'area90'", "at least 1.9539")
    refused(read_icecat1_regions, put(tmp_path, REGIONS[:-1]), "cut off")
    refused(read_vetoed_events, put(tmp_path, VETOED.replace(b"79", b"x")), "row 4", "'#evtid'")
    refused(read_vetoed_events, put(tmp_path, VETOED.replace(b"#run", b"run")), "unknown header")
