"""Damaged files of IceCube's track releases, and tables that cannot be written."""

from __future__ import annotations

import gzip
import re

import numpy as np
import pandas as pd
import pytest
from icetracks_samples import (
    AREA,
    AREA_3YEAR,
    AREA_HEADER,
    AREA_ROWS,
    EVENT_HEADER,
    EVENT_ROWS,
    EVENTS,
    READERS,
    UPTIME,
    make_events,
    put,
    refused,
)

from nusources.catalogs.tracks.icetracks import (
    read_effective_area,
    read_effective_area_3year,
    read_events,
    read_uptime,
    write_effective_area,
    write_events,
    write_uptime,
)
from nusources.errors import InputDataError


@pytest.mark.parametrize("kind", READERS)
def test_files_that_hold_no_table(tmp_path, kind):
    reader, data = READERS[kind]
    header = data[: data.index(b"\n") + 1]
    page = b"  <!DOCTYPE html><html><body>404</body></html>"
    packed = gzip.compress(data)
    last = f"row {len(data.splitlines())}"
    refused(reader, tmp_path / "absent.csv", "no such file")
    refused(reader, tmp_path, "cannot be read")
    refused(reader, put(tmp_path, b""), "empty file")
    refused(reader, put(tmp_path, b" \n\n"), "empty file")
    refused(reader, put(tmp_path, gzip.compress(b""), "e.gz"), "empty file")
    refused(reader, put(tmp_path, header), "row 1", "no rows after the header")
    refused(reader, put(tmp_path, header.rstrip()), "no rows after the header")
    refused(reader, put(tmp_path, data[len(header) :]), "row 1", "no header line")
    refused(reader, put(tmp_path, data.replace(b"]", b"}")), "unknown header line")
    refused(reader, put(tmp_path, page), "an HTML page, not data: the download went wrong")
    refused(reader, put(tmp_path, b"\xef\xbb\xbf" + page), "an HTML page, not data")
    refused(reader, put(tmp_path, page, "table.csv.gz"), "an HTML page, not data")
    refused(reader, put(tmp_path, gzip.compress(page)), "an HTML page, not data")
    refused(reader, put(tmp_path, b"<?xml version='1.0'?><Error/>"), "the download went wrong")
    refused(reader, put(tmp_path, packed[:-9]), "truncated or damaged gzip file")
    refused(reader, put(tmp_path, packed[:30]), "truncated or damaged gzip file")
    refused(reader, put(tmp_path, packed + b"x"), "truncated or damaged gzip file")
    refused(reader, put(tmp_path, data, "table.csv.gz"), "not a gzip file")
    refused(reader, put(tmp_path, bytes(range(256))), "binary data, not text")
    refused(reader, put(tmp_path, data.replace(b"\n", b"\r\n")), "Windows line ends")
    refused(reader, put(tmp_path, data[:-1]), "last line is cut off")
    refused(reader, put(tmp_path, data[:-9]), last, "last line is cut off")
    refused(reader, put(tmp_path, data + b"\n"), "0 fields instead of")


DAMAGED_EVENT_FIELDS = [
    (b"   359.999", b"       nan", "column 'ra'", "out of range; found nan", "0 to 360 deg"),
    (b"   359.999", b"       inf", "column 'ra'", "out of range; found inf", "0 to 360 deg"),
    (b"   359.999", b" 1_0000.00", "column 'ra'", "not a decimal number", "'1_0000.00'"),
    (b"   359.999", b"  23:59:59", "column 'ra'", "not a decimal number", "'23:59:59'"),
    (b"   359.999", b"   3h59.99", "column 'ra'", "not a decimal number", "'3h59.99'"),
    (b"   359.999", b"   359,999", "column 'ra'", "not a decimal number", "'359,999'"),
    (b"   359.999", b"   3-9.999", "column 'ra'", "not a decimal number", "'3-9.999'"),
    (b"   359.999", b"   360.001", "column 'ra'", "360.001", "expected 0 to 360 deg"),
    (b"   359.999", b"    -0.001", "column 'ra'", "-0.001", "expected 0 to 360 deg"),
    (b"   359.999", b"          ", "6 fields instead of 7", "7 numbers separated by blanks"),
    (b"   359.999", b" 3 359.999", "8 fields instead of 7", "7 numbers separated by blanks"),
    (b"   359.999", b"  23 59 59", "9 fields instead of 7", "7 numbers separated by blanks"),
    (b"   359.999", b"   359.99 ", "not in the release's fixed columns"),
    (b"    -0.125", b"   -90.001", "column 'dec'", "-90.001", "expected -90 to 90 deg"),
    (b"    -0.125", b"    90.001", "column 'dec'", "90.001", "expected -90 to 90 deg"),
    (b"    100.25", b"      0.00", "column 'ang_err'", "0.0", "above 0 and at most 180 deg"),
    (b"    100.25", b"     -0.20", "column 'ang_err'", "-0.2", "above 0 and at most 180 deg"),
    (b"    100.25", b"    180.01", "column 'ang_err'", "180.01", "above 0 and at most 180 deg"),
    (b"    11.25", b"    12.01", "column 'log10_energy'", "12.01", "from 0 to 12"),
    (b"    11.25", b"    -0.01", "column 'log10_energy'", "-0.01", "from 0 to 12"),
    (b"   55002.1", b" 2455002.1", "column 'mjd'", "2455002.1", "MJD from 40000 to 99999 d"),
    (b"   55002.1", b"   39999.1", "column 'mjd'", "39999.1", "MJD from 40000 to 99999 d"),
    (b"   360.000", b"   360.001", "column 'azimuth'", "expected 0 to 360 deg"),
    (b"    89.875", b"   180.001", "column 'zenith'", "expected 0 to 180 deg"),
]


@pytest.mark.parametrize("damage", DAMAGED_EVENT_FIELDS, ids=lambda damage: str(damage[1]))
def test_damaged_field_of_an_event(tmp_path, damage):
    old, new, *parts = damage
    assert EVENTS.count(old) == 1
    refused(read_events, put(tmp_path, EVENTS.replace(old, new)), "row 3", *parts)


@pytest.mark.parametrize("printed", [b"   359.999", b"    359.99", b"   3.6e+02", b"      .250"])
def test_numbers_of_another_form_are_read_as_printed(tmp_path, printed):
    events = read_events(put(tmp_path, EVENTS.replace(b"   359.999", printed)))
    assert events["ra"][1] == float(printed) % 360.0


def test_commas_instead_of_blanks(tmp_path):
    rows = re.sub(rb" +", b",", EVENT_ROWS.replace(b"\n   ", b"\n").lstrip())
    refused(read_events, put(tmp_path, EVENT_HEADER + rows), "row 2", "1 field instead of 7")
    joined = re.sub(rb"(?<=\d) +", b", ", EVENT_ROWS)
    refused(
        read_events, put(tmp_path, EVENT_HEADER + joined), "row 2, column 'mjd'", "not a decimal"
    )


def test_first_wrong_row_is_named(tmp_path):
    data = EVENTS.replace(b"90.000         0.000", b"95.000         0.000")
    refused(read_events, put(tmp_path, data), "row 4, column 'dec'")
    data = data.replace(b"359.999", b"400.999")
    refused(read_events, put(tmp_path, data), "row 3, column 'ra'")


@pytest.mark.parametrize("kind", READERS)
def test_every_lost_byte_is_noticed(tmp_path, kind):
    reader, data = READERS[kind]
    data = data.replace(b"123456789.01", b"12345678.01")  # see the next test
    for position in range(data.index(b"\n"), len(data)):
        with pytest.raises(InputDataError):
            reader(put(tmp_path, data[:position] + data[position + 1 :]))


def test_areas_of_nine_digits_make_their_row_longer(tmp_path):
    table = read_effective_area(put(tmp_path, AREA))
    assert table["effective_area"][1] == 123456789.01
    tight = AREA.replace(b"-1.00   123456789.01", b"-1.00123456789.01")
    refused(read_effective_area, put(tmp_path, tight), "row 3", "4 fields instead of 5")
    tight = AREA.replace(b" -1.00   123456789.01", b"-1.00   123456789.01")
    refused(read_effective_area, put(tmp_path, tight), "row 3", "fixed columns")


def test_every_byte_added_to_an_event_is_noticed(tmp_path):
    for position in range(100, len(EVENTS)):
        for byte in (b"0", b" ", b".", b"-", b"\n"):
            with pytest.raises(InputDataError):
                read_events(put(tmp_path, EVENTS[:position] + byte + EVENTS[position:]))


def test_runs_that_stop_before_they_start(tmp_path):
    data = UPTIME.replace(b"55001.75", b"55001.25")
    refused(read_uptime, put(tmp_path, data), "row 3", "'mjd_stop'", "stops before it starts")


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        (b"      2.00  ", b"      2.50  ", ("row 2", "'log10_energy_max'", "bin without width")),
        (b"  10.00        -90.00", b"   2.40        -90.00", ("row 3", "bin without width")),
        (b"-90.00         -1.00", b" -1.00         -1.00", ("'dec_max'", "bin without width")),
        (b"      90.00", b"     -90.00", ("row 4", "'dec_max'", "bin without width")),
        (b"      12.34", b"     -12.34", ("row 4", "'effective_area'", "-12.34", "0 to 1e12 cm^2")),
        (b"   10.00", b"    9.90", ("row 3", "gap or overlap between bins")),
        (b" -1.00         90.00", b"  1.00         90.00", ("'dec_min'", "gap or overlap")),
        (b"      90.00", b"      90.01", ("'dec_max'", "-90 to 90 deg")),
    ],
)
def test_damaged_effective_area(tmp_path, old, new, parts):
    assert old in AREA_ROWS
    data = AREA_HEADER + AREA_ROWS.replace(old, new, 1)
    refused(read_effective_area, put(tmp_path, data), *parts)


def test_bins_twice_and_bins_missing(tmp_path):
    lines = AREA.splitlines(keepends=True)
    twice = b"".join([*lines, lines[2]])
    refused(read_effective_area, put(tmp_path, twice), "row 6", "bin given twice")
    short = b"".join(lines[:-1])
    refused(read_effective_area, put(tmp_path, short), "bins are missing", "2 x 2 = 4 rows")
    lines = AREA_3YEAR.splitlines(keepends=True)
    refused(read_effective_area_3year, put(tmp_path, b"".join(lines[:-1])), "bins are missing")


@pytest.mark.parametrize(
    ("column", "value", "part"),
    [
        ("ang_err", 0.004, "above 0 and at most 180 deg"),
        ("ang_err", np.nan, "column 'ang_err'"),
        ("dec", 90.0001, "-90 to 90 deg"),
        ("ra", -0.0001, "0 to 360 deg"),
        ("mjd", np.inf, "MJD from 40000 to 99999 d"),
        ("log10_energy", 12.001, "from 0 to 12"),
    ],
)
def test_events_that_cannot_be_written(tmp_path, column, value, part):
    events = make_events(np.full((3, 7), 0.4))
    events.loc[1, column] = value
    refused(lambda path: write_events(path, events), tmp_path / "out", "row 2", column, part)
    assert not (tmp_path / "out").exists()


def test_tables_that_cannot_be_written(tmp_path):
    events = make_events(np.full((3, 7), 0.4))
    out = tmp_path / "out"
    refused(lambda path: write_events(path, events[:0]), out, "no rows to write")
    refused(lambda path: write_events(path, events.drop(columns="ra")), out, "['ra']", "missing")
    refused(lambda path: write_events(path, events.astype({"ra": object}).assign(ra="x")), out, "x")
    uptime = pd.DataFrame({"mjd_start": [55001.0], "mjd_stop": [55000.0]})
    refused(lambda path: write_uptime(path, uptime), out, "row 1", "stops before it starts")
    area = read_effective_area(put(tmp_path, AREA))
    refused(lambda path: write_effective_area(path, area[:3]), out, "bins are missing")
    narrow = area.assign(dec_max=area["dec_min"] + 0.004)
    refused(lambda path: write_effective_area(path, narrow), out, "bin without width")
    assert not out.exists()
