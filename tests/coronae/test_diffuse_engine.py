"""The diffuse flux with the engine: against a sum of its own, a grid, and another calculation."""

from __future__ import annotations

import numpy as np
import pytest
from population_case import COSMOLOGY, converted_function, hosts, printed_function

from nusources.coronae.bands import proton_to_xray_ratio
from nusources.coronae.diffuse import single_sigma_curves, source_fluxes
from nusources.coronae.single_template import SingleTemplate
from nusources.coronae.sources import Sources, xray_band_factor
from nusources.coronae.template_grid import even_axes, make_grid
from nusources.facts.spectra import diffuse_flux as curve_of
from nusources.facts.spectra import read_spectra
from nusources.fluxes import diffuse_flux
from nusources.population.hubble import in_cosmology
from nusources.population.nodes import population_nodes

FACTOR = xray_band_factor(2.0)
ENERGIES = np.array([1e3, 1e4, 1e5, 1e6])


@pytest.fixture(scope="module")
def nodes():
    return population_nodes(converted_function(), hosts())


@pytest.fixture(scope="module")
def direct(engine, nodes):
    return single_sigma_curves(engine, nodes, np.array([4.0, 5.0]), FACTOR, redshift_max=4.0)


def test_integral_is_the_sum_of_drawn_sources(engine, direct):
    """Cells of redshift and luminosity drawn by their X-ray flux, each with one host."""
    n, rng = 2500, np.random.default_rng(11)
    redshift = np.exp(np.linspace(np.log(0.002), np.log(4), 801))
    middle = np.sqrt(redshift[1:] * redshift[:-1])
    luminosity = np.arange(41.01, 47, 0.02)
    volume = COSMOLOGY.volume_per_redshift(middle) * np.diff(redshift) * 3282.806
    number = converted_function().density(luminosity, middle[:, np.newaxis]) * 0.02
    number = number * volume[:, np.newaxis]
    distance = COSMOLOGY.luminosity_distance(middle)
    chance = number * 10 ** (1.2 * (luminosity - 44)) / distance[:, np.newaxis] ** 2
    chance /= chance.sum()
    cells = rng.choice(chance.size, size=n, p=chance.ravel())
    rows, columns = np.unravel_index(cells, chance.shape)
    mass = hosts().draw_masses(luminosity[columns], middle[rows], rng)
    sources = Sources(
        middle[rows],
        distance[rows],
        luminosity[columns] + np.log10(FACTOR),
        hosts().readings.black_holes.log10_mass(mass),
    )
    flux = source_fluxes(engine, sources, 5.0, len(direct.energies)) / 1.602176634e-3
    flux *= (number / chance).ravel()[cells][:, np.newaxis]
    error = flux.std(axis=0) / np.sqrt(n)
    seen = (direct.energies > 1e3) & (direct.energies < 1e6)
    assert (error < 0.05 * flux.mean(axis=0))[seen].all()
    np.testing.assert_array_less(np.abs(flux.mean(axis=0) - direct.flux[1])[seen], 3 * error[seen])


def test_a_grid_lies_below(engine, nodes, direct):
    # Logarithms of spectra are concave in those of the parameters: chords lie below.
    grid = make_grid(engine, even_axes(0.5))
    curves = single_sigma_curves(grid, nodes, np.array([4.0, 5.0]), FACTOR, redshift_max=4.0)
    ratio = curves.at(ENERGIES) / direct.at(ENERGIES)
    assert ratio.mean() == pytest.approx(0.95, abs=0.015)
    assert ((ratio > 0.92) & (ratio < 0.975)).all()
    assert curves.outside.tolist() == [0, 0]


def test_another_calculation_of_the_same(engine, repository):
    """Its luminosities were not converted to the other H0, and eta_p/eta_X was 1/3."""
    spectra = read_spectra(repository / "data/tables/diffuse_spectra.csv")
    measured = diffuse_flux(ENERGIES, curve_of(spectra, "nu_mese_2025"))
    measured = 3 * ENERGIES**2 * measured
    function = in_cosmology(printed_function(), COSMOLOGY, luminosities=False)
    nodes = population_nodes(function, hosts())
    curves = single_sigma_curves(engine, nodes, np.array([4.0, 5.0, 6.0]), FACTOR)
    expected = [[1.93, 0.46, 0.13, 0.03], [6.3, 4.5, 1.26, 0.30], [2.7, 12.2, 12.1, 3.0]]
    np.testing.assert_allclose(curves.at(ENERGIES) / measured / 3, expected, rtol=0.1)


def test_anchor(engine):
    """L_nu(1.5-15 TeV) = 2.9e42 erg/s of NGC 1068 gives about .33."""
    spectrum = engine.luminosity(5.0, np.log10(9.5e43), np.log10(6.7e6))[0]
    ratio = proton_to_xray_ratio(engine.energies, spectrum, 2.9e42, (1.5e3, 1.5e4))
    assert ratio == pytest.approx(0.33, abs=0.01)


def test_one_spectrum_for_all_fails_at_high_energies(engine, nodes, direct):
    source = (5.0, np.log10(9.5e43), np.log10(6.7e6))
    template = SingleTemplate(engine, source)
    np.testing.assert_allclose(template.luminosity(*source), engine.luminosity(*source))
    # Thin: L_X^2/M; thick: L_X.
    thin, thick = (
        [template.luminosity(5.0, *one)[0, 80] for one in ((x, 9.0), (x + 1, 9.0), (x, 10.0))]
        for x in (41.0, 49.0)
    )
    assert [thin[1] / thin[0], thin[2] / thin[0]] == pytest.approx([100, 0.1], rel=0.01)
    assert thick[1] / thick[0] == pytest.approx(10, rel=0.05)
    sigma = np.array([5.0])
    one = single_sigma_curves(template, nodes, sigma, FACTOR, redshift_max=4.0)
    ratio = one.at(ENERGIES)[0] / direct.at(ENERGIES)[1]
    # The other calculation has 1.25, .71, .16, .01, with an efficiency of its own.
    np.testing.assert_allclose(ratio[:3], [1.25, 0.71, 0.16], rtol=0.3)
    assert ratio[3] < 0.02
