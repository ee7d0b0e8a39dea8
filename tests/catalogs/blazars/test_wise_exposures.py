"""WISE exposures: invented files, plain and unusual."""

from __future__ import annotations

import gzip

import numpy as np
import pandas as pd
import pytest
from icetracks_samples import refused
from light_curve_cases import EXPOSURES

from nusources.catalogs.blazars.wise_exposures import (
    LABELS,
    OPTIONAL,
    TEXTS,
    read_infrared_exposures,
)
from nusources.contracts.light_curves import INFRARED_EXPOSURES
from nusources.formats.plain_csv import read_plain_csv
from nusources.tables import check_table


def put(folder, data):
    path = folder / "w2_exposures.csv"
    path.write_bytes(data)
    return path


def test_exposures_are_read_in_order_and_limits_have_no_error(tmp_path):
    table = read_infrared_exposures(put(tmp_path, EXPOSURES))
    check_table(table, INFRARED_EXPOSURES)
    assert table["row"].tolist() == [1, 2, 3]
    assert table["source_name"].tolist() == ["J0101+3015", "J0101+3015", "J0202-0006"]
    assert table["survey"].tolist() == ["allwise", "neowise", "neowise"]
    assert table["is_upper_limit"].tolist() == [False, True, False]
    np.testing.assert_array_equal(table["w2_mag_error"], [0.0625, np.nan, 0.03125])


def test_packed_and_unusual_files_give_the_same_table(tmp_path):
    plain = read_infrared_exposures(put(tmp_path, EXPOSURES))
    spaced = EXPOSURES.replace(b",14.75,", b", 14.75 ,")  # left to the slower reader
    assert read_plain_csv(EXPOSURES, tuple(LABELS.values()), TEXTS, OPTIONAL) is not None
    assert read_plain_csv(spaced, tuple(LABELS.values()), TEXTS, OPTIONAL) is None
    for data in (gzip.compress(EXPOSURES), spaced):
        found = read_infrared_exposures(put(tmp_path, data))
        pd.testing.assert_frame_equal(found, plain)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (b"13.25", b"x", ("row 2", "column 'w2mpro'", "'x'")),
        (b"13.25", b"nan", ("row 2", "column 'w2mpro'")),
        (b",13.25,", b",,", ("row 2", "w2mpro")),
        (b"allwise", b"spitzer", ("survey", "'spitzer'", "allwise, neowise")),
        (b"55300.25", b"2455301", ("mjd", "2455301")),  # JD
        (b"0.0625", b"-0.0625", ("w2_mag_error", "-0.0625")),
        (b"0.0625\n", b"0.0625,1\n", ("row 2", "6 cells instead of 5")),
        (b"name,", b"source,", ("unknown header",)),
        (b"0.03125\n", b"0.03125", ("cut off",)),
    ],
)
def test_mistakes_name_row_and_column(tmp_path, old, new, told):
    assert old in EXPOSURES
    refused(read_infrared_exposures, put(tmp_path, EXPOSURES.replace(old, new, 1)), *told)
