"""The numpy archive of the three-year release: read, or refused."""

from __future__ import annotations

import numpy as np
from icetracks_samples import (
    EVENTS,
    naive_rows,
    put,
    put_archive,
    refused,
)

from nusources.catalogs.tracks.icetracks import read_ic79_archive


def test_archive_is_read(tmp_path):
    numbers = np.array(naive_rows(EVENTS))
    numbers[0, 2], numbers[0, 3] = 0.0678, 360.0
    events = read_ic79_archive(put_archive(tmp_path, arr_0=numbers))
    assert events["ra"][0] == 0.0
    np.testing.assert_array_equal(events.drop(columns="ra"), np.delete(numbers, 3, axis=1))


def test_damaged_archives(tmp_path):
    numbers = np.array(naive_rows(EVENTS))
    refused(read_ic79_archive, tmp_path / "absent.npz", "no such file")
    refused(read_ic79_archive, tmp_path, "cannot be read")
    refused(read_ic79_archive, put(tmp_path, b""), "empty file")
    refused(read_ic79_archive, put(tmp_path, b"<html></html>"), "an HTML page, not data")
    refused(read_ic79_archive, put(tmp_path, EVENTS), "not a complete zip archive")
    np.save(tmp_path / "plain.npy", numbers)
    refused(read_ic79_archive, tmp_path / "plain.npy", "not a complete zip archive")
    whole = put_archive(tmp_path, arr_0=numbers).read_bytes()
    refused(read_ic79_archive, put(tmp_path, whole[:-20]), "not a complete zip archive")
    refused(
        read_ic79_archive,
        put_archive(tmp_path, events=numbers),
        "wrong keys",
        "['events']",
        "arr_0",
    )
    refused(read_ic79_archive, put_archive(tmp_path, arr_0=numbers[:, :6]), "shape (3, 6)")
    refused(read_ic79_archive, put_archive(tmp_path, arr_0=numbers[0]), "shape (7,)")
    refused(read_ic79_archive, put_archive(tmp_path, arr_0=numbers[:0]), "no events")
    refused(read_ic79_archive, put_archive(tmp_path, arr_0=numbers.astype(str)), "wrong array")
    pickled = put_archive(tmp_path, arr_0=numbers.astype(object))
    refused(read_ic79_archive, pickled, "needs pickle: refused")
    numbers[1, 4] = -90.5
    refused(read_ic79_archive, put_archive(tmp_path, arr_0=numbers), "row 2", "'dec'", "-90.5")
    numbers[0, 2] = 0.0
    refused(read_ic79_archive, put_archive(tmp_path, arr_0=numbers), "row 1", "'ang_err'")
