"""Redshifts in the order of catalogues, and distances."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nusources.errors import InputDataError
from nusources.luminosity.distances import (
    Catalogue,
    distance_errors_dex,
    find_redshifts,
    luminosity_distance,
    nearest_rows,
)


def catalogue(name, *rows):
    return Catalogue(pd.DataFrame(rows, columns=["ra", "dec", "redshift"]), name, "published")


def test_the_first_catalogue_with_a_redshift_gives_it():
    first = catalogue("first", (10.0, 20.0, np.nan), (50.0, 0.0, 0.3), (70.0, 0.0, 0.0))
    second = catalogue("second", (10.01, 20.0, 0.1), (50.0, 0.0, 0.4), (70.0, 0.0, 0.7))
    found = find_redshifts([10.0, 50.0, 70.0, 90.0], [20.0, 0, 0, 0], [first, second], 1.5)
    np.testing.assert_equal(found["redshift"].to_numpy(), [0.1, 0.3, 0.7, np.nan])
    assert found["redshift_source"].tolist() == ["second", "first", "second", ""]
    assert found["redshift_status"].tolist() == [*["published"] * 3, "not found"]


def test_rows_are_matched_within_the_radius_only():
    rows = pd.DataFrame({"ra": [359.99, 10.0], "dec": [0.0, 60.0]})
    assert nearest_rows([0.01, 10.0, 10.06], [0, 60.03, 60.0], rows, 1.81).tolist() == [0, 1, 1]
    assert nearest_rows([0.01, 10.0], [0, 60.03], rows, 1.1).tolist() == [-1, -1]


def test_distances_are_those_of_astropy_and_of_hubble_nearby():
    found = luminosity_distance([0.3365, np.nan, 1e-4], "Planck18")
    assert found[0] == pytest.approx(1830.1, abs=0.1)
    assert np.isnan(found[1])
    assert found[2] == pytest.approx(299792.458 * 1e-4 / 67.66, rel=1e-3)
    with pytest.raises(InputDataError, match="cosmology"):
        luminosity_distance([0.1], "Planck99")


def test_peculiar_velocities_matter_nearby():
    # 300 km/s of 3000 km/s: 10 % of the distance, .087 dex of its square.
    assert distance_errors_dex(0.01, 299.792458) == pytest.approx(0.2 / np.log(10))
