"""Points that a line can or cannot be fitted to."""

from __future__ import annotations

import numpy as np
import pytest

from nusources.errors import InputDataError
from nusources.regression.model import Model
from nusources.regression.points import Points

X, Y = [0.0, 1.0, 2.0, 3.0], [0.1, 0.9, 2.2, 2.8]


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"x": [0.0, np.nan, 2.0, 3.0]}, "row 2, column 'x': a value is missing (source 'b')"),
        ({"y_error": [0.1, 0.1, -0.2, 0.1]}, "column 'y_error_low': a negative error (source 'c')"),
        ({"x_error": [[0.1] * 4, [0.1, 0.1, np.nan, 0.1]]}, "column 'x_error_high'"),
        ({"y": [1.0, 2.0]}, "columns of different lengths; found (2,); expected 4 values"),
        ({"correlation": 1.0}, "no correlation (source 'a'); found 1.0; expected -1 to 1"),
        ({"names": ["a", "b", "b", "d"]}, "row 2, column 'names': two sources of one name"),
        ({"x": [1.0] * 4}, "all measured sources have one abscissa; found 1.0"),
        (
            {"is_x_limit": [True, False, False, False], "is_y_limit": [False, True, False, False]},
            "fewer measured sources than parameters of a line with scatter; found 2; expected at",
        ),
        ({"corelation": 0.1}, "an unknown property of points; found 'corelation'"),
    ],
)
def test_bad_points_are_told_by_name(changes, text):
    given = {"x": X, "y": Y, "x_error": 0.1, "y_error": 0.2, "names": list("abcd")} | changes
    with pytest.raises(InputDataError) as error:
        Points.of(**given)
    assert text in str(error.value)


def test_normals_near_split_ones():
    points = Points.of(X, Y, [[0.1] * 4, [0.3] * 4], 0.2, is_y_limit=[False, False, False, True])
    found = points.gaussian()
    # 2e6 draws of a split normal: sides with probabilities in the ratio of the widths.
    rng = np.random.default_rng(1)
    side = np.where(rng.random(2_000_000) < 0.75, 0.3, -0.1)
    draws = side * np.abs(rng.standard_normal(2_000_000))
    np.testing.assert_allclose(found.x, np.add(X[:3], draws.mean()), atol=1e-3)
    assert found.x_error_low.tolist() == [0.3] * 3
    assert found.names == ("1", "2", "3")
    assert found.is_gaussian
    assert not points.is_gaussian
    everyone = points.symmetric()
    np.testing.assert_array_equal(everyone.x[:3], found.x)
    assert everyone.is_y_limit.tolist() == [False, False, False, True]
    assert (everyone.is_symmetric, everyone.is_gaussian, points.is_symmetric) == (
        True,
        False,
        False,
    )


def test_pivot_and_spread_are_of_measured_sources():
    points = Points.of(X, Y, 0.1, 0.2, is_x_limit=[True, False, False, False])
    assert (points.pivot, points.spread) == (2.0, 1.0)


@pytest.mark.parametrize("key", ["abscissa", "slope_prior", "scatter_prior"])
def test_unknown_words_of_a_model(key):
    with pytest.raises(InputDataError, match=f"an unknown {key.replace('_', ' ')}; found 'none'"):
        Model(**{key: "none"})


def test_the_largest_scatter_must_exceed_the_least():
    with pytest.raises(InputDataError, match=r"too small a largest scatter; found 0.01"):
        Model(scatter_max=0.01)
