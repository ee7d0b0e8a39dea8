"""Archives and files of IceCube's track releases with bytes changed at random."""

from __future__ import annotations

import gzip

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st
from icetracks_samples import (
    EVENTS,
    READERS,
    edits,
    in_one_folder,
    mutate,
    naive_rows,
    put,
    put_archive,
    refused,
)

from nusources.catalogs.tracks.icetracks import read_events, read_ic79_archive
from nusources.errors import InputDataError


@in_one_folder
@given(kind=st.sampled_from(["events", "uptime", "area"]), changes=edits)
@example(kind="events", changes=[("replace", 130, ord("9"))])
@example(kind="events", changes=[("delete", 150, 0), ("insert", 120, ord(" "))])
def test_mutated_file_is_refused_or_read_as_printed(tmp_path, kind, changes):
    reader, data = READERS[kind]
    mutated = mutate(data, changes)
    try:
        table = reader(put(tmp_path, mutated))
    except InputDataError:
        return
    expected = np.array(naive_rows(mutated))
    if kind == "events":
        expected[:, 3] %= 360.0
    np.testing.assert_array_equal(table.to_numpy(), expected)


@in_one_folder
@given(changes=edits)
def test_mutated_gzip_is_refused_or_unchanged(tmp_path, changes):
    try:
        table = read_events(put(tmp_path, mutate(gzip.compress(EVENTS, mtime=0), changes)))
    except InputDataError:
        return
    np.testing.assert_array_equal(table.to_numpy(), np.array(naive_rows(EVENTS)))


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


@in_one_folder
@given(changes=edits)
def test_mutated_archive_is_refused_or_unchanged(tmp_path, changes):
    numbers = np.array(naive_rows(EVENTS))
    whole = put_archive(tmp_path, arr_0=numbers).read_bytes()
    try:
        table = read_ic79_archive(put(tmp_path, mutate(whole, changes)))
    except InputDataError:
        return
    np.testing.assert_array_equal(table.to_numpy(), numbers)
