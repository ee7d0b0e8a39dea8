"""Mock catalogues of AGN."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from population_case import converted_function, hosts

from nusources.errors import InputDataError
from nusources.population.luminosity_function import Limits
from nusources.population.mock import MockSurvey, draw_chunk, draw_mock, redshift_bin
from nusources.population.nodes import population_nodes

SURVEY = MockSurvey("baseline", 2.5, (0.5, 4.0), 1.0)


@pytest.fixture(scope="module")
def catalogue():
    return pd.concat(draw_mock(converted_function(), hosts(), SURVEY, 7), ignore_index=True)


def test_numbers_and_light_are_those_of_the_integral(catalogue):
    assert catalogue["redshift"].between(0.5, 4).all()
    beyond = replace(converted_function(), limits=Limits((41.0, 47.0), (0.5, 4.0)))
    integrals = beyond.flux_integrals([1e-30])
    number = 2.5 * float(integrals.number[0, 0])
    assert len(catalogue) == pytest.approx(number, abs=4 * np.sqrt(number))
    flux = beyond.flux(catalogue["log10_luminosity"], catalogue["redshift"], 1.9)
    error = np.sqrt((flux**2).sum())
    assert flux.sum() == pytest.approx(2.5 * float(integrals.flux[0, 0]), abs=3 * error)
    nodes = population_nodes(beyond, hosts())
    share = (nodes.number * (nodes.log10_black_hole_mass > 8)).sum() / nodes.number.sum()
    found = (catalogue["log10_black_hole_mass"] > 8).mean()
    # The nodes count masses to a hundredth, as they straddle the bound.
    assert found == pytest.approx(share, abs=4 * np.sqrt(share / len(catalogue)) + 0.01)
    relation = catalogue["log10_black_hole_mass"] - catalogue["log10_stellar_mass"]
    np.testing.assert_allclose(relation, np.log10(0.002))


def test_chunks_do_not_depend_on_each_other(catalogue):
    last = draw_chunk(converted_function(), hosts(), SURVEY, 2, 7)
    pd.testing.assert_frame_equal(last, catalogue.tail(len(last)).reset_index(drop=True))
    assert SURVEY.n_chunks == 3
    assert [SURVEY.area_of(chunk) for chunk in range(3)] == [1.0, 1.0, 0.5]
    wide = MockSurvey("low", 4000.0, (0.002, 0.3), 400.0)
    assert (wide.n_chunks, wide.area_of(9)) == (10, 400)
    narrow = MockSurvey("narrow", 0.9, (0.002, 0.3), 0.4)
    assert [narrow.area_of(chunk) for chunk in range(narrow.n_chunks)] == pytest.approx(
        [0.4, 0.4, 0.1]
    )
    larger = MockSurvey("baseline", 40.0, (0.5, 4.0), 1.0)
    first = draw_chunk(converted_function(), hosts(), larger, 0, 7)
    pd.testing.assert_frame_equal(first, catalogue.head(len(first)))
    other = draw_chunk(converted_function(), hosts(), SURVEY, 0, 8)
    assert not np.array_equal(other["redshift"][:10], first["redshift"][:10])


def test_bins_of_redshift(catalogue):
    chosen = redshift_bin(catalogue, 1.0, 2.0)
    assert chosen["redshift"].between(1, 2).all()
    with pytest.raises(InputDataError, match=r"no AGN in this redshift bin; found '0.1 to 0.2'"):
        redshift_bin(catalogue, 0.1, 0.2)


@pytest.mark.parametrize(
    ("area", "redshift", "chunk", "message"),
    [
        (0.0, (0.3, 4.0), 1.0, r"column 'area'.*found 0.0.*above 0"),
        (1.0, (0.3, 4.0), -1.0, r"column 'area'.*found -1.0"),
        (1.0, (0.3, 0.3), 1.0, r"an empty redshift bin; found \(0.3, 0.3\)"),
        (1.0, (0.0, 0.3), 1.0, r"an empty redshift bin"),
    ],
)
def test_surveys_without_sources_are_told(area, redshift, chunk, message):
    with pytest.raises(InputDataError, match=message):
        MockSurvey("none", area, redshift, chunk)
