"""Lists of numbers in many JSON files: what the standard parser gives, or nothing."""

import json

import numpy as np
import pytest

from nusources.formats.light_curve_json import read_number_lists

WIDTHS = {"ts": 2, "flux": 3}
GOOD = b'{"ts":[[1,2.5],[3,-4e-3]],"flux":[],"bin_id":[1,2]}\n\n'
SECOND = b'{"flux": [[1, 2, 3]], "ts": [[239889601, 0.1]]}'


def read(*texts):
    return read_number_lists(texts, WIDTHS, ("bin_id",))


def test_lists_of_each_file():
    first, second = read(GOOD, SECOND)
    stored = json.loads(GOOD)
    np.testing.assert_array_equal(first["ts"], stored["ts"])
    assert first["flux"].shape == (0, 3)
    assert second["flux"].tolist() == [[1.0, 2.0, 3.0]]
    assert second["ts"].tolist() == [[239889601.0, 0.1]]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"2.5", b"NaN"),
        (b"2.5", b"null"),
        (b"2.5", b"true"),
        (b"2.5", b'"2.5"'),
        (b"2.5", b"1e999"),
        (b"2.5", b"02.5"),
        (b"2.5", b"+2.5"),
        (b"2.5", b"2.5,1"),
        (b"2.5", b"[2.5]"),
        (b"2.5]", b"2.5"),
        (b"bin_id", b"other"),
        (b"bin_id", b"ts"),
        (b'"flux":[],', b""),
        (b"[],", b"[],\n"),
        (b"[1,2]}", b"[1,2]}{}"),
        (b"{", b"["),
        (GOOD, b""),
        (GOOD, GOOD + SECOND),
    ],
)
def test_anything_unusual_is_left_to_the_slow_reader(old, new):
    assert read(SECOND, GOOD.replace(old, new, 1)) is None
