"""Luminosity functions: closed values, a second integration, published numbers, closure."""

from __future__ import annotations

import numpy as np
import pytest

from nusources.facts.luminosity_functions import read_luminosity_functions
from nusources.population import gamma_blazars, integrals
from nusources.population.cosmology import Cosmology
from nusources.population.luminosity_function import Band, gaussian_draws

SKY = 41252.96  # deg2
PC = 3.0856775814913673e18  # cm


@pytest.fixture(scope="module")
def functions(repository):
    return read_luminosity_functions(repository / "data/tables/luminosity_functions.csv")


def test_cosmology():
    # Einstein-de Sitter: d_L = 2c/H0 (1+z) (1 - 1/sqrt(1+z)), dV/dz = c/H(z) d_C^2 per steradian.
    universe, z = Cosmology(70.0, 1.0), 3.0
    hubble = 299792.458 / 70
    comoving = hubble  # 2 (1 - 1/2)
    np.testing.assert_allclose(universe.luminosity_distance(z), 4 * comoving, rtol=1e-9)
    expected = comoving**2 * hubble / 8 * np.radians(1) ** 2
    np.testing.assert_allclose(universe.volume_per_redshift(z), expected, rtol=1e-9)


def test_the_table_of_distances_is_fine_enough():
    universe = Cosmology(70.0, 0.3)
    z = np.random.default_rng(1).uniform(0.002, 5, 50)
    dilution, volume = universe.table(0.002, 5.0).at(np.log(z))
    distance = universe.luminosity_distance(z) * 1e6 * PC
    np.testing.assert_allclose(dilution, 1 / (4 * np.pi * distance**2), rtol=2e-6)
    np.testing.assert_allclose(volume, universe.volume_per_redshift(z) * z, rtol=2e-6)


def test_energies_in_bands():
    band = Band(rest=(2.0, 10.0), observed=(0.5, 2.0))
    assert band.energy_ratio(2.0) == pytest.approx(np.log(4) / np.log(5))
    assert band.energy_ratio(1.0) == pytest.approx(1.5 / 8)
    assert band.energy_ratio(2.0 + 1e-7) == pytest.approx(np.log(4) / np.log(5), rel=1e-6)


def test_flux_of_one_source(functions):
    # z = 1 at 6607.7 Mpc (H0 = 70, Omega_m = .3); index 1.9: bands, then (1+z)^.1.
    ratio = (2**0.1 - 0.5**0.1) / (10**0.1 - 2**0.1) * 2**0.1
    expected = 1e44 * ratio / (4 * np.pi * (6607.7e6 * PC) ** 2)
    np.testing.assert_allclose(functions.xray_agn.flux(44.0, 1.0, 1.9), expected, rtol=1e-4)


def test_density_of_agn_by_hand(functions):
    # At log L = 43.97 the two powers are equal; z = .5 < z_c1: A/2 1.5^(p1* + beta1 (43.97 - 44)).
    np.testing.assert_allclose(
        functions.xray_agn.density(43.97, 0.5),
        2.91e-6 / 2 * 1.5 ** (4.78 - 0.03 * 0.84),
        rtol=1e-12,
    )
    # Above L_a1 and L_a2: z_c1 = 1.86 and z_c2 = 3; the three powers between and beyond.
    rise = 4.78 + 0.84 * 1.5
    local = 2.91e-6 / (10 ** (0.96 * 1.53) + 10 ** (2.71 * 1.53))
    at_peak, at_second = 2.86**rise, 2.86**rise * (4 / 2.86) ** -1.5
    for z, factor in ((1.86, at_peak), (3.0, at_second), (4.0, at_second * (5 / 4) ** -6.2)):
        np.testing.assert_allclose(functions.xray_agn.density(45.5, z), local * factor, rtol=1e-12)


def test_faint_agn_peak_later(functions):
    first, second = functions.xray_agn.kinks(43.0)[0]
    assert first == pytest.approx(1.86 * 10 ** (0.29 * (43 - 44.61)))
    assert second == pytest.approx(3.0 * 10**0.1)
    assert functions.xray_agn.luminosity_kinks(first)[0] == pytest.approx(43.0)


def test_density_of_blazars_by_hand(functions):
    # L = L*, z = z_c: e = 1/2; the Gaussian of indices is nearly whole: A/4 sqrt(2 pi) sigma.
    log10_break = np.log10(1.05e48)
    z = 1.25 * 1.05**0.0723
    np.testing.assert_allclose(
        functions.blazars.density(log10_break, z),
        1.96e-9 / 4 * np.sqrt(2 * np.pi) * 0.28,
        rtol=2e-4,
    )
    # l = 0 and (1+z)/(1+z_c) = q: e = 1/(q^-3.39 + q^4.96).
    peak = 1.25 * 10 ** (-2 * 0.0723)
    q = 1.5 / (1 + peak)
    ratio = 10 ** (46 - log10_break)
    local = 1.96e-9 / (ratio**0.5 + ratio**1.83) * np.sqrt(2 * np.pi) * 0.28
    np.testing.assert_allclose(
        functions.blazars.density(46.0, 0.5), local / (q**-3.39 + q**4.96), rtol=2e-4
    )


@pytest.mark.parametrize("name", ["xray_agn", "blazars"])
def test_emissivity_against_a_dense_sum(functions, name):
    function = getattr(functions, name)
    edges = np.linspace(*function.limits.log10_luminosity, 200_001)
    middle, step = (edges[1:] + edges[:-1]) / 2, edges[1] - edges[0]
    for z in (0.05, 0.9, 3.3):
        dense = (function.density(middle, z) * 10**middle).sum() * step
        assert function.emissivity(z) == pytest.approx(dense, rel=1e-5)


def brute_integrals(function, flux_min, indices):
    """Numbers and fluxes above a threshold, from midpoints of small cells in log L, ln z, index."""
    low, high = function.limits.log10_luminosity
    luminosity = np.linspace(low, high, 1601)
    luminosity, dex = (luminosity[1:] + luminosity[:-1]) / 2, luminosity[1] - luminosity[0]
    u = np.linspace(*np.log(function.limits.redshift), 2001)
    u, step = (u[1:] + u[:-1]) / 2, u[1] - u[0]
    z = np.exp(u)
    distance = function.cosmology.luminosity_distance(z) * 1e6 * PC
    volume = function.cosmology.volume_per_redshift(z) * z * dex * step
    number = function.density(luminosity[:, np.newaxis], z) * volume
    sums = np.zeros(4)
    for index, weights in indices(luminosity):
        ratio = function.band.energy_ratio(index) * (1 + z) ** (2 - index)
        flux = 10 ** luminosity[:, np.newaxis] * ratio / (4 * np.pi * distance**2)
        here = number * weights[:, np.newaxis]
        above = flux > flux_min
        sums += [here[above].sum(), (here * flux)[above].sum(), here.sum(), (here * flux).sum()]
    return sums


def one_index(luminosity):
    return [(1.9, np.ones_like(luminosity))]


def gaussian_indices(luminosity):
    edges = np.linspace(1.0, 3.5, 21)
    middle = (edges[1:] + edges[:-1]) / 2
    mean = 2.22 + 0.1 * (luminosity - 46)
    weights = np.exp(-0.5 * ((middle[:, np.newaxis] - mean) / 0.28) ** 2)
    return list(zip(middle, weights / weights.sum(axis=0), strict=True))


@pytest.mark.parametrize(
    ("name", "flux_min", "indices"),
    [
        ("xray_agn", 1e-14, one_index),
        ("xray_agn", 2.4e-13, one_index),
        ("blazars", 2e-12, gaussian_indices),
    ],
)
def test_integrals_against_a_dense_grid(functions, name, flux_min, indices):
    function = getattr(functions, name)
    found = function.flux_integrals([flux_min])
    expected = brute_integrals(function, flux_min, indices)
    quick = [found.number_above, found.flux_above, found.number, found.flux]
    np.testing.assert_allclose(np.ravel(quick), expected, rtol=2e-3)


@pytest.mark.parametrize(
    ("name", "fluxes", "tolerance"),
    # AGN without a split at the kinks: off by 1e-3 (redshift) and 2e-4 (luminosity).
    [("xray_agn", [1e-14, 4e-14, 2.4e-13], 5e-5), ("blazars", [1e-13, 2e-12, 1e-11], 2e-4)],
)
def test_integrals_have_converged(functions, monkeypatch, name, fluxes, tolerance):
    function = getattr(functions, name)

    def numbers():
        found = function.flux_integrals(fluxes)
        return np.concatenate([found.share[0], found.number_above[0], found.flux[0]])

    quick = numbers()
    monkeypatch.setattr(type(function), "CELL_DEX", 0.4)
    monkeypatch.setattr(integrals, "CELL_NODES", 6)
    monkeypatch.setattr(integrals, "STEP_LOG_REDSHIFT", 0.3)
    monkeypatch.setattr(integrals, "REDSHIFT_NODES", 6)
    monkeypatch.setattr(gamma_blazars, "INDEX_NODES", 20)
    np.testing.assert_allclose(quick, numbers(), rtol=tolerance)


def test_the_integral_as_printed_against_a_dense_grid(functions):
    # eq. 6 of chen2025 as printed: L phi(L, z) dL dz over F > F_min; z in even steps.
    agn = functions.xray_agn
    luminosity = 41 + 6.5 * (np.arange(1300) + 0.5) / 1300
    z = 0.002 + 4.998 * (np.arange(5000) + 0.5) / 5000
    weight = agn.density(luminosity[:, np.newaxis], z) * 10.0 ** luminosity[:, np.newaxis]
    flux = agn.flux(luminosity[:, np.newaxis], z, 1.9)
    for threshold in (1e-14, 4e-14):
        expected = weight[flux > threshold].sum() / weight.sum()
        found = agn.flux_share([threshold], "luminosity")
        np.testing.assert_allclose(found, expected, rtol=1e-3)


def test_many_parameter_sets_are_the_same_as_each_alone(functions):
    thresholds = [2.4e-13, 1e-14, 4e-14]  # in any order
    for function in (functions.xray_agn, functions.blazars):
        drawn = function.draw_parameters(np.random.default_rng(5), 3)
        together = drawn.flux_share(thresholds)
        assert together.shape == (3, 3)
        for row in range(3):
            values = {
                name: float(value[row, 0]) if np.ndim(value) else value
                for name, value in drawn.values.items()
            }
            alone = type(function)(
                values, {}, function.cosmology, function.band, function.limits, ""
            )
            # Kinks in luminosity are split at the mean of the draws.
            np.testing.assert_allclose(alone.flux_share(thresholds)[0], together[row], rtol=1e-3)


def test_published_shares_and_errors(functions):
    # Facts of chen2025 (an independent program): shares and relative errors above three fluxes.
    agn = functions.xray_agn
    shares = agn.draw_parameters(np.random.default_rng(3), 2000).flux_share([1e-14, 4e-14, 2.4e-13])
    np.testing.assert_allclose(shares.mean(axis=0), [0.458, 0.198, 0.0665], rtol=0.01)
    errors = shares.std(axis=0) / shares.mean(axis=0)
    np.testing.assert_allclose(errors, [0.097, 0.108, 0.109], rtol=0.06)
    # The same for blazars above 2e-12: .849; 2,709 sources of 4FGL-DR4 are brighter.
    assert functions.blazars.flux_share([2e-12]) == pytest.approx(0.849, abs=0.002)
    assert SKY * functions.blazars.counts([2e-12])[0, 0] == pytest.approx(2709, rel=0.15)


def test_counts_stand_above_those_of_the_survey(functions):
    # eFEDS: 2,332 and 98 AGN above 4e-14 and 2.4e-13 on 142 deg2. The luminosity function counts
    # absorbed AGN at their unabsorbed flux, so it must have more, but not much more.
    ratio = functions.xray_agn.counts([4e-14, 2.4e-13])[0] / (np.array([2332, 98]) / 142)
    assert (ratio > 1).all()
    assert (ratio < 2.5).all()


@pytest.mark.parametrize(
    ("name", "area", "flux_min"), [("xray_agn", 1000, 1e-14), ("blazars", SKY, 1e-12)]
)
def test_samples_have_the_counts_and_indices(functions, name, area, flux_min):
    function = getattr(functions, name)
    sources = function.sample(area, flux_min, np.random.default_rng(11))
    assert (sources["flux"] > flux_min).all()
    for threshold in (flux_min, 10 * flux_min):
        expected = area * function.counts([threshold])[0, 0]
        found = (sources["flux"] > threshold).sum()
        assert abs(found - expected) < 4 * np.sqrt(expected)
    again = function.flux(*sources.to_numpy()[:, :3].T)
    np.testing.assert_array_equal(again, sources["flux"])
    bright = area * np.diff(function.flux_integrals([flux_min, 10 * flux_min]).flux_above[0])
    within = sources["flux"].where(sources["flux"] < 10 * flux_min).sum()
    assert within == pytest.approx(-bright[0], rel=0.05)


def test_sources_lie_within_the_limits(functions):
    # Nearly all AGN of a small field: some are in the last cells of luminosity and redshift.
    agn = functions.xray_agn
    sources = agn.sample(5, 1e-19, np.random.default_rng(1))
    for column, (low, high) in (
        ("redshift", agn.limits.redshift),
        ("log10_luminosity", agn.limits.log10_luminosity),
    ):
        assert sources[column].between(low, high).all()
    assert sources["redshift"].max() > 4.99
    assert sources["log10_luminosity"].min() < 41.01


def test_indices_of_blazars(functions):
    luminosity = np.full(20_000, 48.0)
    index = functions.blazars.draw_indices(luminosity, np.random.default_rng(2))
    assert index.mean() == pytest.approx(2.42, abs=0.01)
    assert index.std() == pytest.approx(0.28, abs=0.01)
    nodes = list(functions.blazars.index_nodes(48.0))
    assert sum(weight for _, weight in nodes) == pytest.approx(1, abs=1e-3)


def test_draws_have_the_errors(functions):
    drawn = functions.xray_agn.draw_parameters(np.random.default_rng(0), 500)
    errors = functions.xray_agn.errors
    table = np.concatenate([drawn.values[name] for name in errors], axis=1)
    np.testing.assert_allclose(table.std(axis=0), list(errors.values()), rtol=1e-9)
    best = [functions.xray_agn.values[name] for name in errors]
    np.testing.assert_allclose(table.mean(axis=0), best, rtol=1e-9)
    assert np.corrcoef(table.T) == pytest.approx(np.eye(len(errors)), abs=1e-9)
    assert drawn.values["p2"] == -1.5  # fixed in the fit


def test_few_draws_are_plain():
    plain = np.random.default_rng(3).standard_normal((4, 4))
    np.testing.assert_array_equal(gaussian_draws(np.random.default_rng(3), 4, 4), plain)
    tails = gaussian_draws(np.random.default_rng(3), 20_000, 2)
    assert (np.abs(tails) > 2).mean() == pytest.approx(0.0455, abs=0.003)  # a Gaussian


def test_each_parameter_set_is_a_function_of_its_own(functions):
    drawn = functions.xray_agn.draw_parameters(np.random.default_rng(4), 25)
    sets = list(drawn.parameter_sets())
    assert len(sets) == 25
    found = [one.density(44.2, 1.3).item() for one in sets]
    np.testing.assert_allclose(found, drawn.density(44.2, 1.3).ravel(), rtol=1e-12)
    assert {one.n_draws for one in sets} == {1}
    (alone,) = functions.xray_agn.parameter_sets()
    assert alone.values == functions.xray_agn.values
