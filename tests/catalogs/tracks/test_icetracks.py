"""Well-formed files of IceCube's track releases. All rows here are invented."""

from __future__ import annotations

import gzip

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from icetracks_samples import (
    AREA,
    AREA_3YEAR,
    AREA_ROWS,
    EVENT_DECIMALS,
    EVENT_HEADER,
    EVENT_NAMES,
    EVENT_ROWS,
    EVENTS,
    READERS,
    UPTIME,
    make_events,
    mutations,
    put,
)

from nusources.catalogs.tracks import icetracks_dr2, icetracks_events, icetracks_text
from nusources.catalogs.tracks.icetracks import (
    count_duplicates,
    read_effective_area,
    read_effective_area_3year,
    read_events,
    read_uptime,
    write_effective_area,
    write_events,
    write_uptime,
)


def test_events_are_read_as_printed(tmp_path):
    events = read_events(put(tmp_path, EVENTS))
    assert list(events.columns) == EVENT_NAMES
    assert (events.dtypes == np.float64).all()
    assert events.iloc[1].tolist() == [
        55002.12345678,
        11.25,
        100.25,
        359.999,
        -0.125,
        360.0,
        89.875,
    ]


def test_header_is_100_bytes_and_rows_are_102(tmp_path):
    write_events(tmp_path / "out", make_events(np.full((4, 7), 0.37)))
    data = (tmp_path / "out").read_bytes()
    assert data[:100] == EVENT_HEADER
    assert len(data) == 100 + 4 * 102


@pytest.mark.parametrize(
    ("reader", "writer", "data"),
    [
        (read_events, write_events, EVENTS),
        (read_uptime, write_uptime, UPTIME),
        (read_effective_area, write_effective_area, AREA),
    ],
)
def test_rewriting_gives_the_same_bytes(tmp_path, reader, writer, data):
    writer(tmp_path / "out", reader(put(tmp_path, data)))
    assert (tmp_path / "out").read_bytes() == data


@pytest.mark.parametrize("kind", READERS)
def test_gzip_and_plain_are_the_same(tmp_path, kind):
    reader, data = READERS[kind]
    plain = reader(put(tmp_path, data))
    pd.testing.assert_frame_equal(plain, reader(put(tmp_path, gzip.compress(data), "table.csv.gz")))
    pd.testing.assert_frame_equal(plain, reader(put(tmp_path, gzip.compress(data), "no_suffix")))


def test_headers_of_the_pslab_copy_are_taken(tmp_path):
    bare = EVENT_HEADER.lstrip(b"# ") + EVENT_ROWS
    pd.testing.assert_frame_equal(
        read_events(put(tmp_path, bare)), read_events(put(tmp_path, EVENTS, "official"))
    )
    other = b"logEmin_nu  logEmax_nu  decmin decmax  Aeff\n" + AREA_ROWS
    assert len(read_effective_area(put(tmp_path, other))) == 4
    assert len(read_uptime(put(tmp_path, UPTIME.lstrip(b"# ")))) == 2


def test_ra_of_360_becomes_0(tmp_path):
    data = EVENTS.replace(b"359.999", b"360.000")
    events = read_events(put(tmp_path, data))
    assert events["ra"][1] == 0.0
    assert events["azimuth"][1] == 360.0


def test_duplicates_are_counted_and_kept(tmp_path):
    first = EVENT_ROWS[:102]
    events = read_events(put(tmp_path, EVENTS + first + first))
    assert len(events) == 5
    assert count_duplicates(events) == 2
    assert count_duplicates(events[:3]) == 0


def test_three_year_area_in_declination_and_cm2(tmp_path):
    table = read_effective_area_3year(put(tmp_path, AREA_3YEAR))
    # sin(dec) = -cos(zenith): 0.5 < cos(zenith) < 1 is -90 < dec < -30 deg
    np.testing.assert_allclose(table["dec_min"], [-90, -90, -30, -30], rtol=1e-14)
    np.testing.assert_allclose(table["dec_max"], [-30, -30, 90, 90], rtol=1e-14)
    np.testing.assert_allclose(table["log10_energy_min"], [2, 3, 2, 3], rtol=1e-14)
    np.testing.assert_allclose(table["log10_energy_max"], [3, 5, 3, 5], rtol=1e-14)
    np.testing.assert_allclose(table["effective_area"], [2.0, 4e5, 1.0, 3.0], rtol=1e-14)


@mutations
@given(
    numbers=arrays(np.float64, st.tuples(st.integers(1, 6), st.just(7)), elements=st.floats(0, 1))
)
def test_events_round_trip(tmp_path, numbers):
    events = make_events(numbers)
    write_events(tmp_path / "first", events)
    back = read_events(tmp_path / "first")
    for name, decimals in zip(EVENT_NAMES, EVENT_DECIMALS, strict=True):
        # half a unit of the last printed digit, and the rounding of doubles of this size
        tolerance = 0.5000001 * 10.0**-decimals + 1e-11
        distance = np.abs(back[name] - events[name])
        distance = np.minimum(distance, 360.0 - distance) if name == "ra" else distance
        assert (distance <= tolerance).all()
    write_events(tmp_path / "second", back)
    pd.testing.assert_frame_equal(read_events(tmp_path / "second"), back, check_exact=True)


@mutations
@given(
    starts=arrays(np.float64, 3, elements=st.floats(40000, 99990)),
    lengths=arrays(np.float64, 3, elements=st.floats(0, 1)),
)
def test_uptime_round_trip(tmp_path, starts, lengths):
    uptime = pd.DataFrame({"mjd_start": starts, "mjd_stop": starts + lengths})
    write_uptime(tmp_path / "first", uptime)
    back = read_uptime(tmp_path / "first")
    np.testing.assert_allclose(back, uptime, rtol=0, atol=0.51e-8)
    write_uptime(tmp_path / "second", back)
    assert (tmp_path / "second").read_bytes() == (tmp_path / "first").read_bytes()


@mutations
@given(areas=arrays(np.float64, 4, elements=st.floats(0, 1e12)))
def test_effective_area_round_trip(tmp_path, areas):
    table = read_effective_area(put(tmp_path, AREA)).assign(effective_area=areas, season="IC86")
    write_effective_area(tmp_path / "first", table)
    back = read_effective_area(tmp_path / "first")
    # 0.01 cm^2 is printed; doubles of 1e12 are 1.2e-4 apart
    np.testing.assert_allclose(back["effective_area"], areas, rtol=0, atol=0.0052)
    write_effective_area(tmp_path / "second", back)
    assert (tmp_path / "second").read_bytes() == (tmp_path / "first").read_bytes()


def test_edges_on_a_tie_are_printed_alike(tmp_path):
    # '%.2f' prints the two neighbouring doubles as 0.01 and 0.00, which would open a gap
    table = read_effective_area(put(tmp_path, AREA))
    table.loc[:1, "dec_max"] = 0.005
    table.loc[2:, "dec_min"] = np.nextafter(0.005, 0.0)
    write_effective_area(tmp_path / "out", table)
    assert read_effective_area(tmp_path / "out")["dec_max"].tolist() == [0.0, 0.0, 90.0, 90.0]


@pytest.mark.parametrize("layout", [icetracks_events.EVENTS, icetracks_dr2.SMEARING_LAYOUT])
def test_numbers_are_those_that_float_gives(tmp_path, layout):
    rng = np.random.default_rng(1)
    columns = [
        [format(value, column.spec) for value in rng.uniform(column.low, column.high, 20_000)]
        for column in layout.columns
    ]
    rows = zip(*columns, strict=True)
    widths = [column.width for column in layout.columns]
    lines = ["".join(map(str.rjust, cells, widths)) for cells in rows]
    path = put(tmp_path, "\n".join([layout.header, *lines, ""]).encode())
    expected = np.array(columns, dtype=object).T.astype(float)
    np.testing.assert_array_equal(icetracks_text.read_table(path, layout), expected)
