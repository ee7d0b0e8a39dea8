"""Fast conversion of fixed-width rows: the number that `float` gives, or none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nusources.catalogs.tracks.icetracks_decimals import uniform_numbers
from nusources.catalogs.tracks.icetracks_layout import Column, Layout

LAYOUT = Layout(
    "#  a  b",
    (Column("a", 14, ".8f", -99.0, 99.0, ""), Column("b", 18, ".9e", -1e9, 1e9, "")),
)


@given(
    st.lists(
        st.tuples(st.floats(-99, 99), st.floats(-1e13, 1e13).filter(lambda x: abs(x) > 1e-12)),
        min_size=1,
        max_size=30,
    )
)
def test_every_number_is_exactly_rounded(rows):
    body = "".join(f"{a:14.8f}{b:18.9e}\n" for a, b in rows).encode()
    expected = [float(field) for field in body.split()]
    found = uniform_numbers(body, LAYOUT)
    np.testing.assert_array_equal(found.ravel(), expected)
    np.testing.assert_array_equal(np.signbit(found.ravel()), np.signbit(expected))


GOOD = b"    1.25000000   1.500000000e+00\n   -0.25000000  -2.500000000e-03\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b" 1.25", b"1 .25"),
        (b" 1.25", b"x1.25"),
        (b"  -0.25", b" -  .25"),
        (b"  -0.25", b" --0.25"),
        (b"  -0.25", b"   -.25"),
        (b"1.25000000", b"1.2500000 "),
        (b"1.25000000", b"1,25000000"),
        (b"e+00", b"e 00"),
        (b"e+00", b"E+00"),
        (b"e-03", b"e-0\n"),
        (b"e-03", b"e-99"),
        (b"    1.25", b"11111.25"),
        (b"1.25000000 ", b"1.25000000"),
        (b"e+00\n", b"e+00 "),
    ],
)
def test_unusual_rows_are_left_to_the_slow_reader(old, new):
    assert uniform_numbers(GOOD, LAYOUT).tolist() == [[1.25, 1.5], [-0.25, -0.0025]]
    assert uniform_numbers(GOOD.replace(old, new, 1), LAYOUT) is None


def test_columns_of_too_many_digits_are_left():
    wide = Layout("#  a", (Column("a", 20, ".9f", 0.0, 1e8, ""),))
    assert uniform_numbers(b"%20.9f\n" % 1.5, wide) is None
