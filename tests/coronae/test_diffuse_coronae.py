"""Diffuse flux of a population: mocks and the integral."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from population_case import COSMOLOGY, converted_function, hosts
from template_case import ENERGIES, LogParabolas

from nusources.coronae.diffuse import (
    mock_spectrum,
    single_sigma_curves,
    together,
)
from nusources.coronae.sources import Sources, mock_sources, xray_band_factor
from nusources.errors import InputDataError
from nusources.population.luminosity_function import Limits
from nusources.population.mock import MockSurvey, draw_mock
from nusources.population.nodes import population_nodes

FACTOR = xray_band_factor(2.0)
LOW = MockSurvey("low", 400.0, (0.002, 0.3), 100.0)
HIGH = MockSurvey("high", 2.0, (0.3, 4.0), 1.0)


def mock_of(survey):
    drawn = draw_mock(converted_function(), hosts(), survey, 20)
    return mock_sources(pd.concat(drawn), COSMOLOGY, 2.0)


@pytest.fixture(scope="module")
def nodes():
    return population_nodes(converted_function(), hosts())


@pytest.fixture(scope="module")
def mocks():
    return {survey: mock_of(survey) for survey in (LOW, HIGH)}


def test_flat_spectra_show_the_xray_background(nodes):
    curves = single_sigma_curves(LogParabolas(width=None), nodes, np.array([3.0]), FACTOR)
    # Light per volume times c/(4 pi H(z) (1+z)^2), as an integral of its own.
    z = np.geomspace(0.002, 4, 1501)
    hubble = 67.4 * np.sqrt(0.315 * (1 + z) ** 3 + 0.685)
    depth = 299792.458 / hubble / (1 + z) ** 2 / (4 * np.pi)  # Mpc
    light = FACTOR * np.trapezoid(converted_function().emissivity(z) * depth, z)
    expected = 0.01 * light / 3.0856775814913673e24**2 / 1.602176634e-3
    np.testing.assert_allclose(curves.flux, expected, rtol=2e-3)
    assert curves.outside.tolist() == [0.0]


def test_mocks_are_the_integral_within_their_errors(nodes, mocks):
    templates = LogParabolas()
    parts = [
        mock_spectrum(templates, mocks[survey], 5.0, area=survey.area, redshift_max=4.0)
        for survey in (LOW, HIGH)
    ]
    whole = together(parts)
    curves = single_sigma_curves(templates, nodes, np.array([5.0]), FACTOR, redshift_max=4.0)
    seen = (whole.energies > 1e2) & (whole.energies < 1e6)
    np.testing.assert_array_less(np.abs(whole.flux - curves.flux[0])[seen], 3 * whole.error[seen])
    assert (whole.error[seen] < 0.2 * whole.flux[seen]).all()
    assert whole.n_sources == sum(map(len, mocks.values()))
    # And each alone.
    for survey, part in zip((LOW, HIGH), parts, strict=True):
        function = replace(converted_function(), limits=Limits((41.0, 47.0), survey.redshift))
        own = population_nodes(function, hosts())
        expected = single_sigma_curves(templates, own, np.array([5.0]), FACTOR, redshift_max=4.0)
        difference = np.abs(part.flux - expected.flux[0])
        np.testing.assert_array_less(difference[seen], 3 * part.error[seen])


def test_order_of_sources_changes_no_byte(mocks):
    sources = mocks[HIGH][:9000]
    sigma = np.random.default_rng(2).uniform(2, 6, 9000)
    order = np.random.default_rng(1).permutation(9000)
    one = mock_spectrum(LogParabolas(), sources, sigma, area=1.0, redshift_max=4.0)
    other = mock_spectrum(LogParabolas(), sources[order], sigma[order], area=1.0, redshift_max=4.0)
    assert one.flux.tobytes() == other.flux.tobytes()
    assert one.error.tobytes() == other.error.tobytes()
    chunks = together(
        [
            mock_spectrum(LogParabolas(), sources[rows], sigma[rows], area=1.0, redshift_max=4.0)
            for rows in (slice(0, 2000), slice(2000, 9000))
        ]
    )
    np.testing.assert_allclose(chunks.flux, one.flux, rtol=1e-12)
    np.testing.assert_allclose(chunks.error, one.error, rtol=1e-12)
    assert chunks.n_sources == 9000
    half = mock_spectrum(LogParabolas(), sources, sigma, area=2.0, redshift_max=4.0)
    np.testing.assert_allclose(half.flux, one.flux / 2)


def test_one_source_over_its_solid_angle():
    source = Sources(*(np.array([one]) for one in (0.5, 2800.0, 45.0, 8.0)))
    found = mock_spectrum(
        LogParabolas(width=None), source, 4.0, area=3282.806350011744, redshift_max=4.0
    )
    expected = 1e43 / (4 * np.pi * (2800 * 3.0856775814913673e24) ** 2) / 1.602176634e-3
    np.testing.assert_allclose(found.flux, expected, rtol=1e-9)
    np.testing.assert_allclose(found.error, expected, rtol=1e-9)


def test_sources_outside_are_counted_and_give_nothing(nodes, mocks):
    sources, limit = mocks[HIGH], 43.5
    templates = LogParabolas(log10_luminosity_max=limit)
    is_inside = sources.log10_xray_luminosity <= limit
    found = mock_spectrum(templates, sources, 5.0, area=2.0, redshift_max=4.0)
    assert found.n_outside == (~is_inside).sum() > 0
    inside = mock_spectrum(LogParabolas(), sources[is_inside], 5.0, area=2.0, redshift_max=4.0)
    np.testing.assert_allclose(found.flux, inside.flux, rtol=1e-9)
    curves = single_sigma_curves(templates, nodes, np.array([5.0]), FACTOR)
    light = nodes.number.sum(axis=2) * nodes.dilution[:, np.newaxis] * 10**nodes.log10_luminosity
    beyond = nodes.log10_luminosity + np.log10(FACTOR) > limit
    assert curves.outside[0] == pytest.approx(light[:, beyond].sum() / light.sum())
    assert 0.1 < curves.outside[0] < 0.95


def test_bins_add_up(nodes):
    sigma = np.array([4.0, 5.0])
    whole = single_sigma_curves(LogParabolas(), nodes, sigma, FACTOR, redshift_max=4.0)
    is_massive = nodes.log10_black_hole_mass > 8
    parts = [
        single_sigma_curves(
            LogParabolas(),
            nodes.chosen(chosen),
            sigma,
            FACTOR,
            redshift_max=4.0,
        ).flux
        for chosen in (is_massive, ~is_massive)
    ]
    np.testing.assert_allclose(sum(parts), whole.flux, rtol=1e-3)
    assert (parts[0] > 0).all()
    with pytest.raises(InputDataError, match=r"an empty bin of the population"):
        nodes.chosen(nodes.log10_black_hole_mass > 12)


def test_curves_between_energies(nodes):
    curves = single_sigma_curves(LogParabolas(), nodes, np.array([4.0, 5.0]), FACTOR)
    np.testing.assert_allclose(curves.at(ENERGIES[[30, 50]]), curves.flux[:, [30, 50]])
    with pytest.raises(InputDataError, match=r"no diffuse flux at this energy"):
        curves.at([1e9])


def test_mocks_without_sources_are_told(mocks):
    with pytest.raises(InputDataError, match=r"a mock without sources"):
        mock_spectrum(LogParabolas(), mocks[HIGH][:0], 5.0, area=1.0, redshift_max=4.0)
    empty = pd.DataFrame(
        {"redshift": [], "log10_luminosity": [], "log10_black_hole_mass": []}, dtype=float
    )
    with pytest.raises(InputDataError, match=r"an empty catalogue"):
        mock_sources(empty, COSMOLOGY, 2.0)


def test_distances_of_a_mock():
    catalogue = pd.DataFrame(
        {
            "redshift": [0.01, 1.0, 3.9],
            "log10_luminosity": [42.0, 43.0, 44.0],
            "log10_black_hole_mass": [7.0, 8.0, 9.0],
        }
    )
    sources = mock_sources(catalogue, COSMOLOGY, 2.0)
    expected = COSMOLOGY.luminosity_distance(catalogue["redshift"])
    np.testing.assert_allclose(sources.distance, expected, rtol=1e-5)
    np.testing.assert_allclose(sources.log10_xray_luminosity - [42, 43, 44], np.log10(4.292), 1e-4)
