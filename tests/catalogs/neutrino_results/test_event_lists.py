"""Lists of high-energy events that others compiled."""

import numpy as np
import pytest
from icetracks_samples import put, refused
from release_samples import PLAVIN, PLENUM, PLENUM_DTYPE, STARTING, TRACK, plenum

from nusources.catalogs.alerts.txs0506_alerts import read_txs0506_alerts
from nusources.catalogs.neutrino_results.event_lists import read_plavin_events, read_plenum_tracks


def test_official_events_above_200_tev(mirror):
    table = read_plavin_events(mirror / "plavin2023_icecube_events" / "icecube_he_events.csv")
    assert len(table) == 71
    # 2009-08-13 and 2022-05-13, and the position of the first, as documented with the mirror.
    assert np.floor(table["mjd"].iloc[[0, -1]]).tolist() == [55056.0, 59712.0]
    assert table[["ra", "dec"]].iloc[0].round(2).tolist() == [29.51, 1.23]


def test_official_tracks_hold_the_alerts(mirror):
    table = read_plenum_tracks(mirror / "plenum_tracks" / "tracks.npy")
    counts = {"HES": 10, "AHES": 15, "DIF": 28, "EHE": 29}
    assert table["selection"].value_counts().to_dict() == counts
    assert (table["is_placeholder_error"] == (table["selection"] == "HES")).all()
    alerts = read_txs0506_alerts(mirror / "txs0506_alerts" / "catalog_of_alerts.txt")
    for track in table[table["selection"].isin(["AHES", "EHE"])].itertuples():
        near = np.abs(alerts["mjd"] - track.mjd) < 0.011  # printed with two decimals here
        assert (near & (np.abs(alerts["dec"] - track.dec) < 0.011)).any()


def test_radians_and_times(tmp_path):
    table = read_plavin_events(put(tmp_path, PLAVIN))
    np.testing.assert_allclose(table["mjd"], [55197.5, 55595.25001], rtol=1e-13)
    np.testing.assert_allclose(table["dec"], np.degrees([-0.25, 1.25]))
    np.testing.assert_allclose(table["ra_cos_dec_err_plus"], np.degrees([0.025, 0.035]))
    np.testing.assert_allclose(table["dec_err_minus"], np.degrees([0.015, 0.025]))


def test_signs_and_placeholders(tmp_path):
    table = read_plenum_tracks(put(tmp_path, PLENUM))
    assert table["dec_err_plus"].tolist() == [0.5, 1.3]
    assert table["ra_err_minus"].tolist() == [2.5, 1.3]
    assert table["is_placeholder_error"].tolist() == [False, True]


OTHER = np.dtype([("name", "S4")])


@pytest.mark.parametrize(
    ("reader", "data", "parts"),
    [
        (read_plavin_events, PLAVIN.replace(b"0.5,", b"50.5,"), ["'ra'", "at most 360"]),
        (read_plavin_events, PLAVIN.replace(b"T12", b"T32"), ["row 2", "'datetime'", "a date"]),
        (read_plavin_events, PLAVIN.replace("\u207b".encode(), b"-"), ["unknown header line"]),
        (read_plavin_events, PLAVIN.replace(b",0.0125", b""), ["row 2", "6 cells instead of 7"]),
        (read_plavin_events, PLAVIN.replace(b"0.0225", b"-0.0225"), ["'ra_cos_dec_err_minus'"]),
        (read_plenum_tracks, plenum(TRACK, TRACK), ["key is not unique", "DIF1"]),
        (read_plenum_tracks, plenum((*TRACK[:5], b"XYZ1")), ["row 1", "'name'", "XYZ1"]),
        (read_plenum_tracks, plenum((*STARTING[:4], 95.0, b"HES2")), ["'dec'", "at most 90"]),
        (read_plenum_tracks, plenum((b"a",), dtype=OTHER), ["wrong array"]),
        (read_plenum_tracks, PLENUM[:-5], ["cut off or too long"]),
        (read_plenum_tracks, b"\x93NUMPY nothing", ["not a numpy file"]),
    ],
)
def test_damaged_files_are_refused(tmp_path, reader, data, parts):
    refused(reader, put(tmp_path, data), *parts)


def test_the_record_is_that_of_the_file(mirror):
    stored = np.load(mirror / "plenum_tracks" / "tracks.npy", allow_pickle=False)
    assert stored.dtype == PLENUM_DTYPE
