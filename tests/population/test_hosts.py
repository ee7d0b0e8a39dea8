"""Accretion rates, hosts of AGN, another H0, nodes of the integral."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from population_case import (
    COSMOLOGY,
    converted_function,
    hosts,
    printed_function,
    stellar_masses,
)

from nusources.catalogs.xray.xray_agn import read_agn_xlf
from nusources.errors import InputDataError
from nusources.facts.luminosity_functions import read_luminosity_functions
from nusources.population.accretion_rates import AccretionRates, luminosity_density
from nusources.population.cosmology import Cosmology
from nusources.population.hosts import HostReadings, shell_edges, solve_hosts
from nusources.population.hubble import in_cosmology
from nusources.population.luminosity_function import Limits
from nusources.population.nodes import population_nodes

RATES = AccretionRates(-1.5, 31.5, 33.0, (0.3, -0.5, -2.5), 30.0)


def test_rates_of_three_segments():
    found = np.log10(RATES.density([30.5, 31.5, 32.5, 33.0, 34.0]))
    np.testing.assert_allclose(found, [-1.8, -1.5, -2.0, -2.25, -4.75])
    assert RATES.density(29.999) == 0
    rate = np.linspace(30, 40, 1_000_001)
    for one in (RATES, replace(RATES, slopes=(0.0, -0.5, -2.5))):
        expected = np.trapezoid(one.density(rate), rate)
        assert one.duty_cycle == pytest.approx(expected, rel=1e-8)


def weighted_rms(redshifts):
    luminosity = np.arange(41.005, 47, 0.01)
    total = np.zeros(2)
    for redshift in redshifts:
        shell = int(hosts().shell_of(redshift))
        middle = hosts().middle(shell)
        wanted = converted_function().density(luminosity, middle)
        found = luminosity_density(
            hosts().rates[shell], stellar_masses(), luminosity, middle, (9.5, 12.5)
        )
        light = wanted * 10**luminosity
        assert (found * 10**luminosity).sum() == pytest.approx(light.sum(), rel=0.02)
        total += [(light * np.log10(found / wanted) ** 2).sum() / light.sum(), 1]
    return np.sqrt(total[0] / total[1])


def test_rates_return_the_luminosity_function():
    """Weighted with the light; beyond z = 0.65 three segments cannot follow its kinks."""
    assert weighted_rms([0.05, 0.15, 0.25, 0.4, 0.55]) < 0.02
    assert weighted_rms([0.05, 0.15, 0.25, 0.4, 0.55, 0.7]) < 0.03
    assert weighted_rms([0.9, 1.0, 1.2, 1.4, 1.6, 1.9, 2.1, 2.4]) < 0.07
    assert max(rates.duty_cycle for rates in hosts().rates) <= 1.01


def misfit(rates, redshift):
    """Mean square of the difference in log10, weighted with L phi."""
    luminosity = np.arange(41.025, 47, 0.05)
    wanted = converted_function().density(luminosity, redshift)
    found = luminosity_density(rates, stellar_masses(), luminosity, redshift, (9.5, 12.5))
    light = wanted * 10**luminosity
    return (light * np.log10(found / wanted) ** 2).sum() / light.sum()


def test_no_other_rates_are_closer():
    shell = 3
    rates, redshift = hosts().rates[shell], hosts().middle(shell)
    assert rates.duty_cycle < 0.99  # so that nothing but the misfit counts
    best = misfit(rates, redshift)
    slopes = rates.slopes
    for step in (-0.05, 0.05):
        others = [
            replace(rates, log10_norm=rates.log10_norm + step),
            replace(rates, log10_break_1=rates.log10_break_1 + step),
            replace(rates, log10_break_2=rates.log10_break_2 + step),
            replace(rates, slopes=(slopes[0] + step, *slopes[1:])),
            replace(rates, slopes=(slopes[0], slopes[1] + 4 * step, slopes[2])),
            replace(rates, slopes=(*slopes[:2], slopes[2] + step)),
        ]
        for other in others:
            assert misfit(other, redshift) > 0.999 * best


def test_a_table_of_densities_has_hosts_too(mirror, repository):
    table = read_agn_xlf(mirror / "agn_xlf" / "Peca23_XLF.npy")
    functions = read_luminosity_functions(repository / "data/tables/luminosity_functions.csv")
    function = in_cosmology(functions.tabulated(table, "Peca et al. 2023"), COSMOLOGY)
    found = solve_hosts(function, stellar_masses(), np.array([0.5, 0.8, 1.1]), HostReadings())
    limited = replace(function, limits=Limits(function.limits.log10_luminosity, (0.5, 1.1)))
    light = xray_background(population_nodes(limited, found))
    ueda = replace(converted_function(), limits=Limits((42.0, 47.0), (0.5, 1.1)))
    assert 0.7 < light / xray_background(population_nodes(ueda, hosts())) < 1.4


def test_masses_are_those_of_galaxies_that_accrete_at_the_rate():
    # A single slope -1 of P makes M independent of L but for the least rate: psi(M) M.
    flat = AccretionRates(-1.5, 32.0, 33.0, (-1.0, -1.0, -1.0), 30.0)
    one = replace(hosts(), rates=tuple(flat for _ in hosts().rates))
    mass = np.array([9.6, 10.3, 11.0, 11.7])
    found = one.unnormalised(42.0, mass, 0) / (10.0**mass * stellar_masses().density(mass, 0.05))
    assert found[:3] == pytest.approx(found[0])
    assert found[3] == pytest.approx(found[0])
    assert one.unnormalised(41.5, 11.7, 0) == 0
    assert one.largest_mass([41.5, 44.0]).tolist() == [11.5, 12.5]


def test_drawn_masses_have_their_distribution():
    n, luminosity, redshift = 40_000, 43.013, 1.8
    rng = np.random.default_rng(3)
    drawn = hosts().draw_masses(np.full(n, luminosity), np.full(n, redshift), rng)
    grid = np.linspace(9.5, 12.5, 6001)
    weight = hosts().unnormalised(luminosity, grid, int(hosts().shell_of(redshift)))
    below = np.cumsum(weight) / weight.sum()
    ranks = np.interp(np.sort(drawn), grid, below)
    # Kolmogorov: 1.63 is passed by 1 % of samples; cells of .02 dex add less than .3 here.
    assert np.abs(ranks - (np.arange(n) + 0.5) / n).max() * np.sqrt(n) < 1.9
    mixed = np.array([41.02, 43.0, 46.5] * 2000)
    masses = hosts().draw_masses(mixed, np.tile([0.1, 3.9], 3000), rng)
    assert ((masses >= 9.5) & (masses <= 12.5)).all()
    assert (masses - mixed <= -30.0 + 0.02).all()
    assert len(hosts().draw_masses(np.empty(0), np.empty(0), rng)) == 0


def test_another_hubble_constant():
    function, ratio = printed_function(), 67.4 / 70
    found = in_cosmology(function, COSMOLOGY)
    shift = -2 * np.log10(ratio)
    for luminosity, z in ((42.0, 0.3), (44.2, 1.4), (46.0, 3.5)):
        expected = ratio**3 * function.density(luminosity - shift, z)
        assert found.density(luminosity, z) == pytest.approx(expected, rel=1e-12)
    assert ratio**3 == pytest.approx(0.893, abs=5e-4)
    only = in_cosmology(function, COSMOLOGY, luminosities=False)
    assert only.density(44.0, 1.0) == pytest.approx(ratio**3 * function.density(44.0, 1.0))
    printed = in_cosmology(function, COSMOLOGY, densities=False, luminosities=False)
    assert printed.density(44.0, 1.0) == function.density(44.0, 1.0)
    assert {one.cosmology for one in (found, only, printed)} == {COSMOLOGY}
    assert found.errors["norm"] == pytest.approx(7e-8 * ratio**3)


def test_another_hubble_constant_for_a_table(repository):
    from test_tabulated import table_of

    functions = read_luminosity_functions(repository / "data/tables/luminosity_functions.csv")
    table = table_of(functions.xray_agn, np.linspace(41, 47, 61), np.linspace(0.1, 4, 40))
    tabulated = functions.tabulated(table, "made here")
    found = in_cosmology(tabulated, COSMOLOGY)
    shift = -2 * np.log10(67.4 / 70)
    expected = (67.4 / 70) ** 3 * tabulated.density(43.33, 1.7)
    assert found.density(43.33 + shift, 1.7) == pytest.approx(expected)
    assert found.limits.log10_luminosity == pytest.approx((41 + shift, 47 + shift))


def test_published_emissivities():
    redshift = [0.0021, 0.5, 1.0, 2.0, 3.0]
    found = printed_function().emissivity(redshift)
    np.testing.assert_allclose(found, [7.09e38, 2.71e39, 5.36e39, 6.88e39, 4.47e39], rtol=0.01)


def xray_background(nodes):
    """Light between 0.1 and 100 keV from all AGN [erg cm^-2 s^-1 sr^-1]."""
    light = nodes.number.sum(axis=2) * 10**nodes.log10_luminosity
    return 4.292 * float((light * nodes.dilution[:, np.newaxis]).sum())


def test_xray_background():
    printed = in_cosmology(printed_function(), COSMOLOGY, densities=False, luminosities=False)
    assert xray_background(population_nodes(printed, hosts())) == pytest.approx(2.38e-7, rel=0.01)
    # In its own cosmology and in the other one after conversion: the same sky.
    own = xray_background(population_nodes(printed_function(), hosts()))
    moved = in_cosmology(printed_function(), Cosmology(67.4, 0.3))
    assert xray_background(population_nodes(moved, hosts())) == pytest.approx(own, rel=5e-3)


def test_nodes_are_fine_enough():
    coarse = population_nodes(converted_function(), hosts())
    fine = population_nodes(converted_function(), hosts(), cell_dex=0.1)
    assert xray_background(coarse) == pytest.approx(xray_background(fine), rel=1e-3)
    for power in (-1.0, 1.0):
        sums = [
            (one.number * 10 ** (power * (one.log10_black_hole_mass - 8))).sum()
            for one in (coarse, fine)
        ]
        assert sums[0] == pytest.approx(sums[1], rel=2e-3)
    far = replace(converted_function(), limits=Limits((41.0, 47.0), (0.1, 5.0)))
    with pytest.raises(InputDataError, match=r"no hosts at this redshift; found 5.0"):
        population_nodes(far, hosts())
    near = replace(converted_function(), limits=Limits((41.0, 47.0), (0.01, 0.3)))
    counts = near.counts([1e-30])[0, 0] * 3282.806
    assert population_nodes(near, hosts()).number.sum() == pytest.approx(counts, rel=1e-3)
    counts = converted_function().counts([1e-30])[0, 0] * 3282.806
    assert coarse.number.sum() == pytest.approx(counts, rel=1e-3)


def test_shells_keep_to_the_bins_of_masses():
    edges = shell_edges(stellar_masses(), 0.002, 4.0, 0.12)
    assert set(stellar_masses().edges) <= set(edges)
    assert np.diff(np.log1p(edges)).max() <= 0.12 + 1e-12
    assert edges[[0, -1]].tolist() == [0.002, 4.0]
    assert hosts().shell_of([0.002, 0.2, 4.0]).tolist() == [0, 2, len(edges) - 2]
    few = shell_edges(stellar_masses(), 0.5, 1.1, 0.12)
    assert few[[0, -1]].tolist() == [0.5, 1.1]
    # ln(1.8/1.5) = .18 and ln(2.1/1.8) = .15: two shells each.
    assert (len(few), few[2]) == (5, 0.8)
    with pytest.raises(InputDataError, match=r"no hosts.*found 4.1; expected 0.002 to 4$"):
        hosts().shell_of([1.0, 4.1])


def test_readings_that_leave_no_host_are_told():
    with pytest.raises(InputDataError, match=r"log10_masses"):
        HostReadings(log10_masses=(12.0, 10.0))
    edges = np.array([1.0, 1.05])
    readings = HostReadings(log10_masses=(10.99, 12.5))
    with pytest.raises(InputDataError, match=r"leave the faintest AGN without one.*41.03"):
        solve_hosts(converted_function(), stellar_masses(), edges, readings)
    brighter = replace(converted_function(), limits=Limits((41.5, 47.0), (0.002, 4.0)))
    assert len(solve_hosts(brighter, stellar_masses(), edges, readings).rates) == 1
